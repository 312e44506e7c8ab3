"""Icons of controls, painted for each sharpness of screen that there is."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap

Painting = Callable[[QPainter, QRectF, QIcon.Mode, QIcon.State], None]


def painted_icon(side: int, paint: Painting, *, checkable: bool = True, always_enabled: bool = False) -> QIcon:
    """Return an icon whose square is `side` device-independent pixels; it does not follow later changes of colour or size.

    It holds pictures and no engine of its own: a Python engine dies before Qt's copies of the icon do.
    """
    icon = QIcon()
    # What is selected in a list is drawn by its delegate, so no control shows an icon as selected.
    modes = (QIcon.Mode.Normal,) if always_enabled else (QIcon.Mode.Normal, QIcon.Mode.Disabled)
    states = (QIcon.State.Off, QIcon.State.On) if checkable else (QIcon.State.Off,)
    for ratio in sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}):
        for mode in modes:
            for state in states:
                icon.addPixmap(_pixmap(side, ratio, paint, mode, state), mode, state)
    return icon


def _pixmap(side: int, ratio: float, paint: Painting, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
    pixmap = QPixmap(QSize(side, side) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint(painter, QRectF(0, 0, side, side), mode, state)
    painter.end()
    return pixmap
