"""What the window asks and tells in small windows of their own; none of them holds the window up."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look

_USUAL_WATCH_S = 30
_LONGEST_WATCH_S = 86400


def warn(look: Look, parent: QWidget, told: Message | str) -> None:
    """Say something that has to be read."""
    box = QMessageBox(QMessageBox.Icon.Warning, "ccdiag", "", QMessageBox.StandardButton.Ok, parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(told if isinstance(told, str) else look.say(told))
    box.open()


def ask_open(look: Look, parent: QWidget, opened: Callable[[list[str]], object]) -> None:
    """Ask which case or settings to open."""
    from ccdiag.app.opening import PATTERNS

    dialog = QFileDialog(parent, look.say(message("Open a case or settings")))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([f"ccdiag ({' '.join(PATTERNS)})", look.say(message("All files")) + " (*)"])
    dialog.filesSelected.connect(opened)
    dialog.open()


def ask_save(look: Look, parent: QWidget, saved: Callable[[str], object]) -> None:
    """Ask where to save the case."""
    dialog = QFileDialog(parent, look.say(message("Save the case")))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("toml")
    dialog.setNameFilters([look.say(message("Case")) + " (*.toml)"])
    dialog.fileSelected.connect(saved)
    dialog.open()


def ask_leave_viewing(look: Look, parent: QWidget, shop: str, leave: Callable[[], object]) -> QMessageBox:
    """Say that nothing is measured while a saved case is looked at; `leave` is called when the user goes back to measuring."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    box.setIcon(QMessageBox.Icon.Information)
    box.setWindowTitle("ccdiag")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(look.say(message("A saved case is looked at: nothing is measured or begun here.")))
    of_shop = message("A test would measure the network of this laptop, and could be taken for that of {shop}.", shop=shop)
    of_none = message("A test would measure the network of this laptop, and could be taken for that of the shop.")
    box.setInformativeText(look.say(of_shop if shop else of_none))
    back = box.addButton(look.say(message("&Back to measuring")), QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(look.say(message("Go on &looking")), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.finished.connect(lambda _result: leave() if box.clickedButton() is back else None)
    box.open()
    return box


def ask_interval(look: Look, parent: QWidget, chosen: Callable[[float], object]) -> None:
    """Ask how many seconds there should be between two runs."""
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setIntRange(1, _LONGEST_WATCH_S)
    dialog.setIntValue(_USUAL_WATCH_S)
    dialog.setWindowTitle(look.say(message("Watch")))
    dialog.setLabelText(look.say(message("Test again, so many seconds after each run:")))
    dialog.setOkButtonText(look.say(message("&Watch")))
    dialog.setCancelButtonText(look.say(message("&Cancel")))
    dialog.intValueSelected.connect(lambda seconds: chosen(float(seconds)))
    dialog.open()


def open_folder(folder: Path) -> None:
    """Show a folder in the system's file manager."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
