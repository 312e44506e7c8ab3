"""Setups by the same script, of a program that is small: to try what does not depend on what is installed."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

_STAND_IN = r"""
Unicode true
!if /FileExists "${NSISDIR}/Stubs/zlib-amd64-unicode"
  Target amd64-unicode
!endif
RequestExecutionLevel user
SilentInstall silent
OutFile "${OUT}"
Section
FileOpen $0 "$EXEDIR\running" w
FileClose $0
again:
  IfFileExists "$EXEDIR\run" 0 done
  Sleep 50
  Goto again
done:
Delete "$EXEDIR\running"
SectionEnd
"""
"""A program that runs as long as there is a file `run` beside it, and then makes a file `running`."""


@dataclass(frozen=True)
class TrialSetups:
    """Makes them in a folder, and takes up what is there."""

    root: Path
    folder: Path

    def make(self, version: str, *, extra: str | None = None, extra_size: int = 1) -> Path:
        """Return a setup of this version; `extra` is a file in its `_internal` that other versions lack, of so many bytes."""
        program = self.folder / f"program-{version}"
        setup = self.folder / f"ccdiag-{version}-setup.exe"
        internal, licences = program / "_internal" / "ccdiag", program / "licences"
        for made in (internal, licences):
            made.mkdir(parents=True, exist_ok=True)
        (program / "ccdiagw.exe").write_bytes(self._stand_in().read_bytes())
        (program / "ccdiag.exe").write_bytes(self._stand_in().read_bytes())
        (internal / "version.txt").write_text(version, encoding="utf-8")
        (licences / "ccdiag.cdx.json").write_text("{}", encoding="utf-8")
        if extra is not None:
            (program / "_internal" / extra).write_bytes(bytes(extra_size))
        self._compile(
            f"-DVERSION={version}",
            "-DSIZE_KB=1",
            "-DLONGEST_PATH=100",
            f"-DPROGRAM={program}",
            f"-DICON={self.root / 'resources' / 'icon' / 'ccdiag.ico'}",
            f"-DSETUP={setup}",
            "-DSIGN=echo",
            "-DQUICK",
            str(self.root / "installer" / "ccdiag.nsi"),
        )
        return setup

    def _stand_in(self) -> Path:
        made = self.folder / "stand-in.exe"
        if not made.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            script = self.folder / "stand-in.nsi"
            script.write_text(_STAND_IN, encoding="utf-8")
            self._compile(f"-DOUT={made}", str(script))
        return made

    def _compile(self, *arguments: str) -> None:
        subprocess.run(["makensis", "-V1", "-WX", "-INPUTCHARSET", "UTF8", *arguments], check=True, capture_output=True)
