"""A Windows that wine plays on Linux: a copy of the prefix that `prefix.sh` made."""

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import IO

from installer.smoke import registry, snapshot
from installer.smoke.display import Display
from installer.smoke.machine import LIMIT_S, Answer, Snapshot, Window
from installer.smoke.picture import Picture

# Debian keeps these two off the PATH.
_WINE = "/usr/lib/wine/wine64"
_SERVER = "/usr/lib/wine/wineserver64"
_REST_S = 1.0
"""What is in a pipe when a program ends is read by then."""


class _Stream:
    """Reads what a program writes, and does not wait for what goes on from it: wine's own services keep its streams open."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._parts: list[bytes] = []
        self._stream = stream
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def text(self) -> str:
        """Return what was written, once the program has ended."""
        self._thread.join(_REST_S)
        return b"".join(self._parts).decode(errors="replace")

    def _read(self) -> None:
        while part := os.read(self._stream.fileno(), 65536):
            self._parts.append(part)


class Wine:
    """Lives until it is closed; the template stays as it is."""

    def __init__(self, template: Path, folder: Path, *, interpreter: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        # 700 MB, of which only the registry and the users' folders are ever written to: the rest is the same files.
        subprocess.run(["cp", "--archive", "--link", template, folder], check=True)
        for written in (*folder.glob("*.reg"), *(file for file in (folder / "drive_c" / "users").rglob("*") if file.is_file())):
            copied = written.with_name(written.name + ".copied")
            shutil.copy2(written, copied, follow_symlinks=False)
            copied.replace(written)
        self._folder = folder
        self._drive = folder / "drive_c"
        self._display = Display()
        self._interpreter = interpreter
        self._user = next(path.name for path in (self._drive / "users").iterdir() if path.name != "Public")
        self._wake()

    @property
    def local(self) -> str:
        """Return what `%LOCALAPPDATA%` is."""
        return rf"C:\users\{self._user}\AppData\Local"

    @property
    def menus(self) -> tuple[str, str]:
        """Return the folders of the user's Start menu and of all users'."""
        menu = r"Microsoft\Windows\Start Menu\Programs"
        return rf"C:\users\{self._user}\AppData\Roaming\{menu}", rf"C:\ProgramData\{menu}"

    def run(self, program: Path | str, *arguments: str, platform: str = "offscreen", largest_file: int | None = None) -> Answer:
        """Run a program to its end; raises TimeoutExpired."""

        def limit() -> None:
            if largest_file is not None:
                # Writing more fails, instead of ending the program.
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        # Pipes: on files Python ends with WinError 6 under wine 8.0.
        process = subprocess.Popen(
            [_WINE, str(program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._environment(platform),
            preexec_fn=limit,  # noqa: PLW1509  # nothing in it takes a lock
            restore_signals=largest_file is None,
        )
        streams = [_Stream(stream) for stream in (process.stdout, process.stderr) if stream is not None]
        try:
            status = process.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return Answer(status, *(stream.text() for stream in streams))

    def start(self, program: Path | str, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a program that shows windows."""
        return subprocess.Popen(
            [_WINE, str(program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment("windows"),
        )

    def double_click(self, file: str, *, class_name: str) -> None:
        """Run exactly the command that is registered: wine's Explorer does not look where a user's classes are."""
        command = (self.values(rf"HKCU\Software\Classes\{class_name}\shell\open\command") or {}).get("", "")
        _, program, rest = command.split('"', 2)
        answer = self.run(program, rest.strip().strip('"').replace("%1", file), platform="windows")
        if answer.status != 0:
            raise OSError(f"{command} ended with {answer.status}: {answer.errors[-500:]}")

    def file(self, path: str) -> Path:
        """Return where this Python finds a path on `C:`."""
        return self._drive / path.removeprefix("C:\\").replace("\\", "/")

    def values(self, key: str) -> Mapping[str, str] | None:
        """Return the values of a key; none where there is no such key."""
        exported = self._drive / "exported.reg"
        exported.unlink(missing_ok=True)
        self.run("reg", "export", key, r"C:\exported.reg", "/y")
        try:
            return registry.values_of(exported.read_text(encoding="utf-16"), key)
        except FileNotFoundError:
            return None
        finally:
            exported.unlink(missing_ok=True)

    def read_only_folder(self) -> str:
        """Return a folder in which nobody can write."""
        drive = self._folder / "dosdevices" / "r:"
        if not drive.is_symlink():
            drive.symlink_to("/proc/self")
        return "R:\\fdinfo"

    def windows(self) -> list[Window]:
        """Return what is on the screen, by title."""
        return self._display.windows()

    def grab(self, window: Window | None = None) -> Picture:
        """Return what is on the screen, or of it the window with its title bar, where there is only this one."""
        picture = self._display.grab()
        return picture if window is None else picture.trimmed()

    def key(self, *keys: str) -> None:
        """Press keys, in xdotool's words."""
        self._display.ask("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._display.ask("type", text)

    def snapshot(self) -> Snapshot:
        """Wait until every program has ended, and return what is there."""
        self._end()
        taken = snapshot.take(self._folder)
        self._wake()
        return taken

    def close(self) -> None:
        """End all programs of this prefix, and delete it."""
        self._end()
        self._display.close()
        shutil.rmtree(self._folder)

    def _end(self) -> None:
        # First what was started last: not known to the server yet, it would start another one and outlive this one.
        self._desktop.kill()
        self._desktop.wait()
        # The server writes the registry as it ends.
        self._server("-k")
        self._server("-w")

    def _wake(self) -> None:
        # Else it would end 3 seconds after each program, and take a second to come back.
        self._server("-p")
        # Services and the desktop begin with the first program that wants them, and hold its streams as long as they live: whoever waits
        # for the end of what another program writes would wait for them. This one has a desktop until the server is killed.
        self._desktop = subprocess.Popen(
            [_WINE, self._interpreter, "-c", "import ctypes, time; ctypes.windll.user32.GetDesktopWindow(); time.sleep(3600)"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment("offscreen"),
        )

    def _server(self, option: str) -> None:
        subprocess.run([_SERVER, option], env=self._environment("offscreen"), timeout=LIMIT_S, check=option == "-p")

    def _environment(self, platform: str) -> dict[str, str]:
        """Return the variables that wine takes its settings from; `common.sh` tells why each is set."""
        return os.environ | {
            "WINEPREFIX": str(self._folder),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=;wbemprox=",
            "WINEQT_QPA_PLATFORM": platform,
            # Names of files beyond ASCII reach programs by the encoding of the locale.
            "LC_ALL": "C.UTF-8",
            "DISPLAY": self._display.name,
        }
