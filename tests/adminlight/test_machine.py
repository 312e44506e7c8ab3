import msgspec
import pytest
from msgspec.structs import replace

from ccdiag.adminlight.machine import MOST_TYPED, press
from ccdiag.adminlight.readings import reading_of, with_reading
from ccdiag.adminlight.view import render
from ccdiag.content.adminlight import load_adminlight
from ccdiag.model.screen import Condition, Entry
from ccdiag.model.terminal_state import (
    DOWN,
    ERASE,
    OK,
    ROWS,
    START_MENU,
    STOP,
    STOP_MENU,
    UP,
    WAIT,
    Key,
    KeyKind,
    TerminalState,
    World,
    choose,
    type_text,
)
from tests.adminlight.terminals import HW_INSTALLATION, INPUTS, MANAGER_TERMINAL, POS_MODE, SERVICE, labels, pressed, seen, terminal

PASSWORD = "hunter2"


def keyed(state: TerminalState, *keys: Key) -> TerminalState:
    for key in keys:
        state = press(state, key)
    return state


def test_at_rest_only_the_window_is_there() -> None:
    view = render(TerminalState())
    assert (view.screen, view.title, view.entries, view.dialog, view.menu_button) == ("rest", "", (), None, "START MENU")
    for key in (UP, DOWN, OK, STOP, ERASE, WAIT, type_text("5"), choose("FUNCTIES")):
        assert press(TerminalState(), key) == TerminalState()


def test_start_menu_opens_the_main_menu_and_stop_menu_leaves_it() -> None:
    view = render(press(TerminalState(), START_MENU))
    assert (view.title, view.menu_button, view.menu_key) == ("HOOFD MENU", "Stop menu", KeyKind.STOP_MENU)
    assert labels(view) == ["DISPLAY INFO", "MANAGER MENU", "SERVICE MENU", "PAPIER BESTELLEN"]
    assert [entry.label for entry in view.entries if entry.highlighted] == ["DISPLAY INFO"]
    deep = pressed(TerminalState(), *HW_INSTALLATION)
    assert press(deep, STOP_MENU).frames == ()
    assert render(press(deep, START_MENU)).screen == "main-menu"


def test_the_window_title_has_the_shop_and_the_address() -> None:
    view = render(terminal(shop="Bakkerij De Korenaar", address="192.0.2.10"))
    assert view.window_title == "CCV AdminLight - Bakkerij De Korenaar - 192.0.2.10"
    assert render(terminal(shop="A\x1b[31m\u202eB{address}")).window_title.startswith("CCV AdminLight - A\\x1b[31m\\u202eB{address} - ")


def test_arrows_stop_at_the_ends_and_stop_goes_back_one() -> None:
    state = keyed(TerminalState(), START_MENU, UP, DOWN, DOWN, DOWN, DOWN, DOWN)
    assert state.frames[-1].highlighted == 3
    inside = keyed(state, OK)
    assert render(inside).screen == "order-paper"
    assert keyed(inside, STOP).frames[-1].highlighted == 3
    assert render(keyed(inside, OK)).screen == "main-menu"
    assert render(keyed(inside, STOP, STOP)).screen == "rest"


def test_a_click_marks_and_a_double_click_chooses() -> None:
    state = press(TerminalState(), START_MENU)
    assert press(state, Key(KeyKind.POINT, "SERVICE MENU")).frames[-1].highlighted == 2
    assert render(press(state, choose("SERVICE MENU"))).screen == "service-password"
    assert press(state, choose("FUNCTIES")) == state


def test_a_tool_opens_its_page_and_is_closed_while_a_dialog_stands() -> None:
    view = render(press(TerminalState(), Key(KeyKind.TOOL, "PPStatus")))
    assert (view.screen, view.path) == ("pp-status", ("PPStatus",))
    assert view.notice is not None
    dialog = pressed(TerminalState(), "START MENU", "SERVICE MENU")
    assert press(dialog, Key(KeyKind.TOOL, "PPStatus")) == dialog
    twice = keyed(TerminalState(), Key(KeyKind.TOOL, "PPStatus"), Key(KeyKind.TOOL, "Help"), STOP)
    assert twice.frames == ()


def test_no_password_is_ever_in_the_state() -> None:
    state = pressed(terminal(), "START MENU", "MANAGER MENU")
    for key in (type_text(PASSWORD), Key(KeyKind.FILL, PASSWORD)):
        typed = press(state, key)
        assert typed.typed == "•" * len(PASSWORD)
        for moment in (typed, press(typed, OK), press(typed, STOP)):
            assert PASSWORD not in repr(moment)
            assert PASSWORD.encode() not in msgspec.json.encode(moment)
        assert PASSWORD not in repr(key)
    assert press(press(state, type_text(PASSWORD)), OK).typed == ""


