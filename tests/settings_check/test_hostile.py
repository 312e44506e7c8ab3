"""Files that mean harm, or are damaged: read or refused, never anything else."""

import io
import json
import re
import subprocess
import sys
import zipfile
from textwrap import dedent

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ccdiag.model.printable import printable
from ccdiag.settings_check.corrected import corrected
from ccdiag.settings_check.document import SettingsDocument
from ccdiag.settings_check.documents import parse_document
from ccdiag.settings_check.fleet_workbook import workbook_rows
from ccdiag.settings_check.names import any_name
from ccdiag.settings_check.reading import open_document, read_document
from ccdiag.settings_check.unreadable import DocumentError, Unreadable
from ccdiag.settings_check.workbook_guard import guard_workbook
from tests.settings_check.sample_files import FOLDER, linted

SAMPLES = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir())}
FRAGMENTS = st.sampled_from(
    [
        *("MQT", "MqtServicePort", "MgtServiceAlpn", "terminalId", "managementSystemId", "ip", "port", "CCV Cloud Connection", "TMS ID"),
        *("Enabled", "443", "08900000002", "GrundmasterNL", "l_AbCdEf123456", "4111 1111 1111 1111", "a15qvexk7p3bae-ats.iot.x"),
        *('"', "'", "“", "{", "}", "[", "]", ":", "=", ",", ";", "|", "\t", "\n", "\r\n", "\\", "/", "//", "/*", "*/", "#", "<", ">", "</"),
        *("<a>", "</a>", "<a b='c'/>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "<!DOCTYPE a>", "&amp;", "&x;", "&"),
        *("> ", "- ", "1. ", "curl ", " -d ", " --data-raw '", '^"', "$'", "[x]", "[a]\n", "\\u200b", "\u200b", "\u00a0", "é", "\u202e"),
        *(" ", "true", "null", "0", "1e999", "-", ".", "...", "%41", "&a=", "=\n", "é;\x81"),
    ]
)


def used(content: bytes, name: str = "x.json") -> None:
    """Read, judge and correct; whatever comes out is fit to be shown."""
    try:
        document = read_document(content, name)
    except DocumentError:
        return
    for setting in document.settings:
        for shown in (setting.name, setting.value, setting.location):
            assert printable(shown) == shown
    report = linted(document)
    for finding in report.findings:
        shown = " ".join(one.english() for one in (finding.title, finding.why, finding.remedy))
        assert printable(shown, most=10_000) == shown
    after = corrected(content, document, report).content
    if after is not None:
        was, now = document.settings, read_document(after, name).settings
        assert [(one.name, one.location) for one in was] == [(one.name, one.location) for one in now]
        assert after != content


@settings(max_examples=150, deadline=None)
@given(st.lists(FRAGMENTS | st.text(max_size=3), max_size=40).map("".join), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
@example("[MQT]\n", "utf-8")
@example('curl -d "{', "utf-8")
def test_texts_of_all_that_formats_are_made_of(text: str, encoding: str) -> None:
    used(text.encode(encoding, errors="replace"))


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_damaged_samples(name: str, data: st.DataObject) -> None:
    content = bytearray(SAMPLES[name])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, max(len(content) - 1, 0)))
        match data.draw(st.sampled_from(["cut", "flip", "insert", "remove", "repeat"])):
            case "cut":
                del content[place:]
            case "flip" if content:
                content[place] = data.draw(st.integers(0, 255))
            case "insert":
                content[place:place] = data.draw(st.binary(max_size=6) | FRAGMENTS.map(str.encode))
            case "remove":
                del content[place : place + data.draw(st.integers(1, 30))]
            case _:
                content[place:place] = content[place : place + 40]
    used(bytes(content), name)


def parts(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(SAMPLES[name])) as packed:
        return {member: packed.read(member) for member in packed.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return out.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["both.xlsx", "tms_formula.xlsx"]), st.data())
