r"""Whether a policy is the IT department's: whose file it is, and whose folder.

Below `C:\ProgramData` every user may make folders and files, and owns what he makes. A policy of his would set the whitelist's address, and
with it where a token is sent, for everybody else on the machine. What administrators and the system make belongs to their groups
(<https://learn.microsoft.com/windows/win32/secauthz/owner-of-a-new-object>), so the owner tells.
"""

import os
import re
import stat
import sys
from pathlib import Path
from typing import Final

from ccdiag.app.policy_file import system_folder
from ccdiag.app.windows_access import DELETE, FILE_DELETE_CHILD, FILE_WRITE_DATA, is_granted

_ADMINISTRATORS: Final = re.compile(
    r"S-1-5-18"  # the system
    r"|S-1-5-32-544"  # Administrators
    r"|S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"  # TrustedInstaller
    r"|S-1-5-21-\d+-\d+-\d+-(?:500|512|519)"  # the Administrator, Domain Admins, Enterprise Admins
)
_SE_FILE_OBJECT: Final = 1
_OWNER_SECURITY_INFORMATION: Final = 1


def is_ordinary_users(file: Path) -> bool:
    """Whether the file or its folder is known to belong to somebody who is no administrator, or may be written by everybody."""
    return any(_is_ordinary_users(path) for path in (file.parent, file))


def _is_ordinary_users(path: Path) -> bool:
    if sys.platform == "win32":
        owner = _owner(path)
        # Whom Windows itself belongs to may change anything: under wine that is the user.
        return owner is not None and not is_administrators(owner) and owner != _owner(Path(system_folder()))
    try:
        status = path.stat()
    except OSError:
        # Reading it will tell.
        return False
    return status.st_uid != 0 or bool(status.st_mode & stat.S_IWOTH and not status.st_mode & stat.S_ISVTX)


def can_be_changed_here(file: Path) -> bool:
    """Whether this user, without an administrator's rights, may change the file or put another one in its place; nothing is written."""
    if sys.platform != "win32":
        return os.geteuid() != 0 and any(os.access(path, os.W_OK, effective_ids=True) for path in (file, file.parent))
    import ctypes

    # An elevated program may do so everywhere.
    if ctypes.WinDLL("shell32").IsUserAnAdmin():
        return False
    return is_granted(file, FILE_WRITE_DATA) or is_granted(file, DELETE) or is_granted(file.parent, FILE_DELETE_CHILD)


def is_administrators(sid: str) -> bool:
    """Whether an owner of that security identifier is the system or administrators."""
    return _ADMINISTRATORS.fullmatch(sid) is not None


def _owner(path: Path) -> str | None:
    """Return the owner's security identifier; None where Windows does not say."""
    if sys.platform != "win32":
        raise OSError("only Windows has this")
    import ctypes

    advapi, kernel = ctypes.WinDLL("advapi32"), ctypes.WinDLL("kernel32")
    pointer = ctypes.POINTER(ctypes.c_void_p)
    advapi.GetNamedSecurityInfoW.argtypes = [ctypes.c_wchar_p, ctypes.c_int, ctypes.c_uint32, *[pointer] * 5]
    advapi.ConvertSidToStringSidW.argtypes = [ctypes.c_void_p, pointer]
    kernel.LocalFree.argtypes = [ctypes.c_void_p]
    kernel.LocalFree.restype = ctypes.c_void_p
    owner, descriptor, text = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
    wanted = (ctypes.byref(owner), None, None, None, ctypes.byref(descriptor))
    if advapi.GetNamedSecurityInfoW(str(path), _SE_FILE_OBJECT, _OWNER_SECURITY_INFORMATION, *wanted) != 0:
        return None
    try:
        if not owner.value or not advapi.ConvertSidToStringSidW(owner, ctypes.byref(text)) or not text.value:
            return None
        return ctypes.wstring_at(text.value)
    finally:
        kernel.LocalFree(text)
        kernel.LocalFree(descriptor)
