"""Settings from text: which format it is, is found by its content."""

import re
from contextlib import suppress
from typing import Final

from msgspec.structs import replace

from ccdiag.settings_check.curl_reading import body_of, is_command
from ccdiag.settings_check.document import DocumentFormat
from ccdiag.settings_check.form_reading import looks_like_form, looks_like_multipart, read_form, read_multipart
from ccdiag.settings_check.json_reading import read_json
from ccdiag.settings_check.mail_encoding import text_of_mail
from ccdiag.settings_check.names import any_name
from ccdiag.settings_check.pair_reading import read_pairs
from ccdiag.settings_check.reader_result import Reading
from ccdiag.settings_check.setting import Setting, Span
from ccdiag.settings_check.source_text import LinePositions
from ccdiag.settings_check.table_reading import read_table
from ccdiag.settings_check.text_lines import lines_of
from ccdiag.settings_check.unreadable import DocumentError, Unreadable
from ccdiag.settings_check.xml_reading import read_xml, read_xml_part

_LEAD: Final = re.compile(r"(?:[\s\ufeff]++|//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
"""White space and comments, which JSON has none of and people write before it."""
_WEB_PAGE: Final = re.compile(r"\s*+(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE)
_XML: Final = re.compile(r"\s*+<(?:\?xml\b|!--|!DOCTYPE\b|!ENTITY\b|[A-Za-z_][\w.:-]*+[\s/>])")
_INI: Final = re.compile(
    r"\s*+(?:[;#][^\r\n]*+\s++)*+\[(?!(?:true|false|null)\])[A-Za-z_][^\[\]{}\"\r\n,]*+\][ \t]*+(?:[;#][^\r\n]*+)?[\r\n]\s*+\S"
)
_ELEMENT: Final = re.compile(r"<[A-Za-z_][\w.:-]*+[\s/>]")
_SCRIPT: Final = re.compile(
    r"\s*+(?:export\s+default|(?:export\s+)?(?:var|let|const)\s+[\w$]++\s*+=|[\w$.]++\s*+=|module\.exports\s*+=|\(|[\w$.]++\()\s*+(?=[{\[])"
)
_PREVIEW: Final = re.compile(r"\s*+\{[^\r\n]*…\}[ \t]*+[\r\n]")
"""What a browser's developer tools show closed, as the first line above what they show open."""
_SQL: Final = re.compile(r"^[ \t]*+insert[ \t]++into[ \t]", re.IGNORECASE | re.MULTILINE)
_QUOTED_MAIL: Final = re.compile(r"^[ \t]*+>[> \t]*+", re.MULTILINE)
_EMBEDDED: Final = re.compile(r"[{\[]\s*+(?=[\"'“{A-Za-z_])")
_MOST_EMBEDDED: Final = 5
"""So many opening brackets in a text are tried."""


def read_text(text: str) -> Reading:
    """Return the settings of a text; raises DocumentError where there are none, or it goes wrong."""
    if is_command(text):
        return _of_command(text)
    head = _LEAD.match(text)
    start = text[head.end() : head.end() + 1] if head else ""
    if start == "<":
        if _WEB_PAGE.match(text):
            raise DocumentError(Unreadable.WEB_PAGE)
        if _XML.match(text):
            return _of_xml(text)
    if start in {"{", "["} and not _INI.match(text):
        return _of_preview(text) if _PREVIEW.match(text) else read_json(text)
    script = _SCRIPT.match(text)
    if script is not None:
        return read_json(text, start=script.end(), prefixed=True)
    if looks_like_form(text):
        return read_form(text)
    if looks_like_multipart(text):
        return read_multipart(text)
    return _of_lines(text)


def _of_preview(text: str) -> Reading:
    """Read what stands open below a line that was cut short; where that is nothing, say what is wrong with it as JSON."""
    try:
        return _of_lines(text)
    except DocumentError:
        return read_json(text)


def _of_xml(text: str) -> Reading:
    try:
        return read_xml(text)
    except DocumentError as error:
        part = _xml_part(text) if error.problem is Unreadable.NOT_XML and "<?xml" not in text[:200] else None
        if part is None:
            raise
        return part


def _xml_part(text: str) -> Reading | None:
    """Return the settings of elements in a text, if there are any."""
    first, last = _ELEMENT.search(text), text.rfind(">")
    if first is None or last < first.start() or "<!" in text:
        return None
    try:
        reading = read_xml_part(text, first.start(), last + 1)
    except DocumentError:
        return None
    return reading if _known(reading.settings) else None


def _of_lines(text: str) -> Reading:
    plain = text_of_mail(text)
    if plain is not None:
        with suppress(DocumentError):
            reading = _of_lines(plain)
            return Reading(
                format=reading.format, settings=tuple(replace(one, span=None, line=None, column=None) for one in reading.settings)
            )
    lines = lines_of(text)
    pairs, in_pairs = read_pairs(lines)
    # The commas of a database's commands part no columns.
    table, in_table = (pairs, 0) if _SQL.search(text) else read_table(lines, text)
    embedded = _embedded(text) or _xml_part(text)
    in_json = 0 if embedded is None else _known(embedded.settings)
    if embedded is not None and in_json >= max(in_table, in_pairs):
        return embedded
    best = pairs if in_pairs > in_table or pairs.format is DocumentFormat.INI else table
    if not best.settings:
        raise DocumentError(Unreadable.NO_SETTINGS)
    return best


def _embedded(text: str) -> Reading | None:
    """Return the first JSON in a text that has settings; of an answered mail too."""
    # Blanks in the place of the marks keep every character where it is.
    plain = _QUOTED_MAIL.sub(lambda found: " " * len(found.group()), text)
    for number, opening in enumerate(_EMBEDDED.finditer(plain)):
        if number >= _MOST_EMBEDDED:
            return None
        try:
            reading = read_json(plain, start=opening.start(), prefixed=True)
        except DocumentError:
            continue
        if _known(reading.settings):
            return reading
    return None


def _of_command(text: str) -> Reading:
    body = body_of(text)
    if body is None or not body.text.strip() or is_command(body.text):
        raise DocumentError(Unreadable.NO_SETTINGS)
    inner = read_text(body.text)
    shift = None if body.start is None else body.start
    positions = LinePositions(text)
    return Reading(
        format=DocumentFormat.CURL,
        settings=tuple(_shifted(setting, shift, positions) for setting in inner.settings),
        mistakes=(),
    )


def _shifted(setting: Setting, shift: int | None, positions: LinePositions) -> Setting:
    if shift is None or setting.span is None:
        return replace(setting, span=None, line=None, column=None)
    span = Span(setting.span.start + shift, setting.span.end + shift, setting.span.syntax)
    line, column = positions.of(span.start)
    return replace(setting, span=span, line=line, column=column)


def _known(settings: tuple[Setting, ...]) -> int:
    return sum(any_name(setting.name) is not None for setting in settings)
