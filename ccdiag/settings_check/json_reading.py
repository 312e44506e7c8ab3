"""Settings from JSON, from what people make of it, and from object literals of JavaScript."""

import json
import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from ccdiag.model.message import Message, message
from ccdiag.settings_check.document import DocumentFormat, Mistake
from ccdiag.settings_check.names import fold
from ccdiag.settings_check.reader_result import MOST_NODES, MOST_SETTINGS, Reading, make_setting
from ccdiag.settings_check.setting import Setting, Span, Syntax, Written
from ccdiag.settings_check.source_text import LinePositions
from ccdiag.settings_check.unreadable import DocumentError, Unreadable

_MOST_NESTING: Final = 32
_MOST_MISTAKES: Final = 20
_GAP: Final = re.compile(r"[\s\ufeff]*+")
_COMMENT: Final = re.compile(r"//[^\r\n]*|/\*.*?\*/|#[^\r\n]*", re.DOTALL)
_STRINGS: Final = {
    '"': re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL),
    "'": re.compile(r"'((?:[^'\\]|\\.)*+)'", re.DOTALL),
    "`": re.compile(r"`((?:[^`\\]|\\.)*+)`", re.DOTALL),
    "“": re.compile(r"“([^“”\"\r\n]*+)[”\"]"),
    "„": re.compile(r"„([^“”\"\r\n]*+)[“”\"]"),
    "‘": re.compile(r"‘([^‘’'\r\n]*+)[’']"),
}
_WORD: Final = re.compile(r"[A-Za-z_$][\w$-]*+")
_NUMBER: Final = re.compile(r"-?(?:Infinity|NaN)\b|[-+]?(?:\d[\d_]*+(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?")
# Python and JavaScript write the words; no setting is one of them, and there is nothing to say about it.
_JSON_NUMBER: Final = re.compile(r"-?(?:Infinity|NaN)|-?(?:0|[1-9]\d*+)(?:\.\d++)?(?:[eE][-+]?\d++)?")
_SCRIPT_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": ""}
_NAME_KEYS: Final = frozenset(fold(key) for key in ("name", "parameter", "naam", "key", "tag", "parametername", "label"))
_VALUE_KEYS: Final = frozenset(fold(key) for key in ("value", "val", "waarde", "wert", "valeur"))
_BODIES: Final = frozenset({"body", "data", "payload", "text", "content", "postdata", "json"})
"""Names whose text may be JSON itself, as in a request that was copied."""

_HEADS: Final = frozenset({"headers", "cookies", "cookie", "querystring"})
"""Parts of a request that was copied: whoever has its cookies is logged in, and no setting is among them."""

_COMMENT_MISTAKE: Final = message("A comment: JSON has none.")
_COMMA_MISTAKE: Final = message("A comma before the closing bracket: JSON does not allow it.")
_MISSING_COMMA: Final = message("A comma is missing.")
_UNQUOTED: Final = message("A name without quotes: JSON needs them.")
_OTHER_QUOTES: Final = message("These quotes are not the straight double ones that JSON needs.")
_ZERO: Final = message("A number that begins with a zero, which JSON does not allow: it has to be a text, in quotes.")
_NO_JSON_VALUE: Final = message("This is no value that JSON knows; a text stands in quotes.")
_MORE: Final = message("Text after the end of the JSON.")


class _Scalar(Struct, frozen=True):
    text: str
    written: Written | None
    start: int
    end: int
    syntax: Syntax
    is_null: bool = False


class _Members(list[tuple[str, "object"]]):
    """An object with its members as written, so that a name that stands there twice is seen."""


class _Items(list["object"]):
    """An array."""


def read_json(text: str, *, start: int = 0, prefixed: bool = False) -> Reading:
    """Read the value that begins at `start`; `prefixed`: text stands before it, so that text may stand behind it too.

    Raises DocumentError with the place where it goes wrong.
    """
    parser = _Parser(text)
    value, end = parser.document(start)
    if not prefixed:
        value = parser.more(value, end)
    settings: list[Setting] = []
    for setting in _Settings(text, parser.positions).of(value, ()):
        settings.append(setting)
        if len(settings) > MOST_SETTINGS:
            raise DocumentError(Unreadable.TOO_MANY)
    script = parser.is_script or prefixed
    return Reading(
        format=DocumentFormat.SCRIPT if script else DocumentFormat.JSON,
        settings=tuple(settings),
        mistakes=tuple(parser.mistakes),
        whole=not script,
    )


