"""What is wrong with a file that somebody brought."""

from collections.abc import Callable
from pathlib import Path

from ccdiag.model.message import Message
from ccdiag.model.printable import printable

_LONGEST_LINE = 1500


class ContentError(Exception):
    """A file, or an answer on the command line, that cannot be used: where, and what was expected there."""

    def __init__(self, file: Path, key_path: str, expected: Message | str) -> None:
        super().__init__(file, key_path, expected)
        self.file = file
        self.key_path = key_path
        """`terminal.dns[1]`; empty when the whole file is meant."""
        self.expected = expected if isinstance(expected, Message) else Message(expected)

    def shown(self, translate: Callable[[Message], str]) -> str:
        """Render in one line: the file, the key and what was expected; safe to print."""
        parts = (str(self.file), self.key_path, translate(self.expected))
        return printable(": ".join(part for part in parts if part), most=_LONGEST_LINE)

    def __str__(self) -> str:
        return self.shown(Message.english)
