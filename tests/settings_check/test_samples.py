"""Real-looking files of every kind: what is read of them, and what is said of them."""

import pytest

from ccdiag.model.confidential import MASK
from ccdiag.settings_check.document import DocumentFormat as Format
from ccdiag.settings_check.document import DocumentKind as Kind
from ccdiag.settings_check.lint_report import FindingSeverity, LintVerdict
from ccdiag.settings_check.reading import read_document
from ccdiag.settings_check.unreadable import DocumentError, Unreadable
from tests.settings_check.sample_files import FOLDER, HOST, linted, sample, told, values

GOOD_TMS = {
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


@pytest.mark.parametrize(
    ("name", "kind", "form", "encoding", "verdict"),
    [
        ("both.xlsx", Kind.BOTH, Format.WORKBOOK, None, LintVerdict.FAULT),
        ("tms_comma.csv", Kind.TMS, Format.TABLE, "utf-8", LintVerdict.GOOD),
        ("tms_formula.xlsx", Kind.TMS, Format.WORKBOOK, None, LintVerdict.COULD_NOT_TELL),
        ("tms_good.csv", Kind.TMS, Format.TABLE, "utf-16-le", LintVerdict.GOOD),
        ("tms_mail.txt", Kind.TMS, Format.LINES, "utf-8", LintVerdict.GOOD),
        ("tms_ocr.txt", Kind.TMS, Format.LINES, "utf-8", LintVerdict.COULD_NOT_TELL),
        ("tms_page.txt", Kind.TMS, Format.LINES, "utf-8", LintVerdict.GOOD),
        ("tms_pipe.txt", Kind.TMS, Format.TABLE, "utf-8", LintVerdict.GOOD),
        ("tms_tab.txt", Kind.TMS, Format.TABLE, "utf-32-le", LintVerdict.GOOD),
        ("tms_terminals.csv", Kind.TMS, Format.TABLE, "utf-8", LintVerdict.FAULT),
        ("tms_western.csv", Kind.TMS, Format.TABLE, "cp1252", LintVerdict.FAULT),
        ("webkassa.ini", Kind.WEBKASSA, Format.INI, "utf-8", LintVerdict.FAULT),
        ("webkassa.js", Kind.WEBKASSA, Format.SCRIPT, "utf-8", LintVerdict.GOOD),
        ("webkassa.properties", Kind.WEBKASSA, Format.LINES, "utf-8", LintVerdict.GOOD),
        ("webkassa.xml", Kind.WEBKASSA, Format.XML, "utf-8", LintVerdict.GOOD),
        ("webkassa.yaml", Kind.WEBKASSA, Format.LINES, "utf-8", LintVerdict.FAULT),
        ("webkassa_1_0.json", Kind.WEBKASSA, Format.JSON, "utf-8", LintVerdict.GOOD),
        ("webkassa_2_0.json", Kind.WEBKASSA, Format.JSON, "utf-8", LintVerdict.GOOD),
        ("webkassa_app.config", Kind.WEBKASSA, Format.XML, "utf-8", LintVerdict.GOOD),
        ("webkassa_attributes.xml", Kind.WEBKASSA, Format.XML, "cp1252", LintVerdict.FAULT),
        ("webkassa_curl.txt", Kind.WEBKASSA, Format.CURL, "utf-8", LintVerdict.COULD_NOT_TELL),
        ("webkassa_curl_cmd.txt", Kind.WEBKASSA, Format.CURL, "utf-8", LintVerdict.GOOD),
        ("webkassa_fetch.txt", Kind.WEBKASSA, Format.SCRIPT, "utf-8", LintVerdict.GOOD),
        ("webkassa_form.txt", Kind.WEBKASSA, Format.FORM, "utf-8", LintVerdict.COULD_NOT_TELL),
        ("webkassa_kebab.json", Kind.WEBKASSA, Format.JSON, "utf-8", LintVerdict.FAULT),
        ("webkassa_list.csv", Kind.WEBKASSA, Format.TABLE, "utf-8", LintVerdict.FAULT),
        ("webkassa_mail.txt", Kind.WEBKASSA, Format.LINES, "utf-8", LintVerdict.GOOD),
        ("webkassa_mail_json.txt", Kind.WEBKASSA, Format.SCRIPT, "utf-8", LintVerdict.COULD_NOT_TELL),
        ("webkassa_payload.txt", Kind.WEBKASSA, Format.SCRIPT, "utf-8", LintVerdict.GOOD),
        ("webkassa_payload_lines.txt", Kind.WEBKASSA, Format.LINES, "utf-8", LintVerdict.GOOD),
        ("webkassa_several.json", Kind.WEBKASSA, Format.JSON, "utf-8", LintVerdict.GOOD),
        ("webkassa_with_mistakes.json", Kind.WEBKASSA, Format.JSON, "utf-8", LintVerdict.FAULT),
    ],
)
def test_each_is_read_for_what_it_is(name: str, kind: Kind, form: Format, encoding: str | None, verdict: LintVerdict) -> None:
    document = sample(name)
    assert (document.kind, document.format, document.encoding) == (kind, form, encoding)
    assert linted(document).verdict is verdict


def test_all_samples_are_looked_at() -> None:
    assert len(list(FOLDER.iterdir())) == 33


@pytest.mark.parametrize("name", ["tms_comma.csv", "tms_good.csv", "tms_pipe.txt", "tms_tab.txt"])
def test_tables_give_the_same_parameters(name: str) -> None:
    found = values(sample(name))
    assert {name: value for name, value in found.items() if value} == GOOD_TMS


@pytest.mark.parametrize(
    "name",
    [
        "webkassa.js",
        "webkassa.properties",
        "webkassa_2_0.json",
        "webkassa_app.config",
        "webkassa_curl_cmd.txt",
        "webkassa_fetch.txt",
        "webkassa_payload.txt",
        "webkassa_payload_lines.txt",
    ],
)
def test_all_ways_of_writing_a_configuration_give_the_same_fields(name: str) -> None:
    found = values(sample(name))
    assert (found["terminalId"], found["managementSystemId"], found["accessProtocol"]) == ("00123456", "GrundmasterNL", "OPI_NL")


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_secret_is_kept_of_any(path: object) -> None:
    name = str(path).rpartition("/")[2].rpartition("\\")[2]
    if name == "webkassa_truncated.json":
        return
    document = sample(name)
    kept = repr((document, linted(document)))
    for secret in ("l_AbCdEf", "t_0123456789", "geheim", "bF9BYkNkRWY", "abcdef0123456789", "abcdefghijklmnop"):
        assert secret not in kept


def test_secrets_are_masked_by_name_and_by_look() -> None:
    assert values(sample("webkassa_several.json"))["apiKey"] == MASK
    assert values(sample("webkassa_app.config"))["apiPassword"] == MASK
    assert "authorization" not in values(sample("webkassa_fetch.txt"))
    assert all("key" not in name.lower() for name in values(sample("webkassa_mail.txt")))


def test_settings_know_their_places() -> None:
    places = {
        "webkassa_1_0.json": ("details.port", 7, 17),
        "webkassa.xml": ("/webkassa/terminal/port", 10, 13),
        "webkassa_attributes.xml": ("/configuration/terminals/terminal[2]/@accessProtocol", 6, 65),
        "webkassa.ini": ("line 11", 11, 18),
        "both.xlsx": ("Webkassa!C2", None, None),
        "webkassa_curl.txt": ("details.accessProtocol", 5, 117),
    }
    for name, place in places.items():
        last = sample(name).settings[-1]
        assert (last.location, last.line, last.column) == place, name


def test_lines_that_a_mail_program_broke_are_put_together() -> None:
    assert values(sample("tms_mail.txt"))["MqtServiceAddress"] == HOST


def test_text_that_went_through_recognition_accuses_nobody() -> None:
    report = linted(sample("tms_ocr.txt"))
    assert told(report) == []
    assert told(report, FindingSeverity.UNDECIDED) == [("tms.address_wrong", "MqtServiceAddress"), ("tms.alpn_wrong", "MqtServiceAlpn")]


def test_a_file_that_breaks_off_says_where() -> None:
    with pytest.raises(DocumentError) as caught:
        sample("webkassa_truncated.json")
    assert (caught.value.problem, caught.value.location) == (Unreadable.NOT_JSON, "line 3, column 25")


def test_mistakes_of_json_are_told_with_their_places() -> None:
    found = [(one.line, one.column, one.often_accepted) for one in sample("webkassa_with_mistakes.json").mistakes]
    assert found == [(1, 1, True), (3, 17, False), (5, 31, True), (5, 29, True)]


def test_names_and_places_hold_no_secrets_either() -> None:
    text = '{"l_AbCdEf1234567890": {"t_0123456789abcdef": {"terminalId": "1", "accessProtocol": "OPI_NL"}}, "4111111111111111": "x"}'
    document = read_document(text.encode(), "x.json")
    assert not any(secret in repr(document) for secret in ("AbCdEf", "0123456789abcdef", "4111111111111111"))
    assert document.settings[0].location == f"{MASK}.{MASK}.terminalId"
