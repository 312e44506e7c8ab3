"""The language of this command, known before its help is built."""

from ccdiag.i18n.translator import LANGUAGES, Language, Translator, system_language, translator


def language_of(arguments: list[str]) -> Language:
    """Find `--language` in the arguments, wherever it stands; else that of the policy or of the system.

    The help texts are made while the program is put together, which is before the arguments are parsed.
    """
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--language":
            wanted = value or next(iter(arguments[position + 1 :]), "")
            return next((language for language in LANGUAGES if language == wanted), usual_language())
    return usual_language()


def usual_language() -> Language:
    """Return the language that a policy sets, else the system's."""
    from ccdiag.app.policy_file import policy_place

    # Most machines have no policy, and are not to wait for what reads one.
    if policy_place() is not None:
        from ccdiag.app.policy import load_policy

        language = load_policy().policy.language
        if language is not None and language != "system":
            return language
    return system_language()


_chosen: Translator | None = None


def choose(language: Language) -> None:
    """Set the language of this process's command line."""
    global _chosen  # noqa: PLW0603  # one command line a process; typer's callbacks have no other way to get it
    _chosen = translator(language)


def tr() -> Translator:
    """Return the translator of this process's command line."""
    return _chosen if _chosen is not None else translator(system_language())


def said(text: str) -> str:
    """Translate a text of the help; the name that the catalogue extractor looks for."""
    return tr().text(text)
