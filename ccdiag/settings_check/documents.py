"""Settings from the bytes of a file: JSON, or lines of names and values."""

import codecs
import csv
import json
import re
from collections.abc import Callable, Iterator

from ccdiag.settings_check.masking import shown
from ccdiag.settings_check.names import fold
from ccdiag.settings_check.setting import Setting
from ccdiag.settings_check.unreadable import DocumentError, Unreadable

LARGEST_DOCUMENT = 1024 * 1024
"""In bytes."""
_MOST_NESTING = 32
_MOST_LINES = 5_000
_MOST_SETTINGS = 5_000
_DELIMITERS = (";", "\t", ",", "|", "=", ":")
"""In the order of preference, where several fit equally well."""

# The lone quote is a string that never ends: from there on the text is no JSON, and looking further would take quadratic time.
_JSON_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"|"|[\[{]|[\]}]', re.DOTALL)
_NAME_KEYS = frozenset(fold(key) for key in ("name", "parameter", "naam", "key"))
_VALUE_KEYS = frozenset(fold(key) for key in ("value", "waarde"))
_MARKS = (
    # The longer marks first: that of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def parse_document(content: bytes, known: Callable[[str], str | None]) -> tuple[Setting, ...]:
    """Return all settings of a document, secrets masked; `known` says which names tell where the names stand in a line.

    Raises DocumentError.
    """
    if len(content) > LARGEST_DOCUMENT:
        raise DocumentError(Unreadable.TOO_LARGE)
    text = _decode(content)
    if not text.strip():
        raise DocumentError(Unreadable.EMPTY)
    if text.lstrip().startswith(("{", "[")):
        return _from_json(text)
    return _from_lines(text, known)


def _decode(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None:
        encoding = _without_mark(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise DocumentError(Unreadable.NOT_TEXT) from error
        # What spreadsheets save on Windows in Western Europe; undefined bytes are replaced, since names and values here are ASCII.
        text = content.decode("cp1252", errors="replace")
    if any(character < " " and character not in "\t\r\n\f" for character in set(text)):
        raise DocumentError(Unreadable.NOT_TEXT)
    return text


def _without_mark(content: bytes) -> str:
    # Text in UTF-16 that begins with an ASCII character has a NUL at one side of it.
    if content[1:2] == b"\0" and content[:1] != b"\0":
        return "utf-16-le"
    if content[:1] == b"\0" and content[1:2] != b"\0":
        return "utf-16-be"
    return "utf-8"


class _Object(list[tuple[str, object]]):
    """A JSON object with its pairs as written, so that a name that stands there twice is seen."""


def _from_json(text: str) -> tuple[Setting, ...]:
    depth = 0
    for token in _JSON_TOKENS.finditer(text):
        if token.group() == '"':
            break
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token.group(), 0)
        if depth > _MOST_NESTING:
            raise DocumentError(Unreadable.TOO_DEEP)
    try:
        # Numbers stay text: a leading zero, or a length that int() refuses, is for the judge and not for the parser.
        document = json.loads(text, object_pairs_hook=_Object, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise DocumentError(Unreadable.NOT_JSON, f"line {error.lineno}, column {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise DocumentError(Unreadable.NOT_JSON) from error
    settings: list[Setting] = []
    for setting in _in_json(document, ()):
        settings.append(setting)
        if len(settings) > _MOST_SETTINGS:
            raise DocumentError(Unreadable.TOO_MANY)
    return tuple(settings)


def _in_json(value: object, section: tuple[str, ...]) -> Iterator[Setting]:
    if isinstance(value, _Object):
        pair = _named_pair(value)
        if pair is not None:
            yield _setting(*pair, section)
            return
        for name, inner in value:
            if isinstance(inner, list):
                yield from _in_json(inner, (*section, name))
            elif inner is not None:
                yield _setting(name, _text(inner), section)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if isinstance(inner, list):
                yield from _in_json(inner, (*section, f"[{index}]"))


def _named_pair(pairs: _Object) -> tuple[str, str] | None:
    """Read `{"name": "MQT", "value": "Enabled"}` as a setting of its own."""
    names = [inner for name, inner in pairs if fold(name) in _NAME_KEYS and isinstance(inner, str)]
    values = [inner for name, inner in pairs if fold(name) in _VALUE_KEYS and not isinstance(inner, list)]
    return (names[0], _text(values[0])) if len(names) == len(values) == 1 else None


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _setting(name: str, value: str, section: tuple[str, ...]) -> Setting:
    return Setting(name, shown(name, value.strip()), shown("", ".".join((*section, name)).replace(".[", "[")), section)


def _from_lines(text: str, known: Callable[[str], str | None]) -> tuple[Setting, ...]:
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        raise DocumentError(Unreadable.TOO_MANY)
    readings = [list(_with_delimiter(lines, delimiter, known)) for delimiter in _DELIMITERS]
    best = max(readings, key=len)
    if not best:
        raise DocumentError(Unreadable.NO_SETTINGS)
    return tuple(best)


def _with_delimiter(lines: list[str], delimiter: str, known: Callable[[str], str | None]) -> Iterator[Setting]:
    for number, line in enumerate(lines, start=1):
        cells = _cells(line, delimiter)
        # A column with the group may stand before the name.
        for place, cell in enumerate(cells[:4]):
            if known(cell) is not None and place + 1 < len(cells):
                yield Setting(cell, shown(cell, cells[place + 1]), f"line {number}")
                break


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter not in line:
        return []
    if delimiter in "=:":
        name, _, value = line.partition(delimiter)
        return [_unquoted(name), _unquoted(value)]
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])]
    except csv.Error:
        return []


def _unquoted(text: str) -> str:
    stripped = text.strip().rstrip(",;").strip()
    return stripped[1:-1] if len(stripped) > 1 and stripped[0] == stripped[-1] and stripped[0] in "\"'" else stripped
