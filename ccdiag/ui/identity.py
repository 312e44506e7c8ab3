"""Who this program is to the system: what keeps its windows together in the task bar, and which session they are in."""

import logging
import sys
from typing import Final

APP_USER_MODEL_ID: Final = "ccdiag.ccdiag"
"""The setup's shortcut has the same, so that a pinned one and the window share one button."""
_log = logging.getLogger(__name__)


def introduce() -> None:
    """Tell Windows the program's own name, before the first window: by its file name it would be one with every other Python program.

    Source: <https://learn.microsoft.com/windows/win32/api/shobjidl_core/nf-shobjidl_core-setcurrentprocessexplicitappusermodelid>.
    """
    if sys.platform != "win32":
        return
    import ctypes

    result = ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(ctypes.c_wchar_p(APP_USER_MODEL_ID))
    if result != 0:
        _log.info("no name in the task bar: %#010x", result & 0xFFFFFFFF)


def session() -> int:
    """Return the number of this logon session: a user who is here and on a remote desktop sees only the windows of one; 0 on Linux."""
    if sys.platform != "win32":
        return 0
    import ctypes
    from ctypes import wintypes

    number = wintypes.DWORD()
    kernel = ctypes.windll.kernel32
    return int(number.value) if kernel.ProcessIdToSessionId(kernel.GetCurrentProcessId(), ctypes.byref(number)) else 0


def let_come_to_front(pipe: int) -> None:
    """Allow the program at the other end of a pipe to raise its window; only whoever was just started by the user may.

    Without this the window's button in the task bar would flash, and the window stay behind others.
    Source: <https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-allowsetforegroundwindow>.
    """
    if sys.platform != "win32":
        return
    import ctypes
    from ctypes import wintypes

    served_by = wintypes.ULONG()
    if ctypes.windll.kernel32.GetNamedPipeServerProcessId(wintypes.HANDLE(pipe), ctypes.byref(served_by)):
        ctypes.windll.user32.AllowSetForegroundWindow(served_by)
