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


def wishes_of(arguments: Sequence[str]) -> Wishes | None:
    """Read arguments that ask for the window; none when they are for the command line, or mistaken, which it will say."""
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
        elif argument.startswith(LINK):
            opened.append(argument)
        elif not argument.startswith("-") and argument not in SUBCOMMANDS and os.path.splitext(argument)[1].lower() in _OPENED:  # noqa: PTH122  # likewise
            opened.append(os.path.abspath(argument))  # noqa: PTH100  # likewise
        else:
            return None
    return Wishes(lab=lab, language=language, opened=tuple(opened))


def has_display() -> bool:
    """Whether a window could be shown here."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
