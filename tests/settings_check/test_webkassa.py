"""Judging a Webkassa configuration."""

import json
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.model.case import Case, Generation, Terminal
from ccdiag.model.facts import SettingFacts
from ccdiag.model.finding import Finding
from ccdiag.settings_check.documents import parse_document
from ccdiag.settings_check.names import webkassa_name
from ccdiag.settings_check.setting import stated_settings
from ccdiag.settings_check.webkassa import check_webkassa
from ccdiag.settings_check.wording import sentence

GOOD: dict[str, Any] = {"terminalId": "00123456", "managementSystemId": "GrundmasterNL", "accessProtocol": "OPI_NL"}
OLD: dict[str, Any] = {**GOOD, "managementSystemId": "08900000002", "ip": "192.0.2.10", "port": 4105}
TERMINAL = Terminal(tms_id="00123456", system="GrundmasterNL", ip="192.0.2.10")
CASE_2_0 = Case(generation="2.0", terminal=TERMINAL)
CASE_1_0 = Case(generation="1.0", terminal=TERMINAL)
CASE_UNSAID = Case(terminal=TERMINAL)


def judged(document: object, case: Case, *, cloud: bool | None = None) -> list[SettingFacts]:
    settings = parse_document(json.dumps(document).encode(), webkassa_name).settings
    return check_webkassa(settings, case, terminal_wants_cloud_kick=cloud)


def findings(document: object, case: Case, *, cloud: bool | None = None) -> dict[str, str]:
    return {fact.setting: str(fact.finding) for fact in judged(document, case, cloud=cloud) if fact.finding}


@pytest.mark.parametrize("case", [CASE_2_0, CASE_UNSAID, Case(), Case(generation="unknown")])
def test_a_good_configuration_gives_one_right_fact_a_field(case: Case) -> None:
    facts = judged(GOOD, case)
    assert [(fact.setting, fact.found, fact.finding) for fact in facts] == [
        ("terminalId", "00123456", None),
        ("managementSystemId", "GrundmasterNL", None),
        ("accessProtocol", "OPI_NL", None),
    ]


@pytest.mark.parametrize(
    "document",
    [
        {"details": GOOD},
        {"amount": 1, "details": {**GOOD, "operatingEnvironment": "ATTENDED"}},
        {"terminal_id": "00123456", "management_system_id": "GrundmasterNL", "access_protocol": "OPI_NL"},
        {"betaalterminalld": " 00123456 ", "managementSystemld": "grundmasternl", "AccessProtocol": "opi_nl"},
        {**GOOD, "managementSystemId": "GrundmasterNL-ThirdPartyTest"},
        {"terminalId": "00123456", "details": {"managementSystemId": "GrundmasterNL", "accessProtocol": "OPI_NL"}},
        {"server": {"ip": "198.51.100.1", "port": 443}, "details": GOOD},
        {"terminals": [GOOD, {**GOOD, "terminalId": "2", "managementSystemId": "08900000002"}]},
    ],
)
def test_spellings_and_nesting_are_accepted(document: object) -> None:
    assert findings(document, CASE_2_0) == {}


@pytest.mark.parametrize(
    ("change", "case", "expected"),
    [
        ({"managementSystemId": "08900000002"}, CASE_2_0, {"managementSystemId": "system_is_1_0"}),
        ({"managementSystemId": 8900000002}, CASE_2_0, {"managementSystemId": "system_is_1_0"}),
        ({"managementSystemId": "Grundmaster"}, CASE_2_0, {"managementSystemId": "system_unknown"}),
        ({"managementSystemId": "GrundmasterDE"}, CASE_UNSAID, {"managementSystemId": "system_unknown"}),
        ({"managementSystemId": "GrundmasterBE"}, CASE_2_0, {"managementSystemId": "system_other_country"}),
        ({"managementSystemId": "GrundmasterBE-ThirdPartyTest"}, CASE_2_0, {"managementSystemId": "system_other_country"}),
        ({"managementSystemId": "GrundmasterBE"}, Case(), {}),
        ({"managementSystemId": "GrundmasterNL"}, CASE_1_0, {"managementSystemId": "kick_differs"}),
        ({"terminalId": "123456"}, CASE_2_0, {"terminalId": "terminal_id_differs"}),
        ({"terminalId": "other"}, Case(), {}),
        ({"terminalId": ""}, CASE_2_0, {"terminalId": "field_missing"}),
        ({"terminalId": None}, Case(), {"terminalId": "field_missing"}),
        ({"managementSystemId": ""}, Case(), {"managementSystemId": "field_missing"}),
        ({"accessProtocol": "OPI"}, CASE_2_0, {"accessProtocol": "protocol_wrong"}),
        ({"accessProtocol": " "}, CASE_2_0, {"accessProtocol": "field_missing"}),
        ({"ip": "192.0.2.10", "port": 4105}, CASE_2_0, {"ip": "leftover_1_0", "port": "leftover_1_0"}),
        ({"ip": "", "port": None}, CASE_2_0, {}),
    ],
)
def test_what_2_0_needs(change: dict[str, Any], case: Case, expected: dict[str, str]) -> None:
    assert findings({**GOOD, **change}, case) == expected


BLOCKED = {"kick": "browser_blocks_kick"}


