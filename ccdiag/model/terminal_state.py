"""A simulated terminal at one moment: where in its menus it stands, what is set on it, and the keys it takes."""

from enum import StrEnum
from typing import Literal

from msgspec import Struct

from ccdiag.model.message import Message
from ccdiag.model.screen import ScreenKind, Standing, TerminalPosMode

ROWS = 7
"""Rows of a list that are seen at once; the longest list in the manual's pictures has so many, all of them visible."""

GlossLanguage = Literal["nl", "en", "fr", "de"]


class KeyKind(StrEnum):
    """What can be done to a terminal through AdminLight."""

    START_MENU = "START MENU"
    """Begin at the main menu, whatever is open."""
    STOP_MENU = "STOP MENU"
    """Leave all menus."""
    UP = "UP"
    DOWN = "DOWN"
    OK = "OK"
    STOP = "STOP"
    TEXT = "TEXT"
    """Type `text` behind what is typed."""
    FILL = "FILL"
    """Put `text` in the place of what is typed."""
    ERASE = "ERASE"
    """Take away the last character."""
    POINT = "POINT"
    """Click once on the entry whose label is `text`."""
    CHOOSE = "CHOOSE"
    """Double click on the entry whose label is `text`."""
    TOOL = "TOOL"
    """Click on the button of the tool bar whose label is `text`."""
    WAIT = "WAIT"
    """Let a busy terminal finish."""


class Key(Struct, frozen=True):
    """One key press, click or piece of typed text."""

    kind: KeyKind
    text: str = ""

    def __repr__(self) -> str:
        # What is typed may be a password, and must not get into a log.
        shown = self.text if self.kind in {KeyKind.POINT, KeyKind.CHOOSE, KeyKind.TOOL} else "…" * bool(self.text)
        return f"Key({self.kind.value}{': ' + shown if shown else ''})"


START_MENU = Key(KeyKind.START_MENU)
STOP_MENU = Key(KeyKind.STOP_MENU)
UP = Key(KeyKind.UP)
DOWN = Key(KeyKind.DOWN)
OK = Key(KeyKind.OK)
STOP = Key(KeyKind.STOP)
ERASE = Key(KeyKind.ERASE)
WAIT = Key(KeyKind.WAIT)


def type_text(text: str) -> Key:
    """Type text, digits among them."""
    return Key(KeyKind.TEXT, text)


def choose(label: str) -> Key:
    """Double click on an entry."""
    return Key(KeyKind.CHOOSE, label)


class World(Struct, frozen=True, kw_only=True):
    """What is set on the terminal and in TMS; the state switches of the simulation."""

    shop: str = "SIMULATIE"
    """Name in the title bar, and the customer that TMS should have at the TMS id."""
    address: str = "SIMULATIE"
    day_open: bool = True
    cloud_connection: bool = True
    """CCV Cloud Connection in TMS. When a terminal learns of a change is not documented; here it does at once."""
    mqt: bool = True
    """MQT in TMS."""
    software: str = "14.0.11.01"
    """On the terminal."""
    software_in_tms: str = "14.0.11.01"
    tms_id: str = "SIM00042"
    """The shop's own, in TMS."""
    customer: str = "SIMULATIE"
    """Whom TMS has at that TMS id."""
    installed_tms_id: str = "SIM00042"
    """What was typed at the last hardware installation."""
    hw_installed: bool = True
    """Whether a hardware installation was done since the terminal was set up in TMS."""
    installations: int = 0
    """Hardware installations done here; tells one from the next, which may change nothing else."""
    mqt_loaded: bool = True
    """Whether the last hardware installation brought the MQT settings to the terminal; without them it has no MQTT session."""
    tms_reachable: bool = True
    """Whether the terminal gets through to TMS."""
    pos_mode: TerminalPosMode = "flat-outgoing"
    trigger_port: int = 4105
    pinpad: bool = True
    password_right: bool = True
    gloss: GlossLanguage | None = None
    """The language in which labels are explained; None: not at all."""


class Frame(Struct, frozen=True):
    """One screen of those that are open."""

    screen: str
    via: str
    """The label through which it was opened."""
    highlighted: int = 0
    """Of the entries that are shown now."""
    first: int = 0
    """The entry in the topmost row."""


class TerminalState(Struct, frozen=True, kw_only=True):
    """A terminal with AdminLight beside it."""

    world: World = World()
    frames: tuple[Frame, ...] = ()
    """The open screens, the main menu first; empty: at rest."""
    typed: str = ""
    """In the open dialog; of a password only as many dots as characters."""
    inputs: tuple[tuple[str, str], ...] = ()
    """What was typed and chosen on the way to the open dialog, by field; a password is never among it."""
    printer: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    """The readings that this terminal shows in the place of the usual ones."""
    rows: int = ROWS


class EntryView(Struct, frozen=True, kw_only=True):
    """One visible row of a list."""

    label: str
    highlighted: bool
    gloss: Message | None
    standing: Standing
    note: Message | None


class DialogView(Struct, frozen=True, kw_only=True):
    """What stands before the list."""

    kind: ScreenKind
    window_title: str
    lines: tuple[str, ...]
    field: str | None
    """What stands in the input; None: there is none."""
    masked: bool
    buttons: tuple[Literal["STOP", "OK"], ...]
    default_button: Literal["STOP", "OK"]


class ScreenView(Struct, frozen=True, kw_only=True):
    """All that is to be seen, and what a person should know about it."""

    screen: str
    kind: ScreenKind
    window_title: str
    menus: tuple[str, ...]
    menu_button: str
    """START MENU or Stop menu."""
    menu_key: KeyKind
    """What that button does."""
    tools: tuple[str, ...]
    counter: str
    title: str
    """The heading of the list; empty at rest."""
    entries: tuple[EntryView, ...]
    more_above: bool
    more_below: bool
    dialog: DialogView | None
    notice: Message | None
    """In the place of a list whose inside is not documented."""
    printer_title: str
    printer: tuple[str, ...]
    path: tuple[str, ...]
    """The labels that were chosen, from START MENU on."""
    purpose: Message
    next: Message
    risk: Message | None
    note: Message | None
    standing: Standing
    source: str
    variants: tuple[str, ...]
    """Other readings of this screen, by id."""
    gloss_language: GlossLanguage | None = None
    """The language in which the labels are explained; None: they are not."""
