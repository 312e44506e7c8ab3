"""Lines with a style, wrapped to a terminal's width; to a pipe or a file they go whole and plain."""

import sys
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from ccdiag.cli.plain import write_line
from ccdiag.cli.streams import writing

if TYPE_CHECKING:
    from rich.console import Console

_WIDEST: Final = 100
"""Longer lines are hard to read."""
_NARROWEST: Final = 40


class Paragraphs:
    """Prints lines as standard output takes them."""

    def __init__(self) -> None:
        self._console = _console() if sys.stdout.isatty() else None

    @property
    def width(self) -> int:
        """How many characters a line has here."""
        return max(_NARROWEST, min(_WIDEST, self._console.width)) if self._console is not None else _WIDEST

    def print_all(self, lines: Iterable[tuple[str, str]]) -> None:
        """Print lines, each with its style. Raises OutputLostError when standard output takes no more."""
        for line, style in lines:
            self.print(line, style)

    def print(self, line: str = "", style: str = "", *, hanging: int = 0) -> None:
        """Print one paragraph; what wraps is indented as its first line is, and by `hanging` more."""
        if self._console is None:
            write_line(line)
            return
        for part in self._wrapped(line, hanging):
            self._draw(part, style)

    def draw(self, line: str, style: str = "") -> None:
        """Print one line as it is: a part of a picture."""
        if self._console is None:
            write_line(line)
        else:
            self._draw(line, style)

    def _wrapped(self, line: str, hanging: int) -> list[str]:
        indent = line[: len(line) - len(line.lstrip())]
        return textwrap.wrap(
            line.strip(), self.width, initial_indent=indent, subsequent_indent=indent + " " * hanging, break_on_hyphens=False
        ) or [""]

    def _draw(self, line: str, style: str) -> None:
        from rich.text import Text

        assert self._console is not None
        with writing():
            self._console.print(Text(line, style), soft_wrap=True)
            sys.stdout.flush()


def _console() -> "Console":
    from rich.console import Console

    return Console(highlight=False, emoji=False)
