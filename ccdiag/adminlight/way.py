"""The way from START MENU to each screen: which screens, which labels, which keys, and what must hold for it."""

from collections import deque
from collections.abc import Iterator
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.adminlight.circumstances import SWITCHES, shipped
from ccdiag.adminlight.machine import press
from ccdiag.content.adminlight import FIRST_SCREEN, REST_SCREEN, load_adminlight
from ccdiag.model.screen import AdminLight, Condition, Outcome, Screen, ScreenKind
from ccdiag.model.terminal_state import DOWN, OK, START_MENU, WAIT, Key, KeyKind, TerminalState, World, type_text

OLD_SOFTWARE = "14.0.09.02"
"""Older than what Cloud Connect 2.0 needs: forcing it would be the downgrade that the manual warns of."""


class Way(Struct, frozen=True, kw_only=True):
    """How one screen is reached from a terminal at rest."""

    screen: str
    path: tuple[str, ...] = ()
    """The labels to choose."""
    keys: tuple[Key, ...] = ()
    """All keys; what a person has to type stands in them as `<LABEL>`."""
    holding: tuple[Condition, ...] = ()
    """What must hold on the way."""
    not_holding: tuple[Condition, ...] = ()
    variants: tuple[str, ...] = ()
    """Readings in which alone it is reached."""
    typed: tuple[tuple[str, str], ...] = ()
    """What was typed so far, by field."""

    @property
    def words(self) -> tuple[str, ...]:
        """The keys as people say them and as `press` of the laboratory takes them, without the waiting."""
        return tuple(key_word(key) for key in self.keys if key.kind is not KeyKind.WAIT)


def key_word(key: Key) -> str:
    """Name a key: START MENU, DOWN, OK; of a click the label, of typed text the text."""
    return key.text or key.kind.value


def ways(adminlight: AdminLight | None = None) -> dict[str, Way]:
    """Return the shortest way to every screen, by id; of two equally short ones the first in the files. Raises ContentError."""
    return _shipped_ways() if adminlight is None else _find_ways(adminlight)


def open_screen(state: TerminalState, screen: str, adminlight: AdminLight | None = None) -> TerminalState:
    """Walk a terminal to a screen, from rest, with the world changed as far as the way needs it, and the shop's own TMS id.

    The printer shows what it showed before. A screen that does not exist leaves the state as it is.
    """
    way = ways(adminlight).get(screen)
    if way is None:
        return state
    walked = replace(
        state,
        world=arranged(state.world, way),
        frames=(),
        typed="",
        inputs=(),
        variants=tuple(dict.fromkeys((*state.variants, *way.variants))),
    )
    own_id = dict(way.typed).get("tms_id")
    for key in way.keys:
        walked = press(walked, type_text(state.world.tms_id) if key.text and key.text == own_id else key, adminlight)
    reached = walked.frames[-1].screen if walked.frames else REST_SCREEN
    if reached != screen:
        # The terminal shows other readings, in which this way does not exist: take the usual ones.
        return open_screen(replace(state, variants=()), screen, adminlight) if state.variants else walked
    return replace(walked, printer=state.printer)


def arranged(world: World, way: Way) -> World:
    """Return the world with what the way needs."""
    for holding, conditions in ((True, way.holding), (False, way.not_holding)):
        for condition in conditions:
            if condition in SWITCHES:
                field, value = SWITCHES[condition]
                world = replace(world, **{field: value is holding})
            elif condition is Condition.SOFTWARE_DIFFERS and (world.software != world.software_in_tms) is not holding:
                world = replace(world, software_in_tms=_other_software(world) if holding else world.software)
            elif condition is Condition.MODE_UNCHANGED and not holding and world.pos_mode == "standard":
                # The first entry of the list is chosen on the way, and must be a change.
                world = replace(world, pos_mode="flat-outgoing" if world.cloud_connection else "flat-incoming")
    return world


def _other_software(world: World) -> str:
    return OLD_SOFTWARE if world.software != OLD_SOFTWARE else "14.0.11.01"


@cache
def _shipped_ways() -> dict[str, Way]:
    return _find_ways(load_adminlight())


def _find_ways(adminlight: AdminLight) -> dict[str, Way]:
    found = {REST_SCREEN: Way(screen=REST_SCREEN), FIRST_SCREEN: Way(screen=FIRST_SCREEN, keys=(START_MENU,))}
    for tool in (*adminlight.window.menus, *adminlight.window.tools):
        found.setdefault(tool.opens, Way(screen=tool.opens, path=(tool.label,), keys=(Key(KeyKind.TOOL, tool.label),)))
    # Other readings only lead to what the usual ones do not reach.
    for with_variants in (False, True):
        waiting = deque(found.values())
        while waiting:
            for onward in _steps(waiting.popleft(), adminlight, with_variants=with_variants):
                if onward.screen not in found:
                    found[onward.screen] = onward
                    waiting.append(onward)
    return found


def _steps(way: Way, adminlight: AdminLight, *, with_variants: bool) -> Iterator[Way]:
    """Yield the ways that are one step longer."""
    screen = adminlight.screens[way.screen]
    if screen.dialog is not None:
        keys, typed = _answers(screen, way)
        for number, outcome in enumerate(screen.dialog.ok):
            chosen = keys
            if Condition.INPUTS_DIFFER in outcome.when:
                chosen = (type_text(f"<{screen.title}>"), OK)
            yield from _onward(replace(way, typed=typed), screen.dialog.ok, number, chosen)
        return
    readings = [(screen.entries, way.variants)]
    if with_variants:
        readings += [(variant.entries, (*way.variants, variant.id)) for variant in adminlight.variants_of(screen.id)]
    for entries, variants in readings:
        for place, entry in enumerate(entries):
            # Entries above it that are not always shown are taken as shown.
            needed = tuple(condition for above in entries[: place + 1] for condition in above.shown_when)
            before = replace(way, variants=variants, path=(*way.path, entry.label), holding=(*way.holding, *needed))
            for number in range(len(entry.follows())):
                yield from _onward(before, entry.follows(), number, (*(DOWN,) * place, OK))


def _answers(screen: Screen, way: Way) -> tuple[tuple[Key, ...], tuple[tuple[str, str], ...]]:
    """Return the keys that answer a dialog, and what is typed so far with them."""
    dialog = screen.dialog
    assert dialog is not None
    match screen.kind:
        case ScreenKind.BUSY:
            return (WAIT,), way.typed
        case ScreenKind.PASSWORD:
            return (type_text(f"<{screen.title}>"), OK), way.typed
        case ScreenKind.TEXT if dialog.default is None:
            text = dict(way.typed).get(dialog.repeats or "", f"<{screen.title}>")
            return (type_text(text), OK), (*way.typed, (dialog.field or "", text))
        case _:
            return (OK,), way.typed


def _onward(way: Way, outcomes: tuple[Outcome, ...], number: int, keys: tuple[Key, ...]) -> Iterator[Way]:
    outcome = outcomes[number]
    if outcome.opens is None:
        return
    earlier = tuple(condition for other in outcomes[:number] for condition in other.when)
    yield replace(
        way,
        screen=outcome.opens,
        keys=(*way.keys, *keys),
        holding=(*way.holding, *outcome.when),
        not_holding=(*way.not_holding, *earlier),
    )


def way_to(screen: str, adminlight: AdminLight | None = None) -> Way | None:
    """Return the way to one screen; None: there is no such screen."""
    return ways(shipped(adminlight) if adminlight is not None else None).get(screen)
