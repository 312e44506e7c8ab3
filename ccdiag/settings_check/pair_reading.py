"""Settings from lines of names and values: INI, properties, YAML-like, and text copied from a mail or a web page."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Struct

from ccdiag.settings_check.document import DocumentFormat
from ccdiag.settings_check.names import any_name, fold, split_name, tms_name, webkassa_name
from ccdiag.settings_check.near_names import near_name
from ccdiag.settings_check.reader_result import MOST_SETTINGS, Reading, make_setting
from ccdiag.settings_check.setting import Setting, Span, Syntax
from ccdiag.settings_check.text_lines import Line
from ccdiag.settings_check.unreadable import DocumentError, Unreadable
from ccdiag.settings_check.values import switch
from ccdiag.settings_check.webkassa import is_known_value

_SECTION: Final = re.compile(r"\[([^\[\]\"{}]{1,100})\]\s*(?:[;#].*)?")
_COMMENT: Final = re.compile(r"[;#!]|//|--\s|<!--")
_TRAILING_COMMENT: Final = re.compile(r"\s+(?:#|;|//)\s.*")
_DELIMITER: Final = re.compile(r"\s*(?:=>|:=|[=:：\t→])\s*|[ \u00a0]{2,}(?=\S)")
"""Columns that were copied from a table stand some blanks apart."""
_REMARK: Final = re.compile(r"\s*\((?:default|standaard|standard|défaut|par défaut)\)$", re.IGNORECASE)
_QUOTES: Final = {'"': '"', "'": "'", "“": "”", "„": "”", "‘": "’", "«": "»", "`": "`", "*": "*"}
_LONGEST_NAME: Final = 80
_LONGEST_VALUE: Final = 120
_MOST_NEAR: Final = 500
_WORD: Final = re.compile(r"\S+")
_GROUPS: Final = re.compile(
    r"(?:mqt parameters|general parameters|zichtbaar als mqt aanstaat|bij upgrade taak|visible (?:if|when) mqt is (?:on|enabled))\s+",
    re.IGNORECASE,
)
_BOX: Final = re.compile(r"^\[\s*([xXvV✓✔ ]?)\s*\]$|^([☑☒☐✓✔✗✘])$")
_CHECKED: Final = frozenset("xXvV✓✔☑☒")
_FROM: Final = re.compile(r"(?:vanaf|from|since|ab|à partir de|minimaal|min\.?|≥|>=)\s+", re.IGNORECASE)
# The arrow of a drop-down list, as text recognition reads it.
_ARROW: Final = re.compile(r"\s+[vV▼▾⌄˅]$")
_HEADING: Final = re.compile(r"(?:mqt|general) parameters:?", re.IGNORECASE)
"""The tabs of the portal; `MQT` is a parameter too."""
_SENTENCE: Final = 3
"""Words, and more."""
_ENDED: Final = re.compile(r"([\"'`])([^\"'`]*+)\1\s*+[,;)}\]…]")
"""A value in quotes, and then what belongs to the list or the call that it stands in."""
_FIRST_WORD: Final = re.compile(r"([\w-]++)(?:[.,;:]\s|\s*\().*", re.DOTALL)
"""A value that a sentence goes on after: `OPI_NL. Port 443 has to be open`, `GrundmasterNL (was 08900000002)`."""
_CHANGES: Final = re.compile(r"\s*+([\w-]++)\s*+(?:[-=]*+>|→|naar|nach|to|vers|wordt)\s*+([\w-]++)\s*+")
_FIRST: Final = "[0]"
_SAFE_TAGS: Final = frozenset({"terminalId", "managementSystemId", "accessProtocol", "betaalterminalId"})
"""Tags that nobody writes in a sentence."""


class _Pair(Struct, frozen=True):
    name: str
    value: str
    line: Line
    offset: int
    """Where the value begins in the line's text."""
    section: tuple[str, ...] = ()
    exact: bool = True
    """Whether the value can be replaced in place."""


