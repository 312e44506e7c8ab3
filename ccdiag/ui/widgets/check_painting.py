"""Paints a row of the checklist: calm where all is well, weight and a second line where a person is needed."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

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
_LEAST_FACT_EMS: Final = 5.0
"""Less of a fact than this says nothing and is left out."""
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
    headline_lines: int
    """On how many lines the first line is wrapped: a question is never cut where it can be read as a whole."""
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
        if shown.row.then:
            self._corner(painter, rect.width(), only)
        if shown.first_of_place:
            self._place(painter, shown, only)
        self._light(painter, shown, only)
        self._text(painter, shown, only)
        if shown.row.question is None:
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

    def _corner(self, painter: QPainter, width: int, only: QColor | None) -> None:
        """Draw the corner that says that it differs, as on a station of the way."""
        side = 0.75 * self._em
        corner = QPolygonF([QPointF(width - side, 0), QPointF(width, 0), QPointF(width, side)])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(only or self._theme.accent)
        painter.drawPolygon(corner)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _middles(self, shown: ShownRow) -> tuple[float, float]:
        """Return the middles of the first and of the last line."""
        middle = shown.text_height / 2
        aside = self._pitch * shown.headline_lines / 2 if shown.two_lines else 0.0
        return middle - aside, middle + aside

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
        left, width = float(columns.text), self.text_width(shown)
        first, second = self._middles(shown)
        title = self._bold if row.weighty else self._body
        if shown.headline_lines > 1:
            painter.setFont(title)
            painter.setPen(ink)
            top = round(first - self._pitch / 2)
            painter.drawText(QRectF(left, top, width, self._pitch * shown.headline_lines), Qt.TextFlag.TextWordWrap, row.headline)
            used = width
        else:
            used = self._write(painter, left, width, first, row.headline, title, ink)
        if columns.form == "stacked":
            width = (columns.right if row.basis is None else columns.basis - 0.4 * self._em) - left
            word = self._word(painter, left, width, second, shown, only) + 0.6 * self._em
            self._write(painter, left + word, width - word, second, row.below, self._body, pale)
        elif shown.two_lines:
            self._write(painter, left, width, second, row.below, self._body, pale)
        else:
            used += 0.75 * self._em
            if min(self._look.metrics.width(row.below), _LEAST_FACT_EMS * self._em) <= width - used:
                self._write(painter, left + used, width - used, first, row.below, self._body, pale)

    def text_width(self, shown: ShownRow) -> float:
        """Return the room for the first line."""
        columns, row = shown.columns, shown.row
        if shown.controls:
            return columns.right - shown.controls - 0.75 * self._em - columns.text
        if row.question is not None:
            return columns.right - columns.text
        gap = 0.55 * self._em
        if columns.form == "wide" and row.basis is None:
            # Nothing stands in the column of the basis, nor in that of a history there is none of.
            return (columns.history if row.history else columns.time) - gap - columns.text
        if columns.form == "wide" and row.basis is Basis.MEASURED and not columns.basis_words:
            return columns.text_width + columns.basis_width - BASIS_EMS * self._em
        return columns.text_width

    def _basis(self, painter: QPainter, shown: ShownRow, only: QColor | None) -> None:
        columns, row = shown.columns, shown.row
        if row.basis is None:
            return
        middle = self._middles(shown)[1] if columns.form == "stacked" else shown.text_height / 2
        side = BASIS_EMS * self._em
        measured = row.basis is Basis.MEASURED
        ink = only or (self._theme.secondary if measured else self._theme.text)
        font = self._small if measured else self._small_bold
        end = columns.basis + columns.basis_width
        # Where "measured" is not written out, the signs stand in line at the right end, and words before them.
        left = columns.basis if columns.basis_words or columns.form != "wide" else end - side
        paint_basis(painter, QRectF(left, middle - side / 2, side, side), row.basis, ink)
        if columns.basis_words:
            left += side + 0.35 * self._em
            self._write(painter, left, end - left, middle, row.basis_word, font, ink)
        elif columns.form == "wide" and not measured:
            self._write(painter, columns.basis, left - 0.35 * self._em - columns.basis, middle, row.basis_word, font, ink, _RIGHT)

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
