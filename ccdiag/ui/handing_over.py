"""One window for each data folder: a second start hands over what it was asked for."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ccdiag.app.folders import data_folder
from ccdiag.ui.identity import session

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from ccdiag.ui.single_instance import Instance

_MARK: Final = "window{session}.open"
"""The file that says that a window is open; one that was killed leaves it behind, and then nobody answers."""


def _mark() -> Path:
    number = session()
    return data_folder() / _MARK.format(session=f"-{number}" if number else "")


def handed_over(wishes: list[str]) -> bool:
    """Give a window that is open already what this start was asked for; whether there is one."""
    # What looks for the other window is imported only where one was opened and not closed.
    if not _mark().exists():
        return False
    from ccdiag.ui.single_instance import hand_over, server_name

    return hand_over(server_name(str(data_folder())), wishes)


def listen(parent: "QObject") -> "Instance":
    """Be the window to which later starts hand over."""
    from ccdiag.ui.single_instance import Instance, server_name

    instance = Instance(server_name(str(data_folder())), parent)
    with contextlib.suppress(OSError):
        data_folder().mkdir(parents=True, exist_ok=True)
        _mark().touch()
    return instance


def end_listening(instance: "Instance") -> None:
    """Be that window no longer."""
    instance.close()
    with contextlib.suppress(OSError):
        _mark().unlink(missing_ok=True)
