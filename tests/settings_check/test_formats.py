"""Single ways in which people, programs and machines write settings."""

import io
import json

import pytest
from openpyxl import Workbook

from ccdiag.model.confidential import MASK
from ccdiag.settings_check.document import DocumentFormat as Format
from ccdiag.settings_check.lint_report import FindingSeverity, LintVerdict
from ccdiag.settings_check.oddities import Oddity, oddities_of, without_oddities
from ccdiag.settings_check.reading import read_document
from ccdiag.settings_check.unreadable import DocumentError, Unreadable
from tests.settings_check.sample_files import HOST, linted, linted_text, read, told, values

NAMES = ("terminalId", "managementSystemId", "accessProtocol")
WEBKASSA = ("00123456", "GrundmasterNL", "OPI_NL")
ELEMENTS = "".join(f" <{name}>{value}</{name}>\n" for name, value in zip(NAMES, WEBKASSA, strict=True))


def fields(text: str, name: str = "pasted.txt") -> tuple[str, ...]:
    return tuple(setting.value for setting in read(text, name).settings)


@pytest.mark.parametrize(
    "table",
    [
        "Parameter;Default;Setting\nMQT;Disabled;Enabled\nMqtServicePort;8883;443\n",
        "Parameter;Expected;Actual\nMQT;Disabled;Enabled\nMqtServicePort;8883;443\n",
        "Setting;Old value;New value\nMQT;Disabled;Enabled\nMqtServicePort;8883;443\n",
        "Group;Setting;Value\n1;MQT;Enabled\n1;MqtServicePort;443\n",
        "Setting;Value\nMQT;Enabled\nMqtServicePort;443\n",
        "Parameter;Omschrijving;Terminal\nMQT;of er verbinding is;Enabled\nMqtServicePort;Port;443\n",
        "Name;Type;;Description\nMQT;Liste;Enabled;Disabled unless 2.0\nMqtServicePort;Zahl;443;8883\n",
        # A text beside the table is no head of it.
        "Default\nMQT;Enabled\nMqtServicePort;443\n",
    ],
)
@pytest.mark.parametrize("separator", [";", "\t"])
def test_only_the_column_of_what_is_set_is_judged(table: str, separator: str) -> None:
    assert fields(table.replace(";", separator), "sheet.csv") == ("Enabled", "443")


def test_a_table_of_what_is_usual_says_nothing_of_a_terminal() -> None:
    with pytest.raises(DocumentError) as refused:
        read("Parameter;Default\nMQT;Disabled\nMqtServicePort;8883\n", "sheet.csv")
    assert refused.value.problem is Unreadable.NO_SETTINGS


