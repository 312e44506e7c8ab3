"""A report as PDF: vectors and text, A4, its fonts embedded; drawn by Qt, in the window or in a child process of the command line."""

from collections.abc import Callable
from html import escape
from typing import Final
from uuid import UUID, uuid5

import msgspec
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QUuid
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPageSize, QPainter, QPdfWriter

from ccdiag.reports.page import PICTURE_EMS, page_of
from ccdiag.reports.parts import Report
from ccdiag.reports.wording import Wording
from ccdiag.ui.metrics import Metrics
from ccdiag.ui.paint.report_blocks import Block, Paper, paper_font
from ccdiag.ui.paint.report_page import ReportPage
from ccdiag.ui.pdf_catalogue import dated, with_language

_RESOLUTION: Final = 1200
_UNITS_IN_A_POINT: Final = 4
"""Everything is measured in quarters of a point: thin lines are thin, and heights of letters need no rounding that shows."""
_SIDE, _TOP, _BOTTOM = 34.0, 28.0, 26.0
"""Margins in points."""
_EM: Final = 8.25
"""The height of the text in points; the picture's follows from the width of the sheet."""
_SMALLEST: Final = 0.86
"""How far a report is made smaller to fit on one sheet, before it takes a second one."""
_NAMESPACE: Final = UUID("3c1c7f0e-6d0f-4f62-9c38-0d5b6d2f8f10")


def pdf(report: Report, wording: Wording) -> bytes:
    """Draw a report; needs a QGuiApplication.

    Only the order of the fonts differs from one process to the next, by the seed of Qt's hashes.
    """
    content = QBuffer()
    content.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(content)
    writer.setResolution(_RESOLUTION)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(wording.say(report.headline))
    writer.setCreator(f"ccdiag {report.version}")
    writer.setDocumentId(QUuid(str(_identity(report, wording))))
    writer.setDocumentXmpMetadata(_metadata(report, wording).encode())
    painter = QPainter(writer)
    try:
        painter.scale(*(2 * (_RESOLUTION / 72 / _UNITS_IN_A_POINT,)))
        _draw(report, wording, writer, painter)
    finally:
        painter.end()
    return with_language(dated(bytes(content.data().data()), report.measured_at), wording.language)


def _draw(report: Report, wording: Wording, writer: QPdfWriter, painter: QPainter) -> None:
    sheet = QPageSize(QPageSize.PageSizeId.A4).sizePoints()
    width = (sheet.width() - 2 * _SIDE) * _UNITS_IN_A_POINT
    height = (sheet.height() - _TOP - _BOTTOM) * _UNITS_IN_A_POINT
    font = _font()
    paper = Paper(paper_font(font, _EM * _UNITS_IN_A_POINT))
    picture = paper_font(font, (width - 1.6 * paper.em) / PICTURE_EMS)
    page = page_of(report, wording, _measure(picture), picture_ems=PICTURE_EMS)
    laid = ReportPage(page, wording, paper, picture, width)
    blocks = laid.blocks()
    room = height - laid.footer(1, 1).height - laid.gap
    sheets, scale = _sheets(blocks, laid.gap, room)
    for number, placed in enumerate(sheets, 1):
        if number > 1:
            writer.newPage()
        painter.save()
        painter.translate(_SIDE * _UNITS_IN_A_POINT, _TOP * _UNITS_IN_A_POINT)
        footer = laid.footer(number, len(sheets))
        footer.paint(painter, 0.0, height - footer.height)
        # Made smaller, it stays in the middle of the sheet.
        painter.translate(width * (1 - scale) / 2, 0.0)
        painter.scale(scale, scale)
        y = 0.0
        for block in placed:
            block.paint(painter, 0.0, y)
            y += block.height + laid.gap
        painter.restore()


def _sheets(blocks: list[Block], gap: float, room: float) -> tuple[list[list[Block]], float]:
    """Share blocks out over sheets, and say how much smaller they are painted: one sheet if that can be read."""
    whole = sum(block.height for block in blocks) + gap * (len(blocks) - 1)
    if whole * _SMALLEST <= room:
        return [blocks], min(1.0, room / whole)
    # A block that is higher than a sheet is made to fit, with everything else.
    scale = min(1.0, room / max(block.height for block in blocks))
    sheets: list[list[Block]] = [[]]
    y = 0.0
    for block in blocks:
        if sheets[-1] and y + block.height > room / scale:
            sheets.append([])
            y = 0.0
        sheets[-1].append(block)
        y += block.height + gap
    return sheets, scale


def _font() -> QFont:
    """Return the system's own font; where the system has none, as without a screen, the one that it takes for text."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    return font if font.family() else QGuiApplication.font()


def _measure(metrics: Metrics) -> Callable[[str, float, bool], float]:
    fonts: dict[tuple[float, bool], QFontMetricsF] = {}

    def width(text: str, size: float, bold: bool) -> float:  # noqa: FBT001  # the measure's protocol
        key = (size, bold)
        if key not in fonts:
            fonts[key] = QFontMetricsF(metrics.sized(size, bold=bold))
        return fonts[key].horizontalAdvance(text) / metrics.em

    return width


def _identity(report: Report, wording: Wording) -> UUID:
    return uuid5(_NAMESPACE, wording.language + msgspec.json.encode(report).decode())


def _metadata(report: Report, wording: Wording) -> str:
    """Write title, language and time as PDF readers look for them. Source: XMP, ISO 16684-1."""
    title, language = escape(wording.say(report.headline)), wording.language
    at = report.measured_at.isoformat(timespec="seconds")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreatorTool>ccdiag {escape(report.version)}</xmp:CreatorTool><xmp:CreateDate>{at}</xmp:CreateDate>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
