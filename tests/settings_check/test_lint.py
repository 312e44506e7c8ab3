"""Judging settings files: what is said, how gravely, and of which generation."""

import json

import pytest

from ccdiag.model.case import Case, Generation, Terminal
from ccdiag.model.cause import Certainty
from ccdiag.model.verdict import Basis
from ccdiag.settings_check.document import DocumentKind, SettingsDocument, kind_of
from ccdiag.settings_check.lint_report import FindingSeverity, LintReport, LintVerdict, RowState
from ccdiag.settings_check.near_names import near_name
from ccdiag.settings_check.reading import read_document
from ccdiag.settings_check.terminals import own_terminal, terminals_of
from tests.settings_check.sample_files import FOLDER, HOST, linted, linted_text, read, sample, told

WEBKASSA = {"terminalId": "00123456", "managementSystemId": "GrundmasterNL", "accessProtocol": "OPI_NL"}
OLD = {**WEBKASSA, "managementSystemId": "08900000002", "ip": "192.0.2.10", "port": 4105}
TMS = {
    "MQT": "Enabled",
    "MqtServiceEnable": "Enabled",
    "MqtServiceAddress": HOST,
    "MqtServiceAlpn": "x-amzn-mqtt-ca",
    "MqtServicePort": "443",
    "MqtServiceUseSsl": "Enabled",
    "MqtSubscriptionTopic0": "NL-CAT",
    "CCV Cloud Connection": "Enabled",
    "SSL/TLS Signature Algorithm": "SHA-256 Signature Algorithm",
    "software version": "14.0.11.01",
}
ALL = tuple(FindingSeverity)


def webkassa(case: Case | None = None, generation: Generation | None = None, **changes: object) -> LintReport:
    return linted_text(json.dumps({**WEBKASSA, **changes}), case=case, generation=generation)


def tms(generation: Generation | None = None, **changes: str) -> LintReport:
    lines = [f"{name};{value}" for name, value in {**TMS, **changes}.items()]
    return linted_text("\n".join(lines), "tms.csv", generation=generation)


def states(report: LintReport) -> dict[str, RowState]:
    return {row.parameter: row.state for row in report.comparison}


def test_good_settings_have_no_findings() -> None:
    report = webkassa(Case(generation="2.0", terminal=Terminal(tms_id="00123456")))
    assert (report.verdict, report.findings, report.generation, report.generation_basis) == (LintVerdict.GOOD, (), "2.0", Basis.STATED)
    assert states(report) == {
        "terminalId": RowState.RIGHT,
        "managementSystemId": RowState.RIGHT,
        "accessProtocol": RowState.RIGHT,
        "ip": RowState.NOT_NEEDED,
        "port": RowState.NOT_NEEDED,
    }


def test_what_nobody_said_is_not_compared() -> None:
    assert states(webkassa())["terminalId"] is RowState.NOT_COMPARED


def test_the_generation_is_inferred_and_said_to_be() -> None:
    assert (webkassa().generation, webkassa().generation_basis) == ("2.0", Basis.INFERRED)
    assert linted_text(json.dumps(OLD)).generation == "1.0"
    assert tms().generation == "2.0"
    assert tms(MQT="Disabled").generation is None


def test_a_configuration_of_1_0_is_good_and_warned_of() -> None:
    report = linted_text(json.dumps(OLD))
    assert report.verdict is LintVerdict.GOOD
    assert told(report, *ALL) == [("webkassa.browser_blocks_kick", "kick")]


def test_the_same_where_2_0_is_meant_is_a_fault_with_its_correction() -> None:
    report = linted_text(json.dumps(OLD), generation="2.0", case=Case(terminal=Terminal(system="GrundmasterBE")))
    assert told(report) == [("webkassa.system_is_1_0", "managementSystemId")]
    assert report.findings[0].correction == "GrundmasterBE"
    assert report.findings[0].certainty is Certainty.CERTAIN


