"""What the program for windows says where it has no window yet, and no console ever."""

import sys
from typing import Final

from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable

_FOR_COMMANDS: Final = message(
    "This program shows the window. For commands, and for what they answer, start ccdiag in a console: ccdiag --help"
)
_MOST: Final = 300
"""Characters of the arguments that are shown."""
_INFORMATION, _WARNING, _TO_FRONT = 0x40, 0x30, 0x10000  # MB_ICONINFORMATION, MB_ICONWARNING, MB_SETFOREGROUND
_FLAGS, _VISIBLE = 1, 1  # UOI_FLAGS, WSF_VISIBLE


def answer_in_box(arguments: list[str]) -> int:
    """Do what arguments ask for that are none of the window's, without streams; returns the exit status.

    A command runs as it does in a console, for the sake of its status and of the files it writes; nobody is asked to look at its end.
    """
    from ccdiag.app.wishes import SUBCOMMANDS
    from ccdiag.cli.language import choose, language_of, tr

    if any(argument in SUBCOMMANDS for argument in arguments):
        from ccdiag.cli.program import run_command_line

        return run_command_line(arguments)
    choose(language_of(arguments))
    if "--version" in arguments:
        from ccdiag import __version__

        return _show(f"ccdiag {__version__}", _INFORMATION, 0)
    if {"--help", "-h"} & set(arguments):
        return _show(tr()(_FOR_COMMANDS), _INFORMATION, 0)
    told = Message("{problem}\n\n{instead}", {"problem": _mistaken(arguments), "instead": _FOR_COMMANDS})
    return _show(tr()(told), _WARNING, 2)


def _mistaken(arguments: list[str]) -> Message:
    return message("ccdiag cannot be started so: {arguments}", arguments=printable(" ".join(arguments), most=_MOST))


def _show(text: str, icon: int, status: int) -> int:
    """Show a text until it is closed, where anybody can see it: a service would wait for ever."""
    if sys.platform == "win32" and _is_visible():
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, ctypes.c_wchar_p(text), ctypes.c_wchar_p("ccdiag"), icon | _TO_FRONT)
    return status


def _is_visible() -> bool:
    """Whether this program runs where windows are seen."""
    if sys.platform != "win32":
        return False
    import ctypes
    from ctypes import wintypes

    class _Flags(ctypes.Structure):
        # USEROBJECTFLAGS of winuser.h
        _fields_ = (("inherited", wintypes.BOOL), ("reserved", wintypes.BOOL), ("flags", wintypes.DWORD))

    user = ctypes.windll.user32
    user.GetProcessWindowStation.restype = wintypes.HANDLE
    user.GetUserObjectInformationW.argtypes = (wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD, wintypes.LPDWORD)
    told = _Flags()
    done = user.GetUserObjectInformationW(user.GetProcessWindowStation(), _FLAGS, ctypes.byref(told), ctypes.sizeof(told), None)
    return not done or bool(told.flags & _VISIBLE)
