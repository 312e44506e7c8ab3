"""The order of migration, and rows that repeat, contradict or cannot be used."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccdiag.settings_check.fleet import Turn
from ccdiag.settings_check.fleet_judgement import FleetState, WhitelistAnswer
from tests.settings_check.fleets import RIGHT, fleet, ids, named, read

_NUMBERS = itertools.count(100)


def terminal(configuration: str, **change: str) -> dict[str, str]:
    return {
        "tms_id": f"{next(_NUMBERS):05}",
        "configuration": configuration,
        **{name.replace("_", " "): value for name, value in change.items()},
    }


def test_the_order() -> None:
    old = {"managementSystemId": "08900000002"}
    found = fleet(
        terminal("ready"),
        terminal("replace", **old, whitelisted="no"),
        terminal("upgrade", **old, software="13.0"),
        terminal("two in tms", **old, MQT="Disabled"),
        terminal("two in tms", **old, MQT="Disabled"),
        terminal("one in tms", **old, MQT="Disabled"),
        terminal("one in tms", **old),
        terminal("on the terminal", **old, dns="no"),
        terminal("not all stated", **old, software=""),
        terminal("webkassa last", **old),
        terminal("", **old),
        terminal("cut off", MQT="Disabled"),
    )
    assert [one.name for one in found.configurations] == [
        "cut off",
        "webkassa last",
        "not all stated",
        "on the terminal",
        "one in tms",
        "two in tms",
        "upgrade",
        "replace",
        "ready",
        "",
    ]
    assert [one.turn for one in found.configurations] == sorted(one.turn for one in found.configurations)
    assert named(found, "cut off").cut_off == 1
    assert found.state is FleetState.NOT_READY


def test_among_equals_the_file_decides() -> None:
    found = fleet(*(terminal(name) for name in "zab"))
    assert [one.name for one in found.configurations] == ["z", "a", "b"]
    assert found.state is FleetState.READY


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ([{}], FleetState.READY),
        ([{}, {"managementSystemId": "08900000002"}], FleetState.CONFIGURATION_LAST),
        ([{}, {"software": ""}], FleetState.UNKNOWN),
        ([{"software": ""}, {"MQT": "Disabled"}], FleetState.NOT_READY),
    ],
)
def test_the_state_of_a_configuration(changes: list[dict[str, str]], state: FleetState) -> None:
    found = fleet(*(terminal("a.json") | change for change in changes))
    assert found.configurations[0].state is state
    assert found.state is state


def test_without_its_configuration_a_terminal_is_not_migrated() -> None:
    found = fleet(terminal(""))
    assert found.configurations[0][0].judgement.state is FleetState.READY
    assert (found.configurations[0].state, found.configurations[0].turn) == (FleetState.UNKNOWN, Turn.NOT_NAMED)


def test_mixed_generations_are_warned_of() -> None:
    one = fleet(terminal("a"), terminal("a", managementSystemId="08900000002")).configurations[0]
    assert [gap.id for gap in one.warnings] == ["fleet.mixed_generations"]
    assert set(one.systems) == {"GrundmasterNL", "08900000002"}


def test_two_countries_in_one_configuration_cannot_be_told() -> None:
    one = fleet(terminal("a"), terminal("a", managementSystemId="GrundmasterBE")).configurations[0]
    assert [gap.id for gap in one.warnings] == ["fleet.mixed_countries"]
    assert one.state is FleetState.UNKNOWN
    test_and_live = fleet(terminal("a"), terminal("a", managementSystemId="grundmasternl-ThirdPartyTest")).configurations[0]
    assert test_and_live.warnings == ()


def test_what_is_missing_is_counted() -> None:
    one = fleet(terminal("a", MQT="Disabled"), terminal("a", MQT="Disabled", software="1.0"), terminal("a")).configurations[0]
    assert [(count.id, count.count) for count in one.missing] == [("tms.mqt_disabled", 2), ("tms.software_too_old", 1)]


def test_a_row_that_says_the_same_again_counts_once() -> None:
    found = fleet({}, {}, {"MQT": "on"})
    assert (found.rows, found.terminals, len(found.configurations[0])) == (3, 1, 1)
    assert found.troubles == {"repeated": 2}
    assert found.is_whole
    assert found.state is FleetState.READY


def test_rows_that_contradict_each_other_decide_nothing() -> None:
    found = fleet({"tms_id": "1"}, {"tms_id": "1", "MQT": "Disabled"}, {"tms_id": "2"})
    one, other = found.configurations[0]
    assert one.judgement.state is FleetState.UNKNOWN
    assert "2, 3" in one.judgement.unclear[0].text.english()
    assert other.judgement.state is FleetState.READY
    assert found.state is FleetState.UNKNOWN


def test_two_tills_may_use_one_terminal() -> None:
    found = fleet({"configuration": "a"}, {"configuration": "b", "managementSystemId": "08900000002"}, {"configuration": "b"})
    assert found.terminals == 1
    assert [(one.name, len(one)) for one in found.configurations] == [("b", 1), ("a", 1)]
    assert all(not terminal.judgement.unclear for _, terminal in found.each())


def test_two_merchants_of_one_terminal_contradict_each_other() -> None:
    found = fleet({"configuration": "a"}, {"configuration": "b", "merchant": "M2"})
    assert {terminal.judgement.unclear[0].id for _, terminal in found.each()} == {"fleet.contradiction"}


def test_repetition_after_many_rows_is_found() -> None:
    found = fleet(
        *({"tms_id": f"{number:05}", "configuration": f"c{number % 9}"} for number in range(3000)),
        {"tms_id": "00004", "configuration": "c4"},
    )
    assert found.troubles == {"repeated": 1}
    assert found.terminals == 3000


def test_one_terminal_in_thousands_of_configurations_is_quick() -> None:
    found = fleet(*({"configuration": f"c{number}"} for number in range(20_000)))
    assert (found.terminals, len(found.configurations)) == (1, 20_000)


@pytest.mark.parametrize(
    ("row", "trouble"),
    [
        (["", "M1", "a"], "no_tms_id"),
        (["  ", "M1", "a"], "no_tms_id"),
        (["1", "M1", "a", "x"], "too_many_cells"),
        (["4111111111111111", "M1", "a"], "id_damaged"),
        (["l_abcdefgh12345678", "M1", "a"], "id_damaged"),
        (["1,2346E+11", "M1", "a"], "id_damaged"),
        (["1.23E+11", "M1", "a"], "id_damaged"),
        (["7" * 65, "M1", "a"], "id_damaged"),
    ],
)
def test_rows_that_cannot_be_used(row: list[str], trouble: str) -> None:
    found = read([["tms_id", "merchant", "configuration"], ["1", "M1", "a"], row, ["2", "M1", "a"]])
    assert found.troubles == {trouble: 1}
    assert (found.troubled[0].line, found.troubled[0].trouble) == (3, trouble)
    assert [terminal.tms_id for _, terminal in found.each()] == ["1", "2"]
    assert not found.is_whole
    assert found.rows == 3


def test_of_all_ready_terminals_and_a_row_that_cannot_be_used_nothing_is_promised() -> None:
    names = list(RIGHT)
    found = read([names, [RIGHT[name] for name in names], [*(RIGHT[name] for name in names), "x"]])
    assert found.states == {FleetState.READY: 1}
    assert found.state is FleetState.UNKNOWN


@pytest.mark.parametrize("row", [[], ["", "", ""], [" "], ["", "", "", "", ""]])
def test_blank_rows_are_nothing(row: list[str]) -> None:
    found = read([["tms_id", "merchant", "configuration"], row, ["1", "M1", "a"]])
    assert found.troubles == {}
    assert (found.rows, found.terminals) == (1, 1)


def test_short_rows_leave_the_rest_unstated() -> None:
    found = read([["tms_id", "configuration", "software"], ["1", "a"], ["2"]])
    assert [terminal.tms_id for _, terminal in found.each()] == ["1", "2"]
    assert found.troubles == {}


def test_the_ids_stay_as_they_are() -> None:
    found = read([["tms_id"], ["0012"], ['="0013"'], ["NL-14"], ["Ünder"], ["'=15"], [" 16 "]])
    assert [terminal.tms_id for _, terminal in found.each()] == ["0012", "0013", "NL-14", "Ünder", "=15", "16"]


def test_answers_of_a_service_count() -> None:
    found = fleet({"tms_id": "Ab1", "whitelisted": ""}, {"tms_id": "2", "whitelisted": ""}, answers={"Ab1": WhitelistAnswer.NOT_LISTED})
    one, other = found.configurations[0]
    assert ids(one.judgement) == ["whitelist.missing"]
    assert other.judgement.whitelist is WhitelistAnswer.UNKNOWN
    assert found.whitelist == {WhitelistAnswer.NOT_LISTED: 1, WhitelistAnswer.UNKNOWN: 1}


def test_where_no_merchant_agrees_nobody_is_accused() -> None:
    listed = {f"{number:05}": f"M{number}" for number in range(9)}
    names = [{"tms_id": tms_id, "merchant": "Bakery", "configuration": "a"} for tms_id in listed]
    for one in fleet(*names, whitelist=listed).configurations[0]:
        assert (one.judgement.whitelist, one.judgement.state) == (WhitelistAnswer.MERCHANT_NOT_COMPARABLE, FleetState.UNKNOWN)
    names[0]["merchant"] = "M0"
    assert fleet(*names, whitelist=listed).whitelist == {WhitelistAnswer.LISTED: 1, WhitelistAnswer.OTHER_MERCHANT: 8}


_CELL = st.one_of(st.sampled_from([*RIGHT.values(), "Disabled", "13.0", "08900000002", ""]), st.text(max_size=20))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_CELL, max_size=len(RIGHT) + 2), max_size=40))
def test_any_rows(rows: list[list[str]]) -> None:
    found = read([list(RIGHT), *rows], whitelist={"00001": "M1"})
    told = [terminal for _, terminal in found.each()]
    assert sum(found.states.values()) == len(told) == sum(len(one) for one in found.configurations)
    assert found.terminals <= len(told) <= found.rows
    assert found.terminals == len({terminal.tms_id.casefold() for terminal in told})
    assert sum(found.whitelist.values()) == len(told)
    assert len(told) + sum(found.troubles.values()) == found.rows
    for one in found.configurations:
        assert sum(one.states.values()) == len(one)


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VERW!", "#DIV/0!", "#NV", "#####"])
def test_an_error_of_a_spreadsheet_says_as_much_as_an_empty_cell(error: str) -> None:
    found = fleet({"tms_id": "1", "MqtServiceAddress": error, "software": error}, {"tms_id": error})
    (one,) = found.configurations[0]
    assert (one.judgement.state, one.judgement.missing) == (FleetState.UNKNOWN, ())
    assert set(one.judgement.not_stated) == {"MqtServiceAddress", "software version"}
    assert found.troubles == {"no_tms_id": 1}