def test_any_password_is_taken_but_none() -> None:
    state = pressed(terminal(), "START MENU", "MANAGER MENU")
    assert press(state, OK) == state
    assert render(keyed(state, type_text("x"), OK)).screen == "manager-menu"
    assert render(keyed(state, type_text("xy"), ERASE, ERASE, OK)).screen == "manager-password"
    view = render(press(state, type_text("12345")))
    assert view.dialog is not None
    assert (view.dialog.field, view.dialog.masked, view.dialog.window_title) == ("•••••", True, "Password input")


def test_a_wrong_password_can_be_switched_on() -> None:
    state = pressed(terminal(password_right=False), "START MENU", "SERVICE MENU", "9", "OK")
    assert render(state).screen == "password-wrong"
    assert render(press(state, OK)).screen == "main-menu"


def test_what_is_typed_is_bounded_and_printable() -> None:
    state = pressed(terminal(day_open=False), *HW_INSTALLATION, "TERM. INSTALLATIE")
    assert press(state, type_text("A\x1b[31m\u202eB")).typed == "A[31mB"
    assert len(keyed(state, *[type_text("x" * 50)] * 3).typed) == MOST_TYPED


def test_the_list_scrolls_where_it_is_longer_than_the_screen() -> None:
    state = pressed(terminal("configure-terminal-contact-tms"), *SERVICE, "CONFIGUREREN", "TERMINAL")
    view = render(state)
    assert (len(view.entries), view.more_above, view.more_below) == (ROWS, False, True)
    end = render(keyed(state, *[DOWN] * 9))
    assert (end.entries[-1].label, end.entries[-1].highlighted, end.more_above, end.more_below) == ("LADEN PP KEYS", True, True, False)
    middle = render(keyed(state, *[DOWN] * 9, *[UP] * 3))
    assert middle.entries == tuple(replace(entry, highlighted=entry.label == "ITS2COM") for entry in end.entries)
    assert render(keyed(state, *[DOWN] * 9, *[UP] * 9)).entries == view.entries


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_the_marked_entry_is_always_seen(rows: int) -> None:
    shipped = load_adminlight()
    long = replace(shipped.screens["main-menu"], entries=tuple(Entry(label=f"REGEL {n}", opens="display-info") for n in range(30)))
    adminlight = replace(shipped, screens={**shipped.screens, "main-menu": long})
    state = press(TerminalState(rows=rows), START_MENU, adminlight)
    for number, key in enumerate([*[DOWN] * 29, *[UP] * 29], 1):
        state = press(state, key, adminlight)
        marked = [entry.label for entry in render(state, adminlight).entries if entry.highlighted]
        assert marked == [f"REGEL {min(number, 58 - number)}"]
        assert len(render(state, adminlight).entries) == rows


def test_the_day_is_closed_and_opened_with_a_slip() -> None:
    closed = pressed(terminal(), *MANAGER_TERMINAL, "DAGAFSLUITING")
    assert closed.world.day_open is False
    assert (closed.printer[0], "DAGTOTALEN" in closed.printer) == ("SIMULATIE", True)
    assert render(closed).screen == "manager-terminal"
    again = pressed(closed, "DAGAFSLUITING")
    assert (render(again).screen, again.world, again.printer) == ("day-already-closed", closed.world, closed.printer)
    opened = pressed(closed, "DAGOPENING")
    assert opened.world.day_open
    assert opened.printer[-2] == "DAG GEOPEND"
    assert render(pressed(opened, "DAGOPENING")).screen == "day-already-open"


def test_one_day_entry_changes_with_the_day() -> None:
    state = pressed(terminal("manager-terminal-one-day-entry"), *MANAGER_TERMINAL)
    assert labels(render(state))[:2] == ["DAGAFSLUITING", "CONTACT TMS"]
    closed = pressed(state, "DAGAFSLUITING")
    assert labels(render(closed))[:2] == ["DAGOPENING", "CONTACT TMS"]


