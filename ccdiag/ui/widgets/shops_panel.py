"""The prepared shops: choose one, and open it, with its fault shown or hidden."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ccdiag.model.message import message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models.lab_view import ShopChoice
from ccdiag.ui.models.shop_list import SHOP_ROLE, ShopListModel, ShopRow
from ccdiag.ui.paint.pictograms import Pictogram
from ccdiag.ui.widgets.accent_button import AccentButton
from ccdiag.ui.widgets.check_box import CheckBox
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.paragraph import wrapped
from ccdiag.ui.widgets.row_delegate import Index, RowDelegate
from ccdiag.ui.widgets.rows_view import RowsView

_LEAST_EM: Final = 10.0
_ACROSS: Final = 0.85
_ABOVE: Final = 0.5
_BETWEEN: Final = 0.2


class ShopsPanel(Panel):
    """Reports which shop is to be opened."""

    open_requested = Signal(str, bool)
    """The id of the shop, empty for one that is drawn; and whether the fault is hidden."""

    def __init__(self, look: Look, choices: Sequence[ShopChoice], parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._model = ShopListModel(look, choices)
        self._title = QLabel()
        self._told = FlowingText()
        self._view = RowsView(look, self._model)
        self._view.setItemDelegate(_ShopDelegate(look, self._view))
        self._view.setCurrentIndex(self._model.index(0, 0))
        self._view.selectionModel().currentChanged.connect(self._on_row)
        self._view.activated.connect(self._open)
        self._hide = CheckBox(look)
        self._open_button = AccentButton(look, Pictogram.PLAY)
        # Enter belongs to the page's own default button until somebody goes there.
        self._open_button.setDefault(False)
        self._open_button.setAutoDefault(False)
        self._open_button.clicked.connect(self._open)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._title)
        self._column.addWidget(self._told)
        self._column.addWidget(self._view, 1)
        self._foot = QVBoxLayout()
        self._foot.addWidget(self._hide)
        self._foot.addWidget(self._open_button)
        self._column.addLayout(self._foot)
        self._on_row()
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def chosen(self) -> str:
        """The id of the chosen shop; empty for one that is drawn."""
        return self._model.shop_at(self._view.currentIndex().row())

    def choose(self, shop: str) -> None:
        """Choose a shop."""
        self._view.setCurrentIndex(self._model.index(self._model.row_of(shop), 0))

    @property
    def hides(self) -> bool:
        """Whether the fault is to be hidden."""
        return self._hide.isChecked()

    def set_hides(self, hides: bool) -> None:  # noqa: FBT001  # a state
        """Hide the fault, or show it."""
        self._hide.setChecked(hides)

    def set_open(self, is_open: bool) -> None:  # noqa: FBT001  # a state
        """Let a shop be opened, or not for the moment."""
        self._open_button.setEnabled(is_open)

    def _on_row(self) -> None:
        # What is drawn is hidden, or drawing would be for nothing.
        drawn = not self.chosen
        self._hide.setEnabled(not drawn)
        if drawn:
            self._hide.setChecked(True)

    def _open(self) -> None:
        if self._open_button.isEnabled():
            self.open_requested.emit(self.chosen, self.hides)

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, inner, margin, _ = metrics.space
        self._column.setContentsMargins(margin, inner, 2, margin)
        self._column.setSpacing(small)
        self._foot.setContentsMargins(0, gap, margin, 0)
        self._foot.setSpacing(gap)
        self._title.setFont(metrics.sized(HEADING, bold=True))
        self._title.setText(say(message("Prepared shops")))
        self._told.setFont(metrics.font)
        self._told.show_text(
            say(message("In each of them something is wrong, and the guide leads to a shop that works.")), look.theme.secondary
        )
        self._hide.setText(say(message("Trai&ning: hide the fault")))
        self._open_button.setText(say(message("Open the sh&op")))
        self._view.setAccessibleName(say(message("Prepared shops")))
        self._view.setMinimumHeight(metrics.length(_LEAST_EM))
        self._model.retell()
        self._view.doItemsLayout()


class _ShopDelegate(RowDelegate):
    """The title, and below it what the shopkeeper says."""

    def laid_out(self, index: Index, width: float, painter: QPainter | None, *, chosen: bool) -> int:
        """Lay it out, draw it where there is a painter, and return its height."""
        row = _row(index)
        theme, metrics = self._look.theme, self._look.metrics
        lone = theme.selected_text if chosen and theme.is_contrast else None
        off = theme.graphics[Light.SKIPPED] if not row.enabled else None
        left, inner = _ACROSS * metrics.em, max(1.0, width - 2 * _ACROSS * metrics.em)
        top = _ABOVE * metrics.em
        top += _draw(row.title, metrics.sized(1.0, bold=True), QPointF(left, top), inner, painter, lone or off or theme.text)
        top += _BETWEEN * metrics.em
        top += _draw(row.said, metrics.small, QPointF(left, top), inner, painter, lone or off or theme.secondary)
        return round(top + _ABOVE * metrics.em)


def _draw(text: str, font: QFont, at: QPointF, width: float, painter: QPainter | None, ink: QColor) -> float:
    """Wrap a text, draw it where there is a painter, and return its height."""
    layout, height = wrapped(text, font, width)
    if painter is not None:
        painter.setPen(ink)
        layout.draw(painter, at)
    return height


def _row(index: Index) -> ShopRow:
    row = index.data(SHOP_ROLE)
    assert isinstance(row, ShopRow)
    return row
