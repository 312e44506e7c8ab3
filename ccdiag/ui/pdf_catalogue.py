"""What Qt leaves out of a PDF: the language of its text, its title in the bar of the reader, and a date that is not that of the drawing.

Source: ISO 32000-1, 7.5.6 (what is appended to a file replaces objects in it), 12.2 and 14.9.2.
"""

import re
from datetime import UTC, datetime
from typing import Final

_DATES: Final = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")
_CATALOG: Final = re.compile(rb"(\d+) 0 obj\s*<<(\s*/Type\s*/Catalog.*?)>>\s*endobj", re.DOTALL)
_TRAILER: Final = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*$", re.DOTALL)


def with_language(content: bytes, language: str) -> bytes:
    """Append the language to a document; the document as it was where it is not built as expected."""
    catalog, trailer = _CATALOG.search(content), _TRAILER.search(content)
    if catalog is None or trailer is None:
        return content
    number = int(catalog[1])
    added = f"/Lang ({language})\n/ViewerPreferences << /DisplayDocTitle true >>\n".encode()
    at = len(content)
    written = b"%d 0 obj\n<<%s%s>>\nendobj\n" % (number, catalog[2], added)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
    end = b"trailer\n<<%s/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n" % (trailer[1], trailer[2], at + len(written))
    return content + written + table + end


def dated(content: bytes, at: datetime) -> bytes:
    """Put a time in the place of that of the drawing, in as many bytes, so that the table of the objects stays right."""
    stamp = f"{at.astimezone(UTC):D:%Y%m%d%H%M%SZ}".encode()

    def put(found: re.Match[bytes]) -> bytes:
        written = b"/%s (%s)" % (found[1], stamp)
        return written.ljust(len(found.group())) if len(written) <= len(found.group()) else found.group()

    return _DATES.sub(put, content)