def test_a_reading_is_chosen_for_one_screen_and_given_up() -> None:
    state = pressed(terminal("configure-terminal-ils2com"), *MANAGER_TERMINAL)
    assert reading_of(state, "manager-terminal") is None
    other = with_reading(state, "manager-terminal", "manager-terminal-activeer-terminal")
    assert labels(render(other))[1] == "ACTIVEER TERMINAL"
    third = with_reading(other, "manager-terminal", "manager-terminal-one-day-entry")
    assert (reading_of(third, "manager-terminal"), len(third.variants)) == ("manager-terminal-one-day-entry", 2)
    assert with_reading(third, "manager-terminal", None) == state


def test_an_installation_wants_the_day_closed() -> None:
    state = pressed(terminal(mqt_loaded=False), *HW_INSTALLATION, *INPUTS)
    view = render(state)
    assert view.screen == "day-still-open"
    back = press(state, OK)
    assert (render(back).screen, back.world, back.printer, back.inputs) == ("hw-installation", state.world, (), ())


def test_an_installation_loads_the_settings_from_tms() -> None:
    state = terminal(day_open=False, mqt_loaded=False, pos_mode="standard")
    asked = pressed(state, *HW_INSTALLATION, *INPUTS)
    view = render(asked)
    assert (view.screen, view.kind.value) == ("customer-data", "popup")
    assert view.dialog is not None
    assert (view.dialog.lines[-2:], view.dialog.default_button) == (("TMS TERM-ID: SIM00042", "SIMULATIE"), "STOP")
    assert press(asked, STOP).world == state.world
    done = press(asked, OK)
    assert (done.world.mqt_loaded, done.world.pos_mode) == (True, "flat-outgoing")
    assert done.printer[0] == "SIMULATIE"
    assert "TERMINAL SIM00042" in done.printer
    assert (render(done).screen, done.inputs) == ("hw-installation", ())


def test_without_mqt_or_cloud_connection_the_mode_stays() -> None:
    for world in ({"mqt": False}, {"cloud_connection": False}):
        state = terminal(day_open=False, mqt_loaded=False, pos_mode="standard", **world)
        done = pressed(state, *HW_INSTALLATION, *INPUTS, "OK")
        assert (done.world.mqt_loaded, done.world.pos_mode) == (state.world.mqt, "standard")


def test_without_tms_nothing_is_installed() -> None:
    state = terminal(day_open=False, mqt_loaded=False, hw_installed=False, tms_reachable=False)
    asked = pressed(state, *HW_INSTALLATION, *INPUTS)
    assert (render(asked).screen, press(asked, OK).world) == ("no-contact-with-tms", state.world)
    assert seen(state, *HW_INSTALLATION[:-1], "NORMAAL").screen == "no-contact-with-tms"


def test_a_contact_with_tms_alone_loads_nothing() -> None:
    state = terminal(day_open=False, mqt_loaded=False, pos_mode="standard")
    done = pressed(state, *SERVICE, "FUNCTIES", "TERMINAL", "CONTACT TMS", "NORMAAL")
    assert done.world == state.world
    assert "GEEN INSTALLATIE" in done.printer


def test_other_software_in_tms_warns_and_stop_keeps_what_was() -> None:
    state = terminal(day_open=False, mqt_loaded=False, software_in_tms="14.0.09.02")
    warned = pressed(state, *HW_INSTALLATION, *INPUTS, "OK")
    view = render(warned)
    assert view.dialog is not None
    assert (view.screen, view.dialog.default_button, view.dialog.window_title) == ("configuration-warning", "STOP", "Confirmation")
    assert (press(warned, STOP).world, press(warned, STOP).printer) == (state.world, ())
    forced = press(warned, OK)
    assert (forced.world.software, forced.world.mqt_loaded) == ("14.0.09.02", True)


def test_another_id_shows_another_customer() -> None:
    state = terminal(day_open=False, shop="Bakkerij", customer="Bakkerij")
    ours = seen(state, *HW_INSTALLATION, *INPUTS)
    other = pressed(state, *HW_INSTALLATION, *(word.replace("SIM00042", "SIM00043") for word in INPUTS))
    assert ours.dialog is not None
    assert ours.dialog.lines[-1] == "Bakkerij"
    shown = render(other).dialog
    assert shown is not None
    assert shown.lines[-1] == "ANDERE KLANT (SIMULATIE)"
    assert press(other, OK).world.installed_tms_id == "SIM00043"


def test_two_different_ids_are_refused() -> None:
    state = pressed(terminal(day_open=False), *HW_INSTALLATION, "TERM. INSTALLATIE", "SIM00042", "OK", "SIM00024", "OK")
    assert render(state).screen == "tms-ids-differ"
    assert render(press(state, OK)).screen == "hw-installation"
    assert press(state, OK).inputs == ()


