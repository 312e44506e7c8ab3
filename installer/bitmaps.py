"""Write the pictures of the setup's pages from the drawings in `pictures`, for screens of 96, 144 and 192 dots an inch."""

import os
import struct
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "pictures"
SIZES = {"side": (164, 314), "header": (150, 57)}
"""Of NSIS' pages at 96 dots an inch, in pixels."""
SCALES = (100, 150, 200)
"""In percent. Windows makes smaller and larger ones of them without smoothing anything."""

_FILE = struct.Struct("<2sIHHI")
_BITMAP = struct.Struct("<IiiHHIIiiII")
_COLOURS = 256


def bitmap(name: str, scale: int) -> bytes:
    """Return a drawing as a bitmap of up to 256 colours, which every Windows reads."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    width, height = (size * scale // 100 for size in SIZES[name])
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(FOLDER / f"{name}.svg")).render(painter)
    painter.end()
    dither = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    few = image.convertToFormat(QImage.Format.Format_Indexed8, _palette(image), dither)
    bits, line = bytes(few.constBits()), few.bytesPerLine()
    # Rows from below to above, each filled up to four bytes; what Qt fills them with is chance.
    pixels = b"".join(bits[row * line : row * line + width].ljust(line, b"\0") for row in reversed(range(height)))
    table = b"".join(struct.pack("<I", colour & 0xFFFFFF) for colour in few.colorTable()).ljust(_COLOURS * 4, b"\0")
    start = _FILE.size + _BITMAP.size + len(table)
    head = _BITMAP.pack(_BITMAP.size, width, height, 1, 8, 0, len(pixels), 0, 0, _COLOURS, 0)
    return _FILE.pack(b"BM", start + len(pixels), 0, 0, start) + head + table + pixels


def _palette(image: object) -> list[int]:
    """Return the colours that most pixels have; flat drawings have few but at their edges."""
    from collections import Counter

    from PySide6.QtGui import QImage

    assert isinstance(image, QImage)
    pixels = memoryview(image.constBits()).cast("I")
    counted = Counter(int(pixel) | 0xFF000000 for pixel in pixels)
    # The same order for the same picture, whatever order they were met in.
    return [colour for colour, _ in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))[:_COLOURS]]


def main() -> None:
    """Write all of them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for name in SIZES:
        for scale in SCALES:
            data = bitmap(name, scale)
            (FOLDER / f"{name}-{scale}.bmp").write_bytes(data)
            sys.stdout.write(f"{name}-{scale}.bmp: {len(data)} bytes\n")


if __name__ == "__main__":
    main()
