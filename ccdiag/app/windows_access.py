"""Whether Windows grants this user a right, asked without using it."""

import sys
from pathlib import Path
from typing import Final

FILE_WRITE_DATA: Final = 0x0002
FILE_ADD_FILE: Final = FILE_WRITE_DATA
"""The same bit means this for a folder."""
FILE_DELETE_CHILD: Final = 0x0040
DELETE: Final = 0x10000
_FILE_SHARE_ALL: Final = 0x7
_OPEN_EXISTING: Final = 3
_FILE_FLAG_BACKUP_SEMANTICS: Final = 0x02000000
"""Without it CreateFileW opens no folder. Source of these: winnt.h and fileapi.h of the Windows SDK."""
_INVALID_HANDLE: Final = -1


def is_granted(path: Path, right: int) -> bool:
    """Whether Windows gives this user a handle with that right to a file or a folder; the handle is closed unused.

    Python's `os.access` looks at an attribute there, which says nothing of rights.
    """
    if sys.platform != "win32":
        raise OSError("only Windows has this")
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32")
    kernel.CreateFileW.restype = wintypes.HANDLE
    kernel.CreateFileW.argtypes = (
        *(wintypes.LPCWSTR, wintypes.DWORD, wintypes.DWORD, ctypes.c_void_p),
        *(wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE),
    )
    kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    handle = kernel.CreateFileW(str(path), right, _FILE_SHARE_ALL, None, _OPEN_EXISTING, _FILE_FLAG_BACKUP_SEMANTICS, None)
    if handle is None or ctypes.c_ssize_t(handle).value == _INVALID_HANDLE:
        return False
    kernel.CloseHandle(handle)
    return True
