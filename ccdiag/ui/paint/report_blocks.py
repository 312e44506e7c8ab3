"""The pieces that a page of a report is put together from: each knows its height before it is painted."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Final, NamedTuple

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPen, QTextDocument, QTextOption

from ccdiag.model.verdict import Basis, Light
from ccdiag.picture.shapes import Picture
from ccdiag.ui.metrics import Metrics
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.picture import PicturePainter
from ccdiag.ui.theme import LIGHT

_SQUARE_EM: Final = 0.62
_SQUARE_GAP_EM: Final = 0.16


class Block(NamedTuple):
    """Something with a height, that can be painted at a place."""

    height: float
    paint: Callable[[QPainter, float, float], None]
    """The painter, and the left and the upper edge."""


class Paper(NamedTuple):
    """How texts are written on a page: `em` is the height of its text, in the units that everything on it is measured in."""

    metrics: Metrics

    @property
    def em(self) -> float:
        """The height of the text."""
        return self.metrics.em

    def text(self, markup: str, width: float, *, size: float = 1.0, colour: QColor | None = None, right: bool = False) -> Block:
        """Set flowing text, in the few marks of HTML that `bold`, `quiet` and `fixed` make; what stands in them was escaped there."""
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setUseDesignMetrics(True)
        document.setDefaultFont(self.metrics.sized(size))
        option = QTextOption(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        # The palette is that of the screen, which may be dark.
        document.setHtml(f'<div style="color:{(colour or LIGHT.text).name()}">{markup}</div>')
        document.setTextWidth(width)

        def paint(painter: QPainter, x: float, y: float) -> None:
            painter.save()
            painter.translate(x, y)
            document.drawContents(painter)
            painter.restore()

        return Block(document.size().height(), paint)

    def light(self, light: Light, basis: Basis, size: float, *, ground: QColor | None = None) -> Block:
        """Draw a status light, `size` in em."""
        side = size * self.em

        def paint(painter: QPainter, x: float, y: float) -> None:
            paint_light(painter, QRectF(x, y, side, side), light, LIGHT, basis=basis, ground=ground)

        return Block(side, paint)

    def squares(self, filled: int, count: int) -> Block:
        """Draw how sure something is; the word that stands beside it says the same."""
        side, step = _SQUARE_EM * self.em, (_SQUARE_EM + _SQUARE_GAP_EM) * self.em

        def paint(painter: QPainter, x: float, y: float) -> None:
            painter.setPen(QPen(LIGHT.text, 1.0))
            for number in range(count):
                painter.setBrush(LIGHT.text if number < filled else LIGHT.base)
                painter.drawRect(QRectF(x + number * step, y + 0.45 * self.em, side, side))

        return Block(self.em, paint)

    def picture(self, picture: Picture, metrics: Metrics) -> Block:
        """Draw the way, in the font and the size that it was laid out with."""

        def paint(painter: QPainter, x: float, y: float) -> None:
            painter.save()
            painter.translate(x, y)
            PicturePainter(painter, LIGHT, metrics).paint(picture)
            painter.restore()

        return Block(picture.height * metrics.em, paint)


def below(blocks: Sequence[Block], gap: float) -> Block:
    """Stack blocks."""
    height = sum(block.height for block in blocks) + gap * max(0, len(blocks) - 1)

    def paint(painter: QPainter, x: float, y: float) -> None:
        for block in blocks:
            block.paint(painter, x, y)
            y += block.height + gap

    return Block(height, paint)


def beside(*placed: tuple[float, Block]) -> Block:
    """Put blocks side by side, each at its distance from the left edge."""

    def paint(painter: QPainter, x: float, y: float) -> None:
        for left, block in placed:
            block.paint(painter, x + left, y)

    return Block(max((block.height for _, block in placed), default=0.0), paint)


def framed(inner: Block, size: QSizeF, *, ground: QColor, edge: QColor, bar: float = 0.0, line: float = 1.0, radius: float = 0.0) -> Block:
    """Lay a ground under a block, with a line around it and a bar at its left; `size` holds its width and the padding."""
    padding = size.height()
    height = inner.height + 2 * padding

    def paint(painter: QPainter, x: float, y: float) -> None:
        rect = QRectF(x + line / 2, y + line / 2, size.width() - line, height - line)
        painter.setBrush(ground)
        painter.setPen(QPen(edge, line) if line else QPen(Qt.PenStyle.NoPen))
        painter.drawRoundedRect(rect, radius, radius)
        if bar:
            painter.fillRect(QRectF(x, y, bar, height), edge)
        inner.paint(painter, x + bar + padding, y + padding)

    return Block(height, paint)


def rule(width: float, colour: QColor, thickness: float = 1.0) -> Block:
    """Draw a thin line across."""
    return Block(thickness, lambda painter, x, y: painter.fillRect(QRectF(x, y, width, thickness), colour))


def space(height: float) -> Block:
    """Leave room."""
    return Block(height, lambda _painter, _x, _y: None)


def plain(text: str) -> str:
    """Make text stand for itself in `Paper.text`."""
    return escape(text)


def bold(text: str) -> str:
    """Write text bold."""
    return f"<b>{escape(text)}</b>"


def quiet(text: str) -> str:
    """Write text in the colour of what is secondary."""
    return f'<span style="color:{LIGHT.secondary.name()}">{escape(text)}</span>'


def fixed(text: str) -> str:
    """Write text in the system's fixed font, with its spaces."""
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    return f"<span style=\"font-family:'{escape(family)}';white-space:pre-wrap\">{escape(text)}</span>"


def paper_font(font: QFont, size: float) -> Metrics:
    """Return the measures of a page whose text is so high; without hinting, which is for screens."""
    written = QFont(font)
    written.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    written.setPixelSize(round(size))
    return Metrics(written, float(round(size)))
