"""How far a run is, on the window's button in the Windows task bar; elsewhere nothing happens.

ITaskbarList3 of shobjidl_core.h: Qt 6 has no class for it.
"""

import logging
import sys
from typing import Any, Final, Protocol

_log = logging.getLogger(__name__)


class TaskbarProgress(Protocol):
    """Shows progress on the button of a window."""

    def show(self, done: int, total: int) -> None:
        """Fill so much of the button."""

    def show_fault(self) -> None:
        """Fill all of it, in the colour for errors."""

    def clear(self) -> None:
        """Show nothing."""


class NoTaskbar:
    """A system without such buttons."""

    def show(self, done: int, total: int) -> None:
        """Do nothing."""

    def show_fault(self) -> None:
        """Do nothing."""

    def clear(self) -> None:
        """Do nothing."""


def taskbar_progress(window: int) -> TaskbarProgress:
    """Return the progress of the window with this handle; where the system refuses, one that does nothing."""
    if sys.platform == "win32":
        try:
            return _WindowsTaskbar(window)
        except (OSError, AttributeError) as error:
            _log.info("no progress in the task bar: %s", error)
    return NoTaskbar()


if sys.platform == "win32":
    import ctypes
    from ctypes import HRESULT, POINTER, WINFUNCTYPE, byref, c_int, c_ulonglong, c_void_p, cast

    _CLSID: Final = "{56FDF344-FD6D-11D0-958A-006097C9A090}"
    _INTERFACE: Final = "{EA1AFB91-9E28-4B86-90E9-9E9F8A5EEFAF}"
    _IN_PROCESS: Final = 1
    _INITIALISE, _SET_VALUE, _SET_STATE = 3, 9, 10
    _NOTHING, _NORMAL, _ERROR = 0, 2, 4

    class _WindowsTaskbar:
        def __init__(self, window: int) -> None:
            self._window = c_void_p(window)
            self._list = c_void_p()
            identity, interface = _guid(_CLSID), _guid(_INTERFACE)
            # Qt has initialised COM for this thread.
            result = ctypes.windll.ole32.CoCreateInstance(byref(identity), None, _IN_PROCESS, byref(interface), byref(self._list))
            if result != 0 or self._list.value is None:
                raise OSError(f"CoCreateInstance: {result & 0xFFFFFFFF:#010x}")
            self._call(_INITIALISE)

        def show(self, done: int, total: int) -> None:
            self._call(_SET_STATE, c_int(_NORMAL))
            self._call(_SET_VALUE, c_ulonglong(done), c_ulonglong(max(1, total)))

        def show_fault(self) -> None:
            self._call(_SET_VALUE, c_ulonglong(1), c_ulonglong(1))
            self._call(_SET_STATE, c_int(_ERROR))

        def clear(self) -> None:
            self._call(_SET_STATE, c_int(_NOTHING))

        def _call(self, index: int, *arguments: Any) -> None:  # noqa: ANN401  # whatever the method takes
            table = cast(self._list, POINTER(POINTER(c_void_p))).contents
            taken = [] if index == _INITIALISE else [self._window, *arguments]
            method = WINFUNCTYPE(HRESULT, c_void_p, *(type(argument) for argument in taken))(table[index])
            try:
                method(self._list, *taken)
            except OSError as error:
                # The task bar may be restarting; the next step tries again.
                _log.debug("the task bar: %s", error)

    class _Guid(ctypes.Structure):
        _fields_ = (
            ("data1", ctypes.c_uint32),
            ("data2", ctypes.c_uint16),
            ("data3", ctypes.c_uint16),
            ("data4", ctypes.c_uint8 * 8),
        )

    def _guid(text: str) -> _Guid:
        identity = _Guid()
        if ctypes.windll.ole32.CLSIDFromString(ctypes.c_wchar_p(text), byref(identity)) != 0:
            raise OSError(f"{text} is no class")
        return identity