def test_without_a_country_nothing_is_invented() -> None:
    report = linted_text(json.dumps(OLD), generation="2.0")
    assert report.findings[0].correction is None


@pytest.mark.parametrize(
    ("field", "value", "finding", "correction", "why"),
    [
        ("managementSystemId", 8900000002, "webkassa.system_unknown", "08900000002", "taken for a number"),
        ("managementSystemId", "8,9E+09", "webkassa.system_unknown", "08900000002", "powers of ten"),
        ("managementSystemId", "8900000002.0", "webkassa.system_unknown", "08900000002", "decimals"),
        ("managementSystemId", "O8900000002", "webkassa.system_unknown", "08900000002", "misread"),
        ("managementSystemId", "GrundmasterNL\u200b", "webkassa.system_unknown", "GrundmasterNL", "do not show"),
        ("managementSystemId", "GrundmаsterNL", "webkassa.system_unknown", "GrundmasterNL", "another alphabet"),
        ("managementSystemId", "GrundmasterDE", "webkassa.system_unknown", None, "which kick"),
        ("accessProtocol", "OPI-NL", "webkassa.protocol_wrong", "OPI_NL", "both generations"),
        ("accessProtocol", "ОPI_NL", "webkassa.protocol_wrong", "OPI_NL", "another alphabet"),
        ("terminalId", "", "webkassa.field_missing", None, "cannot reach"),
    ],
)
def test_faults_say_what_happened(field: str, value: object, finding: str, correction: str | None, why: str) -> None:
    local = {"ip": "192.0.2.10", "port": 4105} if "8" in str(value) else {}
    report = linted_text(json.dumps({**WEBKASSA, field: value, **local}))
    fault = next(one for one in report.findings if one.severity is FindingSeverity.FAULT)
    assert (fault.id, fault.setting, fault.correction) == (finding, field, correction)
    assert why in fault.why.english()
    assert (fault.line, fault.location) == (1, field)


@pytest.mark.parametrize(
    ("written", "correct"), [("123456", "00123456"), ("00123456.0", "00123456"), ("1,23456E+05", "00123456"), ("0O123456", "00123456")]
)
def test_a_terminal_id_that_a_spreadsheet_damaged_is_known_by_the_case(written: str, correct: str) -> None:
    fault = webkassa(Case(terminal=Terminal(tms_id="00123456")), terminalId=written).findings[0]
    assert (fault.id, fault.correction) == ("webkassa.terminal_id_differs", correct)


def test_another_terminal_is_never_corrected() -> None:
    fault = webkassa(Case(terminal=Terminal(tms_id="00123457"))).findings[0]
    assert (fault.id, fault.correction, fault.certainty) == ("webkassa.terminal_id_differs", None, Certainty.LIKELY)


@pytest.mark.parametrize("value", ["grundmasternl", "GRUNDMASTERNL", "grundmasterbe-thirdpartytest"])
def test_another_case_is_warned_of(value: str) -> None:
    report = webkassa(managementSystemId=value)
    assert report.verdict is LintVerdict.GOOD
    assert told(report, FindingSeverity.WARNING) == [("value.letter_case", "managementSystemId")]


def test_spaces_around_a_value_are_warned_of() -> None:
    report = webkassa(terminalId=" 00123456 ")
    assert [(finding.id, finding.correction) for finding in report.findings] == [("value.odd_characters", "00123456")]


def test_a_number_where_a_text_is_needed_is_warned_of() -> None:
    assert told(webkassa(terminalId=123456), FindingSeverity.WARNING) == [("value.number", "terminalId")]


def test_a_field_that_stands_there_twice_is_a_fault() -> None:
    report = linted_text('{"terminalId": "1", "terminalId": "2", "managementSystemId": "GrundmasterNL", "accessProtocol": "OPI_NL"}')
    assert told(report) == [("webkassa.unreadable", "terminalId")]
    assert "more than once" in report.findings[0].title.english()
    assert report.findings[0].correction is None


