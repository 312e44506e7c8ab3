"""Write `resources/icon/ccdiag.ico` from the drawing beside it, in every size that Windows asks for."""

import os
import struct
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "icon"
SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
"""Title bars, task bar and desktop at 100 to 250 % of 96 dots an inch, and the large view of folders."""
PNG_FROM = 256
"""Smaller pictures are bitmaps, since not every reader of icons knows PNG inside of them."""

_HEADER = struct.Struct("<HHH")
_ENTRY = struct.Struct("<BBBBHHII")
_BITMAP = struct.Struct("<IiiHHIIiiII")


def drawn(size: int) -> bytes:
    """Return the drawing as a picture of this many pixels, in the form that an icon holds."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
    from PySide6.QtGui import QImage, QImageWriter, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(FOLDER / "ccdiag.svg")).render(painter)
    painter.end()
    if size >= PNG_FROM:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        return bytes(buffer.data().data())
    # Rows from below to above, then a mask of one bit a pixel that nobody needs beside the alpha channel; the height counts both.
    # The picture has to have a name: its bits go with it.
    upside_down = image.flipped(Qt.Orientation.Vertical)
    pixels = bytes(upside_down.constBits())
    mask = bytes((size + 31) // 32 * 4 * size)
    return _BITMAP.pack(_BITMAP.size, size, 2 * size, 1, 32, 0, len(pixels) + len(mask), 0, 0, 0, 0) + pixels + mask


def icon() -> bytes:
    """Return the bytes of the icon file."""
    pictures = [drawn(size) for size in SIZES]
    offset = _HEADER.size + len(SIZES) * _ENTRY.size
    entries = b""
    for size, picture in zip(SIZES, pictures, strict=True):
        # A byte holds no 256: it is written as 0.
        entries += _ENTRY.pack(size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return _HEADER.pack(0, 1, len(SIZES)) + entries + b"".join(pictures)


def main() -> None:
    """Write the icon."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    data = icon()
    (FOLDER / "ccdiag.ico").write_bytes(data)
    sys.stdout.write(f"{len(SIZES)} sizes, {len(data)} bytes\n")


if __name__ == "__main__":
    main()
