"""Windows programs, run under wine from Linux."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Debian keeps these two off the PATH.
_WINE = "/usr/lib/wine/wine64"
_SERVER = "/usr/lib/wine/wineserver64"
_LIMIT_S = 300.0
"""A busy machine takes a minute for what takes a second."""


@dataclass(frozen=True)
class Answer:
    """What a program wrote, and how it ended."""

    status: int
    output: str
    errors: str


@dataclass(frozen=True)
class Prefix:
    """A folder that is Windows to the programs in it."""

    folder: Path
    platform: str = "offscreen"
    """Qt's: `offscreen`, or `windows` where there is a display."""

    @property
    def drive(self) -> Path:
        """Return what is `C:` to the programs."""
        return self.folder / "drive_c"

    def run(self, program: Path | str, *arguments: str, input_text: str = "") -> Answer:
        """Run a program to its end; raises TimeoutExpired."""
        # Pipes for all three streams: on files Python ends with WinError 6 under wine 8.0.
        done = subprocess.run(
            [_WINE, str(program), *arguments],
            input=input_text.encode(),
            capture_output=True,
            env=self.environment(),
            timeout=_LIMIT_S,
            check=False,
        )
        return Answer(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    def settle(self) -> None:
        """Wait until every program has ended and the registry is on the disk."""
        subprocess.run([_SERVER, "-w"], env=self.environment(), timeout=_LIMIT_S, check=True)

    def environment(self) -> dict[str, str]:
        """Return the variables that wine takes its settings from; `common.sh` tells why each is set."""
        return os.environ | {
            "WINEPREFIX": str(self.folder),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=;wbemprox=",
            "WINEQT_QPA_PLATFORM": self.platform,
            # Names of files beyond ASCII reach programs by the encoding of the locale.
            "LC_ALL": "C.UTF-8",
        }
