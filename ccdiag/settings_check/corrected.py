"""A settings file with nothing changed but the values that are certainly wrong."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote_plus
from xml.sax.saxutils import escape

from msgspec import Struct

from ccdiag.settings_check.document import DocumentFormat, SettingsDocument
from ccdiag.settings_check.documents import read_settings
from ccdiag.settings_check.lint_report import FindingSeverity, LintFinding, LintReport
from ccdiag.settings_check.names import any_name
from ccdiag.settings_check.setting import Setting, Syntax, Written
from ccdiag.settings_check.unreadable import DocumentError
from ccdiag.settings_check.workbook_writing import WorkbookChange, changed_workbook

_NUMBERS: Final = frozenset({"port", "MqtServicePort"})


class Change(Struct, frozen=True, kw_only=True):
    """One value that is replaced."""

    parameter: str
    location: str
    line: int | None = None
    was: str
    """Fit to be shown; secrets are never changed, so there is none among these."""
    becomes: str


class Corrected(Struct, frozen=True, kw_only=True):
    """A corrected file, beside the one that was read.

    `content` holds the customer's own secrets as they were, since the file would be broken without them; they are copied as bytes and
    shown nowhere.
    """

    content: bytes | None
    """None: nothing is certain enough to be changed, or the format cannot be changed in place."""
    changes: tuple[Change, ...] = ()
    left: tuple[LintFinding, ...] = ()
    """Faults and warnings that a person has to decide."""
    not_in_place: tuple[Change, ...] = ()
    """What would have to be changed, and cannot be in this file."""


def corrected(content: bytes, document: SettingsDocument, report: LintReport) -> Corrected:
    """Return the file with its certain faults mended: order, comments, layout, encoding and line ends stay as they are.

    What comes out is read again: where anything but the changed values would differ, nothing is changed.
    """
    by_place = {(any_name(one.read_as or one.name), one.location): one for one in document.settings}
    wanted: dict[tuple[str | None, str], tuple[Setting, str]] = {}
    left: list[LintFinding] = []
    for finding in report.findings:
        if finding.file != document.name or finding.severity is FindingSeverity.NOTE:
            continue
        key = (finding.setting, finding.location or "")
        setting = by_place.get(key)
        if finding.correction is None or setting is None:
            left.append(finding)
        else:
            wanted[key] = (setting, finding.correction)
    changes = [(_change(setting, value), setting, value) for setting, value in wanted.values()]
    if not changes:
        return Corrected(content=None, left=tuple(left))
    made = tuple(change for change, _, _ in changes)
    pairs = [(setting, value) for _, setting, value in changes]
    after = _workbook(content, pairs) if document.format is DocumentFormat.WORKBOOK else _text(content, pairs)
    if after == content:
        return Corrected(content=None, left=tuple(left))
    if after is None or not _is_as_meant(content, after, pairs):
        return Corrected(content=None, left=tuple(left), not_in_place=made)
    return Corrected(content=after, changes=made, left=tuple(left))


def _change(setting: Setting, value: str) -> Change:
    return Change(
        parameter=any_name(setting.read_as or setting.name) or setting.name,
        location=setting.location,
        line=setting.line,
        was=setting.value,
        becomes=value,
    )


def _workbook(content: bytes, pairs: Sequence[tuple[Setting, str]]) -> bytes | None:
    if any(setting.written in {Written.FORMULA, Written.DATE} for setting, _ in pairs):
        return None
    changes = []
    for setting, value in pairs:
        sheet, _, cell = setting.location.rpartition("!")
        is_boolean = setting.written is Written.BOOLEAN
        changes.append(WorkbookChange(sheet.strip("'"), cell, value, is_number=_is_number(value, setting), is_boolean=is_boolean))
    return changed_workbook(content, changes)


def _text(content: bytes, pairs: Sequence[tuple[Setting, str]]) -> bytes | None:
    if any(setting.span is None for setting, _ in pairs):
        return None
    try:
        _, source = read_settings(content)
    except DocumentError:
        return None
    if source is None or source.encoded(source.text) != content:
        return None
    text = source.text
    pieces: list[str] = []
    done = 0
    for setting, value in sorted(pairs, key=lambda pair: pair[0].span.start if pair[0].span else 0):
        span = setting.span
        if span is None or span.start < done:
            return None
        pieces += [text[done : span.start], written(value, setting, text[span.start : span.end])]
        done = span.end
    pieces.append(text[done:])
    try:
        return source.encoded("".join(pieces))
    except UnicodeEncodeError:
        return None


def written(value: str, setting: Setting, before: str) -> str:
    """Write a value as the syntax of its place wants it; `before` is what stands there now."""
    assert setting.span is not None
    match setting.span.syntax:
        case Syntax.JSON:
            number = _is_number(value, setting)
            boolean = setting.written is Written.BOOLEAN and value in {"true", "false"}
            return value if number or boolean else json.dumps(value, ensure_ascii=False)
        case Syntax.SCRIPT:
            quote = before[:1] if before[:1] in "'`" else '"'
            return quote + value.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote
        case Syntax.XML_TEXT:
            return escape(value)
        case Syntax.XML_ATTRIBUTE:
            quote = before[:1]
            return quote + escape(value, {quote: "&quot;" if quote == '"' else "&apos;"}) + quote
        case Syntax.CELL:
            return _cell(value, quoted=before.startswith('"'))
        case Syntax.FORM:
            return quote_plus(value)
        case Syntax.PLAIN:
            return value


def _is_number(value: str, setting: Setting) -> bool:
    """Whether a number takes a number's place: ports, and switches that are 0 and 1; an identifier is a text."""
    plain = value.isascii() and value.isdigit() and (value == "0" or not value.startswith("0"))
    return plain and setting.written is Written.NUMBER and (value in {"0", "1"} or any_name(setting.read_as or setting.name) in _NUMBERS)


def _cell(value: str, *, quoted: bool) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, lineterminator="").writerow([value])
    return out.getvalue()


def _is_as_meant(before: bytes, after: bytes, pairs: Sequence[tuple[Setting, str]]) -> bool:
    """Whether the settings of both differ in what was changed and in nothing else."""
    try:
        was, now = read_settings(before)[0].settings, read_settings(after)[0].settings
    except DocumentError:
        return False
    meant = {(setting.name, setting.location): value for setting, value in pairs}
    if len(was) != len(now):
        return False
    for one, other in zip(was, now, strict=True):
        key = (one.name, one.location)
        expected = meant.get(key, one.value)
        if (other.name, other.location) != key or other.value != expected:
            return False
    return True
