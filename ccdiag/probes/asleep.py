"""How long this laptop was asleep: what should have been seen meanwhile says nothing of the network."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_PER_SECOND = 10_000_000
"""QueryUnbiasedInterruptTime counts in 100 ns."""
_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001
"""ES_CONTINUOUS and ES_SYSTEM_REQUIRED of winbase.h."""


def asleep_s() -> float:
    """Return the seconds since this system was started in which it slept, as the difference of two of its clocks.

    Source: clock_gettime(2), CLOCK_BOOTTIME; <https://learn.microsoft.com/windows/win32/sysinfo/interrupt-time>.
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    if sys.platform == "win32":
        import ctypes

        awake = ctypes.c_uint64()
        kernel = ctypes.windll.kernel32
        kernel.GetTickCount64.restype = ctypes.c_uint64
        if kernel.QueryUnbiasedInterruptTime(ctypes.byref(awake)):
            return float(kernel.GetTickCount64() / 1000 - awake.value / _PER_SECOND)
    return 0.0


@contextmanager
def kept_awake() -> Iterator[None]:
    """Keep Windows from going to sleep because nobody types; a lid that is closed still sends it there.

    Source: <https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-setthreadexecutionstate>.
    """
    if sys.platform != "win32":
        yield
        return
    import ctypes

    ctypes.windll.kernel32.SetThreadExecutionState(ctypes.c_uint32(_CONTINUOUS | _SYSTEM_REQUIRED))
    try:
        yield
    finally:
        ctypes.windll.kernel32.SetThreadExecutionState(ctypes.c_uint32(_CONTINUOUS))
