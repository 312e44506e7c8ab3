"""What is cut off, lies over something else, or lies outside, in a window as it stands."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QMenuBar,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QTableView,
    QToolBar,
    QToolButton,
    QWidget,
)

from ccdiag.ui.models.check_model import CheckRole
from ccdiag.ui.widgets.adminlight_view import AdminLightView
from ccdiag.ui.widgets.check_list import CheckList
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.question_editor import QuestionEditor
from ccdiag.ui.widgets.screen_hit_delegate import ScreenHitDelegate
from ccdiag.ui.widgets.way import WayWidget
from ccdiag.ui.widgets.wrapping import ElidedLabel
from tests.ui.windows import seen

_SLACK: Final = 1
"""Pixels; widths of letters are not whole."""
_FRAME: Final = 6
"""Of a field, with its margin."""
_BY_QT: Final = (AdminLightView, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QMenuBar, QToolBar, WayWidget)
"""These place their own parts; what is ours among them is judged below."""


def problems(window: QWidget) -> list[str]:
    """Return what is wrong with a window, in words."""
    found = []
    parts = [part for part in seen(window) if not _is_inside_of_qt(part)]
    for part in parts:
        found += [f"{_name(part)}: {problem}" for problem in _of_text(part)]
    for parent in {part.parentWidget() for part in parts}:
        if parent is not None:
            found += _of_children(parent, [part for part in parts if part.parentWidget() is parent])
    for part in parts:
        if isinstance(part, WayWidget):
            found += _of_way(part)
        elif isinstance(part, CheckList):
            found += _of_rows(part)
        elif isinstance(part, AdminLightView):
            found += _of_adminlight(part)
        elif isinstance(part, QListView) and isinstance(part.itemDelegate(), ScreenHitDelegate):
            found += _of_hits(part)
    return sorted(set(found))


def _is_inside_of_qt(part: QWidget) -> bool:
    parent = part.parentWidget()
    while parent is not None:
        if isinstance(parent, _BY_QT):
            # Whoever put a control into a row answers for it.
            return not (isinstance(parent, QAbstractItemView) and _is_ours(part, parent))
        parent = parent.parentWidget()
    return False


def _is_ours(part: QWidget, view: QAbstractItemView) -> bool:
    place: QWidget | None = part
    while place is not None and place is not view.viewport():
        if type(place).__module__.startswith("ccdiag"):
            return True
        place = place.parentWidget()
    return False


def _name(part: QWidget) -> str:
    text = getattr(part, "text", lambda: "")()
    return f"{type(part).__name__} {part.objectName() or text or part.accessibleName()!r} {part.width()}×{part.height()}"


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _of_text(part: QWidget) -> Iterator[str]:
    metrics = QFontMetrics(part.font())
    match part:
        case ElidedLabel():
            if part.height() + _SLACK < metrics.height():
                yield "too low for a line"
        case QLabel():
            yield from _of_label(part, metrics)
        case FlowingText():
            needed = part.heightForWidth(part.viewport().width())
            if needed > part.viewport().height() + _SLACK:
                yield f"needs a height of {needed}"
        case QAbstractButton():
            yield from _of_button(part, metrics)
        case QLineEdit():
            yield from _of_field(part, metrics)
        case QComboBox():
            yield from _of_combo(part, metrics)
        case QAbstractScrollArea():
            yield from _of_scrolling(part)


def _of_field(part: QLineEdit, metrics: QFontMetrics) -> Iterator[str]:
    """A text may be longer than its field; what the field asks for may not."""
    room = part.width() - 2 * _FRAME
    if part.height() < metrics.height() + 2:
        yield "too low for a line"
    if not part.text() and metrics.horizontalAdvance(part.placeholderText()) > room:
        yield f"what it asks for needs {metrics.horizontalAdvance(part.placeholderText())}"
    if metrics.horizontalAdvance(part.text()) > room and part.text() not in part.toolTip() + part.accessibleDescription():
        yield f"{part.text()!r} is longer than the field, and stands nowhere else"


def _of_label(part: QLabel, metrics: QFontMetrics) -> Iterator[str]:
    if not part.text() or not part.pixmap().isNull():
        return
    room, text = part.contentsRect(), part.text()
    if part.textFormat() == Qt.TextFormat.RichText or part.wordWrap():
        if part.heightForWidth(part.width()) > part.height() + _SLACK:
            yield f"needs a height of {part.heightForWidth(part.width())}"
        if part.textFormat() != Qt.TextFormat.RichText:
            longest = max((metrics.horizontalAdvance(word) for word in _plain(text).split()), default=0)
            if longest > room.width() + _SLACK:
                yield f"its longest word needs {longest}"
        return
    lines = _plain(text).split("\n")
    widest = max(metrics.horizontalAdvance(line) for line in lines)
    if widest > room.width() + _SLACK:
        yield f"needs a width of {widest}"
    if metrics.height() * len(lines) > room.height() + _SLACK:
        yield f"needs a height of {metrics.height() * len(lines)}"


def _of_button(part: QAbstractButton, metrics: QFontMetrics) -> Iterator[str]:
    text = _plain(part.text())
    if isinstance(part, QToolButton) and part.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
        text = ""
    if not text:
        return
    if type(part).__module__.startswith("ccdiag") and "paintEvent" in vars(type(part)):
        # It draws itself, and knows what it needs.
        hint = part.sizeHint()
        if part.hasHeightForWidth():
            hint = QSize(0, part.heightForWidth(part.width()))
        if part.width() + _SLACK < hint.width() or part.height() + _SLACK < hint.height():
            yield f"needs {hint.width()}×{hint.height()}"
        return
    below = isinstance(part, QToolButton) and part.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextUnderIcon
    icon = 0 if part.icon().isNull() or below else part.iconSize().width() + 4
    needed = metrics.horizontalAdvance(text) + icon + 2 * 3
    if needed > part.width():
        yield f"needs a width of {needed}"
    if part.height() < metrics.height() + 2:
        yield "too low for a line"


def _of_combo(part: QComboBox, metrics: QFontMetrics) -> Iterator[str]:
    option = QStyleOptionComboBox()
    part.initStyleOption(option)
    room = part.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, part)
    needed = metrics.horizontalAdvance(part.currentText())
    if needed > room.width() + _SLACK and part.currentText() not in part.toolTip():
        yield f"{part.currentText()!r} needs {needed}, has {room.width()}"
    if room.height() + _SLACK < metrics.height():
        yield "too low for a line"


def _of_scrolling(part: QAbstractScrollArea) -> Iterator[str]:
    """What cannot be scrolled to is cut off."""
    if part.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        return
    inside = part.widget() if isinstance(part, QScrollArea) else None
    needed = inside.width() if inside is not None else 0
    needed = part.horizontalHeader().length() if isinstance(part, QTableView) else needed
    if needed > part.viewport().width() + _SLACK:
        yield f"what it holds needs a width of {needed}"


def _of_children(parent: QWidget, children: list[QWidget]) -> Iterator[str]:
    scrolls = isinstance(parent.parentWidget(), QAbstractScrollArea)
    children = [child for child in children if not child.geometry().isEmpty() and not child.isWindow()]
    for child in children:
        if not scrolls and not parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(child.geometry()):
            yield f"{_name(child)} lies outside of {_name(parent)}: {child.geometry()}"
    for one, other in combinations(children, 2):
        shared = one.geometry().intersected(other.geometry())
        if shared.width() > _SLACK and shared.height() > _SLACK:
            yield f"{_name(one)} and {_name(other)} overlap by {shared.width()}×{shared.height()}"


def _of_way(way: WayWidget) -> Iterator[str]:
    """Judge the picture by its own shapes, with the letters measured anew."""
    picture, metrics = way._picture(way.width()), way._look.metrics
    if way.height() + _SLACK < way.heightForWidth(way.width()):
        yield f"the way needs a height of {way.heightForWidth(way.width())}, has {way.height()}"
    for text in picture.texts:
        needed = metrics.width(text.text, metrics.sized(text.size, bold=text.bold)) / metrics.em
        if needed > text.width + 0.1:
            yield f"the way: {text.text!r} needs {needed:.1f} em, has {text.width:.1f}"
        if text.rect.x < -0.1 or text.rect.right > picture.width + 0.1 or text.rect.bottom > picture.height + 0.1:
            yield f"the way: {text.text!r} lies outside"
    for one, other in combinations(picture.texts, 2):
        if one.rect.meets(other.rect, 0.1):
            yield f"the way: {one.text!r} and {other.text!r} overlap"
    for one_spot, other_spot in combinations(picture.spots, 2):
        if one_spot.rect.meets(other_spot.rect):
            yield f"the way: {one_spot.place} and {other_spot.place} overlap"


def _of_rows(checks: CheckList) -> Iterator[str]:
    """Judge the painted rows by the columns that they are painted in."""
    columns, em = checks._delegate.columns, checks._look.metrics.em
    if columns.right > checks.view.viewport().width() + _SLACK:
        yield f"rows end at {columns.right} of {checks.view.viewport().width()}"
    if columns.text_width < 5 * em:
        yield f"titles have {columns.text_width / em:.1f} em"
    before = QRect()
    for at in range(checks.filter.rowCount()):
        index = checks.filter.index(at, 0)
        rect = checks.view.visualRect(index)
        if rect.intersects(before):
            yield f"row {index.data(CheckRole.CHECK)} overlaps the one above"
        before = rect
        editor = checks.view.indexWidget(index)
        if isinstance(editor, QuestionEditor) and not rect.contains(editor.geometry()):
            yield f"the answers of {index.data(CheckRole.CHECK)} lie outside of their row"


def _of_adminlight(view: AdminLightView) -> Iterator[str]:
    """Judge AdminLight by its places, with the letters measured anew; only its title and what is printed may end in dots."""
    places, shown, metrics = view._places(), view.view, view._look.metrics
    if view.height() + _SLACK < places.height:
        yield f"AdminLight needs a height of {places.height}, has {view.height()}"
    whole = QRectF(0, 0, view.width(), view.height())
    texts = [
        *places.menus.items(),
        *places.tools.items(),
        (shown.menu_button, places.menu_button),
        ("STOP", places.stop),
        ("OK", places.ok),
    ]
    texts += [(shown.title, places.list_title), (shown.printer_title, places.printer_title)]
    texts += [(entry.label, places.row(number).adjusted(0, 0, -2 * metrics.em, 0)) for number, entry in enumerate(shown.entries)]
    if shown.dialog is not None and places.dialog is not None:
        texts += [*zip(shown.dialog.lines, places.dialog.lines, strict=True), *places.dialog.buttons.items()]
        texts.append((shown.dialog.window_title, places.dialog.title.adjusted(0, 0, -2 * metrics.em, 0)))
    for text, area in texts:
        if metrics.width(text, metrics.sized(1.0, bold=True)) > area.width() + metrics.em:
            yield f"AdminLight: {text!r} has {area.width()}"
        if not whole.contains(area):
            yield f"AdminLight: {text!r} lies outside"
    bars = [area for _, area in texts[: len(places.menus) + len(places.tools) + 1]]
    for one, other in combinations(bars, 2):
        if one.adjusted(1, 1, -1, -1).intersects(other):
            yield f"AdminLight: {one} and {other} overlap"


def _of_hits(hits: QListView) -> Iterator[str]:
    for row in range(hits.model().rowCount()):
        index = hits.model().index(row, 0)
        option = QStyleOptionViewItem()
        needed = hits.itemDelegate().sizeHint(option, index)
        if hits.visualRect(index).height() + _SLACK < needed.height():
            yield f"hit {row} needs {needed.height()}, has {hits.visualRect(index).height()}"