def test_workbooks_with_damaged_parts(name: str, data: st.DataObject) -> None:
    members = parts(name)
    part = data.draw(st.sampled_from(sorted(members)))
    if data.draw(st.booleans()):
        content = bytearray(members[part])
        place = data.draw(st.integers(0, len(content) - 1))
        end = place + data.draw(st.integers(0, 20))
        content[place:end] = data.draw(
            st.binary(max_size=4) | FRAGMENTS.map(str.encode) | st.integers(-9, 10**20).map(lambda one: str(one).encode())
        )
        members[part] = bytes(content)
    else:
        del members[part]
    used(packed(members), name)


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def workbook(rows: bytes, **more: bytes) -> bytes:
    members = parts("tms_formula.xlsx") | {name: content for name, content in more.items() if "/" in name}
    members["xl/worksheets/sheet1.xml"] = SHEET % rows
    return packed(members)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a terminalId="&x;"/>', Unreadable.XML_ENTITIES),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', Unreadable.XML_ENTITIES),
        (b'<?xml version="1.0"?><!DOCTYPE a PUBLIC "x" "http://192.0.2.1/x.dtd"><a>&y;</a>', Unreadable.XML_ENTITIES),
        (b"<a>&lol;</a>", Unreadable.NOT_XML),
        (b"<a><b></a>", Unreadable.NOT_XML),
        (b"<a>" * 40 + b"</a>" * 40, Unreadable.TOO_DEEP),
        (b"<a>" + b"<b/>" * 70_000 + b"</a>", Unreadable.TOO_MANY),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Unreadable.OLD_WORKBOOK),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}), Unreadable.OPEN_DOCUMENT),
        (packed({"word/document.xml": b"<a/>"}), Unreadable.NOT_A_WORKBOOK),
        (packed({f"{number}": b"" for number in range(600)}), Unreadable.TOO_MANY),
        (SAMPLES["both.xlsx"][:3000], Unreadable.NOT_A_WORKBOOK),
        (workbook(b" " * 50_000_000), Unreadable.TOO_LARGE),
        (workbook(b"<row/>" * 200_000), Unreadable.TOO_MANY),
        (workbook(b"<c>" * 70), Unreadable.TOO_DEEP),
        (packed({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}), Unreadable.XML_ENTITIES),
        (b"%PDF-1.7", Unreadable.PICTURE),
        (b"\x89PNG\r\n", Unreadable.PICTURE),
        (b"<!doctype html><p>MQT", Unreadable.WEB_PAGE),
    ],
)
def test_what_is_refused_says_what_it_is(content: bytes, expected: Unreadable) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_document(content, any_name)
    assert caught.value.problem is expected
    unusable = open_document(content, "x")
    assert not isinstance(unusable, SettingsDocument)
    assert unusable.said.english()


def test_a_workbook_that_lies_about_its_size_is_refused_while_it_unpacks() -> None:
    content = bytearray(workbook(b" " * 30_000_000))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as opened:
        size = opened.getinfo("xl/worksheets/sheet1.xml").file_size
    # The true size stands in the directory and in the member's own head.
    lied = bytes(content).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(DocumentError) as caught:
        parse_document(lied, any_name)
    assert caught.value.problem in {Unreadable.TOO_LARGE, Unreadable.NOT_A_WORKBOOK}


def test_two_cells_that_are_far_apart_are_read() -> None:
    rows = (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>MqtServicePort</t></is></c><c r="B1"><v>443</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    )
    (setting,) = parse_document(workbook(rows), any_name).settings
    assert (setting.name, setting.value, setting.location) == ("MqtServicePort", "443", "Sheet!B1")


def sheets(count: int) -> bytes:
    """A workbook whose sheets are one and the same part."""
    members = parts("tms_formula.xlsx")
    first = re.search(rb"<sheet [^>]*/>", members["xl/workbook.xml"])
    assert first is not None
    key = re.search(rb'r:id="[^"]*"', first[0])
    assert key is not None
    more = b"".join(b'<sheet name="S%d" sheetId="%d" %s/>' % (number, number + 2, key[0]) for number in range(1, count))
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace(first[0], first[0] + more)
    return packed(members)


def test_as_many_sheets_as_anybody_has_are_read_and_thousands_are_not_even_opened() -> None:
    assert guard_workbook(sheets(20)).has_formulas
    assert parse_document(sheets(2), any_name).settings
    for opened in (guard_workbook, workbook_rows):
        with pytest.raises(DocumentError) as caught:
            opened(sheets(2000))
        assert caught.value.problem is Unreadable.TOO_MANY


def test_a_part_that_was_not_looked_through_is_never_opened() -> None:
    # A workbook says itself where its parts are; beside the usual folder nothing would bound them.
    members, part = parts("both.xlsx"), "worksheets/sheet1.xml"
    moved = members.pop(f"xl/{part}")
    relations = members["xl/_rels/workbook.xml.rels"]
    elsewhere = re.sub(rb'Target="[^"]*%s"' % part.encode(), b'Target="/elsewhere.bin"', relations)
    assert elsewhere != relations
    content = packed(
        members
        | {
            "[Content_Types].xml": members["[Content_Types].xml"].replace(f"/xl/{part}".encode(), b"/elsewhere.bin"),
            "xl/_rels/workbook.xml.rels": elsewhere,
            "elsewhere.bin": moved.replace(b">", b">" + b" " * 20_000_000, 2),
        }
    )
    assert len(guard_workbook(content).content) < 1_000_000
    with pytest.raises(DocumentError) as caught:
        parse_document(content, any_name)
    assert caught.value.problem is Unreadable.NOT_A_WORKBOOK


