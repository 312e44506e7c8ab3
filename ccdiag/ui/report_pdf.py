"""A report as PDF: vectors and text, A4, its fonts embedded; drawn by Qt, in the window or in a child process of the command line."""

from html import escape
from typing import Final
from uuid import UUID, uuid5

import msgspec
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QUuid
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from ccdiag.reports.parts import Report
from ccdiag.reports.wording import Wording
from ccdiag.ui.paint.report_sheets import UNITS_IN_A_POINT, ReportSheets
from ccdiag.ui.pdf_catalogue import dated, with_language

_RESOLUTION: Final = 1200
_POINTS: Final = 72
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
        painter.scale(*(2 * (_RESOLUTION / _POINTS / UNITS_IN_A_POINT,)))
        sheets = ReportSheets(report, wording)
        for number in range(sheets.count):
            if number:
                writer.newPage()
            sheets.paint(painter, number)
    finally:
        painter.end()
    return with_language(dated(bytes(content.data().data()), report.measured_at), wording.language)


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
