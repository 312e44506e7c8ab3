"""What a Windows console shows and takes: code pages for pipes and files, and fonts that lack signs.

Into a console Python writes UTF-16, whatever the code page is. Into a pipe or a file it would write the code page of windows (1252 in
the Netherlands), whereas what stands at the other end, `findstr`, `more`, `type`, PowerShell, reads that of consoles (850 or 437), which
`chcp` tells and changes. So that one is written, as Windows' own programs do.
Source: <https://learn.microsoft.com/windows/console/console-code-pages>.
"""

import codecs
import io
import os
import sys
from typing import IO, Final

from ccdiag.cli.plain_characters import ERRORS, plain

INPUT_ERRORS: Final = "ccdiag-code-page"
"""The name under which Python's decoders know `_on_input_error`."""
_RASTER_FONT: Final = "Terminal"
"""The one face that has the characters of the code page and no others."""
_SELDOM_DRAWN: Final = frozenset("✓✔✖✗☐☑☒▾▴")
"""Not among the 652 characters of WGL4, which Consolas, Lucida Console and Cascadia Mono have."""
_UTF_8: Final = 65001


class CodePageConsole(io.TextIOWrapper):
    """A console whose font has only the characters of its code page: others are written as what stands for them."""

    def __init__(self, buffer: IO[bytes], code_page: str) -> None:
        super().__init__(buffer, encoding="utf-8", errors=ERRORS, line_buffering=True)
        self._code_page = code_page

    @property
    def encoding(self) -> str:  # type: ignore[override]  # an attribute there
        """Which characters it shows; what goes out is UTF-8 all the same, as Python's console wants it."""
        return self._code_page

    def write(self, text: str) -> int:
        """Write what can be shown of a text."""
        super().write(plain(text, self._code_page))
        return len(text)


def is_seldom_drawn(text: str) -> bool:
    """Whether consoles of Windows lack the glyphs; Windows Terminal takes them from other fonts, and says that it is there."""
    return sys.platform == "win32" and "WT_SESSION" not in os.environ and not _SELDOM_DRAWN.isdisjoint(text)


def encoding_of(code_page: int) -> str | None:
    """Return Python's name of a code page; none where there is no console, or no codec."""
    if code_page == _UTF_8:
        return "utf-8"
    try:
        return codecs.lookup(f"cp{code_page}").name if code_page else None
    except LookupError:
        return None


def take_code_pages(stdin: object, stdout: object, stderr: object) -> tuple[object, object, object]:
    """Give the three streams the code pages of the console, where nobody has chosen an encoding; returns those to use."""
    if sys.platform != "win32" or sys.flags.utf8_mode:
        return stdin, stdout, stderr
    if chosen := chosen_encoding():
        # A frozen program does not look at it by itself.
        for stream in (stdin, stdout, stderr):
            if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
                stream.reconfigure(encoding=chosen, errors=stream.errors)
        return stdin, stdout, stderr
    import ctypes

    kernel = ctypes.windll.kernel32
    reads, writes = encoding_of(kernel.GetConsoleCP()), encoding_of(kernel.GetConsoleOutputCP())
    if isinstance(stdin, io.TextIOWrapper) and not stdin.isatty():
        read_mixed(stdin, reads)
    return stdin, _output(stdout, writes), _output(stderr, writes)


def chosen_encoding() -> str | None:
    """Return the encoding that whoever started the program has chosen for its streams, if Python knows it."""
    name = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def _output(stream: object, encoding: str | None) -> object:
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    if not stream.isatty():
        # Without a console, in a service say, nobody reads a code page.
        stream.reconfigure(encoding=encoding or "utf-8", errors=ERRORS)
    elif encoding not in {None, "utf-8"} and _face() == _RASTER_FONT:
        stream.flush()
        return CodePageConsole(stream.detach(), str(encoding))
    return stream


_read_as = "cp1252"


def read_mixed(stdin: io.TextIOWrapper, code_page: str | None) -> None:
    """Read UTF-8 from now on, and what is none as the code page: `echo` writes the one, and PowerShell 7 the other."""
    global _read_as  # noqa: PLW0603  # one standard input a process, and decoders know their handlers by name only
    _read_as = code_page if code_page not in {None, "utf-8"} else _read_as
    stdin.reconfigure(encoding="utf-8", errors=INPUT_ERRORS)


def _on_input_error(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(_read_as, "replace"), error.end


codecs.register_error(INPUT_ERRORS, _on_input_error)


def _face() -> str:
    """Return the name of the console's font; empty where the console does not tell."""
    if sys.platform != "win32":
        return ""
    import ctypes
    from ctypes import wintypes

    class _FontInfo(ctypes.Structure):
        # CONSOLE_FONT_INFOEX of wincontypes.h
        _fields_ = (
            ("size", wintypes.ULONG),
            ("index", wintypes.DWORD),
            ("width", wintypes.SHORT),
            ("height", wintypes.SHORT),
            ("family", wintypes.UINT),
            ("weight", wintypes.UINT),
            ("face", wintypes.WCHAR * 32),
        )

    kernel = ctypes.windll.kernel32
    kernel.GetStdHandle.restype = wintypes.HANDLE
    kernel.GetCurrentConsoleFontEx.argtypes = (wintypes.HANDLE, wintypes.BOOL, ctypes.POINTER(_FontInfo))
    told = _FontInfo(size=ctypes.sizeof(_FontInfo))
    output = -11
    # Where standard output is no console, standard error may be.
    error = -12
    for number in (output, error):
        if kernel.GetCurrentConsoleFontEx(kernel.GetStdHandle(number), False, ctypes.byref(told)):
            return str(told.face)
    return ""
