"""What holds at a moment, and what is shown because of it."""

import re

from ccdiag.content.adminlight import POS_MODE_FIELD, load_adminlight
from ccdiag.model.printable import printable
from ccdiag.model.screen import AdminLight, Condition, Entry, Screen
from ccdiag.model.terminal_state import Frame, TerminalState

OTHER_CUSTOMER = "ANDERE KLANT (SIMULATIE)"
"""Whom TMS has at a TMS id that is not the shop's."""
MODE_LABELS = {
    "standard": "TCP STANDAARD",
    "flat-incoming": "TCP FLAT-INCOMING",
    "flat-outgoing": "TCP FLAT-OUTGOING",
    "serial": "SERIEEL",
}
SWITCHES: dict[Condition, tuple[str, bool]] = {
    Condition.DAY_OPEN: ("day_open", True),
    Condition.DAY_CLOSED: ("day_open", False),
    Condition.CLOUD_CONNECTION: ("cloud_connection", True),
    Condition.PINPAD: ("pinpad", True),
    Condition.PASSWORD_WRONG: ("password_right", False),
    Condition.TMS_UNREACHABLE: ("tms_reachable", False),
}
"""Conditions that one field of the world decides, and the value with which they hold."""
_LONGEST_VALUE = 80
_PLACE = re.compile(r"\{([a-z_]+)\}")


def shipped(adminlight: AdminLight | None) -> AdminLight:
    """Return the given menus, else those that ship. Raises ContentError when these are broken."""
    return adminlight if adminlight is not None else load_adminlight()


def holds(condition: Condition, state: TerminalState, adminlight: AdminLight) -> bool:
    """Whether a condition holds now."""
    world = state.world
    if condition in SWITCHES:
        field, value = SWITCHES[condition]
        return bool(getattr(world, field) is value)
    match condition:
        case Condition.SOFTWARE_DIFFERS:
            return world.software != world.software_in_tms
        case Condition.MODE_UNCHANGED:
            return dict(state.inputs).get(POS_MODE_FIELD) == world.pos_mode
        case _:
            return _inputs_differ(state, adminlight)


def _inputs_differ(state: TerminalState, adminlight: AdminLight) -> bool:
    dialog = adminlight.screens[state.frames[-1].screen].dialog if state.frames else None
    if dialog is None or dialog.repeats is None or dialog.field is None:
        return False
    inputs = dict(state.inputs)
    return inputs.get(dialog.field) != inputs.get(dialog.repeats)


def shown_entries(screen: Screen, state: TerminalState, adminlight: AdminLight) -> tuple[Entry, ...]:
    """Return the entries that this terminal shows, in the reading that was chosen for it."""
    chosen = [adminlight.variants[name] for name in state.variants if name in adminlight.variants]
    entries = next((variant.entries for variant in reversed(chosen) if variant.screen == screen.id), screen.entries)
    return tuple(entry for entry in entries if all(holds(condition, state, adminlight) for condition in entry.shown_when))


def list_frame(state: TerminalState, adminlight: AdminLight) -> Frame | None:
    """Return the screen that stands behind the dialogs; None: the terminal rests."""
    return next((frame for frame in reversed(state.frames) if not adminlight.screens[frame.screen].kind.is_dialog), None)


def filled(line: str, state: TerminalState) -> str:
    """Put what holds now into the places of a line."""
    inputs = dict(state.inputs)
    world = state.world
    tms_id = inputs.get("tms_id", world.installed_tms_id)
    values = {
        "shop": world.shop,
        "address": world.address,
        "customer": world.customer if tms_id == world.tms_id else OTHER_CUSTOMER,
        "tms_id": tms_id,
        "installed_tms_id": world.installed_tms_id,
        "tms_address": inputs.get("tms_address", ""),
        "tms_port": inputs.get("tms_port", ""),
        "software": world.software,
        "software_in_tms": world.software_in_tms,
        "pos_mode": MODE_LABELS[world.pos_mode],
        "trigger_port": str(world.trigger_port),
    }
    # A shop's name comes from a case file, an id from whoever types.
    return _PLACE.sub(lambda place: printable(values.get(place[1], place[0]), most=_LONGEST_VALUE), line)