def read_pairs(lines: list[Line]) -> tuple[Reading, int]:
    """Return the settings of the lines, and how many of them have known names; raises DocumentError where there are too many."""
    reader = _Reader(lines)
    settings = tuple(_setting(pair) for pair in reader.pairs())
    known = sum(any_name(setting.name) is not None for setting in settings)
    form = DocumentFormat.INI if reader.has_sections else DocumentFormat.LINES
    return Reading(format=form, settings=settings, whole=reader.has_sections), known


class _Reader:
    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._near_left = _MOST_NEAR
        self._terminals = 0
        self._seen_id = False
        self._seen_more = False
        self.has_sections = False

    def pairs(self) -> list[_Pair]:
        found: list[_Pair] = []
        section: tuple[str, ...] = ()
        skip = -1
        for place, line in enumerate(self._lines):
            if place <= skip or not line.text or _HEADING.fullmatch(line.text):
                continue
            head = _SECTION.fullmatch(line.text)
            if head is not None and _BOX.fullmatch(line.text) is None:
                section, self.has_sections, self._seen_id, self._seen_more = (head[1].strip(),), True, False, False
                continue
            if _COMMENT.match(line.text) and any_name(line.text) is None:
                continue
            for pair, used in self._of_line(place, line):
                section_of = (*section, *self._record(pair))
                found += [msgspec.structs.replace(one, section=section_of) for one in _before_and_after(pair)]
                skip = max(skip, used)
            if len(found) > MOST_SETTINGS:
                raise DocumentError(Unreadable.TOO_MANY)
        if self._terminals:
            return found
        return [msgspec.structs.replace(one, section=one.section[:-1]) if one.section[-1:] == (_FIRST,) else one for one in found]

    def _record(self, pair: _Pair) -> tuple[str, ...]:
        """Count the terminals of a list: each begins where the id is told anew."""
        name = webkassa_name(split_name(pair.name)[1])
        if name == "terminalId":
            # Told twice with nothing between, it is one terminal with two ids.
            self._terminals += self._seen_more
            self._seen_id, self._seen_more = True, False
        elif self._seen_id and any_name(split_name(pair.name)[1]) is not None:
            self._seen_more = True
        # What stands before the first id belongs to all.
        return (f"[{self._terminals}]",) if self._seen_id else ()

    def _of_line(self, place: int, line: Line) -> Iterator[tuple[_Pair, int]]:
        """Return the pairs that begin in this line, each with the last line that it takes."""
        several = list(_several(line))
        if several:
            yield from ((pair, place) for pair in several)
            return
        pair = self._delimited(line)
        if pair is not None:
            yield self._continued(place, pair)
            return
        name = line.text.rstrip(" :")
        # `Management system ID` is a name, and not a system that is called ID.
        spaced = _spaced(line) if webkassa_name(name) is None else None
        if spaced is not None:
            yield spaced, place
            return
        if any_name(name) is None:
            # Text recognition takes symbols of the page for words before the name.
            name = name.rpartition(" ")[2]
            if not fold(name).startswith("mqts") or tms_name(name) is None:
                return
        yield from self._below(place, line, name)

    def _delimited(self, line: Line) -> _Pair | None:
        for found in _DELIMITER.finditer(line.text[: _LONGEST_NAME + 10]):
            name = _bare_name(line.text[: found.start()])
            if self._is_name(name):
                rest = line.text[found.end() :]
                comment = _TRAILING_COMMENT.search(rest)
                return _Pair(name, rest[: comment.start()] if comment else rest, line, found.end())
        return None

    def _is_name(self, name: str) -> bool:
        if any_name(split_name(name)[1]) is not None:
            return True
        # A sentence with a colon in it is no name.
        if self._near_left <= 0 or len(name) > _LONGEST_NAME or name.count(" ") > 4:  # noqa: PLR2004  # words of the longest name
            return False
        self._near_left -= 1
        return near_name(name) is not None

    def _continued(self, place: int, pair: _Pair) -> tuple[_Pair, int]:
        """Put together what a mail program or a properties file broke into lines."""
        value, last, exact = pair.value, place, pair.exact
        while last + 1 < len(self._lines) and last - place < 4:  # noqa: PLR2004  # no value is longer
            following = self._lines[last + 1].text
            wrapped = value.endswith(("-", ".")) and following and " " not in following.strip() and not _DELIMITER.search(following)
            if value.endswith("\\"):
                value, exact, last = value[:-1] + following.strip(), False, last + 1
            elif (wrapped and any_name(following) is None) or (
                not value.strip() and pair.line.text.rstrip().endswith(":") and self._is_value(following)
            ):
                value, exact, last = value + following.strip(), False, last + 1
            else:
                break
        return _Pair(pair.name, value, pair.line, pair.offset, pair.section, exact), last

    def _below(self, place: int, line: Line, name: str) -> Iterator[tuple[_Pair, int]]:
        """Take the next line for the value of a name that stands alone."""
        following = next((one for one in range(place + 1, min(place + 4, len(self._lines))) if self._lines[one].text), None)
        if following is not None and self._is_value(self._lines[following].text) and _may_be_of(name, self._lines[following].text):
            value = self._lines[following]
            yield _Pair(name, _ARROW.sub("", value.text), value, 0), following
        elif (tms_name(name) or "").startswith("MqtSubscriptionTopic"):
            yield _Pair(name, "", line, len(line.text), exact=False), place

    def _is_value(self, text: str) -> bool:
        # Where a page has no value it shows a dash.
        return bool(text.strip("-–—")) and len(text) <= _LONGEST_VALUE and any_name(text) is None and not self._names_something(text)

    def _names_something(self, text: str) -> bool:
        found = _DELIMITER.search(text)
        if found is not None and any_name(_bare_name(text[: found.start()])) is not None:
            return True
        if _HEADING.fullmatch(text) or (_SECTION.fullmatch(text) and not _BOX.fullmatch(text)):
            return True
        if _spaced(Line(text, 0, 0, 0)) is not None:
            return True
        return any(fold(word).startswith("mqts") and tms_name(word) is not None for word in text.split())


