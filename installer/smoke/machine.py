"""What the steps need of the Windows they run on, be it wine's or a real one."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from installer.smoke.picture import Picture

LIMIT_S = 180.0
"""A busy machine takes a minute for what takes a second."""


@dataclass(frozen=True)
class Answer:
    """What a program wrote, and how it ended."""

    status: int
    output: str
    errors: str


@dataclass(frozen=True)
class Window:
    """A window on the screen."""

    title: str
    box: tuple[int, int, int, int]
    """Left, top, width and height, in pixels of the screen."""


@dataclass(frozen=True)
class Snapshot:
    """Files and folders, and values of the registry with what they are."""

    files: frozenset[str]
    registry: frozenset[str]

    def since(self, before: "Snapshot") -> list[str]:
        """Return what is here and was not before, and what was before and is gone."""
        added = (self.files - before.files) | (self.registry - before.registry)
        gone = (before.files - self.files) | (before.registry - self.registry)
        return sorted([f"+ {name}" for name in added] + [f"- {name}" for name in gone])


class Machine(Protocol):
    """A Windows with one user, who is an administrator."""

    @property
    def local(self) -> str:
        """Return what `%LOCALAPPDATA%` is."""

    @property
    def menus(self) -> tuple[str, str]:
        """Return the folders of the user's Start menu and of all users'."""

    def run(self, program: Path | str, *arguments: str, platform: str = "offscreen", largest_file: int | None = None) -> Answer:
        """Run a program to its end; raises TimeoutExpired.

        `platform` is Qt's. `largest_file`, in bytes, stands for a disk that is full; not every machine can do that.
        """

    def start(self, program: Path | str, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a program that shows windows."""

    def double_click(self, file: str, *, class_name: str) -> None:
        """Open a file or a link as the Explorer does, by the class that is registered for it."""

    def file(self, path: str) -> Path:
        """Return where this Python finds a path on `C:`."""

    def values(self, key: str) -> Mapping[str, str] | None:
        r"""Return the values of a key such as `HKCU\Software`, the nameless one as ``; none where there is no such key."""

    def read_only_folder(self) -> str:
        """Return a folder in which nobody can write."""

    def windows(self) -> list[Window]:
        """Return what is on the screen, by title."""

    def grab(self, window: Window | None = None) -> Picture:
        """Return what is on the screen, or of it the window, which lies above all others."""

    def snapshot(self) -> Snapshot:
        """Wait until every program has ended, and return what is there."""

    def close(self) -> None:
        """Give back what was started for the machine."""
