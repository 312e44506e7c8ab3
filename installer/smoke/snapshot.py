"""What is in a wine prefix: its files and its registry, to see what an installation changes and what an uninstallation leaves."""

import re
from pathlib import Path

from installer.smoke.machine import Snapshot

_KEY = re.compile(r"\[(?P<key>.+)\] \d+")
_HIVES = ("system.reg", "user.reg", "userdef.reg")

_OF_WINDOWS = re.compile(
    # Windows and wine keep for themselves what was run and what is temporary; no setup can prevent or mend it.
    r"drive_c/(windows/(temp|Installer)|users/[^/]+/(Temp|AppData/Local/Temp|AppData/Local/Microsoft))(/|$)"
    r"|(System|Software)\\\\(CurrentControlSet|Wine|Microsoft\\\\Windows\\\\CurrentVersion\\\\(Explorer|Run))"
    r"|^user\.reg Console( |\\|$)|Volatile Environment",
    re.IGNORECASE,
)


def take(prefix: Path) -> Snapshot:
    """Return what is in a prefix of which all programs have ended."""
    files = (str(path.relative_to(prefix)) for path in (prefix / "drive_c").rglob("*"))
    registry = (value for hive in _HIVES for value in _values(prefix / hive))
    return Snapshot(
        frozenset(file for file in files if not _OF_WINDOWS.search(file)),
        frozenset(value for value in registry if not _OF_WINDOWS.search(value)),
    )


def _values(hive: Path) -> list[str]:
    values = []
    key = ""
    # A line that ends with a backslash goes on in the next one.
    for line in hive.read_text(encoding="utf-8", errors="replace").replace("\\\n", "").splitlines():
        matched = _KEY.match(line)
        if matched is not None:
            key = matched["key"]
            values.append(f"{hive.name} {key}")
        elif line and key and not line.startswith("#"):
            values.append(f"{hive.name} {key} {line}")
    return values
