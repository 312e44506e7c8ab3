"""How this program starts itself once more, and no window comes of it."""

import sys
from pathlib import Path


def own_program() -> list[str]:
    """Return the command that starts this program with streams that can be read."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "ccdiag"]
    # A frozen program has no interpreter to call, it calls itself; of the two programs on Windows the one for consoles always has streams.
    console = Path(sys.executable).with_name("ccdiag.exe" if sys.platform == "win32" else "ccdiag")
    return [str(console if console.is_file() else sys.executable)]


def without_window() -> int:
    """Return the creation flags of a child: a program for consoles that a window starts would open a console on Windows."""
    if sys.platform == "win32":
        import subprocess

        return subprocess.CREATE_NO_WINDOW
    return 0
