"""Corrected files: only what is certainly wrong is changed, and all else is as it was."""

import csv
import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from ccdiag.settings_check.corrected import Corrected, corrected
from ccdiag.settings_check.document import SettingsDocument
from ccdiag.settings_check.lint import Country
from ccdiag.settings_check.lint_report import LintVerdict
from ccdiag.settings_check.reading import open_document, read_document
from ccdiag.settings_check.to_set import list_as_csv, to_set
from tests.settings_check.sample_files import FOLDER, linted, read, sample


def mended(content: bytes, name: str = "webkassa.json", country: Country | None = "nl") -> Corrected:
    document = read_document(content, name)
    return corrected(content, document, linted(document, generation="2.0", country=country))


def changed(before: str, after: str, name: str, encoding: str = "utf-8") -> None:
    assert mended(before.encode(encoding), name).content == after.encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_json_keeps_its_layout_encoding_mark_and_line_ends(encoding: str, end: str) -> None:
    before = end.join(
        [
            "{",
            '\t"shop" : "Café",',
            '  "apiKey":"l_AbCdEf1234567890" ,',
            '"terminalId": "1",  "managementSystemId" :   8900000002,',
            '"accessProtocol":"opi"}',
            "",
        ]
    )
    after = before.replace("8900000002", '"GrundmasterNL"').replace('"opi"', '"OPI_NL"')
    changed(before, after, "webkassa.json", encoding)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("webkassa_attributes.xml", "accessProtocol='OPI_BE'", "accessProtocol='OPI_NL'"),
        ("webkassa.xml", "<w:managementSystemId>08900000002<", "<w:managementSystemId>GrundmasterNL<"),
        ("webkassa.ini", 'managementSystemId = "08900000002"', 'managementSystemId = "GrundmasterNL"'),
        ("webkassa.yaml", "accessProtocol: OPI_BE   # wrong", "accessProtocol: OPI_NL   # wrong"),
        ("webkassa_list.csv", "123457;8,9E+09;OPI_NL", "123457;GrundmasterNL;OPI_NL"),
        ("webkassa_curl.txt", '"managementSystemId":"08900000002"', '"managementSystemId":"GrundmasterNL"'),
        ("webkassa_form.txt", "%5BmanagementSystemId%5D=08900000002", "%5BmanagementSystemId%5D=GrundmasterNL"),
        ("webkassa_mail_json.txt", '"managementSystemId": "08900000002"', '"managementSystemId": "GrundmasterNL"'),
        ("tms_western.csv", "MqtServiceUseSsl;Uit", "MqtServiceUseSsl;aan"),
        ("tms_terminals.csv", "x-amzn-mqtt-ca,8883,Enabled", "x-amzn-mqtt-ca,443,Enabled"),
    ],
)
def test_every_format_is_changed_in_place(name: str, before: str, after: str) -> None:
    content = (FOLDER / name).read_bytes()
    assert content.count(before.encode()) == 1
    assert mended(content, name).content == content.replace(before.encode(), after.encode())


def test_secrets_stay_in_the_file_and_show_nowhere() -> None:
    content = (FOLDER / "webkassa_form.txt").read_bytes()
    made = mended(content, "webkassa_form.txt")
    assert made.content is not None
    assert b"password=geheim" in made.content
    assert "geheim" not in repr((made.changes, made.left, made.not_in_place))


def test_bytes_that_the_encoding_does_not_define_stay() -> None:
    before = b"Caf\xe9 \x81\x8d;x\r\nMqtServicePort;8883\r\nMqtServiceAlpn;x-amzn-mqtt-ca\r\n"
    assert mended(before, "tms.csv").content == before.replace(b"8883", b"443")


def test_quotes_of_a_cell_stay() -> None:
    changed(
        '"MqtServicePort";"8883"\n"MqtServiceAlpn";"x ""y"""\n', '"MqtServicePort";"443"\n"MqtServiceAlpn";"x-amzn-mqtt-ca"\n', "tms.csv"
    )


def test_a_number_stays_a_number() -> None:
    changed('{"MQT": true, "MqtServicePort": 8883}', '{"MQT": true, "MqtServicePort": 443}', "tms.json")
    changed('{"MQT": 0, "MqtServicePort": 443}', '{"MQT": 1, "MqtServicePort": 443}', "tms.json")
    changed('{"MQT": false, "MqtServicePort": 443}', '{"MQT": true, "MqtServicePort": 443}', "tms.json")


def test_spaces_around_a_value_are_taken_away() -> None:
    before = '{"terminalId": " 1 ", "managementSystemId": "GrundmasterNL", "accessProtocol": "OPI_NL"}'
    changed(before, before.replace('" 1 "', '"1"'), "webkassa.json")


def test_comments_and_other_quotes_stay() -> None:
    before = "const c = { // kassa\n  terminalId: '1', managementSystemId: '08900000002', /* x */ accessProtocol: 'OPI_NL', };\n"
    changed(before, before.replace("08900000002", "GrundmasterNL"), "webkassa.js")


def test_what_is_not_certain_is_left_and_said() -> None:
    made = mended(b'{"terminalId": "1", "managementSystemId": "08900000002", "accessProtocol": "OPI_NL"}', country=None)
    assert made.content is None
    assert [finding.id for finding in made.left] == ["webkassa.system_is_1_0"]