@pytest.mark.parametrize(
    ("change", "case", "expected"),
    [
        ({}, CASE_1_0, BLOCKED),
        ({}, CASE_UNSAID, BLOCKED),
        ({}, Case(), BLOCKED),
        ({"port": "4105"}, CASE_1_0, BLOCKED),
        ({"ip": "192.0.2.11"}, CASE_1_0, {**BLOCKED, "ip": "address_differs"}),
        ({"ip": "192.0.2.11"}, Case(), BLOCKED),
        ({"ip": None}, CASE_1_0, {**BLOCKED, "ip": "field_missing"}),
        ({"port": None}, Case(), BLOCKED),
        ({"port": None}, Case(terminal=Terminal(trigger_port=5000)), {**BLOCKED, "port": "field_missing"}),
        ({"port": "auto"}, CASE_1_0, {**BLOCKED, "port": "address_differs"}),
        ({"port": 4106}, CASE_1_0, BLOCKED),
        ({"port": 4105}, Case(terminal=Terminal(trigger_port=5000)), {**BLOCKED, "port": "address_differs"}),
        ({"managementSystemId": "8900000002"}, CASE_1_0, {"managementSystemId": "system_unknown", **BLOCKED}),
        ({"managementSystemId": "x"}, CASE_1_0, {"managementSystemId": "system_unknown", **BLOCKED}),
        ({"managementSystemId": "x"}, Case(), {"managementSystemId": "system_unknown"}),
    ],
)
def test_what_1_0_needs(change: dict[str, Any], case: Case, expected: dict[str, str]) -> None:
    assert findings({**OLD, **change}, case) == expected


def test_an_old_configuration_where_2_0_is_meant_is_one_finding() -> None:
    assert findings(OLD, CASE_2_0) == {"managementSystemId": "system_is_1_0"}
    assert findings(OLD, CASE_UNSAID, cloud=True) == {"managementSystemId": "system_is_1_0"}


def test_a_terminal_that_is_ready_for_2_0_still_obeys_a_local_kick_where_1_0_is_meant() -> None:
    assert findings(OLD, CASE_1_0, cloud=True) == BLOCKED


def test_a_cloud_kick_for_a_terminal_without_mqt_differs() -> None:
    assert findings(GOOD, CASE_UNSAID, cloud=False) == {"managementSystemId": "kick_differs"}
    # Where 2.0 is stated, TMS is what has to change.
    assert findings(GOOD, CASE_2_0, cloud=False) == {}


def test_a_local_kick_cannot_reach_a_terminal_on_the_mobile_network() -> None:
    assert findings(OLD, Case(terminal=Terminal(link="sim"))) == {"managementSystemId": "kick_differs"}


def test_an_empty_configuration_misses_all() -> None:
    expected = {"terminalId": "field_missing", "managementSystemId": "field_missing", "accessProtocol": "field_missing"}
    assert findings({}, Case()) == expected
    assert findings({}, CASE_2_0) == expected


def test_a_field_that_says_two_things_is_unreadable() -> None:
    settings = parse_document(
        b'{"terminalId": "00123456", "terminal_id": "2", "managementSystemId": "GrundmasterNL"}', webkassa_name
    ).settings
    fact = check_webkassa(settings, CASE_2_0)[0]
    assert (fact.finding, fact.found) == (Finding.UNREADABLE, "00123456 / 2")


def test_several_terminals_are_judged_for_the_one_that_is_meant() -> None:
    document = [{**GOOD, "terminalId": "1"}, {**GOOD, "terminalId": "2"}]
    assert findings(document, CASE_2_0) == {"terminalId": "terminal_id_differs"}
    assert [fact.found for fact in judged(document, CASE_2_0)] == ["1 / 2"]
    assert len(judged(document, Case())) == 6
    assert next(fact.location for fact in judged(document, Case(terminal=Terminal(tms_id="2")))) == "[1].terminalId"


def test_fields_from_the_case_itself() -> None:
    assert [fact.finding for fact in check_webkassa(stated_settings(OLD), CASE_2_0)] == [None, Finding.SYSTEM_IS_1_0, None]


def test_every_finding_is_a_sentence() -> None:
    for finding in Finding:
        fact = SettingFacts(document="webkassa", setting="x", found="f", expected="e", finding=finding)
        assert "{" not in sentence(fact).english()
    fact = judged({**GOOD, "managementSystemId": "08900000002"}, CASE_2_0)[1]
    assert (
        sentence(fact).english()
        == "managementSystemId is 08900000002, the management system of Cloud Connect 1.0; 2.0 needs GrundmasterNL."
    )


NAMES = st.sampled_from(["terminalId", "terminal_id", "managementSystemId", "accessProtocol", "ip", "port", "x"])
VALUES = st.sampled_from(["", "GrundmasterNL", "GrundmasterBE", "08900000002", "OPI_NL", "192.0.2.10", "4105", "00123456", "?"])
GENERATIONS: st.SearchStrategy[Generation | None] = st.sampled_from(["1.0", "2.0", None])


@given(st.lists(st.dictionaries(NAMES, VALUES), max_size=3), GENERATIONS, st.sampled_from([True, False, None]))
def test_any_configuration_is_judged_and_a_guess_never_accuses_the_kick(
    documents: list[dict[str, str]], generation: Generation | None, cloud: Literal[True, False] | None
) -> None:
    facts = judged(documents, Case(generation=generation), cloud=cloud)
    assert facts
    accused = {fact.finding for fact in facts}
    if generation is None and cloud is None:
        assert not accused & {Finding.KICK_DIFFERS, Finding.SYSTEM_IS_1_0, Finding.SYSTEM_OTHER_COUNTRY, Finding.TERMINAL_ID_DIFFERS}
