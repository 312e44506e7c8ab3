"""Whether what the program knows is there whole and loads: checks, causes, screens, procedures, shops, guide, environments, schemas."""

from collections.abc import Iterable

from ccdiag.cli.installation_list import contents
from ccdiag.cli.installation_part import BrokenPartError, Found, named
from ccdiag.content.root import resource_root
from ccdiag.model.conversion import decode_json
from ccdiag.model.message import Message, message


def checks() -> Found:
    """Plan all checks."""
    from ccdiag.checks.registry import all_checks
    from ccdiag.engine.plan import plan
    from ccdiag.model.check import CHECK_IDS

    _accept_all(CHECK_IDS, (check.id for check in plan(all_checks())))
    return Found(message("{number} checks", number=len(CHECK_IDS)))


def causes() -> Found:
    """Load the rules: each is checked against the facts that probes tell."""
    from ccdiag.content.causes import load_causes

    rules = load_causes()
    known = contents()
    _accept_all(known.causes, (rule.id for rule in rules))
    if len(rules) != known.rules:
        raise BrokenPartError(message("{found} rules and not {number}", found=len(rules), number=known.rules))
    return Found(message("{number} causes, {rules} rules", number=len(known.causes), rules=len(rules)))


def screens() -> Found:
    """Load the terminal's menus, open them, and search in them."""
    from ccdiag.adminlight.machine import press
    from ccdiag.adminlight.search import find_screens
    from ccdiag.adminlight.view import render
    from ccdiag.content.adminlight import FIRST_SCREEN, load_adminlight
    from ccdiag.model.terminal_state import Key, KeyKind, TerminalState

    adminlight, known = load_adminlight(), contents()
    _accept_all(known.screens, adminlight.screens)
    _accept_all(known.variants, adminlight.variants)
    view = render(press(TerminalState(), Key(KeyKind.START_MENU)))
    if view.screen != FIRST_SCREEN or not view.entries:
        raise BrokenPartError(message("START MENU opens {screen}", screen=view.screen))
    title = adminlight.screens[FIRST_SCREEN].title
    if not any(hit.screen == FIRST_SCREEN for hit in find_screens(title)):
        raise BrokenPartError(message("the search does not find {screen}", screen=title))
    return Found(message("{number} screens, found by their words", number=len(known.screens)))


def procedures() -> Found:
    """Load the guided procedures."""
    from ccdiag.content.procedures import load_procedures

    book, known = load_procedures(), contents()
    _accept_all(known.procedures, book.procedures)
    _accept_all(known.obligations, book.obligations)
    return Found(message("{number} procedures", number=len(book.offered())))


def shops() -> Found:
    """Load the prepared shops of the laboratory."""
    from ccdiag.content.shops import load_shops

    prepared, known = load_shops(), contents()
    _accept_all(known.shops, prepared.shops)
    _accept_all(known.mendings, prepared.mendings)
    return Found(message("{number} prepared shops", number=len(known.shops)))


def guide() -> Found:
    """Read the user guide in every language: the same sections, each with words."""
    from ccdiag.content.guide import load_guide
    from ccdiag.i18n.translator import LANGUAGES

    expected = contents().guide
    for language in LANGUAGES:
        read = load_guide(language)
        _accept_all(expected, (section.anchor for section in read.sections), where=f"{language}.md")
        # The last section is the one that a file that was cut short ends in.
        if not read.text.rpartition(read.sections[-1].title)[2].strip():
            raise BrokenPartError(message("{file} is cut short", file=f"{language}.md"))
    return Found(message("{number} sections in {languages} languages", number=len(expected), languages=len(LANGUAGES)))


def environments() -> Found:
    """Load what ships of endpoints and trust."""
    from ccdiag.content.environments import environment_names, load_environment

    names = environment_names()
    _accept_all(contents().environments, names)
    for name in names:
        load_environment(name)
    return Found(Message("{names}", {"names": ", ".join(names)}))


def schemas() -> Found:
    """Read the schemas of the documents."""
    expected = contents().schemas
    folder = resource_root() / "schema"
    for name in expected:
        read = decode_json((folder / f"{name}.json").read_bytes(), dict[str, object])
        if read.get("title") != f"ccdiag.{name}/1":
            raise BrokenPartError(message("{file} is not the schema of {name}", file=f"{name}.json", name=name))
    return Found(message("{number} schemas", number=len(expected)))


def _accept_all(expected: Iterable[str], found: Iterable[str], *, where: str = "") -> None:
    """Raise BrokenPartError unless all that is expected was found, and nothing else."""
    wanted, there = list(dict.fromkeys(expected)), set(found)
    if missing := [name for name in wanted if name not in there]:
        told = message("missing: {names}", names=named(missing))
    elif strange := sorted(there.difference(wanted)):
        told = message("not of this version: {names}", names=named(strange))
    else:
        return
    raise BrokenPartError(Message("{file}: {told}", {"file": where, "told": told}) if where else told)
