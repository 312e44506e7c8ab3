"""The Windows that this runs on, with a desktop and an administrator: a runner's, since files and registry of its user are changed."""

import ctypes
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import sleep

from installer.smoke import registry
from installer.smoke.machine import LIMIT_S, Answer, Snapshot, Window
from installer.smoke.picture import Picture

_READ_ONLY = r"C:\Users\Public\ccdiag-read-only"
_EVERYONE = "*S-1-1-0"
_KEYS = (
    r"HKCU\Software\Classes",
    r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall",
    r"HKLM\Software\Classes\.ccdiag",
    r"HKLM\Software\Classes\ccdiag",
    r"HKLM\Software\Classes\ccdiag.case",
    r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall",
)
"""Windows itself writes all the time; these are where a setup does."""
_DIB_RGB_COLORS, _SRCCOPY = 0, 0x00CC0020


class _BitmapHeader(ctypes.Structure):
    """BITMAPINFOHEADER of wingdi.h."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("width", ctypes.c_int32),
        ("height", ctypes.c_int32),
        ("planes", ctypes.c_uint16),
        ("bits", ctypes.c_uint16),
        ("rest", ctypes.c_uint32 * 6),
    )


class RealWindows:
    """Nobody has run this yet but a compiler of types: wine's sibling is what is known to work."""

    @property
    def local(self) -> str:
        """Return what `%LOCALAPPDATA%` is."""
        return os.environ["LOCALAPPDATA"]

    @property
    def menus(self) -> tuple[str, str]:
        """Return the folders of the user's Start menu and of all users'."""
        menu = r"Microsoft\Windows\Start Menu\Programs"
        return rf"{os.environ['APPDATA']}\{menu}", rf"{os.environ['PROGRAMDATA']}\{menu}"

    def run(self, program: Path | str, *arguments: str, platform: str = "offscreen", largest_file: int | None = None) -> Answer:
        """Run a program to its end; raises TimeoutExpired."""
        assert largest_file is None, "a full disk is tried under wine"
        done = subprocess.run(
            [str(program), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=os.environ | {"QT_QPA_PLATFORM": platform},
            timeout=LIMIT_S,
            check=False,
        )
        return Answer(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    def start(self, program: Path | str, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a program that shows windows."""
        null = subprocess.DEVNULL
        return subprocess.Popen([str(program), *arguments], stdin=null, stdout=null, stderr=null)

    def double_click(self, file: str, *, class_name: str) -> None:
        """Open a file or a link as the Explorer does."""
        if sys.platform == "win32":
            os.startfile(file)

    def file(self, path: str) -> Path:
        """Return where this Python finds a path on `C:`."""
        return Path(path)

    def values(self, key: str) -> Mapping[str, str] | None:
        """Return the values of a key; none where there is no such key."""
        return registry.values_of(self._exported(key), key)

    def read_only_folder(self) -> str:
        """Return a folder in which nobody can write."""
        Path(_READ_ONLY).mkdir(exist_ok=True)
        # New files, new folders, and writing into any.
        subprocess.run(["icacls", _READ_ONLY, "/deny", f"{_EVERYONE}:(OI)(CI)(WD,AD)"], check=True, capture_output=True)
        return rf"{_READ_ONLY}\program"

    def windows(self) -> list[Window]:
        """Return what is on the screen, by title."""
        if sys.platform != "win32":
            return []
        from ctypes import wintypes

        user32, found = ctypes.windll.user32, list[Window]()

        @ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)
        def add(handle: int, _parameter: int) -> bool:
            title, box = ctypes.create_unicode_buffer(512), wintypes.RECT()
            if user32.IsWindowVisible(handle) and user32.GetWindowTextW(handle, title, len(title)):
                user32.GetWindowRect(handle, ctypes.byref(box))
                found.append(Window(title.value, (box.left, box.top, box.right - box.left, box.bottom - box.top)))
            return True

        user32.EnumWindows(add, 0)
        return [window for window in found if "ccdiag" in window.title]

    def grab(self, window: Window | None = None) -> Picture:
        """Return what is on the screen, or in a window's place on it."""
        if sys.platform != "win32":
            return Picture(0, 0, ())
        user32, gdi32 = ctypes.windll.user32, ctypes.windll.gdi32
        for function in (user32.GetDC, gdi32.CreateCompatibleDC, gdi32.CreateCompatibleBitmap, gdi32.SelectObject):
            function.restype = ctypes.c_void_p
        # SM_CXSCREEN and SM_CYSCREEN.
        width, height = user32.GetSystemMetrics(0), user32.GetSystemMetrics(1)
        screen = ctypes.c_void_p(user32.GetDC(None))
        copy = ctypes.c_void_p(gdi32.CreateCompatibleDC(screen))
        bitmap = ctypes.c_void_p(gdi32.CreateCompatibleBitmap(screen, width, height))
        gdi32.SelectObject(copy, bitmap)
        gdi32.BitBlt(copy, 0, 0, width, height, screen, 0, 0, _SRCCOPY)
        # A negative height: rows from above to below. 32 bits a pixel, blue first.
        header = _BitmapHeader(ctypes.sizeof(_BitmapHeader), width, -height, 1, 32)
        pixels = ctypes.create_string_buffer(width * height * 4)
        gdi32.GetDIBits(copy, bitmap, 0, height, pixels, ctypes.byref(header), _DIB_RGB_COLORS)
        gdi32.DeleteObject(bitmap)
        gdi32.DeleteDC(copy)
        user32.ReleaseDC(None, screen)
        picture = Picture.from_blue_first(width, height, width * 4, pixels.raw)
        return picture if window is None else picture.cropped(window.box)

    def snapshot(self) -> Snapshot:
        """Wait until every program has ended, and return what is there of places where a setup writes."""
        while b"Un_" in subprocess.run(["tasklist", "/FO", "CSV"], capture_output=True, check=True).stdout:
            # An uninstaller goes on from a copy of itself, and nobody is told when that ends.
            sleep(0.2)
        return Snapshot(frozenset(self._files()), frozenset(line for key in _KEYS for line in _lines(self._exported(key))))

    def close(self) -> None:
        """Give back what was made."""
        if Path(_READ_ONLY).exists():
            subprocess.run(["icacls", _READ_ONLY, "/remove:d", _EVERYONE], check=True, capture_output=True)
            Path(_READ_ONLY).rmdir()

    def _files(self) -> Iterator[str]:
        public, programs = r"C:\Users\Public", os.environ["PROGRAMFILES"]
        for folder in (self.local, rf"{self.local}\Programs", programs, public, *self.menus):
            yield from (str(path) for path in Path(folder).glob("*"))
        for folder in (rf"{self.local}\ccdiag", rf"{self.local}\Programs\ccdiag", rf"{programs}\ccdiag"):
            yield from (str(path) for path in Path(folder).rglob("*"))

    def _exported(self, key: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "exported.reg")
            # 64-bit programs look there; a key that is not there is no file.
            subprocess.run(["reg", "export", key, str(file), "/y", "/reg:64"], check=False, capture_output=True)
            return file.read_text(encoding="utf-16") if file.exists() else ""


def _lines(exported: str) -> Iterator[str]:
    key = ""
    for line in exported.splitlines():
        if line.startswith("["):
            key = line
        if line:
            yield f"{key} {line}"
