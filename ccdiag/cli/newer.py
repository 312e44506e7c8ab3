"""`ccdiag newer`: whether there is a newer version, where the IT department says where to look."""

from typing import TYPE_CHECKING, Annotated

import typer

from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail, shared_options
from ccdiag.cli.status import Exit

if TYPE_CHECKING:
    from ccdiag.app.newer_version import VersionCheck
    from ccdiag.app.policy import NewerVersionPolicy


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    language_option, verbose_option, version_option = shared_options()

    @app.command(
        "newer",
        help=said(
            "Is there a newer version? Looked for once, where the policy of the IT department says, and nothing is downloaded or started."
            " Ends with 0 when this is the newest, 1 when there is a newer one, 2 when no policy says where to look, 3 when it could not"
            " be told."
        ),
    )
    def newer(
        json: Annotated[bool, typer.Option("--json", help=said("One JSON document at the end."))] = False,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        import asyncio

        from ccdiag.app.newer_version import Outcome, look_for_newer

        check = asyncio.run(look_for_newer(_policy()))
        _print_document(check) if json else _print_lines(check)
        status = {Outcome.NEWEST: Exit.GOOD, Outcome.NEWER: Exit.FAULT, Outcome.UNKNOWN: Exit.COULD_NOT_TELL}
        raise typer.Exit(status[check.outcome])


def _policy() -> "NewerVersionPolicy":
    """Return where to look; ends the program where nobody has set it."""
    from ccdiag.app.newer_version_words import OFF
    from ccdiag.app.policy import load_policy

    loaded = load_policy()
    if loaded.notice is not None:
        # It was told when the program began.
        raise typer.Exit(Exit.UNUSABLE)
    if loaded.policy.newer_version is None:
        fail(tr()(OFF))
    return loaded.policy.newer_version


def _print_document(check: "VersionCheck") -> None:
    import msgspec

    from ccdiag.app.newer_version_document import newer_document
    from ccdiag.cli.json_output import write_bytes

    document = msgspec.json.encode(newer_document(check, tr()))
    write_bytes(msgspec.json.format(document, indent=2) + b"\n")


def _print_lines(check: "VersionCheck") -> None:
    from ccdiag.app.newer_version_words import facts, told
    from ccdiag.cli.paragraphs import Paragraphs
    from ccdiag.cli.words import safe
    from ccdiag.model.message import Message
    from ccdiag.model.printable import printable

    render, paragraphs = safe(tr()), Paragraphs()
    answer = told(check)
    paragraphs.print(render(answer.headline), "bold")
    for text in answer.texts:
        paragraphs.print(f"  {render(text)}")
    for name, value, _ in facts(check, tr().language):
        # Not wrapped: a path and a hash are copied whole.
        paragraphs.draw(f"  {render(name)}: {render(value) if isinstance(value, Message) else printable(value, most=2000)}")
