"""JSON from a file that may be anything, decoded only after its size, depth and number of values were looked at."""

import re
from typing import Any, Final

import msgspec

DEEPEST: Final = 32
"""A run's document is nested 8 deep."""
MOST_VALUES: Final = 60_000
"""In one document; that of a run has some 2,000, its events 4,000. Each costs the memory of an object."""
MOST_VALUES_TOGETHER: Final = 2_000_000
"""In all documents of one file; two hundred runs have 1,200,000."""
LONGEST_NUMBER: Final = 40
"""In characters; Python takes quadratic time for numbers of thousands of digits."""

# The lone quote is a string that never ends: from there on the text is no JSON, and looking further would take quadratic time.
_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|".*+', re.DOTALL)
_LONG_NUMBER: Final = re.compile(rb"[0-9.eE+-]{%d}" % (LONGEST_NUMBER + 1))
_ALL_BUT_BRACKETS: Final = bytes(byte for byte in range(256) if byte not in b"[]{}")


class JsonError(Exception):
    """Text that is no JSON, or more of it than is taken."""


class JsonDecoding:
    """Decodes the documents of one file."""

    def __init__(self) -> None:
        self._left = MOST_VALUES_TOGETHER

    def document(self, text: bytes) -> Any:  # noqa: ANN401  # whatever the document holds
        """Decode one document; raises JsonError."""
        self._refuse_beyond_bounds(text)
        return _decoded(text)

    def lines(self, text: bytes, *, most: int) -> list[Any]:
        """Decode one document a line; raises JsonError, also for more than `most`."""
        # JSON escapes line ends within strings, so that every one of them ends a document.
        lines = text.split(b"\n", most + 1)
        if lines and not lines[-1]:
            lines.pop()
        if len(lines) > most:
            raise JsonError
        self._refuse_beyond_bounds(text)
        return [_decoded(line) for line in lines]

    def _refuse_beyond_bounds(self, text: bytes) -> None:
        bare = _STRINGS.sub(b"0", text)
        brackets = bare.translate(None, delete=_ALL_BUT_BRACKETS)
        values = bare.count(b",") + len(brackets)
        self._left -= values
        if values > MOST_VALUES or self._left < 0 or _LONG_NUMBER.search(bare):
            raise JsonError
        depth = 0
        for bracket in brackets:
            depth += 1 if bracket in b"[{" else -1
            if depth > DEEPEST:
                raise JsonError


def _decoded(text: bytes) -> Any:  # noqa: ANN401  # likewise
    try:
        # Checks UTF-8 too, and knows no NaN.
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:
        raise JsonError from error
