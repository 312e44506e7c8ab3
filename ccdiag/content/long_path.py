"""Paths longer than Windows takes: only where a user or an IT department has switched the limit off does it take them as they are."""

import os
import sys
from pathlib import Path, PureWindowsPath
from typing import Final

_LONGEST: Final = 200
"""MAX_PATH is 260 with the ending zero, 12 less for a folder; what is written beside a file has up to 40 characters more in its name."""
_AS_IT_IS: Final = "\\\\?\\"
_SHARE_AS_IT_IS: Final = "\\\\?\\UNC\\"


def within_reach(path: Path) -> Path:
    """Return a path under which Windows finds a file however long it is; elsewhere, and where it is short, the path itself.

    Source: <https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation>.
    """
    if sys.platform != "win32" or len(os.fspath(path)) <= _LONGEST:
        return path
    # With the prefix nothing is resolved: `..` and slashes would be names.
    return Path(prefixed(os.path.abspath(path)))  # noqa: PTH100  # Path.absolute leaves `..` in


def prefixed(absolute: str) -> str:
    """Return an absolute path of Windows with the prefix that lifts the limit."""
    if absolute.startswith(_AS_IT_IS) or not PureWindowsPath(absolute).is_absolute():
        return absolute
    return _SHARE_AS_IT_IS + absolute[2:] if absolute.startswith("\\\\") else _AS_IT_IS + absolute
