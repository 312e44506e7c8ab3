"""A settings file that was read, and one that cannot be."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from ccdiag.model.message import Message
from ccdiag.settings_check.names import tms_name, webkassa_name
from ccdiag.settings_check.setting import Setting
from ccdiag.settings_check.unreadable import Unreadable


class DocumentKind(StrEnum):
    """What a document is about, found by its content."""

    WEBKASSA = "webkassa"
    TMS = "tms"
    BOTH = "both"
    NEITHER = "neither"


class DocumentFormat(StrEnum):
    """How a document is written."""

    JSON = "json"
    SCRIPT = "script"
    """An object literal of JavaScript."""
    XML = "xml"
    INI = "ini"
    LINES = "lines"
    """Names and values, one or two lines each: `key=value`, YAML-like, text pasted from a mail or a web page."""
    TABLE = "table"
    """CSV and its relatives."""
    FORM = "form"
    """URL-encoded form data."""
    CURL = "curl"
    """A command copied from a browser's developer tools."""
    WORKBOOK = "workbook"


class Mistake(Struct, frozen=True, kw_only=True):
    """What is wrong with how a document is written; its settings could be read all the same."""

    said: Message
    line: int
    column: int
    often_accepted: bool = False
    """Many programs read it all the same."""


class SettingsDocument(Struct, frozen=True, kw_only=True):
    """The settings of one file or of one text that was pasted."""

    name: str
    """The file's name, fit to be shown."""
    kind: DocumentKind
    format: DocumentFormat
    encoding: str | None = None
    """None for a workbook."""
    settings: tuple[Setting, ...]
    mistakes: tuple[Mistake, ...] = ()
    notices: tuple[Message, ...] = ()
    """What could not be read of it."""
    whole: bool = False
    """Whether it is a complete configuration, so that what is not in it is missing; a text that was pasted may be a part."""


class UnusableDocument(Struct, frozen=True, kw_only=True):
    """A file that gives no settings."""

    name: str
    problem: Unreadable
    location: str | None = None
    said: Message


def kind_of(settings: Sequence[Setting]) -> DocumentKind:
    """Say what settings are about, by their names."""
    webkassa = {webkassa_name(setting.read_as or setting.name) for setting in settings}
    tms = {tms_name(setting.read_as or setting.name) for setting in settings} - {None}
    # Terminal ids, addresses and software versions stand in lists of every kind: alone they decide nothing.
    about_tms = bool(tms - {"software version"}) or (bool(tms) and not webkassa & {"managementSystemId", "accessProtocol"})
    about_webkassa = bool(webkassa & {"managementSystemId", "accessProtocol"}) or ("terminalId" in webkassa and not about_tms)
    if about_webkassa:
        return DocumentKind.BOTH if about_tms else DocumentKind.WEBKASSA
    return DocumentKind.TMS if about_tms else DocumentKind.NEITHER
