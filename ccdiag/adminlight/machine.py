"""The terminal's menus as a machine: one key, and the state after it. Nothing here knows a network, a window or a clock."""

from msgspec.structs import replace

from ccdiag.adminlight.circumstances import filled, holds, shipped, shown_entries
from ccdiag.content.adminlight import FIRST_SCREEN, POS_MODE_FIELD
from ccdiag.model.screen import AdminLight, Dialog, Effect, Entry, Outcome, Screen, ScreenKind
from ccdiag.model.terminal_state import Frame, Key, KeyKind, TerminalState

MOST_TYPED = 64
"""Characters of one input; the manual's longest has fifteen."""
MOST_PRINTED = 200
"""Lines that the printer display keeps."""
MOST_OPEN = 20
"""Screens that can be open at once; the manual's deepest is the ninth."""
DOT = "•"


def press(state: TerminalState, key: Key, adminlight: AdminLight | None = None) -> TerminalState:
    """Return the state after one key; a key that does nothing here returns the state as it was.

    Without `adminlight` the menus that ship are used; ContentError is raised when these are broken.
    """
    return _tidied(_pressed(state, key, shipped(adminlight)), shipped(adminlight))


def _pressed(state: TerminalState, key: Key, adminlight: AdminLight) -> TerminalState:
    screen = adminlight.screens[state.frames[-1].screen] if state.frames else None
    if screen is not None and screen.kind is ScreenKind.BUSY:
        assert screen.dialog is not None
        return _follow(state, screen.dialog.ok, adminlight) if key.kind is KeyKind.WAIT else state
    match key.kind:
        case KeyKind.START_MENU:
            return replace(state, frames=(Frame(FIRST_SCREEN, adminlight.window.start_menu),), typed="")
        case KeyKind.STOP_MENU:
            return replace(state, frames=(), typed="")
        case KeyKind.TOOL:
            return _use_tool(state, key.text, adminlight)
    if screen is None:
        return state
    if screen.kind is ScreenKind.MENU:
        return _press_in_menu(state, screen, key, adminlight)
    return _press_before_list(state, screen, key, adminlight)


def _use_tool(state: TerminalState, label: str, adminlight: AdminLight) -> TerminalState:
    opened = next((tool.opens for tool in (*adminlight.window.menus, *adminlight.window.tools) if tool.label == label), None)
    top = adminlight.screens[state.frames[-1].screen].kind if state.frames else ScreenKind.REST
    if opened is None or top.is_dialog:
        return state
    frames = state.frames[:-1] if top is ScreenKind.NOT_DOCUMENTED else state.frames
    return replace(state, frames=(*frames, Frame(opened, label)))


def _press_in_menu(state: TerminalState, screen: Screen, key: Key, adminlight: AdminLight) -> TerminalState:
    entries = shown_entries(screen, state, adminlight)
    marked = min(state.frames[-1].highlighted, len(entries) - 1)
    match key.kind:
        case KeyKind.UP:
            return _highlighted(state, marked - 1, len(entries))
        case KeyKind.DOWN:
            return _highlighted(state, marked + 1, len(entries))
        case KeyKind.STOP:
            return replace(state, frames=state.frames[:-1])
        case KeyKind.OK if entries:
            return _choose(state, screen, entries[marked], adminlight)
        case KeyKind.POINT | KeyKind.CHOOSE:
            found = next((number for number, entry in enumerate(entries) if entry.label == key.text), None)
            if found is None:
                return state
            pointed = _highlighted(state, found, len(entries))
            return pointed if key.kind is KeyKind.POINT else _choose(pointed, screen, entries[found], adminlight)
        case _:
            return state


def _highlighted(state: TerminalState, wanted: int, count: int) -> TerminalState:
    frame = state.frames[-1]
    marked = max(0, min(wanted, count - 1))
    first = max(min(frame.first, marked, max(0, count - state.rows)), marked - state.rows + 1, 0)
    return replace(state, frames=(*state.frames[:-1], replace(frame, highlighted=marked, first=first)))


def _choose(state: TerminalState, screen: Screen, entry: Entry, adminlight: AdminLight) -> TerminalState:
    if screen.field is not None and entry.value is not None:
        state = _remember(state, screen.field, entry.value)
    outcome = _outcome(state, entry.follows(), adminlight)
    state = _have_effect(state, outcome, adminlight)
    if outcome.opens is None or len(state.frames) >= MOST_OPEN:
        return state
    return replace(state, frames=(*state.frames, Frame(outcome.opens, entry.label)), typed="")


