"""Drawing AdminLight: a picture of another program, so always in that program's own light colours."""

from typing import Final, Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from ccdiag.model.terminal_state import DialogView, EntryView, ScreenView
from ccdiag.ui.metrics import Metrics
from ccdiag.ui.paint.adminlight_layout import DialogPlaces, Places, has_list
from ccdiag.ui.theme import LIGHT

GROUND: Final = QColor("#F0F0F0")
PAPER: Final = QColor("#FFFFFF")
INK: Final = QColor("#1A1A1A")
FAINT: Final = QColor("#575757")
LINE: Final = QColor("#ABABAB")
BORDER: Final = QColor("#858585")
FRAME: Final = QColor("#5E5E5E")
MARKED: Final = QColor("#CCE4F7")
MARKED_BORDER: Final = QColor("#4A90C8")
HOVER: Final = QColor("#E1ECF7")
PRESSED: Final = QColor("#D3E2F0")
ACCENT: Final = LIGHT.accent
_BADGE: Final = LIGHT.strip
_ON_BADGE: Final = LIGHT.on_strip
_LEFT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
Arrow = Literal["up", "down", "left", "right"]
_PRINTED_LINE: Final = 1.25


class Words(NamedTuple):
    """What is said in the reader's language; everything else stands on the terminal as it is."""

    simulation: str
    """On a badge in the title bar; empty: it is a picture of a real terminal's screen."""
    notice: str = ""
    glosses: tuple[str, ...] = ()