@pytest.mark.parametrize(
    "text",
    [
        "{'terminalId': '00123456', 'managementSystemId': 'GrundmasterNL', 'accessProtocol': 'OPI_NL', 'ip': None}",
        "<?php return [\n 'terminalId' => '00123456',\n 'managementSystemId' => 'GrundmasterNL',\n 'accessProtocol' => 'OPI_NL',\n];",
        "WEBKASSA_TERMINAL_ID=00123456\nWEBKASSA_MANAGEMENT_SYSTEM_ID=GrundmasterNL\nWEBKASSA_ACCESS_PROTOCOL=OPI_NL\nPRINTER_NAME=x\n",
        '{"Webkassa:TerminalId": "00123456", "Webkassa:ManagementSystemId": "GrundmasterNL", "Webkassa:AccessProtocol": "OPI_NL"}',
        "TMS ID               00123456\nNaam van TMS systeem       GrundmasterNL\nAcces Protocol       OPI_NL\n",
        'terminalId\n"00123456"\nmanagementSystemId\n"GrundmasterNL"\naccessProtocol\n"OPI_NL"\n',
        "curl https://x.example -d terminalId=00123456 -d 'managementSystemId=GrundmasterNL' --data-urlencode \"accessProtocol=OPI_NL\"",
        "curl x -d $'{\\'terminalId\\': \\'00123456\\', managementSystemId: \"GrundmasterNL\", accessProtocol: \"OPI_NL\"}'",
        'Invoke-WebRequest -Body "{`"terminalId`":`"00123456`",`"managementSystemId`":`"GrundmasterNL`",`"accessProtocol`":`"OPI_NL`"}"',
        '[webkassa]\nterminalId = "00123456"\nmanagementSystemId = "GrundmasterNL"\naccessProtocol = "OPI_NL"\n',
        "terminalId=00123456 managementSystemId=GrundmasterNL accessProtocol=OPI_NL",
        "terminalId=00123456;managementSystemId=GrundmasterNL;accessProtocol=OPI_NL",
        'vpos.pay({terminalId: "00123456", managementSystemId: "GrundmasterNL", accessProtocol: "OPI_NL"});',
        "terminalId=3D00123456\nmanagementSystemId=3DGrund=\nmasterNL\naccessProtocol=3DOPI_NL\n",
        f"Hoi,\n<kassa>\n{ELEMENTS}</kassa>\nGroet",
        ELEMENTS,
        f"<s>{''.join(f'<i><name>{name}</name><value>{value}</value></i>' for name, value in zip(NAMES, WEBKASSA, strict=True))}</s>",
        "<s><p name='terminalId'>00123456</p><p name='managementSystemId'>GrundmasterNL</p><p name='accessProtocol'>OPI_NL</p></s>",
        "{“terminalId”: “00123456”, “managementSystemId”: “GrundmasterNL”, “accessProtocol”: “OPI_NL”}",
        "• terminalId → 00123456\n• managementSystemId → GrundmasterNL\n• accessProtocol → OPI_NL\n",
        "1. terminalId: 00123456\n2. managementSystemId: GrundmasterNL\n3. accessProtocol: OPI_NL\n",
        "https://x.example/pay?terminalId=00123456&managementSystemId=GrundmasterNL&accessProtocol=OPI_NL",
    ],
)
def test_the_same_fields_in_many_ways(text: str) -> None:
    assert fields(text)[:3] == WEBKASSA
    assert linted(read(text)).verdict is LintVerdict.GOOD


def test_form_data_in_parts() -> None:
    part = '------X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
    text = "".join(part.format(name=name, value=value) for name, value in zip(NAMES, WEBKASSA, strict=True)) + "------X--\r\n"
    assert fields(text) == WEBKASSA
    assert read(text).format is Format.FORM


def test_what_a_request_s_head_holds_is_not_read() -> None:
    text = (
        '{"headers": [{"name": "Authorization", "value": "Basic abcdefghijk"}], "cookies": [{"name": "sid", "value": "hidden"}],'
        ' "postData": {"text": "{\\"terminalId\\": \\"1\\", \\"session_id\\": \\"hidden\\"}"}}'
    )
    assert values(read(text)) == {"terminalId": "1", "session_id": MASK}


def test_sentences_are_no_settings() -> None:
    text = "Hallo, de poort 443 staat open in de firewall en MQT staat aan. Het ip van de printer is 192.0.2.1.\nGroeten"
    assert linted_text(text, "mail.txt").verdict is LintVerdict.UNUSABLE


def test_another_machine_s_address_is_not_the_terminal_s() -> None:
    report = linted_text(
        '{"kassa.terminalId": "1", "kassa.managementSystemId": "GrundmasterNL", "kassa.accessProtocol": "OPI_NL", "printer.ip": "x"}'
    )
    assert report.findings == ()


def test_columns_may_be_terminals() -> None:
    document = read("Parameter;00123456;00123457\nMQT;Enabled;Enabled\nMqtServicePort;443;8883\n", "tms.csv")
    assert [(one.name, one.value, one.section) for one in document.settings if one.name == "MqtServicePort"] == [
        ("MqtServicePort", "443", ("[1]",)),
        ("MqtServicePort", "8883", ("[2]",)),
    ]
    (fault,) = linted(document).of(FindingSeverity.FAULT)
    assert (fault.id, fault.line, fault.column) == ("tms.port_wrong", 3, 20)