def test_address_and_port_have_defaults_and_the_id_has_none() -> None:
    state = pressed(terminal(day_open=False), *HW_INSTALLATION, "TERM. INSTALLATIE")
    assert press(state, OK) == state
    asked = pressed(terminal(day_open=False), *HW_INSTALLATION, *INPUTS)
    assert dict(asked.inputs)["tms_address"] == "193.173.53.101"
    assert dict(asked.inputs)["tms_port"] == "15000"
    other = pressed(terminal(day_open=False), *HW_INSTALLATION, *INPUTS[:5], "194.104.96.44", "OK", "15001", "OK")
    assert dict(other.inputs)["tms_address"] == "194.104.96.44"
    assert dict(other.inputs)["tms_port"] == "15001"


def test_a_busy_terminal_takes_no_key() -> None:
    state = keyed(
        pressed(terminal(day_open=False), *HW_INSTALLATION, *INPUTS[:-1]),
        OK,
    )
    assert render(state).kind.value == "busy"
    for key in (OK, STOP, START_MENU, STOP_MENU, UP, type_text("5"), Key(KeyKind.TOOL, "Help")):
        assert press(state, key) == state
    assert render(press(state, WAIT)).screen == "customer-data"


def test_a_mode_is_set_when_it_is_confirmed() -> None:
    state = pressed(terminal(pos_mode="standard"), *POS_MODE, "TCP FLAT-OUTGOING")
    view = render(state)
    assert view.dialog is not None
    assert (view.screen, view.title, view.dialog.default_button) == ("apply-changes", "POS MODE", "OK")
    assert press(state, STOP).world.pos_mode == "standard"
    assert press(state, OK).world.pos_mode == "flat-outgoing"
    assert render(pressed(press(state, OK), "TCP FLAT-OUTGOING")).screen == "pos-mode"


def test_without_cloud_connection_there_is_no_flat_outgoing() -> None:
    assert "TCP FLAT-OUTGOING" in labels(seen(terminal(), *POS_MODE))
    assert labels(seen(terminal(cloud_connection=False), *POS_MODE)) == ["TCP STANDAARD", "TCP FLAT-INCOMING", "SERIEEL"]


def test_a_world_that_changes_under_an_open_list_keeps_a_mark() -> None:
    state = keyed(pressed(terminal(), *POS_MODE), DOWN, DOWN, DOWN)
    changed = replace(state, world=replace(state.world, cloud_connection=False))
    assert [entry.label for entry in render(changed).entries if entry.highlighted] == ["SERIEEL"]
    assert dict(press(changed, OK).inputs) == {"pos_mode": "serial"}


def test_without_a_pinpad_its_entries_are_gone() -> None:
    assert labels(seen(terminal(pinpad=False), *HW_INSTALLATION)) == ["TERM. INSTALLATIE"]


def test_labels_are_explained_where_a_language_is_chosen() -> None:
    plain = seen(terminal(), "START MENU")
    assert [entry.gloss for entry in plain.entries] == [None] * 4
    glossed = seen(terminal(gloss="en"), "START MENU")
    assert [entry.gloss.english() for entry in glossed.entries if entry.gloss] == [
        "Show information",
        "The shop's own menu",
        "The engineer's menu",
        "Order paper",
    ]


def test_the_path_names_the_labels_that_were_chosen() -> None:
    path = ("SERVICE MENU", "FUNCTIES", "TERMINAL", "CONTACT TMS", "HW INSTALLATIE", "TERM. INSTALLATIE")
    assert seen(terminal(day_open=False), *HW_INSTALLATION, *INPUTS).path == path
    assert seen(terminal(), "START MENU").path == ()


def test_every_condition_is_one_that_the_data_use() -> None:
    adminlight = load_adminlight()
    used = {condition for screen in adminlight.screens.values() for entry in screen.entries for condition in entry.shown_when}
    for screen in adminlight.screens.values():
        outcomes = [outcome for entry in screen.entries for outcome in entry.follows()] + list(screen.dialog.ok if screen.dialog else ())
        used |= {condition for outcome in outcomes for condition in outcome.when}
    assert used == set(Condition)


def test_the_printer_display_is_bounded() -> None:
    state = pressed(terminal(), *MANAGER_TERMINAL)
    for _ in range(40):
        state = pressed(state, "DAGAFSLUITING", "DAGOPENING")
    assert len(state.printer) == 200
    assert World().shop == "SIMULATIE"