class AdminLightPainter:
    """Draws the window, with or without what a real control draws itself."""

    def __init__(self, painter: QPainter, metrics: Metrics) -> None:
        self._painter = painter
        self._metrics = metrics
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    # --- the whole ---

    def paint(self, view: ScreenView, places: Places, words: Words) -> None:
        """Draw everything."""
        self.paint_ground(view, places, words)
        for label, rect in places.menus.items():
            self.paint_flat(rect, label)
        for label, rect in places.tools.items():
            self.paint_flat(rect, label)
        self.paint_flat(places.menu_button, view.menu_button, bold=True)
        for number, entry in enumerate(view.entries):
            self.paint_row(places.row(number), entry, words.glosses[number] if number < len(words.glosses) else "")
        self.paint_scroll_signs(view, places)
        for rect, arrow in ((places.up, "up"), (places.down, "down")):
            self.paint_button(rect, "", arrow="up" if arrow == "up" else "down")
        self.paint_button(places.stop, "STOP")
        self.paint_button(places.ok, "OK")
        self.paint_printer(view, places)
        if view.dialog is not None and places.dialog is not None:
            self.paint_dialog(view.dialog, places.dialog)
            self.paint_dialog_controls(view.dialog, places.dialog)

    def paint_ground(self, view: ScreenView, places: Places, words: Words) -> None:
        """Draw the bars, headings and frames: all that is no control."""
        painter, metrics = self._painter, self._metrics
        whole = QRectF(0, 0, places.width, places.height)
        painter.fillRect(whole, GROUND)
        painter.fillRect(places.title_bar.united(places.menu_bar), PAPER)
        self._title_bar(view, places, words)
        self._rule(places.menu_bar.bottomLeft(), places.menu_bar.bottomRight())
        self._rule(places.tool_bar.bottomLeft(), places.tool_bar.bottomRight())
        for separator in places.separators:
            painter.fillRect(separator, LINE)
        self._counter(view, places)
        if has_list(view):
            self._text(places.list_title, view.title, metrics.sized(1.0, bold=True), INK)
        self._text(places.printer_title, view.printer_title, metrics.font, FAINT)
        for area in (places.list, places.printer):
            self._box(area, PAPER, LINE)
        if words.notice:
            inner = places.list.adjusted(0.75 * metrics.em, 0.75 * metrics.em, -0.75 * metrics.em, 0)
            painter.setFont(metrics.font)
            painter.setPen(FAINT)
            painter.drawText(inner, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words.notice)
        self._outline(whole, FRAME)

    def _title_bar(self, view: ScreenView, places: Places, words: Words) -> None:
        painter, metrics, bar = self._painter, self._metrics, places.title_bar
        em, middle = metrics.em, bar.center().y()
        icon = QRectF(round(0.75 * em) + 0.5, round(middle - 0.55 * em) + 0.5, round(1.0 * em), round(1.1 * em))
        painter.setPen(QPen(FAINT, 1))
        painter.setBrush(PAPER)
        painter.drawRect(icon)
        for step in (0.25, 0.5, 0.75):
            y = round(icon.top() + step * icon.height()) + 0.5
            painter.drawLine(QPointF(icon.left() + 0.2 * em, y), QPointF(icon.right() - 0.2 * em, y))
        right = self._window_buttons(bar)
        if words.simulation:
            right = self._badge(bar, right, words.simulation)
        left = icon.right() + 0.6 * em
        self._text(QRectF(left, bar.top(), max(0.0, right - left), bar.height()), view.window_title, metrics.font, INK)

    def _window_buttons(self, bar: QRectF) -> float:
        painter, em = self._painter, self._metrics.em
        painter.setPen(QPen(INK, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half, step = round(0.38 * em), round(2.55 * em)
        x, y = round(bar.right() - 1.6 * em) + 0.5, round(bar.center().y()) + 0.5
        painter.drawLine(QPointF(x - half, y - half), QPointF(x + half, y + half))
        painter.drawLine(QPointF(x - half, y + half), QPointF(x + half, y - half))
        x -= step
        painter.drawRect(QRectF(x - half, y - half, 2 * half, 2 * half))
        x -= step
        painter.drawLine(QPointF(x - half, y), QPointF(x + half, y))
        return x - half - 0.9 * em

    def _badge(self, bar: QRectF, right: float, text: str) -> float:
        painter, metrics = self._painter, self._metrics
        font = metrics.sized(0.85, bold=True)
        em, width = metrics.em, metrics.width(text, font)
        area = QRectF(right - width - 2.6 * em, bar.center().y() - 0.75 * em, width + 2.6 * em, 1.5 * em)
        painter.fillRect(area, _BADGE)
        hatch = QBrush(_ON_BADGE, Qt.BrushStyle.BDiagPattern)
        for left in (area.left() + 0.25 * em, area.right() - 1.05 * em):
            painter.fillRect(QRectF(left, area.top() + 0.25 * em, 0.8 * em, area.height() - 0.5 * em), hatch)
        painter.setFont(font)
        painter.setPen(_ON_BADGE)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        return area.left() - 0.6 * em

    def _counter(self, view: ScreenView, places: Places) -> None:
        area, em = places.counter, self._metrics.em
        self._arrow(QPointF(area.left() + 0.6 * em, area.center().y()), "left", INK)
        self._arrow(QPointF(area.right() - 0.6 * em, area.center().y()), "right", INK)
        painter = self._painter
        painter.setFont(self._metrics.fixed)
        painter.setPen(INK)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, view.counter)

    def paint_scroll_signs(self, view: ScreenView, places: Places) -> None:
        """Show that the list goes on above or below."""
        em, area = self._metrics.em, places.list
        if view.more_above:
            self._arrow(QPointF(area.right() - 0.8 * em, area.top() + 0.9 * em), "up", INK)
        if view.more_below:
            below = area.top() + len(view.entries) * places.row_height + 0.6 * em
            self._arrow(QPointF(area.right() - 0.8 * em, min(below, area.bottom() - 0.7 * em)), "down", INK)

    def paint_printer(self, view: ScreenView, places: Places) -> None:
        """Draw the last lines that were printed."""
        painter, metrics = self._painter, self._metrics
        font, em = metrics.fixed, metrics.em
        high = round(_PRINTED_LINE * em)
        inner = places.printer.adjusted(0.7 * em, 0.6 * em, -0.5 * em, -0.4 * em)
        painter.setFont(font)
        painter.setPen(INK)
        room = int(inner.height() / high)
        for number, line in enumerate(view.printer[-room:] if room else ()):
            painter.drawText(QRectF(inner.left(), inner.top() + number * high, inner.width(), high), _LEFT, line)

    # --- dialogs ---

    def paint_dialog(self, dialog: DialogView, places: DialogPlaces) -> None:
        """Draw the frame of a dialog and its lines."""
        painter, metrics, em = self._painter, self._metrics, self._metrics.em
        painter.fillRect(places.frame, GROUND)
        painter.fillRect(places.title, PAPER)
        self._rule(places.title.bottomLeft(), places.title.bottomRight())
        title = places.title.adjusted(0.75 * em, 0, -2.2 * em, 0)
        self._text(title, dialog.window_title, metrics.font, INK)
        painter.setPen(QPen(INK, 1))
        half, x, y = round(0.36 * em), round(places.title.right() - 1.2 * em) + 0.5, round(places.title.center().y()) + 0.5
        painter.drawLine(QPointF(x - half, y - half), QPointF(x + half, y + half))
        painter.drawLine(QPointF(x - half, y + half), QPointF(x + half, y - half))
        for rect, line in zip(places.lines, dialog.lines, strict=True):
            self._text(rect, line, metrics.font, INK)
        self._outline(places.frame, FRAME)

    def paint_dialog_controls(self, dialog: DialogView, places: DialogPlaces) -> None:
        """Draw what is worked with in a dialog."""
        if places.field is not None:
            self.paint_field(places.field)
            inner = places.field.adjusted(0.6 * self._metrics.em, 0, -0.6 * self._metrics.em, 0)
            self._text(inner, dialog.field or "", self._metrics.font if dialog.masked else self._metrics.fixed, INK)
        for name, rect in places.buttons.items():
            self.paint_button(rect, name, default=name == dialog.default_button)

    def paint_field(self, rect: QRectF, *, focus: bool = False) -> None:
        """Draw the ground of an input."""
        self._box(rect, PAPER, BORDER)
        if focus:
            self.paint_focus(rect)

    # --- parts ---

    def paint_button(
        self, rect: QRectF, text: str, *, arrow: Arrow | None = None, default: bool = False, down: bool = False, focus: bool = False
    ) -> None:
        """Draw a button; the default one has a heavier border and bold text."""
        painter, metrics = self._painter, self._metrics
        width = 2 if default else 1
        inside = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setBrush(PRESSED if down else PAPER)
        painter.setPen(QPen(ACCENT if default else BORDER, width))
        painter.drawRoundedRect(inside, metrics.radius * 0.75, metrics.radius * 0.75)
        if arrow is not None:
            self._arrow(rect.center(), arrow, INK)
        else:
            painter.setFont(metrics.sized(1.0, bold=default))
            painter.setPen(INK)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        if focus:
            self.paint_focus(rect.adjusted(2, 2, -2, -2))

    def paint_flat(self, rect: QRectF, text: str, *, bold: bool = False, hover: bool = False, focus: bool = False) -> None:
        """Draw a word of a bar."""
        painter = self._painter
        if hover:
            painter.fillRect(rect, HOVER)
        painter.setFont(self._metrics.sized(1.0, bold=bold))
        painter.setPen(INK)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        if focus:
            self.paint_focus(rect)

    def paint_row(self, rect: QRectF, entry: EntryView, gloss: str, *, focus: bool = False) -> None:
        """Draw a row of the list."""
        metrics, em = self._metrics, self._metrics.em
        if entry.highlighted:
            self._box(rect, MARKED, MARKED_BORDER)
        inner = rect.adjusted(0.6 * em, 0, -1.6 * em, 0)
        if gloss:
            half = inner.height() * 0.5
            self._text(inner.adjusted(0, 0.15 * em, 0, -half + 0.05 * em), entry.label, metrics.font, INK)
            self._text(inner.adjusted(0, half, 0, -0.1 * em), gloss, metrics.sized(0.85), FAINT)
        else:
            self._text(inner, entry.label, metrics.font, INK)
        if focus:
            self.paint_focus(rect)

    def paint_focus(self, rect: QRectF) -> None:
        """Draw where the keyboard is."""
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(INK, 2))
        self._painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 2, 2)

    def _arrow(self, at: QPointF, arrow: Arrow, ink: QColor) -> None:
        size = 0.38 * self._metrics.em
        points = {
            "up": ((-1, 0.75), (1, 0.75), (0, -0.75)),
            "down": ((-1, -0.75), (1, -0.75), (0, 0.75)),
            "left": ((0.75, -1), (0.75, 1), (-0.75, 0)),
            "right": ((-0.75, -1), (-0.75, 1), (0.75, 0)),
        }[arrow]
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(ink)
        self._painter.drawPolygon(QPolygonF([QPointF(at.x() + x * size, at.y() + y * size) for x, y in points]))

    def _text(self, rect: QRectF, text: str, font: QFont, ink: QColor) -> None:
        painter = self._painter
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(rect, _LEFT, QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))

    def _rule(self, start: QPointF, end: QPointF) -> None:
        self._painter.fillRect(QRectF(start.x(), start.y() - 1, end.x() - start.x(), 1), LINE)

    def _box(self, rect: QRectF, ground: QColor, border: QColor) -> None:
        self._painter.fillRect(rect, ground)
        self._outline(rect, border)

    def _outline(self, rect: QRectF, colour: QColor) -> None:
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(colour, 1))
        self._painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