def test_empty_cells_far_to_the_right_of_every_row_are_not_counted_one_by_one() -> None:
    content = workbook(b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (number, number) for number in range(1, 10_000)))
    for opened in (parse, workbook_rows):
        with pytest.raises(DocumentError) as caught:
            opened(content)
        assert caught.value.problem is Unreadable.TOO_MANY


def parse(content: bytes) -> object:
    return parse_document(content, any_name)


@pytest.mark.skipif(sys.platform != "linux", reason="measures with /proc")
def test_hostile_files_are_read_in_a_second_and_250_megabytes_at_most() -> None:
    script = dedent(r"""
        import io, json, time, zipfile
        from tests.settings_check.sample_files import linted
        from tests.settings_check.test_hostile import workbook
        from ccdiag.settings_check.corrected import corrected
        from ccdiag.settings_check.document import SettingsDocument
        from ccdiag.settings_check.reading import open_document
        most = 1024 * 1024

        def full(unit, head=b"", tail=b""):
            return head + unit * ((most - len(head) - len(tail)) // len(unit)) + tail

        terminal = b'{"terminalId":"%08d","managementSystemId":"8900000002","accessProtocol":"OPI_BE"}'
        head = b"TMS ID;MQT;MqtServicePort;MqtServiceAlpn;MqtServiceAddress\n"
        row = b"%08d;on;1;x-amzn-mat-ca;al5qvexk7p3bae-ats.iot.eu-central-1.amazonaws.com\n"
        cells = b"".join(b'<c r="%s%%d"><v>1</v></c>' % column for column in (b"A", b"B", b"C"))
        hostile = {
            "comments": lambda: full(b"/**/", b"{", b"}"),
            "open comments": lambda: full(b"/*", b"{"),
            "missing commas": lambda: full(b'"a":1 ', b"{", b"}"),
            "terminals": lambda: b"[" + b",".join(terminal % number for number in range(1600)) + b"]",
            "near names": lambda: b"{" + b",".join(b'"MqtServiceAdddres%d":1' % number for number in range(4900)) + b"}",
            "the same name": lambda: b"{" + b",".join(b'"MqtServicePort":"%d"' % number for number in range(4900)) + b"}",
            "elements": lambda: full(b"<a/>", b"<r>", b"</r>"),
            "elements beyond ASCII": lambda: full("<a>é</a>".encode(), b"<r>", b"</r>"),
            "text in pieces": lambda: full(b"x\n", b"<r>", b"</r>"),
            "attributes": lambda: b"<r " + b" ".join(b'a%d="1"' % number for number in range(80000)) + b"/>",
            "long names": lambda: b"<" + b"a" * 300000 + b">" + b"<b>1</b>" * 30000 + b"</" + b"a" * 300000 + b">",
            "pairs in one line": lambda: full(b"a=b,"),
            "cells": lambda: b"MQT;MqtServicePort" + b";MQT" * 98 + b"\n" + (b"x;" * 99 + b"x\n") * 400,
            "rows of terminals": lambda: head + b"".join(map(row.__mod__, range(950))),
            "brackets": lambda: full(b'{"', b"a "),
            "carets": lambda: full(b'^"', b'curl -d ^"'),
            "fields": lambda: full(b"a=b&"),
            "digits": lambda: full(b"1 ", b'{"a":"', b'"}'),
            "quotes": lambda: full(b'""', b'MQT;"'),
            "sheet of cells": lambda: workbook(b"".join(b'<row r="%d">' % n + cells % (n, n, n) + b"</row>" for n in range(1, 13000))),
            "sheet of rows": lambda: workbook(b"<row/>" * 99_000),
            "row far away": lambda: workbook(b'<row r="500000000"><c r="A500000000"><v>2</v></c></row>'),
            "blank sheet": lambda: workbook(b" " * 30_000_000),
            "cells far to the right": lambda: workbook(b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (n, n) for n in range(1, 49_000))),
        }

        def peak():
            return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])

        seconds = {}
        for name, made in hostile.items():
            content = made()
            begin = time.process_time()
            document = open_document(content, "x.json")
            read = time.process_time() - begin
            if isinstance(document, SettingsDocument):
                corrected(content, document, linted(document))
            seconds[name] = (round(read, 2), round(time.process_time() - begin, 2))
        print(json.dumps({"seconds": seconds, "kilobytes": peak()}))
    """)
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert ran.stderr == ""
    measured = json.loads(ran.stdout)
    assert max(read for read, _ in measured["seconds"].values()) < 1, measured["seconds"]
    # Correcting reads what comes out again, and both once more.
    assert max(judged for _, judged in measured["seconds"].values()) < 2, measured["seconds"]
    assert measured["kilobytes"] < 250_000
