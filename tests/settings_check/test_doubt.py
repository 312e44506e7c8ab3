"""The checks accuse of nothing that the settings check leaves open, and of everything that it calls a fault."""

import pytest

from ccdiag.content.environments import load_environment
from ccdiag.model.case import Case
from ccdiag.model.facts import SettingFacts
from ccdiag.model.finding import Finding
from ccdiag.settings_check.documents import parse_document
from ccdiag.settings_check.doubt import with_doubt
from ccdiag.settings_check.lint import lint
from ccdiag.settings_check.lint_report import FindingSeverity, LintVerdict
from ccdiag.settings_check.names import any_name
from ccdiag.settings_check.reading import open_document
from ccdiag.settings_check.tms import check_tms
from ccdiag.settings_check.webkassa import check_webkassa
from ccdiag.settings_check.wording import WARNINGS

CCV = load_environment("ccv")
CASE = Case(generation="2.0")
RIGHT = {"terminalId": "12345678", "managementSystemId": "GrundmasterNL", "accessProtocol": "OPI_NL"}


def judged(text: str, name: str) -> LintVerdict:
    return lint([open_document(text.encode(), name)], environment=CCV, case=CASE, generation="2.0").verdict


def facts(text: str, name: str) -> list[SettingFacts]:
    document = parse_document(text.encode(), any_name, name)
    check = check_tms(document.settings, CASE, CCV) if "Mqt" in text or "Mgt" in text else check_webkassa(document.settings, CASE)
    return with_doubt(check, document.settings, CCV, whole=document.whole)


def blamed(found: list[SettingFacts]) -> list[str]:
    return [one.setting for one in found if one.finding and Finding(one.finding) not in {Finding.UNDECIDED, Finding.UNREADABLE, *WARNINGS}]


