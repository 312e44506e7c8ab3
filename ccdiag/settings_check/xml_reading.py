"""Settings from XML: elements, attributes, and pairs of a name and a value in all the ways that programs write them."""

import re
from bisect import bisect_right
from typing import Final, NoReturn
from xml.parsers import expat

from ccdiag.settings_check.document import DocumentFormat
from ccdiag.settings_check.names import any_name, fold
from ccdiag.settings_check.reader_result import MOST_NODES, MOST_SETTINGS, Reading, make_setting
from ccdiag.settings_check.setting import Setting, Span, Syntax
from ccdiag.settings_check.source_text import LinePositions
from ccdiag.settings_check.unreadable import DocumentError, Unreadable

_WRAPPER_START: Final = b"<text>"
_WRAPPER_END: Final = b"</text>"
_MOST_NESTING: Final = 32
_MOST_ATTRIBUTES: Final = 200
_LONGEST_NAME: Final = 100
"""Paths are made of names, many times over."""
_NAME_KEYS: Final = frozenset(fold(key) for key in ("name", "key", "parameter", "naam", "id", "tag"))
_VALUE_KEYS: Final = frozenset(fold(key) for key in ("value", "val", "waarde", "wert", "valeur"))
_ATTRIBUTE: Final = re.compile(r"""\s+([^\s=<>"'/]++)\s*=\s*("[^"]*+"|'[^']*+')""")
_BLANKS: Final = " \t\r\n"
"""White space of XML; other blanks belong to the value, and are taken away with it (XML 1.0, 2.3)."""


class _Element:
    """One element that has not ended."""

    def __init__(self, name: str, path: str, section: tuple[str, ...], start: int) -> None:
        self.name = name
        self.path = path
        self.section = section
        self.start = start
        self.counts: dict[str, int] = {}
        self.text: list[str] = []
        self.text_start: int | None = None
        self.has_children = False
        self.pair_name: str | None = None
        self.pair: dict[str, Setting] = {}


def read_xml(text: str) -> Reading:
    """Read the settings of an XML document. Document types, entities and references to files are refused.

    Raises DocumentError with the place where it goes wrong.
    """
    return Reading(format=DocumentFormat.XML, settings=tuple(_Reader(text).read()), whole=True)


def read_xml_part(text: str, start: int, end: int) -> Reading:
    """Read elements that stand in another text, or beside each other without one around them; raises DocumentError."""
    # Blanks in the place of the other text keep every character where it is.
    alone = "".join(character if character in "\r\n" else " " for character in text[:start]) + text[start:end]
    return Reading(format=DocumentFormat.XML, settings=tuple(_Reader(alone, wrapped=True).read()))


