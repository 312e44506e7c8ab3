"""A screen that nobody sees, with a window manager: Xvfb and openbox."""

import os
import subprocess
import tempfile
from pathlib import Path

from installer.smoke.machine import Window
from installer.smoke.picture import Picture, from_xwd

SIZE = (1280, 860)


class Display:
    """Lives until it is closed."""

    def __init__(self, size: tuple[int, int] = SIZE) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="ccdiag-display-")
        self._server = subprocess.Popen(
            [
                "Xvfb",
                "-displayfd",
                "1",
                "-screen",
                "0",
                f"{size[0]}x{size[1]}x24",
                "-dpi",
                "96",
                "-fbdir",
                self._folder.name,
                "-nolisten",
                "tcp",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._server.stdout is not None
        # It names its display when it is ready.
        self.name = f":{self._server.stdout.readline().decode().strip()}"
        self._manager = subprocess.Popen(
            ["openbox", "--sm-disable"],
            env=os.environ | {"DISPLAY": self.name},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def grab(self) -> Picture:
        """Return what is on the screen."""
        return from_xwd(Path(self._folder.name, "Xvfb_screen0").read_bytes())

    def windows(self) -> list[Window]:
        """Return the windows that have a title and can be seen."""
        found = []
        for number in self.ask("search", "--onlyvisible", "--name", ".").split():
            told = dict(line.split("=", 1) for line in self.ask("getwindowgeometry", "--shell", number).splitlines() if "=" in line)
            title = self.ask("getwindowname", number).strip()
            if told and title:
                found.append(Window(title, (int(told["X"]), int(told["Y"]), int(told["WIDTH"]), int(told["HEIGHT"]))))
        return found

    def ask(self, *words: str) -> str:
        """Return what xdotool answers."""
        # It fails where a window has gone meanwhile, and where there is none.
        done = subprocess.run(["xdotool", *words], env=os.environ | {"DISPLAY": self.name}, capture_output=True, check=False)
        return done.stdout.decode(errors="replace")

    def close(self) -> None:
        """End both."""
        for process in (self._manager, self._server):
            process.terminate()
            process.wait()
        self._folder.cleanup()