class _Parser:
    """Reads a value with all that people write beside the standard, and takes note of that."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._nodes = 0
        self.positions = LinePositions(text)
        self.mistakes: list[Mistake] = []
        self.is_script = False

    def document(self, start: int) -> tuple[object, int]:
        return self._value(self._gap(start), 0)

    def more(self, value: object, end: int) -> object:
        """Return the value, or all of them where others follow it, as logs write one a line. A semicolon ends a script."""
        values = _Items([value])
        position = self._gap(end)
        while self._text[position : position + 1] in {"{", "["}:
            self._mistake(_MORE, position)
            following, position = self._value(position, 1)
            values.append(following)
            position = self._gap(position)
        rest = self._text[position : position + 1]
        if rest and rest not in ";)":
            self._mistake(_MORE, position)
        return values if len(values) > 1 else value

    def _gap(self, position: int) -> int:
        """Skip white space and comments."""
        while True:
            found = _GAP.match(self._text, position)
            position = found.end() if found else position
            if self._text[position : position + 1] not in {"/", "#"}:
                return position
            comment = _COMMENT.match(self._text, position)
            if comment is None:
                raise self._wrong(message("a comment that never ends"), position)
            self._mistake(_COMMENT_MISTAKE, position)
            position = comment.end()

    def _value(self, position: int, depth: int) -> tuple[object, int]:
        if depth > _MOST_NESTING:
            raise DocumentError(Unreadable.TOO_DEEP)
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise DocumentError(Unreadable.TOO_MANY)
        character = self._text[position : position + 1]
        if character == "{":
            return self._object(position, depth)
        if character == "[":
            return self._array(position, depth)
        if character in _STRINGS:
            text, end = self._string(position)
            syntax = Syntax.JSON if character == '"' else Syntax.SCRIPT
            return _Scalar(text, Written.TEXT, position, end, syntax), end
        return self._bare(position)

    def _object(self, position: int, depth: int) -> tuple[_Members, int]:
        members = _Members()
        position = self._gap(position + 1)
        while self._text[position : position + 1] != "}":
            key, position = self._key(position)
            position = self._gap(position)
            if self._text[position : position + 1] not in {":", "="}:
                raise self._wrong(message("a colon is expected"), position)
            value, position = self._value(self._gap(position + 1), depth + 1)
            members.append((key, value))
            position = self._after_item(position, "}")
        return members, position + 1

    def _array(self, position: int, depth: int) -> tuple[_Items, int]:
        items = _Items()
        position = self._gap(position + 1)
        while self._text[position : position + 1] != "]":
            value, position = self._value(position, depth + 1)
            items.append(value)
            position = self._after_item(position, "]")
        return items, position + 1

    def _after_item(self, position: int, closing: str) -> int:
        """Go to the next item or to the closing bracket."""
        behind, position = position, self._gap(position)
        character = self._text[position : position + 1]
        if character == ",":
            comma, position = position, self._gap(position + 1)
            if self._text[position : position + 1] == closing:
                self._mistake(_COMMA_MISTAKE, comma)
            return position
        if character == closing:
            return position
        if character in _STRINGS or (character and _WORD.match(self._text, position)):
            self._mistake(_MISSING_COMMA, behind)
            return position
        raise self._wrong(message("a comma or {bracket} is expected", bracket=closing), position)

    def _key(self, position: int) -> tuple[str, int]:
        character = self._text[position : position + 1]
        if character in _STRINGS:
            # Mail programs make typographic quotes; no program writes them.
            self.is_script = self.is_script or character != '"'
            return self._string(position)
        word = _WORD.match(self._text, position)
        if word is None:
            raise self._wrong(message("a name in quotes is expected"), position)
        self.is_script = True
        self._mistake(_UNQUOTED, position)
        return word.group(), word.end()

    def _string(self, position: int) -> tuple[str, int]:
        quote = self._text[position]
        found = _STRINGS[quote].match(self._text, position)
        if found is None:
            raise self._wrong(message("a text whose closing quote is missing"), position)
        if quote != '"':
            self._mistake(_OTHER_QUOTES, position)
        inner = found[1]
        if "\\" not in inner:
            return inner, found.end()
        if quote == '"':
            try:
                return json.loads(found.group(), strict=False), found.end()
            except ValueError:
                self._mistake(message("A backslash before a character that needs none."), position)
        return _SCRIPT_ESCAPE.sub(_unescape, inner), found.end()

    def _bare(self, position: int) -> tuple[_Scalar, int]:
        number = _NUMBER.match(self._text, position)
        if number is not None:
            if _JSON_NUMBER.fullmatch(number.group()) is None:
                self._mistake(_ZERO if number.group().lstrip("+-").startswith("0") else _NO_JSON_VALUE, position)
            # Numbers stay text: a leading zero, or a length that int() refuses, is for the judge and not for the parser.
            return _Scalar(number.group(), Written.NUMBER, position, number.end(), Syntax.JSON), number.end()
        word = _WORD.match(self._text, position)
        if word is None:
            raise self._wrong(message("a value is expected"), position)
        text = word.group()
        if text in {"True", "False", "None"}:
            # Python's words, from a log.
            self.is_script = True
            text = {"None": "null"}.get(text, text.lower())
        if text in {"true", "false"}:
            return _Scalar(text, Written.BOOLEAN, position, word.end(), Syntax.JSON), word.end()
        if text in {"null", "undefined"}:
            return _Scalar("", None, position, word.end(), Syntax.JSON, is_null=True), word.end()
        self._mistake(_NO_JSON_VALUE, position)
        return _Scalar(text, Written.TEXT, position, word.end(), Syntax.JSON), word.end()

    def _mistake(self, said: Message, position: int) -> None:
        if len(self.mistakes) < _MOST_MISTAKES:
            line, column = self.positions.of(position)
            accepted = said in (_COMMENT_MISTAKE, _COMMA_MISTAKE, _MORE)
            self.mistakes.append(Mistake(said=said, line=line, column=column, often_accepted=accepted))

    def _wrong(self, expected: Message, position: int) -> DocumentError:
        line, column = self.positions.of(position)
        return DocumentError(Unreadable.NOT_JSON, f"line {line}, column {column}", expected=expected)


class _Settings:
    """Finds the settings in what was parsed."""

    def __init__(self, text: str, positions: LinePositions) -> None:
        self._text = text
        self._positions = positions

    def of(self, value: object, section: tuple[str, ...]) -> Iterator[Setting]:
        if isinstance(value, _Members):
            pair = _named_pair(value)
            if pair is not None:
                yield self._setting(pair[0], pair[1], section)
                return
            for name, inner in value:
                yield from self._member(name, inner, section)
        elif isinstance(value, _Items):
            for index, inner in enumerate(value):
                if isinstance(inner, list):
                    yield from self.of(inner, (*section, f"[{index}]"))

    def _member(self, name: str, value: object, section: tuple[str, ...]) -> Iterator[Setting]:
        if name.lower() in _HEADS:
            return
        if isinstance(value, list):
            yield from self.of(value, (*section, name[:100]))
        elif isinstance(value, _Scalar) and not value.is_null:
            embedded = _embedded(name, value)
            yield from embedded if embedded is not None else (self._setting(name, value, section),)

    def _setting(self, name: str, value: _Scalar, section: tuple[str, ...]) -> Setting:
        line, column = self._positions.of(value.start)
        location = ".".join((*section, name[:100])).replace(".[", "[")
        span = Span(value.start, value.end, value.syntax)
        return make_setting(
            name, value.text, location=location, section=section, line=line, column=column, span=span, written=value.written
        )


def _embedded(name: str, value: _Scalar) -> tuple[Setting, ...] | None:
    """Return the settings of a text that is JSON itself; they cannot be replaced in place."""
    if name.lower() not in _BODIES or not value.text.lstrip().startswith(("{", "[")):
        return None
    try:
        inner = read_json(value.text)
    except DocumentError:
        return None
    from msgspec.structs import replace

    return tuple(replace(setting, span=None, line=None, column=None) for setting in inner.settings)


def _named_pair(members: _Members) -> tuple[str, _Scalar] | None:
    """Read `{"name": "MQT", "value": "Enabled"}` as a setting of its own."""
    names = [inner.text for name, inner in members if fold(name) in _NAME_KEYS and isinstance(inner, _Scalar)]
    values = [inner for name, inner in members if fold(name) in _VALUE_KEYS and isinstance(inner, _Scalar)]
    return (names[0], values[0]) if len(names) == len(values) == 1 else None


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _ESCAPES.get(found[3], found[3])
