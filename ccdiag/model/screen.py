"""The menus of a terminal as data: what each screen shows, what it opens, and how well that is known."""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

TerminalPosMode = Literal["standard", "flat-incoming", "flat-outgoing", "serial"]
"""What the terminal can stand in; a case also knows `unknown`."""

ScreenId = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Label = Annotated[str, Meta(min_length=1, max_length=60)]
"""What stands on the terminal; a fact, never translated."""
Msgid = Annotated[str, Meta(max_length=600)]
"""English text, translated where it is shown."""


class Standing(StrEnum):
    """How well a screen or a label is known."""

    DOCUMENTED = "documented"
    """The manual shows it or writes it."""
    INFERRED = "inferred"
    """Reasoned from the manual; a terminal may differ."""
    SIMULATED = "simulated"
    """The manual says that something appears, not its words: these are ours."""


class ScreenKind(StrEnum):
    """What a screen is."""

    REST = "rest"
    """No menu is open."""
    MENU = "menu"
    PASSWORD = "password"  # noqa: S105  # the kind of a dialog
    TEXT = "text"
    CONFIRMATION = "confirmation"
    BUSY = "busy"
    """The terminal works; it goes on by itself."""
    POPUP = "popup"
    """The data of the customer whom TMS has at the TMS id."""
    MESSAGE = "message"
    NOT_DOCUMENTED = "not_documented"

    @property
    def is_dialog(self) -> bool:
        """Whether it stands before the list from which it was opened."""
        return self not in {ScreenKind.REST, ScreenKind.MENU, ScreenKind.NOT_DOCUMENTED}


class Condition(StrEnum):
    """What must hold for an entry to be shown, or for an outcome to be taken."""

    DAY_OPEN = "day_open"
    DAY_CLOSED = "day_closed"
    CLOUD_CONNECTION = "cloud_connection"
    """CCV Cloud Connection is on in TMS."""
    PINPAD = "pinpad"
    """The terminal has a separate pinpad."""
    PASSWORD_WRONG = "password_wrong"  # noqa: S105  # the name of a condition
    INPUTS_DIFFER = "inputs_differ"
    """What was typed again is not what was typed before."""
    SOFTWARE_DIFFERS = "software_differs"
    """TMS has another software version than the terminal."""
    TMS_UNREACHABLE = "tms_unreachable"
    """The terminal does not get through to TMS."""
    MODE_UNCHANGED = "mode_unchanged"
    """The POS mode that was chosen is the one that is set."""


class Effect(StrEnum):
    """What the terminal does."""

    CLOSE_DAY = "close_day"
    OPEN_DAY = "open_day"
    CONTACT_TMS = "contact_tms"
    INSTALL = "install"
    """Load the settings from TMS."""
    SET_POS_MODE = "set_pos_mode"


class Outcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What follows when something is chosen; of several the first whose conditions all hold."""

    when: tuple[Condition, ...] = ()
    effect: Effect | None = None
    opens: ScreenId | None = None
    """None: a menu stays, a dialog goes away."""


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of a menu."""

    label: Label
    opens: ScreenId | None = None
    """Short for one outcome that opens this screen."""
    outcomes: tuple[Outcome, ...] = ()
    value: str | None = None
    """What choosing it means for the menu's `field`."""
    shown_when: tuple[Condition, ...] = ()
    gloss: Msgid = ""
    standing: Standing = Standing.DOCUMENTED
    note: Msgid = ""
    """Why it is doubtful."""

    def follows(self) -> tuple[Outcome, ...]:
        """Return all that choosing it can lead to."""
        return self.outcomes or (Outcome(opens=self.opens),)


class Dialog(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands before the list."""

    lines: Annotated[tuple[str, ...], Meta(min_length=1, max_length=12)]
    """Labels, from top to bottom; `{customer}`, `{tms_id}`, `{software}` and the like are filled from the state."""
    field: str | None = None
    """Text input: the name under which what is typed is remembered."""
    repeats: str | None = None
    """Text input: the field that is typed once more."""
    default: str | None = None
    """Text input: what counts when nothing is typed."""
    default_button: Literal["ok", "stop"] = "ok"
    """The button that Enter presses."""
    ok: tuple[Outcome, ...] = (Outcome(),)
    """What follows OK, or the end of the work of a busy one; STOP always goes back to the list."""


class Screen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One screen, with what a person should know about it."""

    id: ScreenId
    kind: ScreenKind
    title: Label
    """The heading of a list; of a dialog the label that tells it from others."""
    source: str
    """Chapter and step of the manual that show it."""
    standing: Standing = Standing.DOCUMENTED
    entries: tuple[Entry, ...] = ()
    field: str | None = None
    """Menu: the name under which the value of the chosen entry is remembered."""
    dialog: Dialog | None = None
    purpose: Msgid
    """What it is for."""
    next: Msgid = ""
    """What to press next; only where the inside is not documented there is nothing to say."""
    risk: Msgid = ""
    """What can go wrong."""
    note: Msgid = ""
    """What is doubtful about it."""
    heard: tuple[str, ...] = ()
    """How people call it; searched, never shown."""


class Variant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another reading of one screen, for a user whose terminal shows the other."""

    id: ScreenId
    screen: ScreenId
    title: Msgid
    """What differs, in a few words."""
    standing: Standing
    source: str
    entries: Annotated[tuple[Entry, ...], Meta(min_length=1)]
    """In the place of the screen's own."""


class Tool(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word of the menu bar, or a button of the tool bar."""

    label: Label
    opens: ScreenId
    gloss: Msgid = ""


class Window(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of AdminLight's own window."""

    title: str
    """With `{shop}` and `{address}`."""
    start_menu: Label
    """The button while no menu is open."""
    stop_menu: Label
    """The same button while a menu is open."""
    counter: str
    """Between the two arrows of the tool bar."""
    printer: Label
    menus: tuple[Tool, ...]
    tools: tuple[Tool, ...]
    dialog_titles: dict[ScreenKind, str]


class AdminLight(Struct, frozen=True, kw_only=True):
    """All that is known of the program: its window, its screens by id, the other readings, and what the terminal prints."""

    window: Window
    screens: dict[str, Screen]
    variants: dict[str, Variant]
    slips: dict[Effect, tuple[str, ...]]
    """Lines for the printer display; figures are invented, so each slip says SIMULATIE."""

    def variants_of(self, screen: str) -> tuple[Variant, ...]:
        """Return the other readings of a screen."""
        return tuple(variant for variant in self.variants.values() if variant.screen == screen)
