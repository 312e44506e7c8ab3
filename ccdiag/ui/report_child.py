"""The child process that draws a report for the command line: the report comes as JSON, the PDF goes out, and nothing else happens."""

import sys
from typing import Final

import msgspec

from ccdiag.model.conversion import decode_json
from ccdiag.reports.pdf import DrawingOrder

LARGEST_ORDER: Final = 8 * 1024 * 1024
"""In bytes; a report takes some 40 KiB."""


def draw_report() -> int:
    """Read an order from standard input, and write the PDF to standard output; returns the exit status."""
    content = sys.stdin.buffer.read(LARGEST_ORDER + 1)
    if len(content) > LARGEST_ORDER:
        sys.stderr.write("the report is too large\n")
        return 2
    try:
        order = decode_json(content, DrawingOrder)
    except msgspec.DecodeError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    from PySide6.QtGui import QGuiApplication

    from ccdiag.reports.wording import Wording
    from ccdiag.ui.report_pdf import pdf

    # Windows draws without showing a window; elsewhere there may be no display, and without one Qt would end the program.
    platform = [] if sys.platform in {"win32", "darwin"} else ["-platform", "offscreen"]
    application = QGuiApplication(["ccdiag", *platform])
    drawn = pdf(order.report, Wording(order.language))
    sys.stdout.buffer.write(drawn)
    sys.stdout.buffer.flush()
    del application
    return 0