def _press_before_list(state: TerminalState, screen: Screen, key: Key, adminlight: AdminLight) -> TerminalState:
    dialog = screen.dialog
    if key.kind is KeyKind.STOP or (dialog is None and key.kind is KeyKind.OK):
        return replace(state, frames=state.frames[:-1], typed="")
    if dialog is None:
        return state
    if key.kind is KeyKind.OK:
        return _confirm(state, screen, dialog, adminlight)
    if screen.kind not in {ScreenKind.PASSWORD, ScreenKind.TEXT}:
        return state
    # Of a password nothing enters the state, not even for a moment.
    text = "".join(character for character in key.text if character.isprintable())[:MOST_TYPED]
    text = DOT * len(text) if screen.kind is ScreenKind.PASSWORD else text
    match key.kind:
        case KeyKind.TEXT:
            return replace(state, typed=(state.typed + text)[:MOST_TYPED])
        case KeyKind.FILL:
            return replace(state, typed=text)
        case KeyKind.ERASE:
            return replace(state, typed=state.typed[:-1])
        case _:
            return state


def _confirm(state: TerminalState, screen: Screen, dialog: Dialog, adminlight: AdminLight) -> TerminalState:
    if screen.kind is ScreenKind.PASSWORD and not state.typed:
        return state
    if screen.kind is ScreenKind.TEXT:
        value = state.typed.strip() or dialog.default
        if value is None or dialog.field is None:
            return state
        state = _remember(state, dialog.field, value)
    return _follow(state, dialog.ok, adminlight)


def _follow(state: TerminalState, outcomes: tuple[Outcome, ...], adminlight: AdminLight) -> TerminalState:
    """Put what follows in the place of the dialog."""
    outcome = _outcome(state, outcomes, adminlight)
    state = _have_effect(state, outcome, adminlight)
    opened = () if outcome.opens is None else (Frame(outcome.opens, state.frames[-1].via),)
    return replace(state, frames=(*state.frames[:-1], *opened), typed="")


def _outcome(state: TerminalState, outcomes: tuple[Outcome, ...], adminlight: AdminLight) -> Outcome:
    return next(outcome for outcome in outcomes if all(holds(condition, state, adminlight) for condition in outcome.when))


def _remember(state: TerminalState, field: str, value: str) -> TerminalState:
    return replace(state, inputs=(*(pair for pair in state.inputs if pair[0] != field), (field, value)))


def _have_effect(state: TerminalState, outcome: Outcome, adminlight: AdminLight) -> TerminalState:
    if outcome.effect is None:
        return state
    world, inputs = state.world, dict(state.inputs)
    match outcome.effect:
        case Effect.CLOSE_DAY:
            world = replace(world, day_open=False)
        case Effect.OPEN_DAY:
            world = replace(world, day_open=True)
        case Effect.INSTALL:
            # Only an installation brings the MQT settings to the terminal. That MQT takes Cloud Connection to set the mode is inferred:
            # without it there is no such mode.
            sets_mode = world.mqt and world.cloud_connection
            world = replace(
                world,
                installed_tms_id=inputs.get("tms_id", world.installed_tms_id),
                hw_installed=True,
                installations=world.installations + 1,
                mqt_loaded=world.mqt,
                software=world.software_in_tms,
                pos_mode="flat-outgoing" if sets_mode else world.pos_mode,
            )
        case Effect.SET_POS_MODE if (mode := inputs.get(POS_MODE_FIELD)) in {"standard", "flat-incoming", "flat-outgoing", "serial"}:
            world = replace(world, pos_mode=mode)
        case _:
            # A contact with TMS alone brings nothing that the menus show.
            pass
    state = replace(state, world=world)
    slip = [filled(line, state) for line in adminlight.slips.get(outcome.effect, ())]
    return replace(state, printer=(*state.printer, *([""] if state.printer and slip else []), *slip)[-MOST_PRINTED:])


def _tidied(state: TerminalState, adminlight: AdminLight) -> TerminalState:
    """Forget what was typed and chosen on the way once the dialogs are gone."""
    if state.inputs and not (state.frames and adminlight.screens[state.frames[-1].screen].kind.is_dialog):
        return replace(state, inputs=())
    return state
