"""The columns that evidence can have, and the cells that stand in them."""

from enum import Enum
from typing import Final

from msgspec import Struct

from ccdiag.app.evidence_table import Cell, Latency
from ccdiag.app.failure_words import FAILURE_WORDS
from ccdiag.model.facts import Role
from ccdiag.model.failure import Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.model.verdict import Light

_MOST_ITEMS = 4


class Column(Enum):
    """The columns there are, in the order in which they stand."""

    WHAT = message("What")
    TARGET = message("On what")
    WHOSE = message("Whose")
    RECORD = message("Record")
    FOUND = message("Found")
    NEEDED = message("Needed")
    ISSUER = message("Issuer")
    BY_TERMINAL = message("Terminal trusts")
    BY_LAPTOP = message("Laptop trusts")
    ALPN = message("ALPN")
    CODE = message("Code")
    RESULT = message("Seen")
    WHERE = message("Where")
    TIME = message("Time")


Cells = dict[Column, Cell]


class Row(Struct, frozen=True):
    """One row, before it is known which columns the table has."""

    cells: Cells
    latency: Latency | None = None
    observations: tuple[str, ...] = ()


ROLE_WORDS: Final[dict[Role, Message]] = {
    "mqtt": message("MQTT service"),
    "tas": message("TAS"),
    "tms": message("TMS"),
    "vpos": message("VPOS"),
    "control": message("control host"),
    "internet": message("internet"),
    "whitelist": message("whitelist"),
    "proxy": message("proxy"),
    "gateway": message("gateway"),
    "terminal": message("terminal"),
    "opi": message("OPI port"),
    "trigger": message("trigger port"),
}


def outside(text: str) -> Cell:
    """Show text that came from outside, in the fixed font."""
    return Cell(printable(text), fixed=True)


def several(items: tuple[str, ...]) -> Cell:
    """Show the first of several such texts."""
    shown = ", ".join(printable(item) for item in items[:_MOST_ITEMS])
    return Cell(f"{shown}, … ({len(items)})" if len(items) > _MOST_ITEMS else shown, fixed=True)


def took(observation: Observation) -> Cell:
    """Show how long it took; nothing for what is only read or stated."""
    return Cell(seconds=observation.elapsed_s) if observation.elapsed_s > 0 else Cell()


def outcome(failure: Failure | None, good: Message, *, light: Light = Light.FAIL) -> Cell:
    """Show that it worked, or how it failed."""
    return Cell(good, Light.PASS) if failure is None else Cell(FAILURE_WORDS[failure], light)


def yes_or_no(value: bool | None, *, no: Light | None = Light.FAIL) -> Cell:  # noqa: FBT001  # the value itself
    """Show a yes, which is good, or a no; nothing for what was not asked."""
    if value is None:
        return Cell()
    return Cell(message("yes"), Light.PASS) if value else Cell(message("no"), no)
