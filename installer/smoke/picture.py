"""A picture of a screen."""

import struct
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_XWD_HEADER = struct.Struct(">25I")
"""X11's XWDFile.h: all numbers are big-endian, whatever the pixels are."""


@dataclass(frozen=True)
class Picture:
    """Rows of pixels, three bytes each: red, green, blue."""

    width: int
    height: int
    rows: tuple[bytes, ...]

    @classmethod
    def from_blue_first(cls, width: int, height: int, line: int, data: bytes) -> "Picture":
        """Read rows of so many bytes, with 32 bits a pixel, blue first."""
        rows = []
        for number in range(height):
            row = data[number * line : number * line + width * 4]
            pixels = bytearray(width * 3)
            pixels[0::3], pixels[1::3], pixels[2::3] = row[2::4], row[1::4], row[0::4]
            rows.append(bytes(pixels))
        return cls(width, height, tuple(rows))

    def cropped(self, box: tuple[int, int, int, int]) -> "Picture":
        """Return the part at left, top, width and height, as far as it lies within."""
        left, top = max(box[0], 0), max(box[1], 0)
        right, bottom = min(box[0] + box[2], self.width), min(box[1] + box[3], self.height)
        return Picture(right - left, bottom - top, tuple(row[left * 3 : right * 3] for row in self.rows[top:bottom]))

    def trimmed(self) -> "Picture":
        """Return the part that is not black, as a screen is where there is no window."""
        rows = [number for number, row in enumerate(self.rows) if any(row)]
        if not rows:
            return self
        columns = bytes(self.width)
        for row in self.rows:
            columns = bytes(map(int.__or__, columns, map(max, row[0::3], row[1::3], row[2::3])))
        seen = [number for number, value in enumerate(columns) if value]
        return self.cropped((seen[0], rows[0], seen[-1] - seen[0] + 1, rows[-1] - rows[0] + 1))

    def unlike(self, other: "Picture") -> float:
        """Return the share of rows that are not the same."""
        return sum(one != same for one, same in zip(self.rows, other.rows, strict=True)) / self.height

    def colours(self) -> Counter[bytes]:
        """Return how many pixels have which colour."""
        return Counter(row[place : place + 3] for row in self.rows for place in range(0, len(row), 3))

    def write(self, file: Path) -> None:
        """Write a PNG."""
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        pixels = zlib.compress(b"".join(b"\0" + row for row in self.rows), 9)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b""))


def from_xwd(dump: bytes) -> Picture:
    """Read the frame buffer of an X server, 32 bits a pixel, blue first."""
    told = _XWD_HEADER.unpack_from(dump)
    header_size, width, height, line, colours = told[0], told[4], told[5], told[12], told[19]
    return Picture.from_blue_first(width, height, line, dump[header_size + colours * 12 :])


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
