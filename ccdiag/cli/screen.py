"""`ccdiag screen`: the screen of a terminal that somebody reads aloud."""

from typing import TYPE_CHECKING, Annotated

import typer

from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail, shared_options
from ccdiag.cli.status import Exit

if TYPE_CHECKING:
    from ccdiag.adminlight.reading import Render
    from ccdiag.adminlight.search import Hit


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    language_option, verbose_option, version_option = shared_options()

    @app.command(
        "screen",
        help=said(
            "Find a screen of the terminal by what somebody reads aloud from it, in any order and with typing errors."
            " Ends with 0 when there is one, 1 when there is none."
        ),
    )
    def screen(
        text: Annotated[list[str], typer.Argument(metavar="TEXT", help=said("What stands on the screen."))],
        json: Annotated[bool, typer.Option("--json", help=said("One JSON document at the end."))] = False,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        asked = " ".join(text).strip()
        if not asked:
            fail(said("Say what stands on the screen."))
        from ccdiag.adminlight.search import find_screens
        from ccdiag.content.errors import ContentError

        try:
            hits = find_screens(asked)
        except ContentError as error:
            fail(error.shown(tr()))
        _print_document(hits) if json else _print_lines(hits)
        raise typer.Exit(Exit.GOOD if hits else Exit.FAULT)


def _print_document(hits: "tuple[Hit, ...]") -> None:
    import msgspec

    from ccdiag import __version__
    from ccdiag.adminlight.document import screens_document
    from ccdiag.cli.json_output import write_bytes

    document = msgspec.json.encode(screens_document(hits, version=__version__, render=tr()))
    write_bytes(msgspec.json.format(document, indent=2) + b"\n")


def _print_lines(hits: "tuple[Hit, ...]") -> None:
    from ccdiag.cli.plain import write_line
    from ccdiag.cli.words import safe
    from ccdiag.model.message import message

    render = safe(tr())
    if not hits:
        write_line(render(message("No screen has this. Try another word that stands on it.")))
    for number, hit in enumerate(hits, 1):
        for line in _lines(number, hit, render):
            write_line(line)


def _lines(number: int, hit: "Hit", render: "Render") -> list[str]:
    from ccdiag.adminlight.strength_words import STANDING_WORDS, STRENGTH_WORDS
    from ccdiag.cli.words import can_show
    from ccdiag.model.message import message
    from ccdiag.model.screen import Standing

    arrow = " › " if can_show("›") else " > "
    known = "" if hit.standing is Standing.DOCUMENTED else f", {render(STANDING_WORDS[hit.standing])}"
    lines = [f"{number}. {hit.title} ({render(STRENGTH_WORDS[hit.strength])}{known}) [{hit.screen}]"]
    if hit.path:
        lines.append(f"   {arrow.join(hit.path)}")
    if hit.keys:
        lines.append("   " + render(message("Keys: {keys}", keys=", ".join(hit.keys))))
    if hit.next is not None:
        lines.append("   " + render(message("Now: {next}", next=hit.next)))
    return lines