def test_a_misspelt_name_is_a_fault_in_a_configuration_and_a_note_in_a_text() -> None:
    whole = {("accesProtocl" if name == "accessProtocol" else name): value for name, value in WEBKASSA.items()}
    assert told(linted_text(json.dumps(whole))) == [("name.misspelt", "accessProtocol")]
    text = "\n".join(f"{name.replace('Alpn', 'Alpm')}: {value}" for name, value in TMS.items())
    report = linted(read(text))
    assert told(report, FindingSeverity.FAULT, FindingSeverity.UNDECIDED) == []
    assert ("name.misspelt", "MqtServiceAlpn") in told(report, FindingSeverity.NOTE)
    assert "MqtServiceAlpm" in report.findings[0].title.english()


def test_a_name_that_may_be_two_is_read_as_none() -> None:
    assert near_name("MqtServiceAdress") is not None
    near = near_name("MqtSubscriptionTopicX")
    assert near is not None
    assert len(near.names) > 1
    report = linted(read("\n".join(f"{name}: {value}" for name, value in TMS.items()) + "\nMqtSubscriptionTopicX: NL-CAT"))
    assert ("name.ambiguous", None) in told(report, FindingSeverity.UNDECIDED)


@pytest.mark.parametrize(
    "name", ["MQT Parameters", "port 2", "shop", "terminal", "ipv6", "Matrix", "softwareHouse", "reportId", "MqtServiceTimeout"]
)
def test_other_names_are_near_to_nothing(name: str) -> None:
    assert near_name(name) is None


def test_a_part_of_a_configuration_lacks_nothing_for_sure() -> None:
    report = linted(read("TMS ID: 00123456\nSysteem is nog onbekend\n"))
    assert report.verdict is LintVerdict.COULD_NOT_TELL
    assert told(report) == []


def test_a_whole_configuration_does() -> None:
    report = linted_text('{"terminalId": "00123456", "accessProtocol": "OPI_NL"}')
    assert told(report) == [("webkassa.field_missing", "managementSystemId")]


def test_what_one_of_several_terminals_lacks_is_told_where_that_one_stands() -> None:
    second = {name: value for name, value in OLD.items() if name != "ip"} | {"terminalId": "00123457"}
    report = linted_text(json.dumps({"terminals": [OLD, second]}, indent=1))
    assert [(finding.id, finding.setting, finding.location) for finding in report.of(FindingSeverity.FAULT)] == [
        ("webkassa.field_missing", "ip", "terminals[1].terminalId")
    ]


def test_groups_of_one_configuration_are_one_terminal() -> None:
    grouped = "[terminal]\nterminalId=00123456\n[tms]\nmanagementSystemId=GrundmasterNL\n[protocol]\naccessProtocol=OPI_NL\n"
    assert linted(read(grouped, "webkassa.ini")).verdict is LintVerdict.GOOD
    several = "[general]\naccessProtocol=OPI_NL\nmanagementSystemId=GrundmasterNL\n[one]\nterminalId=1\n[two]\nterminalId=2\n"
    assert linted(read(several, "webkassa.ini")).verdict is LintVerdict.GOOD


