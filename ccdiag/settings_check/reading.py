"""From the bytes of a file to its settings."""

from pathlib import PurePath
from typing import Final

from msgspec.structs import replace

from ccdiag.model.message import message
from ccdiag.model.printable import printable
from ccdiag.settings_check.document import DocumentFormat, DocumentKind, SettingsDocument, UnusableDocument, kind_of
from ccdiag.settings_check.documents import is_whole, read_settings
from ccdiag.settings_check.names import any_name
from ccdiag.settings_check.near_names import near_name
from ccdiag.settings_check.setting import Setting
from ccdiag.settings_check.unreadable import DocumentError, Unreadable
from ccdiag.settings_check.wording import why_unreadable

_LONGEST_NAME: Final = 120
_MOST_NEAR: Final = 200
"""So many unknown names are compared; a settings file has fewer."""


def read_document(content: bytes, name: str, *, kind: DocumentKind | None = None) -> SettingsDocument:
    """Return the settings of a file; `kind` overrides what its content says it is.

    Raises DocumentError.
    """
    reading, source = read_settings(content)
    settings = _with_near_names(reading.settings, kind)
    suffix = PurePath(name).suffix.lower()
    # In a file that calls itself JSON, what only JavaScript allows is a mistake.
    claims_json = suffix == ".json" and reading.format is DocumentFormat.SCRIPT
    lenient = reading.format is DocumentFormat.SCRIPT and not claims_json
    return SettingsDocument(
        name=shown_file_name(name),
        kind=kind or kind_of(settings),
        format=reading.format,
        encoding=source.encoding if source else None,
        settings=settings,
        mistakes=() if lenient else reading.mistakes,
        notices=reading.notices,
        whole=is_whole(reading, name),
    )


def open_document(content: bytes, name: str, *, kind: DocumentKind | None = None) -> SettingsDocument | UnusableDocument:
    """Return the settings of a file, or why there are none."""
    try:
        document = read_document(content, name, kind=kind)
    except DocumentError as error:
        return unusable(name, error)
    return unusable(name, DocumentError(Unreadable.NO_SETTINGS)) if document.kind is DocumentKind.NEITHER else document


def unusable(name: str, error: DocumentError) -> UnusableDocument:
    """Say why a file gives no settings, and where it goes wrong."""
    said = why_unreadable(error.problem)
    if error.problem is Unreadable.TOO_MANY:
        said = message("{said} For tables of many terminals there is ccdiag fleet.", said=said)
    if error.expected is not None:
        said = message("{said} {location}: {expected}.", said=said, location=error.location or "", expected=error.expected)
    elif error.location is not None:
        said = message("{said} ({location})", said=said, location=error.location)
    return UnusableDocument(name=shown_file_name(name), problem=error.problem, location=error.location, said=said)


def shown_file_name(name: str) -> str:
    """Return a file's name without its folders, fit to be shown."""
    return printable(PurePath(name).name or name, most=_LONGEST_NAME)


def _with_near_names(settings: tuple[Setting, ...], kind: DocumentKind | None) -> tuple[Setting, ...]:
    """Take names that are near to one known name, and to one only, for that; unless that one stands there too."""
    kind = kind or kind_of(settings)
    webkassa, tms = kind is not DocumentKind.TMS, kind is not DocumentKind.WEBKASSA
    there = {(setting.section, any_name(setting.name)) for setting in settings}
    found: list[Setting] = []
    compared = 0
    for setting in settings:
        if any_name(setting.name) is None and compared < _MOST_NEAR:
            compared += 1
            near = near_name(setting.name, webkassa=webkassa, tms=tms)
            if near is not None and len(near.names) == 1 and (setting.section, near.names[0]) not in there:
                found.append(replace(setting, read_as=near.names[0]))
                continue
        found.append(setting)
    return tuple(found)
