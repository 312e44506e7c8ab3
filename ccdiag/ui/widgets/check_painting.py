"""Paints a row of the checklist: calm where all is well, weight and a second line where a person is needed."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ccdiag.model.verdict import Basis
from ccdiag.ui.look import Look
from ccdiag.ui.models.check_row import CheckRow
from ccdiag.ui.paint.basis import paint_basis
from ccdiag.ui.paint.history import paint_history
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import PLACE_PICTOGRAMS, paint_pictogram
from ccdiag.ui.widgets.check_columns import BASIS_EMS, LIGHT_EMS, MARK_EMS, PICTOGRAM_EMS, Columns

_PROGRESS, _BAR, _FOCUS = 2, 3, 2
"""Pixels: line of progress, bar of the chosen row, frame of the focus."""
_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row, and how it stands in the list."""

    row: CheckRow
    columns: Columns
    text_height: int
    """Of the part above controls that stand below the text."""
    controls: int
    """How much of the right end is taken by controls, in pixels."""
    first_of_place: bool
    separated: bool
    """Whether a line stands above it."""
    selected: bool
    focused: bool
    elapsed_s: float | None
    progress: float | None
    turn: float

    @property
    def two_lines(self) -> bool:
        """Whether its text stands on two lines."""
        return self.row.two_lines or self.columns.form == "stacked"