def test_an_address_in_another_table_may_be_the_terminal_s() -> None:
    nested = {"kassa": {name: OLD[name] for name in WEBKASSA}, "network": {"ip": "192.0.2.10", "port": 4105}}
    report = linted_text(json.dumps(nested))
    assert report.verdict is LintVerdict.COULD_NOT_TELL


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"MqtServicePort": "8883"}, ("tms.port_wrong", "443")),
        ({"MqtServicePort": "443.0"}, ("tms.port_wrong", "443")),
        ({"MqtServiceUseSsl": "nee"}, ("tms.ssl_disabled", "ja")),
        ({"MqtServiceAlpn": "x-amzn-mgt-ca"}, ("tms.alpn_wrong", "x-amzn-mqtt-ca")),
        ({"MqtServiceAddress": HOST.replace("a15", "al5")}, ("tms.address_wrong", HOST)),
        ({"MqtServiceAddress": "mqtt.example.com"}, ("tms.address_wrong", None)),
        ({"CCV Cloud Connection": "Disabled"}, ("tms.cloud_connection_disabled", "Enabled")),
        ({"SSL/TLS Signature Algorithm": "SHA-1 Signature Algorithm"}, ("tms.signature_algorithm_wrong", "SHA-256 Signature Algorithm")),
        ({"software version": "14.0.9.99"}, ("tms.software_too_old", None)),
        ({"MqtServiceEnable": "uitgeschakeld"}, ("tms.service_disabled", "ingeschakeld")),
    ],
)
def test_what_2_0_needs_of_tms(changes: dict[str, str], expected: tuple[str, str | None]) -> None:
    report = tms("2.0", **changes)
    assert [(finding.id, finding.correction) for finding in report.of(FindingSeverity.FAULT)] == [expected]
    assert next(iter(changes)) in {finding.setting for finding in report.findings}


def test_one_letter_that_the_manual_prints_both_ways_cannot_be_told() -> None:
    report = tms("2.0", MqtServiceAddress=HOST.replace("qve", "qvo"))
    assert (report.verdict, report.findings[0].correction) == (LintVerdict.COULD_NOT_TELL, None)
    assert "prints both ways" in report.findings[0].why.english()


def test_the_topic_is_only_warned_of() -> None:
    report = tms("2.0", MqtSubscriptionTopic0="BE-CAT")
    assert (report.verdict, told(report, FindingSeverity.WARNING)) == (LintVerdict.GOOD, [("tms.topic_wrong", "MqtSubscriptionTopic0")])
    assert report.findings[0].correction is None


@pytest.mark.parametrize(
    "word", ["on", "ja", "aan", "1", "true", "ingeschakeld", "Aktiviert", "ein", "oui", "activé", "Enabled", "enable", "checked", "☑"]
)
def test_switches_in_all_words(word: str) -> None:
    assert tms("2.0", MQT=word).verdict is LintVerdict.GOOD


def test_mqt_off_is_right_or_wrong_by_the_generation() -> None:
    assert linted(read("MQT: uit\nCCV Cloud Connection: aan\n")).verdict is LintVerdict.COULD_NOT_TELL
    assert tms("1.0", MQT="Disabled").verdict is LintVerdict.GOOD
    assert tms("2.0", MQT="Disabled").verdict is LintVerdict.FAULT


def test_parameters_that_are_not_there_are_neither_right_nor_wrong() -> None:
    report = linted(read("MQT: on\nMqtServicePort: 443\n"))
    assert report.verdict is LintVerdict.COULD_NOT_TELL
    assert states(report)["MqtServiceAlpn"] is RowState.NOT_SEEN


def test_both_files_together_tell_that_the_kicks_differ() -> None:
    off = read("MQT: uit\nCCV Cloud Connection: aan\n", "tms.txt")
    new = read_document(json.dumps(WEBKASSA).encode(), "webkassa.json")
    assert told(linted(new, off)) == [("webkassa.kick_differs", "managementSystemId")]
    on = read("\n".join(f"{name}: {value}" for name, value in TMS.items()), "tms.txt")
    assert linted(new, on).verdict is LintVerdict.GOOD


def test_both_files_together_tell_that_the_terminals_differ() -> None:
    other = read("TMS ID: 00999999\n" + "\n".join(f"{name}: {value}" for name, value in TMS.items()), "tms.txt")
    report = linted(read_document(json.dumps(WEBKASSA).encode(), "webkassa.json"), other)
    assert told(report) == [("together.terminal_id_differs", "terminalId")]
    assert report.findings[0].certainty is Certainty.LIKELY


