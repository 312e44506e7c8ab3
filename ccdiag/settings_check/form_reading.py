"""Settings from URL-encoded form data."""

import re
from typing import Final
from urllib.parse import unquote_plus

from ccdiag.settings_check.document import DocumentFormat
from ccdiag.settings_check.reader_result import MOST_SETTINGS, Reading, make_setting
from ccdiag.settings_check.setting import Setting, Span, Syntax
from ccdiag.settings_check.source_text import LinePositions
from ccdiag.settings_check.unreadable import DocumentError, Unreadable

_FORM: Final = re.compile(r"\s*+(?:https?://[^\s?#]++\?)?[^\s=&{}<>\"]++=[^\s&\"<>]*+(?:&[^\s=&\"<>]*+(?:=[^\s&\"<>]*+)?)++\s*+")
_FIELD: Final = re.compile(r"([^\s=&?]++)=([^\s&]*+)")


_PART: Final = re.compile(
    r"^Content-Disposition:[ ]*form-data;[^\r\n]{0,100}?\bname=\"([^\"\r\n]{1,200})\"[^\r\n]{0,300}+\r?\n"
    r"(?:[A-Za-z-]++:[^\r\n]{0,300}+\r?\n){0,5}+\r?\n([^\r\n]*+)",
    re.IGNORECASE | re.MULTILINE,
)


def looks_like_multipart(text: str) -> bool:
    """Whether a text is form data in parts, as a browser shows the source of what it sent."""
    return _PART.search(text) is not None


def read_multipart(text: str) -> Reading:
    """Return the fields of form data in parts; raises DocumentError where there are too many."""
    positions = LinePositions(text)
    settings: list[Setting] = []
    for part in _PART.finditer(text):
        line, column = positions.of(part.start(2))
        span = Span(part.start(2), part.end(2), Syntax.PLAIN)
        settings.append(make_setting(part[1], part[2], location=part[1], line=line, column=column, span=span))
        if len(settings) > MOST_SETTINGS:
            raise DocumentError(Unreadable.TOO_MANY)
    return Reading(format=DocumentFormat.FORM, settings=tuple(settings))


def looks_like_form(text: str) -> bool:
    """Whether a text is one line of fields, perhaps behind an address."""
    return "&" in text and _FORM.fullmatch(text) is not None


def read_form(text: str) -> Reading:
    """Return the fields; raises DocumentError where there are too many."""
    settings: list[Setting] = []
    begin = text.find("?") + 1 if text.lstrip().lower().startswith(("http://", "https://")) else 0
    for field in _FIELD.finditer(text, begin):
        name = unquote_plus(field[1][:400])
        settings.append(
            make_setting(
                name,
                unquote_plus(field[2][:4000]),
                location=name,
                line=1,
                column=field.start(2) + 1,
                span=Span(field.start(2), field.end(2), Syntax.FORM),
            )
        )
        if len(settings) > MOST_SETTINGS:
            raise DocumentError(Unreadable.TOO_MANY)
    return Reading(format=DocumentFormat.FORM, settings=tuple(settings))