def _several(line: Line) -> Iterator[_Pair]:
    """Read `a=b; c=d` and `a=b, c=d` in one line."""
    if line.text.count("=") < 2:  # noqa: PLR2004  # else there is but one pair
        return
    for delimiter in (";", ",", "&", " "):
        parts = list(re.finditer(rf"[^{delimiter}]+", line.text[:5000]))
        pairs = [(part, *part.group().partition("=")) for part in parts]
        named = [(part, tag, value) for part, name, equals, value in pairs if equals and any_name(tag := _tag(name)) is not None]
        if len(named) > 1:
            for part, name, value in named:
                lead = len(value) - len(value.lstrip())
                yield _Pair(name, value.strip(), line, part.start() + part.group().index("=") + 1 + lead)
            return


def _before_and_after(pair: _Pair) -> Iterator[_Pair]:
    """Read a value that changes, `08900000002 -> GrundmasterNL`, as two: which of them stands in the Webkassa is not said."""
    changes = _CHANGES.fullmatch(pair.value)
    if changes is None or not (is_known_value(changes[1]) and is_known_value(changes[2])):
        yield pair
        return
    for number in (1, 2):
        yield msgspec.structs.replace(pair, value=changes[number], offset=pair.offset + changes.start(number))


def _tag(text: str) -> str:
    """Return a name, of a sentence before it only its last word where that is a tag."""
    name = _bare_name(text)
    last = name.rpartition(" ")[2]
    return last if any_name(name) is None and last in _SAFE_TAGS else name


def _may_be_of(name: str, text: str) -> bool:
    """Whether a text below a name can be its value: the fields of a Webkassa and the topics have no sentences in them."""
    bare = webkassa_name(name) is not None or (tms_name(name) or "").startswith("MqtSubscriptionTopic")
    return not bare or len(text.split()) < _SENTENCE