class _Reader:
    def __init__(self, text: str, *, wrapped: bool = False) -> None:
        self._text = text
        self._wrapped = wrapped
        self._positions = LinePositions(text)
        self._content = text.encode("utf-8", errors="surrogatepass")
        # Expat counts bytes; where all characters are ASCII these are characters.
        self._offsets = None if text.isascii() else _ByteOffsets(text)
        self._open: list[_Element] = []
        self._nodes = 0
        self._found: list[Setting] = []
        # The text is decoded already, whatever its declaration says.
        self._parser = expat.ParserCreate("utf-8", "}")
        # Buffered text is told late, when the place that expat is at is another one already.
        self._parser.buffer_text = False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = _refuse
        self._parser.EntityDeclHandler = _refuse
        self._parser.ExternalEntityRefHandler = _refuse
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def read(self) -> list[Setting]:
        try:
            if self._wrapped:
                self._parser.Parse(_WRAPPER_START, False)
            self._parser.Parse(self._content, not self._wrapped)
            if self._wrapped:
                self._parser.Parse(_WRAPPER_END, True)
        except expat.ExpatError as error:
            raise DocumentError(Unreadable.NOT_XML, f"line {error.lineno}, column {error.offset + 1}") from error
        except UnicodeError as error:
            raise DocumentError(Unreadable.NOT_TEXT) from error
        return self._found

    def _here(self) -> int:
        index = max(self._parser.CurrentByteIndex - (len(_WRAPPER_START) if self._wrapped else 0), 0)
        return index if self._offsets is None else self._offsets.character(index)

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise DocumentError(Unreadable.TOO_MANY)

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        self._count()
        if len(self._open) >= _MOST_NESTING:
            raise DocumentError(Unreadable.TOO_DEEP)
        if len(attributes) > _MOST_ATTRIBUTES:
            raise DocumentError(Unreadable.TOO_MANY)
        name = _local(full_name)[:_LONGEST_NAME]
        parent = self._open[-1] if self._open else None
        number = 1
        if parent is not None:
            parent.has_children = True
            number = parent.counts.get(name, 0) + 1
            parent.counts[name] = number
        step = name if number == 1 else f"{name}[{number}]"
        path = f"{parent.path if parent else ''}/{step}"
        section = (*(parent.section if parent else ()), f"{name}[{number}]")
        if self._wrapped and parent is None:
            path, section = "", ()
        element = _Element(name, path, section, self._here())
        self._open.append(element)
        if attributes:
            self._attributes(element, attributes)

    def _attributes(self, element: _Element, attributes: dict[str, str]) -> None:
        places = self._places(element)
        by_role = {role: key for key in attributes for role in _roles(_local(key))}
        if "name" in by_role and "value" in by_role:
            key = by_role["value"]
            self._found.append(
                self._setting(
                    attributes[by_role["name"]], attributes[key], element, element.section[:-1], f"/@{_local(key)}", places.get(_local(key))
                )
            )
            return
        if "name" in by_role and any_name(attributes[by_role["name"]]) is not None:
            element.pair_name = attributes.pop(by_role["name"])
        for key, value in attributes.items():
            name = _local(key)
            self._found.append(self._setting(name, value, element, element.section, f"/@{name}", places.get(name)))
            self._limit()

    def _places(self, element: _Element) -> dict[str, Span]:
        """Return where each attribute's value stands, by its name as it is written."""
        position = element.start + 1
        while position < len(self._text) and self._text[position] not in " \t\r\n/>":
            position += 1
        places: dict[str, Span] = {}
        while (found := _ATTRIBUTE.match(self._text, position)) is not None:
            places[found[1].rpartition(":")[2]] = Span(found.start(2), found.end(2), Syntax.XML_ATTRIBUTE)
            position = found.end()
        return places

    def _characters(self, text: str) -> None:
        if self._open:
            element = self._open[-1]
            if element.text_start is None:
                element.text_start = self._here()
            element.text.append(text)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        if element.pair.keys() >= {"name", "value"}:
            value = element.pair["value"]
            named = self._renamed(element.pair["name"].value, value, element)
            # Both were found inside this element, so they stand near the end.
            tail = self._found[-_MOST_ATTRIBUTES:]
            self._found[-_MOST_ATTRIBUTES:] = [one for one in tail if one is not value and one is not element.pair["name"]]
            self._found.append(named)
            return
        if element.has_children or (not self._open and not element.text):
            return
        value_text = "".join(element.text)
        name = element.pair_name or element.name
        if not value_text.strip() and element.pair_name is None and self._has_attributes(element):
            return
        setting = self._setting(name, value_text, element, element.section[:-1], "", self._text_span(element))
        self._found.append(setting)
        self._limit()
        if self._open:
            for role in _roles(element.name):
                self._open[-1].pair.setdefault(role, setting)

    def _has_attributes(self, element: _Element) -> bool:
        return bool(self._found) and self._found[-1].location.startswith(element.path + "/@")

    def _renamed(self, name: str, value: Setting, element: _Element) -> Setting:
        from msgspec.structs import replace

        from ccdiag.settings_check.masking import shown

        # The value was read under the name `value`; by its true name it may be a secret.
        return replace(value, name=name, value=shown(name, value.value), section=element.section[:-1])

    def _text_span(self, element: _Element) -> Span | None:
        """Return where an element's text stands; none where it is broken up by comments, or is not there."""
        end = self._here()
        start = element.text_start
        if start is None or "<" in self._text[start:end]:
            return None
        raw = self._text[start:end]
        return Span(start + len(raw) - len(raw.lstrip(_BLANKS)), start + len(raw.rstrip(_BLANKS)), Syntax.XML_TEXT)

    def _setting(self, name: str, value: str, element: _Element, section: tuple[str, ...], suffix: str, span: Span | None) -> Setting:
        line, column = self._positions.of(span.start if span else element.start)
        # White space around an element's text is how programs lay it out; inside an attribute it was meant.
        raw = value if suffix else value.strip(_BLANKS)
        return make_setting(name, raw, location=element.path + suffix, section=section, line=line, column=column, span=span)

    def _limit(self) -> None:
        if len(self._found) > MOST_SETTINGS:
            raise DocumentError(Unreadable.TOO_MANY)


class _ByteOffsets:
    """Turns places in UTF-8 into places in the text; asked in ascending order mostly, it looks at each line once."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines(keepends=True)
        self._bytes = [0]
        self._characters = [0]
        for line in self._lines:
            self._bytes.append(self._bytes[-1] + len(line.encode("utf-8", errors="surrogatepass")))
            self._characters.append(self._characters[-1] + len(line))
        self._last = (0, 0, 0)

    def character(self, index: int) -> int:
        """Return the character that begins at this byte."""
        line = bisect_right(self._bytes, index) - 1
        if line >= len(self._lines):
            return self._characters[-1]
        # One line may hold the whole document: what was counted of it is not counted again.
        last_line, last_byte, last_character = self._last
        begin, counted = (
            (last_byte, last_character) if last_line == line and last_byte <= index else (self._bytes[line], self._characters[line])
        )
        text, counted_now = self._lines[line], counted - self._characters[line]
        while begin < index and counted_now < len(text):
            begin += len(text[counted_now].encode("utf-8", errors="surrogatepass"))
            counted_now += 1
        self._last = (line, begin, self._characters[line] + counted_now)
        return self._characters[line] + counted_now


def _roles(name: str) -> list[str]:
    folded = fold(name)
    return ["name"] * (folded in _NAME_KEYS) + ["value"] * (folded in _VALUE_KEYS)


def _local(name: str) -> str:
    """Return a name without its namespace; attributes keep no prefix either."""
    return name.rpartition("}")[2]


def _refuse(*_: object) -> NoReturn:
    raise DocumentError(Unreadable.XML_ENTITIES)
