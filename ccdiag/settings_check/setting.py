"""One setting as a document names it."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from ccdiag.model.case import SettingTable
from ccdiag.settings_check.masking import shown
from ccdiag.settings_check.oddities import Oddity


class Written(StrEnum):
    """How a value is written down, where its document tells."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    FORMULA = "formula"
    """A formula whose result is not in the file."""
    DATE = "date"
    ERROR = "error"
    """What a spreadsheet shows where a formula has no result."""


class Syntax(StrEnum):
    """How another value has to be written in the same place."""

    JSON = "json"
    SCRIPT = "script"
    """A literal of JavaScript with single quotes."""
    XML_TEXT = "xml_text"
    XML_ATTRIBUTE = "xml_attribute"
    CELL = "cell"
    """A cell of a text table."""
    PLAIN = "plain"
    FORM = "form"


class Span(Struct, frozen=True):
    """Where a value stands in the decoded text: from `start` up to `end`, quotes included, in characters."""

    start: int
    end: int
    syntax: Syntax


class Setting(Struct, frozen=True):
    """A name and a value, read from somewhere; no secret is ever in it."""

    name: str
    value: str
    location: str
    """`details.terminalId`, `line 4`, `Sheet1!B7`, `/webkassa/terminal[2]/@port`."""
    section: tuple[str, ...] = ()
    """The names of the tables that it lies in, from the outermost."""
    line: int | None = None
    """Counted from 1."""
    column: int | None = None
    """Of the value, in characters, counted from 1."""
    span: Span | None = None
    """None where the value cannot be replaced in place."""
    written: Written | None = None
    oddities: tuple[Oddity, ...] = ()
    """What does not show in the value."""
    cleaned: str | None = None
    """The value without its oddities, where it has some."""
    read_as: str | None = None
    """The name that an unknown one was taken for."""


def stated_settings(table: SettingTable) -> tuple[Setting, ...]:
    """Return the settings that a case states itself."""
    return tuple(_leaves(table, ()))


def _leaves(table: Mapping[str, object], section: tuple[str, ...]) -> Iterator[Setting]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*section, name))
        elif value is not None:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            yield Setting(name, shown(name, text), shown("", ".".join((*section, name))), section)
