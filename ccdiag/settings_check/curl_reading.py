"""The body of a request that was copied from a browser's developer tools as a command."""

import re
from typing import Final

from msgspec import Struct

_CURL: Final = re.compile(r"\s*+(?:[$>#]\s*+)?(?:curl(?:\.exe)?\b|Invoke-(?:WebRequest|RestMethod)\b|\$session\s*=)", re.IGNORECASE)
_BODY: Final = re.compile(r"(?:^|\s)(?:--data(?:-raw|-binary|-ascii|-urlencode)?|--json|-d|-Body)(?:\s++|=)(\^?[\"']|\$'|@?\()?")
_SINGLE: Final = re.compile(r"'([^']*+(?:'\\''[^']*+)*+)'")
_ANSI: Final = re.compile(r"\$'((?:[^'\\]|\\.)*+)'", re.DOTALL)
_DOUBLE: Final = re.compile(r'"((?:[^"\\`]|\\.|`.)*+)"', re.DOTALL)
_CARET: Final = re.compile(r'\^"((?:[^"^]|\^.|\\\^")*?)\^"(?=\s|$)', re.DOTALL)
_BARE: Final = re.compile(r"\S++")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_PLAIN: Final = {"n": "\n", "r": "\r", "t": "\t"}


_MOST_PIECES: Final = 50


class Body(Struct, frozen=True):
    """The data that a command sends; its headers are looked at nowhere."""

    text: str
    start: int | None
    """Where it stands in the document; None where it was escaped."""


def is_command(text: str) -> bool:
    """Whether a text is such a command."""
    return _CURL.match(text) is not None


def body_of(text: str) -> Body | None:
    """Return the body of a command; None where it has none. Several pieces of form data are one body, as they are to the server."""
    pieces: list[Body] = []
    position = 0
    while len(pieces) < _MOST_PIECES and (found := _BODY.search(text, position)) is not None:
        piece, position = _piece(text, found)
        pieces.append(piece)
    if not pieces:
        return None
    return pieces[0] if len(pieces) == 1 else Body("&".join(piece.text for piece in pieces), None)


def _piece(text: str, found: re.Match[str]) -> tuple[Body, int]:
    """Return one piece of data, and where it ends."""
    opening = found[1] or ""
    begin = found.start(1) if opening else found.end()
    if opening == "'" and (single := _SINGLE.match(text, begin)) is not None:
        plain = "'\\''" not in single[1]
        return Body(single[1].replace("'\\''", "'"), single.start(1) if plain else None), single.end()
    if opening == "$'" and (ansi := _ANSI.match(text, begin)) is not None:
        return Body(_ESCAPE.sub(_unescape, ansi[1]), None), ansi.end()
    if opening == '^"' and (caret := _CARET.match(text, begin)) is not None:
        return Body(re.sub(r"\^(.)", r"\1", caret[1], flags=re.DOTALL).replace('\\"', '"'), None), caret.end()
    if opening == '"' and (double := _DOUBLE.match(text, begin)) is not None:
        return Body(re.sub(r'[\\`](["\\`$])', r"\1", double[1]), None), double.end()
    bare = _BARE.match(text, begin)
    return (Body(bare.group(), begin), bare.end()) if bare is not None else (Body("", None), len(text))


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _PLAIN.get(found[3], found[3])
