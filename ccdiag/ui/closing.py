"""Asking before the window is closed over something that must not be left as it is."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.models.guide_content import Owed
from ccdiag.ui.widgets.obligation_bar import warning_of

_KEPT = message("It is kept, and shown again when ccdiag is started.")
_NOT_KEPT = message("It could not be kept, and ccdiag will not know of it when it is started again: write it down.")


def ask_closing(look: Look, parent: QWidget, owed: Sequence[Owed], answer: Callable[[bool | None], None], *, kept: bool) -> QMessageBox:
    """Ask once; `answer` is called with yes: close, no: put right the newest, or none: stay. `kept`: whether it is on the disk."""
    newest = owed[-1]
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("ccdiag")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(look.say(message("Close the window although this is not put right?")))
    box.setInformativeText(warning_of(look, owed) + "\n\n" + look.say(_KEPT if kept else _NOT_KEPT))
    mend = box.addButton(look.say(Message("{procedure}…", {"procedure": newest.remedy})), QMessageBox.ButtonRole.AcceptRole)
    close = box.addButton(look.say(message("&Close all the same")), QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(look.say(message("&Stay")), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(mend)
    box.setEscapeButton(stay)

    def done() -> None:
        clicked = box.clickedButton()
        answer(True if clicked is close else False if clicked is mend else None)

    box.finished.connect(done)
    box.open()
    return box
