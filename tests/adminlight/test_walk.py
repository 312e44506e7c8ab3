"""Every edge of the data is walked, and no key ever leaves the known states."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ccdiag.adminlight.circumstances import shown_entries
from ccdiag.adminlight.key_words import press_words
from ccdiag.adminlight.machine import press
from ccdiag.adminlight.reading import one_line, text_to_read_aloud
from ccdiag.adminlight.view import render
from ccdiag.adminlight.way import arranged, open_screen, way_to, ways
from ccdiag.content.adminlight import load_adminlight
from ccdiag.model.message import Message
from ccdiag.model.screen import Condition, Effect, Entry, Outcome, ScreenKind
from ccdiag.model.terminal_state import OK, STOP, WAIT, Key, KeyKind, TerminalState, World, choose, type_text

ADMINLIGHT = load_adminlight()
LABELS = sorted({entry.label for screen in ADMINLIGHT.screens.values() for entry in screen.entries})


def menu_edges() -> list[tuple[str, str | None, Entry, int]]:
    readings: list[tuple[str, str | None, tuple[Entry, ...]]] = [
        (screen.id, None, screen.entries) for screen in ADMINLIGHT.screens.values()
    ]
    readings += [(variant.screen, variant.id, variant.entries) for variant in ADMINLIGHT.variants.values()]
    return [
        (id_, variant, entry, number) for id_, variant, entries in readings for entry in entries for number in range(len(entry.follows()))
    ]


def dialog_edges() -> list[tuple[str, int]]:
    return [(screen.id, number) for screen in ADMINLIGHT.screens.values() if screen.dialog for number in range(len(screen.dialog.ok))]


def meeting(state: TerminalState, outcomes: tuple[Outcome, ...], number: int, shown: tuple[Condition, ...] = ()) -> TerminalState:
    """Change the world so that this outcome is the one that is taken."""
    way = way_to("rest")
    assert way is not None
    earlier = tuple(condition for outcome in outcomes[:number] for condition in outcome.when)
    holding = (*shown, *outcomes[number].when)
    return replace(state, world=arranged(state.world, replace(way, holding=holding, not_holding=earlier)))


@pytest.mark.parametrize("edge", menu_edges(), ids=lambda edge: f"{edge[1] or edge[0]}: {edge[2].label} {edge[3]}")
def test_every_entry_leads_where_the_data_say(edge: tuple[str, str | None, Entry, int]) -> None:
    id_, variant, entry, number = edge
    state = open_screen(TerminalState(), id_)
    state = replace(state, variants=() if variant is None else (variant,))
    state = meeting(state, entry.follows(), number, entry.shown_when)
    outcome = entry.follows()[number]
    if entry.value is not None:
        unchanged = Condition.MODE_UNCHANGED in outcome.when
        state = replace(state, world=replace(state.world, pos_mode=entry.value if unchanged else other_mode(entry.value)))
    assert entry in shown_entries(ADMINLIGHT.screens[id_], state, ADMINLIGHT)
    after = press(state, choose(entry.label))
    assert render(after).screen == (outcome.opens or id_)
    assert (after.printer != state.printer) is (outcome.effect is not None)
    assert (after.world == state.world) is (outcome.effect in {None, Effect.CONTACT_TMS})


def other_mode(mode: str) -> str:
    return "serial" if mode != "serial" else "standard"


@pytest.mark.parametrize("edge", dialog_edges(), ids=lambda edge: f"{edge[0]} {edge[1]}")
def test_every_dialog_leads_where_the_data_say(edge: tuple[str, int]) -> None:
    id_, number = edge
    screen = ADMINLIGHT.screens[id_]
    assert screen.dialog is not None
    outcome = screen.dialog.ok[number]
    opened = open_screen(TerminalState(), id_)
    before = render(opened)
    state = meeting(opened, screen.dialog.ok, number)
    if screen.kind in {ScreenKind.TEXT, ScreenKind.PASSWORD} and screen.dialog.default is None:
        state = press(state, type_text("another" if Condition.INPUTS_DIFFER in outcome.when else state.world.tms_id))
    after = press(state, WAIT if screen.kind is ScreenKind.BUSY else OK)
    list_behind = opened.frames[-2].screen
    assert render(after).screen == (outcome.opens or list_behind)
    if screen.kind is not ScreenKind.BUSY:
        back = press(opened, STOP)
        assert (render(back).screen, back.typed, back.inputs) == (list_behind, "", ())
        assert before.title == render(back).title


@pytest.mark.parametrize("id_", ADMINLIGHT.screens)
def test_every_screen_is_reached_by_its_way_and_its_words(id_: str) -> None:
    way = ways()[id_]
    assert way.variants == ()
    start = TerminalState(world=arranged(World(), way))
    walked = start
    for key in way.keys:
        walked = press(walked, key)
    assert render(walked).screen == id_
    assert render(walked).path == way.path
    assert render(open_screen(TerminalState(), id_)).screen == id_
    # A busy terminal goes on where words are pressed.
    if ADMINLIGHT.screens[id_].kind is not ScreenKind.BUSY:
        by_words, understood = press_words(start, way.words)
        assert (render(by_words).screen, understood) == (id_, len(way.words))


@pytest.mark.parametrize("id_", ADMINLIGHT.screens)
def test_every_screen_can_be_read_aloud(id_: str) -> None:
    view = render(open_screen(TerminalState(), id_))
    aloud = text_to_read_aloud(view, Message.english)
    assert view.next.english() in aloud
    assert "{" not in aloud
    line = one_line(view)
    assert line.isprintable()
    assert "{" not in line
    shown = view.dialog.lines if view.dialog else [entry.label for entry in view.entries]
    assert [text for text in shown if text not in aloud or text not in line] == []


def test_opening_a_screen_keeps_what_needs_no_change() -> None:
    world = World(shop="Bakkerij", address="192.0.2.10", tms_id="NL0012345", customer="Bakkerij", day_open=True)
    opened = open_screen(
        TerminalState(world=world, printer=("BON",), variants=("manager-terminal-one-day-entry",)), "configuration-warning"
    )
    assert opened.printer == ("BON",)
    assert (opened.world.shop, opened.world.day_open, opened.world.software) == ("Bakkerij", False, world.software)
    assert opened.world.software_in_tms != world.software
    assert dict(opened.inputs)["tms_id"] == "NL0012345"
    assert opened.variants == ("manager-terminal-one-day-entry",)


def test_opening_where_the_terminals_reading_has_no_such_way_takes_the_usual_one() -> None:
    opened = open_screen(TerminalState(variants=("manager-terminal-one-day-entry",)), "day-already-closed")
    assert render(opened).screen == "day-already-closed"
    assert open_screen(TerminalState(), "nothing") == TerminalState()


KEYS = st.one_of(
    st.sampled_from([Key(kind) for kind in KeyKind]),
    st.builds(choose, st.sampled_from(LABELS)),
    st.builds(Key, st.sampled_from([KeyKind.POINT, KeyKind.TOOL]), st.sampled_from([*LABELS, "PPStatus", "Help"])),
    st.builds(Key, st.sampled_from([KeyKind.TEXT, KeyKind.FILL, KeyKind.CHOOSE]), st.text(max_size=80)),
    st.just(type_text("SIM00042")),
)
WORLDS = st.builds(
    World,
    day_open=st.booleans(),
    cloud_connection=st.booleans(),
    mqt=st.booleans(),
    software_in_tms=st.sampled_from(["14.0.11.01", "14.0.09.02"]),
    mqt_loaded=st.booleans(),
    pos_mode=st.sampled_from(["standard", "flat-incoming", "flat-outgoing", "serial"]),
    pinpad=st.booleans(),
    password_right=st.booleans(),
    gloss=st.sampled_from([None, "nl"]),
)
VARIANTS = st.lists(st.sampled_from([*ADMINLIGHT.variants, "unknown"]), max_size=4).map(tuple)


@settings(max_examples=300, deadline=None)
@given(
    world=WORLDS,
    variants=VARIANTS,
    start=st.sampled_from([*ADMINLIGHT.screens]),
    rows=st.integers(1, 8),
    keys=st.lists(st.tuples(KEYS, st.none() | WORLDS), max_size=40),
)
def test_random_keys_never_leave_the_known_states(
    world: World, variants: tuple[str, ...], start: str, rows: int, keys: list[tuple[Key, World | None]]
) -> None:
    state = open_screen(TerminalState(world=world, variants=variants, rows=rows), start)
    for key, changed in keys:
        if changed is not None:
            state = replace(state, world=changed)
        state = press(state, key)
        assert {frame.screen for frame in state.frames} <= ADMINLIGHT.screens.keys()
        assert len(state.frames) <= 20
        view = render(state)
        assert len(view.entries) <= rows
        assert sum(entry.highlighted for entry in view.entries) == (1 if view.entries else 0)
        assert one_line(view).isprintable()
        assert msgspec.json.decode(msgspec.json.encode(state), type=TerminalState) == state


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from([*LABELS, "START MENU", "START", "MENU", "OK", "STOP", "down", "▼"]), st.text(max_size=10)), max_size=20
    )
)
def test_any_words_can_be_pressed(words: list[str]) -> None:
    state, understood = press_words(TerminalState(), words)
    assert understood <= len(words)
    assert render(state).screen in ADMINLIGHT.screens
