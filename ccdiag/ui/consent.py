"""Asking before the terminal's ports are touched."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from ccdiag.model.message import message
from ccdiag.ui.look import Look


def ask_consent(look: Look, parent: QWidget, address: str, answer: Callable[[bool | None], None]) -> QMessageBox:
    """Ask once, with the reason; `answer` is called with yes, no, or none when the user wants no run at all."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("ccdiag")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(look.say(message("May the terminal's ports be opened at {address}?", address=address)))
    box.setInformativeText(
        look.say(
            message(
                "They are opened one at a time and closed again without a byte being sent. That shows which POS mode is chosen. "
                "Even so a connection may count as a kick, or delay a till for a moment: better not while somebody pays."
            )
        )
    )
    agree = box.addButton(look.say(message("&Open the ports")), QMessageBox.ButtonRole.YesRole)
    decline = box.addButton(look.say(message("&Leave them alone")), QMessageBox.ButtonRole.NoRole)
    cancel = box.addButton(look.say(message("Do &not test")), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(decline)
    box.setEscapeButton(cancel)

    def done() -> None:
        clicked = box.clickedButton()
        answer(True if clicked is agree else False if clicked is decline else None)

    box.finished.connect(done)
    box.open()
    return box