@pytest.mark.parametrize(
    ("name", "text", "open_ones"),
    [
        ("mail.txt", "managementSystemId: GrundmasterNL\naccessProtocol: OPI_NL\n", ["terminalId"]),
        ("screen.txt", "MQT Enabled\nMgtServiceAlpn x-amzn-mat-ca\nMatServicePort 443\n", ["MqtServiceAlpn"]),
        (
            "till.json",
            '{"terminalId": "l_abcdef9988", "managementSystemId": "GrundmasterNL", "accessProtocol": "OPI_NL"}',
            ["terminalId"],
        ),
        ("sheet.csv", "MQT;Enabled\nMqtServicePort;#REF!\nMqtServiceAddress;#N/B\n", ["MqtServiceAddress", "MqtServicePort"]),
        ("till.csv", "terminalId;#N/A\nmanagementSystemId;#WAARDE!\naccessProtocol;###\n", [*RIGHT]),
        (
            "notes.txt",
            "MQT: Enabled\nMqtServicePort: 443 (was 8883)\nMqtServiceAlpn: x-amzn-mqtt-ca OK\n",
            ["MqtServiceAlpn", "MqtServicePort"],
        ),
        ("marks.csv", "MQT;Enabled\nMqtServicePort;443 ✓\nMqtServiceAlpn;<x-amzn-mqtt-ca>\n", ["MqtServiceAlpn", "MqtServicePort"]),
        ("mail.txt", "terminalId: 12345678\nmanagementSystemId: GrundmasterNL\naccessProtocol: **OPI_NL** (ok)\n", ["accessProtocol"]),
    ],
)
def test_what_a_document_leaves_open_accuses_nobody_and_is_not_called_right(name: str, text: str, open_ones: list[str]) -> None:
    found = facts(text, name)
    assert [one.setting for one in found if one.finding == Finding.UNDECIDED] == open_ones
    assert blamed(found) == []
    assert judged(text, name) is LintVerdict.COULD_NOT_TELL


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("till.json", '{"terminalId": "12345678", "managementSystemId": "GrundmasterNL"}', ["accessProtocol"]),
        ("till.ini", "[ccv]\nterminalId=12345678\nmanagementSystemId=GrundmasterLN\naccessProtocol=OPI_NL\n", ["managementSystemId"]),
        ("tms.csv", "MQT,Disabled\nMqtServicePort,443\n", ["MQT"]),
        ("tms.csv", "MQT,Enabled\nMqtServicePort,443\nMqtServiceAlpn,X-AMZN-MQTT-CA\n", ["MqtServiceAlpn"]),
        (
            "till.json",
            '{"terminalId": "12345678", "managementSystemId": "GrundmasterNL", "accessProtocol": "OPI_NL (ok)"}',
            ["accessProtocol"],
        ),
        (
            "tms.csv",
            "MQT,Enabled\nMqtServicePort,8443\nMqtServiceAddress,https://a15qvexk7p3bae-ats.iot.eu-central-1.amazonaws.com\n",
            ["MqtServiceAddress", "MqtServicePort"],
        ),
    ],
)
def test_what_is_wrong_is_wrong_in_both(name: str, text: str, wrong: list[str]) -> None:
    assert blamed(facts(text, name)) == wrong
    report = lint([open_document(text.encode(), name)], environment=CCV, case=CASE, generation="2.0")
    assert [one.setting for one in report.findings if one.severity is FindingSeverity.FAULT] == wrong


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "payload.txt",
            (
                '{amount: 10, currency: "EUR", method: "terminal",…}\namount: 10\n'
                'details: {operatingEnvironment: "ATTENDED", managementSystemId: "GrundmasterNL",…}\n'
                'accessProtocol: "OPI_NL"\nmanagementSystemId: "GrundmasterNL"\nterminalId: "12345678"\nmethod: "terminal"\n'
            ),
        ),
        (
            "ticket.md",
            "| terminalId | `12345678` |\n| managementSystemId | `GrundmasterNL` |\n| accessProtocol | **OPI_NL** |\n",
        ),
        ("export.csv", "'terminalId','12345678'\n'managementSystemId','GrundmasterNL'\n'accessProtocol','OPI_NL'\n"),
        (
            "mail.eml",
            (
                "From: a@example.net\nContent-Transfer-Encoding: quoted-printable\n\n"
                "terminalId: 12345678=20\nmanagementSystemId: Grundmast=\nerNL\naccessProtocol: OPI_NL\n"
            ),
        ),
        ("form.txt", "Terminal ID\n12345678\nManagement system ID\nGrundmasterNL\nAccess protocol\nOPI_NL\n"),
        ("mail.txt", "terminalId = 12345678, managementSystemId = GrundmasterNL, accessProtocol = OPI_NL. Poort 443 moet open.\n"),
        ("mail.txt", "Kun je dit aanpassen? terminalId = 12345678, managementSystemId = GrundmasterNL, accessProtocol = OPI_NL\n"),
        ("was.txt", "terminalId: 12345678\nmanagementSystemId: GrundmasterNL (was 08900000002)\naccessProtocol: OPI_NL\n"),
        ("call.txt", "terminalId = '12345678');\nmanagementSystemId = 'GrundmasterNL');\naccessProtocol = 'OPI_NL');\n"),
    ],
)
def test_what_is_right_is_read_out_of_what_stands_around_it(name: str, text: str) -> None:
    document = open_document(text.encode(), name)
    report = lint([document], environment=CCV, case=CASE, generation="2.0")
    assert report.verdict is LintVerdict.GOOD
    assert {one.parameter: one.found[0].value for one in report.comparison if one.parameter in RIGHT} == RIGHT
    assert blamed(facts(text, name)) == []


def test_a_name_below_an_empty_topic_is_not_its_value() -> None:
    text = "MQT Enabled\nMqtSubscriptionTopic0 NL-CAT\nMqtSubscriptionTopic3\nCCV Cloud Connection Enabled\n"
    found = {one.setting: one.found for one in facts(text, "page.txt")}
    assert found["CCV Cloud Connection"] == "Enabled"


def test_the_commas_of_a_database_part_no_columns() -> None:
    text = "INSERT INTO settings (name, value) VALUES ('managementSystemId','GrundmasterNL'),('accessProtocol','OPI_NL');\n"
    assert judged(text, "dump.sql") is LintVerdict.UNUSABLE


def test_a_value_that_changes_is_not_called_wrong() -> None:
    text = "terminalId: 12345678\nmanagementSystemId: 08900000002 -> GrundmasterNL\naccessProtocol: OPI_NL\n"
    assert judged(text, "mail.txt") is LintVerdict.COULD_NOT_TELL
    assert blamed(facts(text, "mail.txt")) == []


def test_of_an_old_and_a_new_value_the_new_one_counts() -> None:
    text = "Parameter;Oude waarde;Nieuwe waarde\nMQT;Disabled;Enabled\nMqtServiceUseSsl;Disabled;Enabled\n"
    assert {one.setting: one.found for one in facts(text, "job.csv")} == {"MQT": "Enabled", "MqtServiceUseSsl": "Enabled"}


def test_a_dash_below_a_name_is_no_value() -> None:
    text = "MQT\nEnabled\nMqtSubscriptionTopic0\nNL-CAT\nMqtSubscriptionTopic1\n-\nMqtServicePort\n443\n"
    assert [one.setting for one in facts(text, "page.txt") if one.finding is not None] == []
