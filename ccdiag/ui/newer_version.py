"""Checking for a newer version from the Help menu, which has the entry only where a policy says where to look."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu

from ccdiag.app.policy import NewerVersionPolicy
from ccdiag.model.message import message
from ccdiag.ui.look import Look

if TYPE_CHECKING:
    from ccdiag.ui.main_window import MainWindow
    from ccdiag.ui.newer_version_dialog import NewerVersionDialog

Spawn = Callable[[Coroutine[Any, Any, None], str], "asyncio.Task[None]"]
_log = logging.getLogger(__name__)


class NewerVersions(QObject):
    """Looks once each time that the user asks, and never by itself."""

    def __init__(self, look: Look, window: "MainWindow", policy: NewerVersionPolicy, spawn: Spawn) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._policy = policy
        self._spawn = spawn
        about = window.action("about")
        menu = next(menu for menu in about.associatedObjects() if isinstance(menu, QMenu))
        entry = window.menus.add(menu, "newer_version", message("Check for a newer &version…"), self.look)
        menu.removeAction(entry)
        menu.insertAction(about, entry)
        window.menus.retell()

    def look(self) -> "NewerVersionDialog":
        """Open the dialog, and look; closing it ends that."""
        from ccdiag.ui.newer_version_dialog import NewerVersionDialog

        dialog = NewerVersionDialog(self._look, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        task = self._spawn(self._show(dialog), "ccdiag-newer-version")
        dialog.finished.connect(lambda _result: task.cancel())
        dialog.open()
        return dialog

    async def _show(self, dialog: "NewerVersionDialog") -> None:
        from ccdiag.app.newer_version import look_for_newer

        check = await look_for_newer(self._policy)
        _log.info("newer version: %s %s", check.outcome, check.reason or "")
        dialog.show_check(check)
