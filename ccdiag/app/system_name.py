"""What this program runs on, in a line for a ticket."""

import sys


def system_name() -> str:
    """Name the system and the Python that runs this.

    `platform` asks Windows' management service, which may take seconds or hang, so Windows is not named by it.
    """
    import platform

    if sys.platform == "win32":
        windows = sys.getwindowsversion()
        name = f"Windows {windows.major}.{windows.minor}.{windows.build}"
    else:
        name = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{name}, Python {platform.python_version()}"
