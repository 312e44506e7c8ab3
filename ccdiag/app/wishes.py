"""What the program was asked for where no subcommand was named: the window, on the lab, with files to open."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

SUBCOMMANDS: Final = frozenset({"check", "lab", "screen", "guide", "lint", "fleet", "sweep", "show", "report", "self-test"})
_OPENED: Final = frozenset({".ccdiag", ".toml", ".json", ".csv"})
LINK: Final = "ccdiag:"


class Wishes(Struct, frozen=True, kw_only=True):
    """What the window is to do."""

    lab: bool = False
    language: str | None = None
    opened: tuple[str, ...] = ()
    """Files, as absolute paths, and links."""


def wishes_of(arguments: Sequence[str]) -> Wishes | None:
    """Read arguments that ask for the window; none when they are for the command line, or mistaken, which it will say."""
    lab, language, opened = False, None, []
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
        elif not argument.startswith("-") and argument not in SUBCOMMANDS and (Path(argument).suffix.lower() in _OPENED):
            opened.append(str(Path(argument).absolute()))
        else:
            return None
    return Wishes(lab=lab, language=language, opened=tuple(opened))


def has_display() -> bool:
    """Whether a window could be shown here."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