def test_rows_may_name_their_terminal() -> None:
    text = "Terminal;Parameter;Waarde\n00123456;MQT;on\n00123456;MqtServicePort;443\n00123457;MQT;on\n00123457;MqtServicePort;8883\n"
    (fault,) = linted(read(text, "tms.csv")).of(FindingSeverity.FAULT)
    assert (fault.id, fault.line) == ("tms.port_wrong", 5)
    assert [one.value for one in read(text).settings if one.name == "terminalId"] == ["00123456", "00123457"]


def test_an_id_that_stands_there_twice_is_one_terminal_s() -> None:
    report = linted_text("[a]\nterminalId=1\nterminalId=2\nmanagementSystemId=GrundmasterNL\naccessProtocol=OPI_NL\n", "webkassa.ini")
    assert told(report) == [("webkassa.unreadable", "terminalId")]


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("192.0.2.10", LintVerdict.GOOD),
        ("terminal-1.shop.example", LintVerdict.GOOD),
        ("2001:db8::1", LintVerdict.GOOD),
        ("192,168.16.102", LintVerdict.FAULT),
        ("192.168.16", LintVerdict.FAULT),
        ("192.168.16.1022", LintVerdict.FAULT),
        ("XXX.XXX.XXX.XXX", LintVerdict.FAULT),
    ],
)
def test_addresses_of_1_0(address: str, verdict: LintVerdict) -> None:
    fields = {"terminalId": "1", "managementSystemId": "08900000002", "accessProtocol": "OPI_NL", "ip": address, "port": 4105}
    assert linted_text(json.dumps(fields)).verdict is verdict


def test_a_column_of_values_among_others_is_found_by_its_head() -> None:
    text = "Group,Parameter,Default,Value\nMQT,MqtServicePort,8883,443\nMQT,MqtServiceUseSsl,Disabled,Enabled\n"
    assert values(read(text, "tms.csv")) == {"MqtServicePort": "443", "MqtServiceUseSsl": "Enabled"}


def test_json_one_a_line_is_a_list_of_terminals() -> None:
    text = '{"terminalId": "1", "managementSystemId": "GrundmasterNL", "accessProtocol": "OPI_NL"}\n'
    assert [one.section for one in read(text + text.replace("1", "2")).settings][::3] == [("[0]",), ("[1]",)]


def test_names_that_a_machine_misread_are_a_fault_in_a_configuration() -> None:
    report = linted_text('{"betaalterminalld": "1", "managementSystemId": "GrundmasterNL", "accessProtocol": "OPI_NL"}')
    assert told(report) == [("name.misread", "terminalId")]


@pytest.mark.parametrize(
    ("value", "correction"),
    [(f"mqtts://{HOST}:443/", HOST), (f"{HOST}:443", HOST), (f"https://{HOST}", HOST), ("https://other.example/", None)],
)
def test_addresses_with_more_around_them(value: str, correction: str | None) -> None:
    report = linted(read(f"MQT: on\nMqtServiceAddress: {value}\n"))
    assert [(finding.id, finding.correction) for finding in report.of(FindingSeverity.FAULT)] == [("tms.address_wrong", correction)]


def test_a_version_that_became_a_date_is_told() -> None:
    report = linted(read("MQT;on\nsoftware versie;11-3-2002\n", "tms.csv"))
    assert "made a date" in next(finding.why.english() for finding in report.findings if finding.setting == "software version")


