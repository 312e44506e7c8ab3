"""What the program was asked for where no subcommand was named: the window, on the lab, with files to open."""

import os
import sys
from collections.abc import Sequence
from typing import Final, NamedTuple

SUBCOMMANDS: Final = frozenset({"check", "lab", "screen", "guide", "lint", "fleet", "sweep", "show", "report", "newer", "self-test"})
_OPENED: Final = frozenset(
    {".ccdiag", ".toml", ".json", ".xml", ".ini", ".properties", ".conf", ".yaml", ".yml", ".txt", ".csv", ".tsv", ".xlsx"}
)
LINK: Final = "ccdiag:"


class Wishes(NamedTuple):
    """What the window is to do; a tuple, because every start of the command line comes by here."""

    lab: bool = False
    language: str | None = None
    opened: tuple[str, ...] = ()
    """Files, as absolute paths, and links."""


def wishes_of(arguments: Sequence[str], *, windowed: bool = False) -> Wishes | None:
    """Read arguments that ask for the window; none when they are for the command line, or mistaken, which it will say.

    `windowed`: there is no console to say it in, so that the window opens and refuses files of other kinds itself.
    """
    # Whoever makes a link chooses what stands in it, and by a quotation mark what follows it: of such a start only the link counts.
    links = [argument for argument in arguments if argument[: len(LINK)].lower() == LINK]
    if links:
        return Wishes(opened=(LINK + links[0][len(LINK) :],))
    lab, language = False, None
    opened: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        name, equals, value = argument.partition("=")
        if argument == "--lab":
            lab = True
        elif name == "--language":
            language = value if equals else (rest.pop(0) if rest else "")
            if language not in {"nl", "en", "fr", "de"}:
                return None
        elif not argument.startswith("-") and argument not in SUBCOMMANDS and (windowed or _can_be_opened(argument)):
            opened.append(os.path.abspath(argument))  # noqa: PTH100  # likewise
        else:
            return None
    return Wishes(lab=lab, language=language, opened=tuple(opened))


def _can_be_opened(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in _OPENED  # noqa: PTH122  # a path takes longer to make


def has_display() -> bool:
    """Whether a window could be shown here."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
