"""Pages that stand in the place of the usual ones for a while, so that what those are about goes on unseen and untouched."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QStackedWidget, QWidget

from ccdiag.model.message import Message


class StandIns:
    """Makes each when it is first shown; a page that has none stays as it is."""

    def __init__(self, makers: Mapping[str, Callable[[], QWidget]], name: Message, *, simulation: bool) -> None:
        """`name` stands in the title of the window; `simulation`: what they show was measured in the lab."""
        self._makers = makers
        self.name = name
        self.simulation = simulation
        self.made: dict[str, QWidget] = {}

    def widget(self, page: str, stack: QStackedWidget) -> QWidget | None:
        """Return what stands in the place of a page; none where the usual one does."""
        if page not in self.made and page in self._makers:
            made = self.made[page] = self._makers[page]()
            stack.addWidget(made)
        return self.made.get(page)

    def remove(self, stack: QStackedWidget) -> None:
        """Take them away for good."""
        for widget in self.made.values():
            stack.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.made.clear()