def test_good_files_are_not_written_again() -> None:
    content = (FOLDER / "webkassa_2_0.json").read_bytes()
    assert mended(content) == Corrected(content=None)


def test_what_stands_there_twice_is_not_guessed() -> None:
    made = mended(b'{"terminalId":"1","managementSystemId":"08900000002","managementSystemId":"GrundmasterNL","accessProtocol":"OPI_NL"}')
    assert (made.content, made.changes) == (None, ())


def test_a_value_that_was_put_together_cannot_be_changed_in_place() -> None:
    made = mended(b"terminalId=1\naccessProtocol=OPI_\\\n  BE\nmanagementSystemId=GrundmasterNL\n", "webkassa.properties")
    assert made.content is None
    assert [(change.parameter, change.becomes) for change in made.not_in_place] == [("accessProtocol", "OPI_NL")]


def sheet(*rows: tuple[str | int | bool, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.title = "Mijn blad & co"
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_a_workbook_keeps_every_other_part() -> None:
    before = sheet(("MqtServicePort", 8883), ("MqtServiceUseSsl", False), ("MqtServiceAlpn", "x-amzn-mat-ca"), ("apiKey", "l_AbCdEf123456"))
    made = mended(before, "tms.xlsx")
    assert made.content is not None
    assert {change.becomes for change in made.changes} == {"443", "true", "x-amzn-mqtt-ca"}
    cells = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(made.content))["Mijn blad & co"].iter_rows()]
    assert cells == [
        ["MqtServicePort", 443],
        ["MqtServiceUseSsl", True],
        ["MqtServiceAlpn", "x-amzn-mqtt-ca"],
        ["apiKey", "l_AbCdEf123456"],
    ]
    with zipfile.ZipFile(io.BytesIO(before)) as was, zipfile.ZipFile(io.BytesIO(made.content)) as now:
        assert was.namelist() == now.namelist()
        assert [name for name in was.namelist() if was.read(name) != now.read(name)] == ["xl/worksheets/sheet1.xml"]


def test_a_formula_is_left() -> None:
    made = mended(sheet(("MQT", "Enabled"), ("MqtServicePort", "=440+3")), "tms.xlsx")
    assert made.content is None


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["terminalId", "managementSystemId", "accessProtocol", "port", "MQT", "MqtServicePort", "MqtServiceAlpn", "x", "apiKey"]
        ),
        st.sampled_from(
            ["08900000002", "grundmasternl", "OPI_BE", "443.0", "off", " x ", "l_AbCdEf123456", "é\u200b", 'q"uote', "a;b", "<&>"]
        )
        | st.integers(0, 10**12)
        | st.booleans(),
        min_size=1,
    ),
    st.sampled_from(["json", "xml", "csv", "ini"]),
)
def test_nothing_but_what_is_told_changes(table: dict[str, object], form: str) -> None:
    texts = {name: str(value) for name, value in table.items()}
    match form:
        case "json":
            content = json.dumps(table, indent=1, ensure_ascii=False).encode()
        case "xml":
            from xml.sax.saxutils import escape

            content = ("<a>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in texts.items()) + "</a>").encode()
        case "csv":
            out = io.StringIO()
            csv.writer(out, delimiter=";").writerows(texts.items())
            content = out.getvalue().encode()
        case _:
            content = ("[kassa]\n" + "".join(f"{name}={value}\n" for name, value in texts.items())).encode()
    document = open_document(content, f"x.{form}")
    if not isinstance(document, SettingsDocument):
        return
    made = corrected(content, document, linted(document, generation="2.0", country="nl"))
    if made.content is None:
        return
    was = {setting.location: setting.value for setting in document.settings}
    now = {setting.location: setting.value for setting in read_document(made.content, f"x.{form}").settings}
    assert {place for place in was if was[place] != now[place]} <= {change.location for change in made.changes}
    # With MQT off the other rows mean nothing: what is wrong in them shows once it is on.
    for _ in range(3):
        again = read_document(made.content, f"x.{form}")
        made = corrected(made.content, again, linted(again, generation="2.0", country="nl"))
        if made.content is None:
            return
    pytest.fail("it is never right")


def test_what_has_to_be_set_is_listed_for_a_spreadsheet() -> None:
    report = linted(sample("tms_ocr.txt"), generation="2.0")
    rows = list(csv.reader(io.StringIO(list_as_csv(report).decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["part", "parameter", "value", "found", "state"]
    assert ["tms", "MqtServiceAlpn", "x-amzn-mqtt-ca", "x-amzn-mat-ca", "undecided"] in rows
    assert {one.parameter for one in to_set(report)} == {row[1] for row in rows[1:]}


def test_the_list_holds_no_formulas() -> None:
    report = linted(read("MqtServicePort: =1+1\nMQT: on\n"), generation="2.0")
    assert b"'=1+1" in list_as_csv(report)
    assert report.verdict is LintVerdict.FAULT


def test_blanks_that_do_not_show_go_with_the_value_of_an_element() -> None:
    system = "<managementSystemId>\n \u00a0GrundmasterNL </managementSystemId>"
    before = f"<c><terminalId>1</terminalId>{system}<accessProtocol>\u00a0OPI</accessProtocol></c>"
    changed(before, before.replace("\u00a0OPI", "OPI_NL").replace("\u00a0", ""), "webkassa.xml")