def _spaced(line: Line) -> _Pair | None:
    """Read a name and a value with nothing but space between them, as text recognition and web pages give them."""
    text = line.text
    group = _GROUPS.match(text)
    words = list(_WORD.finditer(text[:300], group.end() if group else 0))
    for first in range(min(4, len(words))):
        longest = min(5, len(words) - first - 1) if first == 0 else 1
        for count in range(longest, 0, -1):
            name = text[words[first].start() : words[first + count - 1].end()] if first + count <= len(words) else ""
            if first + count >= len(words) and count:
                name = "" if first + count > len(words) - 1 else name
            if not name or not _may_stand_alone(name, first) or (count > 1 and switch(words[first + count - 1].group()) is not None):
                continue
            begin = words[first + count].start()
            value = _ARROW.sub("", text[begin:])
            lead = _FROM.match(value)
            begin, value = begin + (lead.end() if lead else 0), value[lead.end() if lead else 0 :]
            if _is_plain_value(name, value):
                return _Pair(name, value, line, begin)
    return None


def _may_stand_alone(name: str, first: int) -> bool:
    """Whether a name is told from the words of a sentence."""
    folded = fold(name)
    if first == 0 and tms_name(name) is None and folded.startswith("mqts") and " " not in name:
        return near_name(name, webkassa=False) is not None
    if tms_name(name) is not None:
        # Behind other words only what nobody writes by chance: text recognition takes a symbol for letters.
        return first == 0 or folded.startswith("mqts")
    return name in _SAFE_TAGS or (
        webkassa_name(name) is not None and first == 0 and folded.startswith(("tmsl", "termlnall", "managementsyst"))
    )


def _is_plain_value(name: str, value: str) -> bool:
    words = value.split()
    if not words:
        return False
    if tms_name(name) == "SSL/TLS Signature Algorithm":
        return "sha" in value.lower() and len(words) <= 4  # noqa: PLR2004  # `SHA-256 Signature Algorithm`
    if tms_name(name) == "software version":
        return len(words) == 1 and words[0][0].isdigit()
    return len(words) == 1 or switch(value) is not None


def _bare_name(text: str) -> str:
    stripped = text.strip(" \t\u00a0\"'“”‘’„`*_<>-•")
    return stripped.removeprefix("export ").removeprefix("set ").strip()


def _setting(pair: _Pair) -> Setting:
    value, start = _unquoted(_REMARK.sub("", pair.value), pair.offset)
    if (first := _FIRST_WORD.fullmatch(value)) is not None and is_known_value(first[1]):
        value = first[1]
    box = _BOX.fullmatch(value)
    if box is not None:
        value = "on" if (box[1] or box[2] or " ") in _CHECKED else "off"
    absolute = pair.line.start + start
    span = Span(absolute, absolute + len(value), Syntax.PLAIN) if pair.exact and box is None else None
    return make_setting(
        pair.name,
        value,
        location=f"line {pair.line.number}",
        section=pair.section,
        line=pair.line.number,
        column=pair.line.indent + start + 1,
        span=span,
    )


def _unquoted(text: str, offset: int) -> tuple[str, int]:
    """Return a value without quotes and what ends it in a list, and where it then begins."""
    lead = len(text) - len(text.lstrip(" \t\u00a0\u200b\ufeff"))
    stripped = text.strip(" \t\u00a0\u200b\ufeff").rstrip(",;").rstrip(" \t\u00a0")
    if (ended := _ENDED.match(stripped)) is not None:
        return ended[2], offset + lead + 1
    if len(stripped) > 1 and _QUOTES.get(stripped[0]) in {stripped[-1], None} - {None}:
        return stripped[1:-1], offset + lead + 1
    if len(stripped) > 1 and stripped[0] in "“„" and stripped[-1] in '”“"':
        return stripped[1:-1], offset + lead + 1
    return stripped, offset + lead
