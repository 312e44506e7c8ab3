"""Whether things may move in the window."""

import sys
from typing import Final

_CLIENT_AREA_ANIMATION: Final = 0x1042
"""SPI_GETCLIENTAREAANIMATION of winuser.h; "Animation effects" in the settings of Windows."""


def system_is_still() -> bool:
    """Whether the user has told the system that nothing is to move."""
    if sys.platform != "win32":
        return False
    import ctypes
    from ctypes import wintypes

    moves = wintypes.BOOL(1)
    told = ctypes.windll.user32.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(moves), 0)
    return bool(told) and not moves.value
