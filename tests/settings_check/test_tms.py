"""Judging the TMS parameters of a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.model.case import Case, Generation, Terminal
from ccdiag.model.environment import Environment, MqttService, TcpService
from ccdiag.model.facts import SettingFacts
from ccdiag.model.finding import Finding
from ccdiag.settings_check.setting import stated_settings
from ccdiag.settings_check.tms import check_tms, is_other_reading, missing_names, wants_cloud_kick
from ccdiag.settings_check.versions import MINIMUM_SOFTWARE, is_at_least

HOST = "a15qvexk7p3bae-ats.iot.eu-central-1.amazonaws.com"
ENVIRONMENT = Environment(
    schema=1,
    id="test",
    title="Test",
    mqtt=MqttService(host=HOST, topics=("NL-CAT",)),
    tas=TcpService(host="tas.example", port=5555),
    tms=TcpService(host="tms.example", port=15000),
)
GOOD = {
    "MQT": "Enabled",
    "MqtServiceEnable": "Enabled",
    "MqtServiceAddress": HOST,
    "MqtServiceAlpn": "x-amzn-mqtt-ca",
    "MqtServicePort": "443",
    "MqtServiceUseSsl": "Enabled",
    "MqtSubscriptionTopic0": "NL-CAT",
    "MqtSubscriptionTopic1": "",
    "MqtSubscriptionTopic2": "",
    "MqtSubscriptionTopic3": "",
    "CCV Cloud Connection": "Enabled",
    "SSL/TLS Signature Algorithm": "SHA-256 Signature Algorithm",
    "software version": "14.0.11.01",
}
CASE_2_0 = Case(generation="2.0")
CASE_1_0 = Case(generation="1.0")


def judged(parameters: dict[str, str], case: Case = CASE_2_0) -> list[SettingFacts]:
    return check_tms(stated_settings(dict(parameters)), case, ENVIRONMENT)


def findings(parameters: dict[str, str], case: Case = CASE_2_0) -> dict[str, str]:
    return {fact.setting: str(fact.finding) for fact in judged(parameters, case) if fact.finding}


def test_good_parameters_give_one_right_fact_each() -> None:
    facts = judged(GOOD)
    assert [fact.setting for fact in facts] == list(GOOD)
    assert all(fact.finding is None for fact in facts)
    assert missing_names(facts) == ()
    assert findings(GOOD, Case()) == {}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"MqtServiceEnable": "Disabled"}, {"MqtServiceEnable": "service_disabled"}),
        ({"MqtServiceUseSsl": "0"}, {"MqtServiceUseSsl": "ssl_disabled"}),
        ({"MqtServiceUseSsl": " true "}, {}),
        ({"MqtServiceUseSsl": "Ensbled"}, {}),
        ({"MqtServiceUseSsl": "perhaps"}, {"MqtServiceUseSsl": "unreadable"}),
        ({"MqtSubscriptionTopic0": "BE-CAT"}, {"MqtSubscriptionTopic0": "topic_wrong"}),
        ({"MqtSubscriptionTopic2": "NL-CAT"}, {"MqtSubscriptionTopic2": "topic_wrong"}),
        ({"MqtServiceAddress": HOST.upper() + "."}, {}),
        ({"MqtServiceAddress": "other.example"}, {"MqtServiceAddress": "address_wrong"}),
        ({"MqtServiceAddress": ""}, {"MqtServiceAddress": "address_wrong"}),
        ({"MqtServiceAddress": HOST.replace("qvexk", "qvoxk")}, {"MqtServiceAddress": "unreadable"}),
        ({"MqtServiceAddress": HOST.replace("a15", "al5")}, {"MqtServiceAddress": "address_wrong"}),
        ({"MqtServiceAlpn": "x-amzn-mat-ca"}, {"MqtServiceAlpn": "alpn_wrong"}),
        ({"MqtServicePort": "8883"}, {"MqtServicePort": "port_wrong"}),
        ({"MqtServicePort": "0443"}, {}),
        ({"CCV Cloud Connection": "Uit"}, {"CCV Cloud Connection": "cloud_connection_disabled"}),
        ({"SSL/TLS Signature Algorithm": "SHA-1 Signature Algorithm"}, {"SSL/TLS Signature Algorithm": "signature_algorithm_wrong"}),
        ({"SSL/TLS Signature Algorithm": "sha256"}, {}),
        ({"software version": "14.0.11.00"}, {"software version": "software_too_old"}),
        ({"software version": "9.99.99.99"}, {"software version": "software_too_old"}),
        ({"software version": "14.0.11.1"}, {}),
        ({"software version": "latest"}, {"software version": "unreadable"}),
    ],
)
def test_what_2_0_needs(change: dict[str, str], expected: dict[str, str]) -> None:
    assert findings({**GOOD, **change}) == expected


def test_with_mqt_off_the_rows_that_are_not_visible_are_not_blamed() -> None:
    off = {**GOOD, "MQT": "Disabled", "MqtServiceEnable": "Disabled", "MqtServiceAddress": "", "MqtSubscriptionTopic0": ""}
    assert findings(off) == {"MQT": "mqt_disabled"}
    assert findings({"MQT": "Disabled"}) == {"MQT": "mqt_disabled"}


def test_what_is_not_there_is_not_blamed_and_not_called_right() -> None:
    facts = judged({"MQT": "Enabled", "CCV Cloud Connection": "Enabled"})
    assert [fact.finding for fact in facts] == [None, None]
    assert missing_names(facts) == ("MqtServiceEnable", "MqtServiceAddress", "MqtServiceAlpn", "MqtServicePort", "MqtServiceUseSsl")


def test_rows_that_are_visible_say_that_mqt_is_on() -> None:
    facts = judged({name: value for name, value in GOOD.items() if name != "MQT"})
    assert missing_names(facts) == ()


def test_what_1_0_needs() -> None:
    assert findings({"MQT": "Disabled", "CCV Cloud Connection": "Enabled", "software version": "11.3.02"}, CASE_1_0) == {}
    assert findings({"CCV Cloud Connection": "Disabled", "software version": "11.3.01"}, CASE_1_0) == {
        "CCV Cloud Connection": "cloud_connection_disabled",
        "software version": "software_too_old",
    }
    assert findings({**GOOD, "MqtServicePort": "1", "SSL/TLS Signature Algorithm": "SHA-1"}, CASE_1_0) == {}


def test_without_a_stated_generation_mqt_that_is_off_is_no_fault() -> None:
    assert findings({"MQT": "Disabled", "software version": "11.3.02"}, Case()) == {}
    assert [fact.setting for fact in judged({"MQT": "Disabled"}, Case())] == ["MQT"]
    # Its own rows filled in, the document itself says that 2.0 is meant.
    assert findings({**GOOD, "MQT": "Disabled"}, Case()) == {"MQT": "mqt_disabled"}


@pytest.mark.parametrize("system", ["GrundmasterBE", "grundmasterbe-thirdpartytest"])
def test_the_topic_of_a_belgian_terminal_is_not_known(system: str) -> None:
    case = Case(generation="2.0", terminal=Terminal(system=system))
    assert findings({**GOOD, "MqtSubscriptionTopic0": "BE-CAT"}, case) == {}


def test_a_parameter_that_says_two_things_is_unreadable() -> None:
    assert findings({**GOOD, "MgtServicePort": "8883"}) == {"MqtServicePort": "unreadable"}


def test_one_letter_of_the_documented_address_is_uncertain() -> None:
    assert is_other_reading(HOST.replace("qvexk", "qvoxk"), HOST)
    assert not is_other_reading(HOST.replace("a15qve", "a15qva"), HOST)
    assert not is_other_reading(HOST.replace("eu-central-1", "eu-west-1"), HOST)
    assert not is_other_reading("zzzz", HOST)
    assert not is_other_reading("azzzzzzzzzzzzzo-ats.iot.x.amazonaws.com", "azzzzzzzzzzzzze-ats.iot.x.amazonaws.com")


@pytest.mark.parametrize(
    ("parameters", "wanted"),
    [
        (GOOD, True),
        ({"MQT": "Disabled"}, False),
        ({"MQT": "Enabled", "MqtServiceEnable": "Disabled"}, False),
        ({"MQT": "Enabled"}, True),
        ({"CCV Cloud Connection": "Enabled"}, None),
        ({}, None),
    ],
)
def test_which_kick_the_terminal_waits_for(parameters: dict[str, str], wanted: object) -> None:
    assert wants_cloud_kick(stated_settings(dict(parameters))) is wanted


@pytest.mark.parametrize(
    ("software", "enough"),
    [
        ("14.0.11.01", True),
        ("14.0.11.1", True),
        ("14.0.11.00", False),
        ("14.0.9.99", False),
        ("14.1", True),
        ("15.0", True),
        ("9.9.9.9", False),
        ("x", None),
        ("", None),
    ],
)
def test_versions_compare_as_numbers(software: str, enough: object) -> None:
    assert is_at_least(software, MINIMUM_SOFTWARE["2.0"]) is enough


GENERATIONS: st.SearchStrategy[Generation | None] = st.sampled_from(["1.0", "2.0", None])


@given(
    st.dictionaries(st.sampled_from(list(GOOD)), st.sampled_from(["", "Enabled", "Disabled", "443", HOST, "14.0.11.01", "?"])), GENERATIONS
)
def test_any_parameters_are_judged_at_most_once_each(parameters: dict[str, str], generation: Generation | None) -> None:
    names = [fact.setting for fact in judged(parameters, Case(generation=generation))]
    assert len(names) == len(set(names))
    assert set(names) <= set(parameters)


def test_findings_are_values_of_the_closed_list() -> None:
    assert {Finding(finding) for finding in findings({**GOOD, "MqtServicePort": "1"}).values()} == {Finding.PORT_WRONG}
