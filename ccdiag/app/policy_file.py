"""Where the policy of the IT department lies: a place that an ordinary user can neither write to nor move by a variable."""

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import Final, NamedTuple

VARIABLE: Final = "CCDIAG_POLICY"
"""Names a policy to try; it counts only where the machine has none, so that nobody escapes by it."""

NAME: Final = "policy.toml"
_PROFILES: Final = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"
_LONGEST_PATH: Final = 260  # MAX_PATH


class PolicyPlace(NamedTuple):
    """The file that counts, and who named it."""

    file: Path
    by_variable: bool = False


def machine_policy_file() -> Path:
    """Return the place of this machine's policy, whether one is there or not.

    Not by platformdirs: its folder follows `XDG_CONFIG_DIRS` on Linux and `WIN_PD_OVERRIDE_COMMON_APPDATA` on Windows, and each user
    may set these for himself.
    """
    return machine_folder() / NAME


def machine_folder() -> Path:
    """Return the folder of what counts for all users of this machine."""
    return _program_data() / "ccdiag" if sys.platform == "win32" else Path("/etc/ccdiag")


def policy_place() -> PolicyPlace | None:
    """Find the policy that counts; None where there is none.

    A file that cannot even be looked at is there: whether a folder may be entered is not for the user to decide.
    """
    file = machine_policy_file()
    if _is_there(file):
        return PolicyPlace(file)
    if tried := os.environ.get(VARIABLE):
        # A name that leads nowhere is told rather than passed over: somebody means to try a policy.
        return PolicyPlace(Path(tried).absolute(), by_variable=True)
    return None


def _is_there(file: Path) -> bool:
    try:
        file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _program_data() -> Path:
    r"""Return `C:\ProgramData`, wherever Windows was told to have it.

    From the value that Windows itself makes `%ProgramData%` of; the variable may be set anew by every user, for his own programs.
    """
    if sys.platform != "win32":
        raise OSError("only Windows has this")
    import winreg

    folder: object = ""
    with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _PROFILES) as key:
        folder, _ = winreg.QueryValueEx(key, "ProgramData")
    return Path(program_data_folder(folder if isinstance(folder, str) else "", system_folder()[:2]))


def program_data_folder(registered: str, system_drive: str) -> str:
    """Return the folder that the registry's words mean; the usual one where they mean none."""
    folder = re.sub("%SystemDrive%", system_drive, registered, flags=re.IGNORECASE)
    absolute = folder[1:3] == ":\\" and "%" not in folder
    return folder if absolute else f"{system_drive}\\ProgramData"


def system_folder() -> str:
    """Return the folder of Windows, as it says itself and not as a variable does."""
    if sys.platform != "win32":
        raise OSError("only Windows has this")
    import ctypes

    room = ctypes.create_unicode_buffer(_LONGEST_PATH)
    ctypes.WinDLL("kernel32").GetSystemWindowsDirectoryW(room, _LONGEST_PATH)
    return room.value or "C:\\Windows"