class RowPainter:
    """Fonts and colours of a look, ready to paint rows with; made anew when the look changes."""

    def __init__(self, look: Look) -> None:
        metrics = look.metrics
        self._look = look
        self._theme = look.theme
        self._em = metrics.em
        self._body = metrics.font
        self._bold = metrics.sized(1.0, bold=True)
        self._small = QFont(metrics.small)
        self._small.setFeature(QFont.Tag("tnum"), 1)
        self._small_bold = metrics.sized(0.92, bold=True)
        self._pitch = QFontMetricsF(self._bold).height()

    def paint(self, painter: QPainter, rect: QRect, shown: ShownRow) -> None:
        """Draw one row."""
        theme = self._theme
        # In high contrast the highlight swallows every colour but that of its own text.
        only = theme.selected_text if shown.selected and theme.is_contrast else None
        painter.save()
        painter.setClipRect(rect)
        painter.translate(rect.topLeft())
        painter.fillRect(0, 0, rect.width(), rect.height(), theme.selected if shown.selected else theme.base)
        if shown.separated:
            painter.fillRect(0, 0, rect.width(), 1, theme.separator)
        if shown.selected and only is None:
            painter.fillRect(0, 0, _BAR, rect.height(), theme.accent)
        if shown.first_of_place:
            self._place(painter, shown, only)
        self._light(painter, shown, only)
        self._text(painter, shown, only)
        if shown.row.question is None or shown.columns.form == "stacked":
            self._basis(painter, shown, only)
            self._history(painter, shown, only)
            self._time(painter, shown, only)
        if shown.progress is not None:
            self._progress(painter, shown, rect.height(), only)
        if shown.focused:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(only or theme.text, _FOCUS))
            below = 4 if shown.progress is None else 5 + _PROGRESS
            painter.drawRoundedRect(QRectF(_BAR + 2, 2, rect.width() - _BAR - 4, rect.height() - below), 2, 2)
        painter.restore()

    def _middles(self, shown: ShownRow) -> tuple[float, float]:
        """Return the middles of the first and the second line."""
        middle = shown.text_height / 2
        return (middle - self._pitch / 2, middle + self._pitch / 2) if shown.two_lines else (middle, middle)

    def _place(self, painter: QPainter, shown: ShownRow, only: QColor | None) -> None:
        columns, ink = shown.columns, only or self._theme.text
        middle, side = self._middles(shown)[0], PICTOGRAM_EMS * self._em
        paint_pictogram(painter, QRectF(columns.place, middle - side / 2, side, side), PLACE_PICTOGRAMS[shown.row.place], ink)
        if columns.form == "wide":
            left = columns.place + side + 0.5 * self._em
            self._write(painter, left, columns.place + columns.place_width - left, middle, shown.row.place_name, self._bold, ink)

    def _light(self, painter: QPainter, shown: ShownRow, only: QColor | None) -> None:
        columns, row, side = shown.columns, shown.row, LIGHT_EMS * self._em
        middle = shown.text_height / 2
        rect = QRectF(columns.light, middle - side / 2, side, side)
        ground = self._theme.selected if only is not None else self._theme.base
        basis = row.basis or Basis.MEASURED
        paint_light(painter, rect, row.light, self._theme, basis=basis, turn=shown.turn, colour=only, ground=ground)
        if columns.word_width:
            self._word(painter, columns.word, columns.word_width, middle, shown, only)

    def _word(self, painter: QPainter, left: float, width: float, middle: float, shown: ShownRow, only: QColor | None) -> float:
        font = self._bold if shown.row.weighty else self._body
        return self._write(painter, left, width, middle, shown.row.word, font, only or self._theme.texts[shown.row.light])

    def _text(self, painter: QPainter, shown: ShownRow, only: QColor | None) -> None:
        columns, row = shown.columns, shown.row
        ink, pale = only or self._theme.text, only or self._theme.secondary
        left, width = float(columns.text), float(columns.text_width)
        if shown.controls:
            width = columns.right - shown.controls - 0.75 * self._em - left
        elif columns.form != "stacked" and row.question is not None:
            width = columns.right - left
        elif columns.form == "wide" and row.basis is None:
            # Nothing stands in the column of the basis.
            width = columns.history - 0.55 * self._em - left
        first, second = self._middles(shown)
        used = self._write(painter, left, width, first, row.headline, self._bold if row.weighty else self._body, ink)
        if columns.form == "stacked":
            width = columns.basis - 0.4 * self._em - left
            word = self._word(painter, left, width, second, shown, only) + 0.6 * self._em
            self._write(painter, left + word, width - word, second, row.below, self._body, pale)
        elif shown.two_lines:
            self._write(painter, left, width, second, row.below, self._body, pale)
        else:
            used += 0.75 * self._em
            self._write(painter, left + used, width - used, first, row.below, self._body, pale)

    def _basis(self, painter: QPainter, shown: ShownRow, only: QColor | None) -> None:
        columns, row = shown.columns, shown.row
        if row.basis is None:
            return
        middle = self._middles(shown)[1] if columns.form == "stacked" else shown.text_height / 2
        side = BASIS_EMS * self._em
        measured = row.basis is Basis.MEASURED
        ink = only or (self._theme.secondary if measured else self._theme.text)
        paint_basis(painter, QRectF(columns.basis, middle - side / 2, side, side), row.basis, ink)
        if columns.form == "wide":
            left = columns.basis + side + 0.35 * self._em
            font = self._small if measured else self._small_bold
            self._write(painter, left, columns.basis + columns.basis_width - left, middle, row.basis_word, font, ink)

    def _history(self, painter: QPainter, shown: ShownRow, only: QColor | None) -> None:
        columns, side = shown.columns, MARK_EMS * self._em
        if columns.history_width and shown.row.history:
            rect = QRectF(columns.history, shown.text_height / 2 - side / 2, columns.history_width, side)
            paint_history(painter, rect, shown.row.history, self._theme, colour=only)

    def _time(self, painter: QPainter, shown: ShownRow, only: QColor | None) -> None:
        columns, row = shown.columns, shown.row
        time = self._look.seconds(shown.elapsed_s, 1) if row.running and shown.elapsed_s is not None else row.time
        middle = self._middles(shown)[0] if columns.form == "stacked" else shown.text_height / 2
        ink = only or self._theme.secondary
        self._write(painter, columns.time, columns.time_width, middle, time, self._small, ink, _RIGHT)

    def _progress(self, painter: QPainter, shown: ShownRow, height: int, only: QColor | None) -> None:
        columns = shown.columns
        whole = columns.right - columns.light
        painter.fillRect(
            columns.light, height - _PROGRESS, whole, _PROGRESS, self._theme.separator if only is None else self._theme.selected
        )
        painter.fillRect(columns.light, height - _PROGRESS, round(whole * (shown.progress or 0.0)), _PROGRESS, only or self._theme.accent)

    def _write(
        self,
        painter: QPainter,
        left: float,
        width: float,
        middle: float,
        text: str,
        font: QFont,
        ink: QColor,
        side: Qt.AlignmentFlag = _LEFT,
    ) -> float:
        """Write one line, cut with an ellipsis where it must be; return its width. Less than three letters' room is left empty."""
        measure = QFontMetricsF(font)
        if not text or width < min(measure.horizontalAdvance(text), 1.5 * self._em):
            return 0.0
        shown = measure.elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.setFont(font)
        painter.setPen(ink)
        height = measure.height()
        # On whole pixels, so that the letters are not blurred.
        painter.drawText(
            QRectF(left, round(middle - height / 2), width, height),
            side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
            shown,
        )
        return min(width, measure.horizontalAdvance(shown))