def test_of_a_list_of_terminals_the_own_one_is_judged() -> None:
    document = sample("tms_terminals.csv")
    assert linted(document, case=Case(terminal=Terminal(tms_id="00123456"))).verdict is LintVerdict.GOOD
    assert linted(document, case=Case(terminal=Terminal(tms_id="00123457"))).verdict is LintVerdict.FAULT
    assert [len(group) for group in terminals_of(document.settings)] == [11, 11]
    assert own_terminal(document.settings, "00123457")[0].value == "00123457"
    assert own_terminal(document.settings, "5") == document.settings


def test_groups_of_parameters_are_one_terminal() -> None:
    groups = {"groups": [{"items": [{"name": "MQT", "value": "Enabled"}]}, {"items": [{"name": "MqtServicePort", "value": 443}]}]}
    assert len(terminals_of(read_document(json.dumps(groups).encode(), "x.json").settings)) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("terminalId: 1\nsoftware: 14.0", DocumentKind.TMS),
        ("terminalId: 1\n", DocumentKind.WEBKASSA),
        ("accessProtocol: OPI_NL\nsoftware: 14.0", DocumentKind.WEBKASSA),
        ("accessProtocol: OPI_NL\nMQT: on", DocumentKind.BOTH),
        ("ip: 192.0.2.1", DocumentKind.NEITHER),
    ],
)
def test_what_a_document_is_about(text: str, kind: DocumentKind) -> None:
    assert kind_of(read(text).settings) is kind


def test_the_user_may_say_what_it_is() -> None:
    document = read_document(b'{"ip": "192.0.2.10"}', "x.json", kind=DocumentKind.WEBKASSA)
    assert isinstance(document, SettingsDocument)
    assert linted(document).verdict is LintVerdict.FAULT


def test_a_file_of_something_else_is_unusable() -> None:
    assert linted_text('{"name": "ccdiag"}').verdict is LintVerdict.UNUSABLE


def test_the_gravest_comes_first() -> None:
    report = linted(sample("webkassa_with_mistakes.json"), sample("tms_formula.xlsx"))
    severities = [list(FindingSeverity).index(finding.severity) for finding in report.findings]
    assert severities == sorted(severities)


def test_formulas_without_a_result_are_said_so() -> None:
    report = linted(sample("tms_formula.xlsx"))
    assert ("value.formula", "MQT") in told(report, FindingSeverity.UNDECIDED)
    assert report.findings[0].location == "Sheet!B1"


@pytest.mark.parametrize(
    "name", ["webkassa_1_0.json", "webkassa_kebab.json", "webkassa.yaml", "webkassa_attributes.xml", "webkassa_with_mistakes.json"]
)
def test_the_checklist_finds_the_same_faults(name: str) -> None:
    from ccdiag.settings_check.documents import parse_document
    from ccdiag.settings_check.names import webkassa_name
    from ccdiag.settings_check.unreadable import DocumentError
    from ccdiag.settings_check.webkassa import check_webkassa
    from ccdiag.settings_check.wording import WARNINGS

    said = {finding.setting for finding in linted(sample(name)).of(FindingSeverity.FAULT)}
    try:
        facts = check_webkassa(parse_document((FOLDER / name).read_bytes(), webkassa_name).settings, Case())
    except DocumentError:
        assert said == {None}
        return
    assert {fact.setting for fact in facts if fact.finding is not None and fact.finding not in WARNINGS} == said


def test_what_nobody_judged_is_not_called_right() -> None:
    """With MQT off the other rows of its group mean nothing; wrong ones among them must not look right."""
    text = "MQT;Disabled\nMqtServicePort;8883\nMqtServiceAddress;wrong.example\nCCV Cloud Connection;Enabled\n"
    report = linted_text(text, generation="2.0")
    states = {row.parameter: row.state for row in report.comparison}
    assert states["MQT"] is RowState.WRONG
    assert states["MqtServicePort"] is RowState.NOT_COMPARED
    assert states["MqtServiceAddress"] is RowState.NOT_COMPARED
    assert states["CCV Cloud Connection"] is RowState.RIGHT