def test_a_workbook_as_people_fill_it() -> None:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.title = "TMS parameters"
    sheet["C3"] = "Terminal 00123456"
    sheet.merge_cells("C3:F3")
    filled: dict[str, bool | float | str] = {
        "MQT": True,
        "MqtServicePort": 443.0,
        "MqtServiceUseSsl": "ja",
        "software version": "14.0.11.01",
    }
    for row, (name, value) in enumerate(filled.items(), 5):
        sheet[f"C{row}"] = name
        sheet[f"F{row}"] = value
    other = book.create_sheet("Leeg")
    other.sheet_state = "hidden"
    book.save(out)
    document = read_document(out.getvalue(), "tms.xlsx")
    assert values(document) == {"MQT": "true", "MqtServicePort": "443", "MqtServiceUseSsl": "ja", "software version": "14.0.11.01"}
    assert [one.location for one in document.settings][:2] == ["'TMS parameters'!F5", "'TMS parameters'!F6"]
    assert [notice.english() for notice in document.notices] == ["Hidden sheets were read too: Leeg."]


def test_a_date_in_a_cell_cannot_be_told() -> None:
    from datetime import date

    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["MQT", "Enabled"])
    book.active.append(["software version", date(2002, 3, 11)])
    book.save(out)
    report = linted(read_document(out.getvalue(), "tms.xlsx"))
    assert ("tms.unreadable", "software version") in told(report, FindingSeverity.UNDECIDED)


@pytest.mark.parametrize(
    ("text", "odd", "clean"),
    [
        ("OPI_NL", (), "OPI_NL"),
        ("", (), ""),
        (" x ", (Oddity.PADDED,), "x"),
        ("\u00a0OPI_NL", (Oddity.PADDED, Oddity.INVISIBLE), "OPI_NL"),
        ("OPI\u200b_NL", (Oddity.INVISIBLE,), "OPI_NL"),
        ("ОРІ_NL", (Oddity.LOOK_ALIKE,), "OPI_NL"),
        ("NL–CAT", (Oddity.LOOK_ALIKE,), "NL-CAT"),
        ("４４３", (Oddity.LOOK_ALIKE,), "443"),
        ("Café", (), "Café"),
        ("a\tb", (Oddity.INVISIBLE,), "a b"),
    ],
)
def test_what_does_not_show(text: str, odd: tuple[Oddity, ...], clean: str) -> None:
    assert (oddities_of(text), without_oddities(text)) == (odd, clean)


def test_mistakes_of_one_kind_are_told_once() -> None:
    report = linted_text('{terminalId: "1", managementSystemId: "GrundmasterNL", accessProtocol: "OPI_NL",}')
    assert [(finding.id, finding.severity, finding.column) for finding in report.findings] == [
        ("document.syntax", FindingSeverity.FAULT, 2),
        ("document.syntax", FindingSeverity.WARNING, 80),
    ]
    assert report.findings[0].title.english() == "A name without quotes: JSON needs them. (And 2 more.)"
    assert linted_text('{terminalId: "1", managementSystemId: "GrundmasterNL", accessProtocol: "OPI_NL",}', "pasted.txt").findings == ()


def test_a_quoted_cell_may_have_line_breaks_as_spreadsheets_write_them() -> None:
    text = (
        'sep=;\r\nParameter;Value;Remark\r\nMQT;Enabled;"set by\r\nMqtServicePort;1\r\nlast year"\r\n'
        f'MqtServiceAddress;"{HOST}\r\n";\r\nMqtServicePort;8883;\r\n'
    )
    document = read(text, "tms.csv")
    assert values(document) == {"MQT": "Enabled", "MqtServiceAddress": HOST, "MqtServicePort": "8883"}
    assert [(setting.line, setting.column) for setting in document.settings] == [(3, 5), (6, 19), (8, 16)]
    assert told(linted(document)) == [("tms.port_wrong", "MqtServicePort")]
    spans = [setting.span for setting in document.settings]
    assert [text[span.start : span.end] for span in spans if span] == ["Enabled", f'"{HOST}\r\n"', "8883"]


@pytest.mark.parametrize("forgotten", ['MQT;"Enabled\nMqtServicePort;"443"\n', 'MQT;"Enabled\nMqtServicePort;"443\n'])
def test_a_quote_that_was_forgotten_takes_no_line_with_it(forgotten: str) -> None:
    assert values(read(forgotten, "tms.csv")).keys() == {"MQT", "MqtServicePort"}
