"""What one row of a table says of a terminal: what is wrong, what is right, and what nobody has said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ccdiag.settings_check import fleet_columns as column
from ccdiag.settings_check.fleet_judgement import Effort, FleetState, WhitelistAnswer, plain_cell, yes_or_no
from tests.settings_check.fleets import CCV, RIGHT, fleet, ids, judgement


def test_all_right_is_ready() -> None:
    one = judgement()
    assert one.state is FleetState.READY
    assert (one.missing, one.unclear, one.warnings, one.not_stated) == ((), (), (), ())
    assert one.whitelist is WhitelistAnswer.STATED_LISTED


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"software": "14.0.11.00"}, ["tms.software_too_old"]),
        ({"software": "9.9"}, ["tms.software_too_old"]),
        ({"MQT": "Disabled"}, ["tms.mqt_disabled"]),
        ({"MqtServiceEnable": "Disabled"}, ["tms.service_disabled"]),
        ({"MqtServiceAddress": "mqtt.example.net"}, ["tms.address_wrong"]),
        ({"MqtServiceAlpn": "http/1.1"}, ["tms.alpn_wrong"]),
        ({"MqtServicePort": "8883"}, ["tms.port_wrong"]),
        ({"MqtServiceUseSsl": "nee"}, ["tms.ssl_disabled"]),
        ({"CCV Cloud Connection": "0"}, ["tms.cloud_connection_disabled"]),
        ({"SSL/TLS Signature Algorithm": "SHA-1"}, ["tms.signature_algorithm_wrong"]),
        ({"pos_mode": "TCP STANDAARD"}, ["terminal.pos_mode_wrong"]),
        ({"pos_mode": "serial"}, ["terminal.pos_mode_wrong"]),
        ({"dns_set": "no"}, ["terminal.dns_not_set"]),
        ({"dns_set": "0.0.0.0"}, ["terminal.dns_not_set"]),
        ({"hw_installed": "nee"}, ["terminal.hw_install_missing"]),
        ({"whitelisted": "no"}, ["whitelist.missing"]),
        ({"model": "old one"}, ["terminal.model_unfit"]),
    ],
)
def test_what_is_wrong_on_a_terminal(change: dict[str, str], expected: list[str]) -> None:
    environment = replace(CCV, unfit_models=("Old One",))
    one = fleet(change, environment=environment).configurations[0][0].judgement
    assert ids(one) == expected
    assert one.state is FleetState.NOT_READY


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"managementSystemId": "08900000002"}, ["webkassa.system_is_1_0"]),
        ({"managementSystemId": "8900000002"}, ["webkassa.system_is_1_0"]),
        ({"managementSystemId": "Groundmaster"}, ["webkassa.system_unknown"]),
        ({"managed in": "GrundmasterBE"}, ["webkassa.system_other_country"]),
        ({"managed in": "België"}, ["webkassa.system_other_country"]),
        ({"accessProtocol": "OPI_DE"}, ["webkassa.protocol_wrong"]),
    ],
)
def test_what_is_wrong_in_the_webkassa_comes_last(change: dict[str, str], expected: list[str]) -> None:
    one = fleet(change).configurations[0][0].judgement
    assert ids(one) == expected
    assert one.state is FleetState.CONFIGURATION_LAST


@pytest.mark.parametrize(
    "change",
    [
        {"pos_mode": "TCP FLAT-OUTGOING", "dns_set": "192.0.2.1", "hw_installed": "ja", "model": "VX820", "managed in": "NL"},
        {"pos_mode": "flat_outgoing", "dns_set": "yes", "hw_installed": "1", "accessProtocol": "opi_nl"},
        {"managementSystemId": "GrundmasterBE-ThirdPartyTest", "MqtSubscriptionTopic0": "BE-CAT"},
        {"software": '="14.0.11.01"'},
        {"MQT": "Ensbled"},
        {"MQT": ""},
    ],
)
def test_what_is_right(change: dict[str, str]) -> None:
    assert fleet(change).configurations[0][0].judgement.state is FleetState.READY


@pytest.mark.parametrize("value", ["", "?", "-", "unknown", "Onbekend", "n/a", "  "])
@pytest.mark.parametrize(
    "name", ["software", "MqtServiceAddress", "CCV Cloud Connection", "SSL/TLS Signature Algorithm", "managementSystemId", "whitelisted"]
)
def test_what_is_not_stated_is_neither_wrong_nor_right(name: str, value: str) -> None:
    one = fleet({name: value}).configurations[0][0].judgement
    assert one.state is FleetState.UNKNOWN
    assert one.missing == ()
    assert len(one.not_stated) == 1


@pytest.mark.parametrize("name", ["model", "pos_mode", "dns_set", "hw_installed", "generation", "ip", "accessProtocol"])
def test_what_is_not_needed_is_not_missed(name: str) -> None:
    assert fleet({name: ""}).configurations[0][0].judgement.state is FleetState.READY


@pytest.mark.parametrize("value", ["?", "unknown", "Onbekend"])
@pytest.mark.parametrize(
    ("name", "said"), [("pos_mode", column.POS_MODE), ("dns_set", column.DNS_SET), ("hw_installed", column.HW_INSTALLED)]
)
def test_what_somebody_does_not_know_is_never_green(name: str, said: str, value: str) -> None:
    one = fleet({name: value}).configurations[0][0].judgement
    assert one.state is FleetState.UNKNOWN
    assert one.not_stated == (said,)


@pytest.mark.parametrize(
    "change",
    [
        {"software": "fourteen"},
        {"MQT": "perhaps"},
        {"pos_mode": "sideways"},
        {"dns_set": "sometimes"},
        {"SSL/TLS Signature Algorithm": "…"},
        {"MqtServiceAddress": CCV.mqtt.host.replace("qvex", "qvox")},
    ],
)
def test_what_cannot_be_read_accuses_nobody(change: dict[str, str]) -> None:
    one = fleet(change).configurations[0][0].judgement
    assert one.state is FleetState.UNKNOWN
    assert one.missing == ()
    assert len(one.unclear) == 1


def test_without_mqt_the_rest_of_its_group_is_not_asked_for() -> None:
    one = fleet({"MQT": "Disabled"} | {name: "" for name in RIGHT if name.startswith("MqtService")}).configurations[0][0].judgement
    assert ids(one) == ["tms.mqt_disabled"]
    assert one.not_stated == ()


def test_a_topic_is_only_warned_of() -> None:
    one = fleet({"MqtSubscriptionTopic0": "XX"}).configurations[0][0].judgement
    assert one.state is FleetState.READY
    assert [gap.id for gap in one.warnings] == ["tms.topic_wrong"]


def test_what_is_done_first_comes_first() -> None:
    change = {"managementSystemId": "08900000002", "MQT": "Disabled", "software": "1.0", "dns_set": "no", "whitelisted": "no"}
    one = fleet(change).configurations[0][0].judgement
    efforts = [gap.effort for gap in one.missing]
    assert efforts == [Effort.VENDOR, Effort.SOFTWARE, Effort.TMS, Effort.TERMINAL, Effort.CONFIGURATION]
    assert one.effort is Effort.VENDOR


def test_the_older_generation_has_rules_of_its_own() -> None:
    change = {"MQT": "Disabled", "software": "11.3.02", "managementSystemId": "08900000002", "whitelisted": "", "hw_installed": "no"}
    one = fleet(change, generation="1.0").configurations[0][0].judgement
    assert one.state is FleetState.READY
    assert one.whitelist is WhitelistAnswer.NOT_NEEDED
    assert ids(fleet({"software": "11.3.01"}, generation="1.0").configurations[0][0].judgement)[0] == "tms.software_too_old"


@pytest.mark.parametrize(
    ("listed", "tms_id", "merchant", "answer", "state"),
    [
        ({"00001": "M1"}, "00001", "M1", WhitelistAnswer.LISTED, FleetState.READY),
        ({"ab1": "m1"}, "AB1", "M1", WhitelistAnswer.LISTED, FleetState.READY),
        ({"00001": "M1"}, "00001", "", WhitelistAnswer.LISTED_FOR_ANY, FleetState.READY),
        ({"00001": "M2"}, "00001", "M1", WhitelistAnswer.OTHER_MERCHANT, FleetState.NOT_READY),
        ({"00002": "M1"}, "00001", "M1", WhitelistAnswer.NOT_LISTED, FleetState.NOT_READY),
        ({"00001": "M1"}, "1", "M1", WhitelistAnswer.ZEROS_DIFFER, FleetState.UNKNOWN),
        ({"1": "M1"}, "00001", "M1", WhitelistAnswer.ZEROS_DIFFER, FleetState.UNKNOWN),
        ({}, "00001", "M1", WhitelistAnswer.NOT_LISTED, FleetState.NOT_READY),
    ],
)
def test_the_whitelist(listed: dict[str, str], tms_id: str, merchant: str, answer: WhitelistAnswer, state: FleetState) -> None:
    one = judgement(whitelist=listed, tms_id=tms_id, merchant=merchant)
    assert (one.whitelist, one.state) == (answer, state)


def test_of_a_whitelist_that_is_not_whole_only_what_is_found_counts() -> None:
    assert judgement(whitelist={"00002": "M1"}, whole=False, whitelisted="").whitelist is WhitelistAnswer.UNKNOWN
    assert judgement(whitelist={"00001": "M2"}, whole=False, whitelisted="").whitelist is WhitelistAnswer.UNKNOWN
    assert judgement(whitelist={"00001": "M1"}, whole=False).whitelist is WhitelistAnswer.LISTED


def test_secrets_and_cards_are_masked() -> None:
    one = judgement(software="l_abcdefgh12345678", managementSystemId="4111111111111111")
    said = " ".join(gap.text.english() for gap in (*one.missing, *one.unclear))
    assert "abcdefgh" not in said
    assert "411111" not in said + one.system


@pytest.mark.parametrize(
    ("cell", "meant"), [('="0012"', "0012"), ("'=1+1", "=1+1"), ("'quoted", "'quoted"), (" a ", "a"), ('=""', '=""'), ("", ""), ("=", "=")]
)
def test_what_keeps_spreadsheets_from_changing_a_cell(cell: str, meant: str) -> None:
    assert plain_cell(cell) == meant


@given(st.dictionaries(st.sampled_from([*RIGHT, "pos_mode", "dns_set", "model", "generation"]), st.text(max_size=40), max_size=12))
def test_any_values(change: dict[str, str]) -> None:
    found = fleet({**change, "tms_id": "00001", "configuration": "a.json"})
    one = found.configurations[0][0].judgement
    if one.state is FleetState.READY:
        assert (*one.missing, *one.unclear, *one.not_stated) == ()
    if one.state is FleetState.NOT_READY:
        assert one.missing


@given(st.text(max_size=40))
def test_any_answer(text: str) -> None:
    assert yes_or_no(text) in {True, False, None}
