"""The report on paper."""

import re
import zlib

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QFont, QGuiApplication
from pytestqt.qtbot import QtBot

from ccdiag.i18n.translator import LANGUAGES, Language
from ccdiag.model.saved_case import CaseNote
from ccdiag.reports.wording import Wording
from ccdiag.ui.paint.report_sheets import ReportSheets
from ccdiag.ui.pdf_catalogue import dated, with_language
from ccdiag.ui.report_pdf import pdf
from tests.reports.cases import MORNING, broken_shop, report_of
from tests.reports.test_html import hostile_shop


def parts(content: bytes) -> bytes:
    """Return a PDF with what is compressed in it unpacked."""
    unpacked = [content]
    for stream in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            unpacked.append(zlib.decompress(stream[1]))
        except zlib.error:
            continue
    return b"\n".join(unpacked)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", ["tls.intercepted", "terminal.day_closed", "whitelist.missing", "dns.forged"])
def test_the_usual_case_fits_on_one_sheet(qtbot: QtBot, language: Language, fault: str) -> None:
    assert ReportSheets(report_of(broken_shop(fault)), Wording(language)).count == 1


def test_it_is_text_and_vectors_with_its_fonts(qtbot: QtBot) -> None:
    content = pdf(report_of(broken_shop()), Wording("nl"))
    assert content.startswith(b"%PDF-1.")
    inside = parts(content)
    assert len(re.findall(rb"/Type /Page\b", inside)) == 1
    assert b"/FontFile2" in inside
    assert b"/Subtype /Image" not in inside
    assert b"/ToUnicode" in inside, "its text can be selected"
    assert b"/MediaBox [0 0 595" in inside


def test_it_tells_its_language_title_and_time(qtbot: QtBot) -> None:
    content = pdf(report_of(broken_shop()), Wording("de"))
    assert b"/Lang (de)" in content
    assert b"<dc:language><rdf:Bag><rdf:li>de</rdf:li>" in content
    assert "Eine Firewall".encode("utf-16-be") in content, "the title"
    assert content.count(b"(D:20251122094200Z)") == 2


def test_the_same_report_gives_the_same_bytes(qtbot: QtBot) -> None:
    report = report_of(broken_shop())
    assert pdf(report, Wording("en")) == pdf(report, Wording("en"))


def test_every_offset_in_its_tables_is_right(qtbot: QtBot) -> None:
    content = pdf(report_of(broken_shop()), Wording("nl"))
    table = int(re.findall(rb"startxref\s+(\d+)", content)[-1])
    tables = 0
    while table:
        assert content[table:].startswith(b"xref")
        tables += 1
        trailer = content.index(b"trailer", table)
        number = 0
        for line in content[table:trailer].splitlines()[1:]:
            entry = re.fullmatch(rb"(\d{10}) \d{5} ([nf]) ?", line)
            if entry is None:
                number = int(line.split()[0])
                continue
            if entry[2] == b"n":
                assert content[int(entry[1]) :].startswith(b"%d 0 obj" % number)
            number += 1
        earlier = re.search(rb"/Prev (\d+)", content[trailer : content.index(b"%%EOF", trailer)])
        table = int(earlier[1]) if earlier else 0
    assert tables == 2


def test_what_is_no_pdf_stays_as_it_is() -> None:
    assert with_language(b"something else", "nl") == b"something else"
    assert dated(b"something else", MORNING) == b"something else"


def test_more_than_a_sheet_takes_another(qtbot: QtBot) -> None:
    saved = broken_shop()
    notes = tuple(CaseNote(at=MORNING, text="a long note " * 40) for _ in range(6))
    sheets = ReportSheets(report_of(replace(saved, notes=notes, owed=saved.owed * 12)), Wording("nl"))
    assert sheets.count > 1


def test_a_hostile_shop_is_drawn(qtbot: QtBot) -> None:
    assert pdf(report_of(hostile_shop()), Wording("en")).startswith(b"%PDF-")


def test_a_screen_that_is_dark_or_large_changes_nothing(qtbot: QtBot) -> None:
    report = report_of(broken_shop())
    before = pdf(report, Wording("en"))
    font = QGuiApplication.font()
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() * 2)
    QGuiApplication.setFont(larger)
    try:
        assert pdf(report, Wording("en")) == before
    finally:
        QGuiApplication.setFont(font)
