"""The icon that ships is the one that is drawn."""

import struct
from pathlib import Path

from PySide6.QtGui import QImageReader
from pytestqt.qtbot import QtBot

from installer.icon import SIZES

ICON = Path(__file__).resolve().parents[2] / "resources" / "icon" / "ccdiag.ico"


def test_every_size_is_there_and_opens(qtbot: QtBot) -> None:
    reader = QImageReader(str(ICON))
    sizes = []
    for number in range(reader.imageCount()):
        reader.jumpToImage(number)
        sizes.append(reader.read().width())
    assert tuple(sizes) == SIZES


def test_what_is_drawn_is_what_ships(qtbot: QtBot) -> None:
    from installer.icon import icon

    # Only the bitmaps: how a PNG is packed is the library's affair.
    drawn, shipped = icon(), ICON.read_bytes()
    offset = struct.unpack_from("<I", drawn, 6 + 16 * len(SIZES) - 4)[0]
    assert drawn[:offset] == shipped[:offset]
