"""Files that another program has open for a moment, as Windows' virus scanners and indexers have every file that was just written."""

import sys
from collections.abc import Callable
from time import sleep
from typing import Final, TypeVar

T = TypeVar("T")

HELD: Final = frozenset({32, 33})
"""ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of winerror.h."""
HELD_WHEN_REPLACED: Final = HELD | {5}
"""ERROR_ACCESS_DENIED too: so Windows refuses to replace an open file, and a file that is about to go."""
_PAUSES_S: Final = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32)
"""A scanner has done with a small file within tenths of a second; then it is somebody else, and told."""


def _is_held(error: PermissionError, held: frozenset[int]) -> bool:
    number = getattr(error, "winerror", None)
    # os.open tells only the C library's number, which a file that is held and one that is forbidden have in common.
    return number in held if number is not None else sys.platform == "win32"


def once_let_go(act: Callable[[], T], held: frozenset[int] = HELD) -> T:
    """Do something with a file, again for a moment where Windows says that it is held; raises OSError."""
    for pause in _PAUSES_S:
        try:
            return act()
        except PermissionError as error:
            if not _is_held(error, held):
                raise
            # Nothing tells when a file is let go.
            sleep(pause)
    return act()
