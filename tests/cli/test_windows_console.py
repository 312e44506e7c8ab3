"""Code pages, fonts and closed pipes of Windows, as far as they can be tried elsewhere."""

import ctypes
import errno
import io
import os
import sys
from types import SimpleNamespace

import pytest

from ccdiag.cli import words
from ccdiag.cli.plain_characters import ERRORS
from ccdiag.cli.streams import OutputLostError, is_reader_gone
from ccdiag.cli.windows_console import CodePageConsole, chosen_encoding, encoding_of, is_seldom_drawn, read_mixed, take_code_pages
from ccdiag.model.verdict import Verdict


def test_code_pages_have_names() -> None:
    assert [encoding_of(number) for number in (437, 850, 1252, 65001, 0, 4242)] == ["cp437", "cp850", "cp1252", "utf-8", None, None]


@pytest.mark.parametrize(("told", "chosen"), [("utf-8:replace", "utf-8"), ("cp850", "cp850"), ("", None), ("klingon", None)])
def test_whoever_starts_it_may_choose(told: str, chosen: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", told)
    assert chosen_encoding() == chosen


class _Kernel:
    """Stands for kernel32, with a console of code page 850."""

    @staticmethod
    def GetConsoleCP() -> int:  # noqa: N802  # Windows' name
        return 850

    GetConsoleOutputCP = GetConsoleCP


def test_pipes_get_the_code_page_of_the_console(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=_Kernel), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    written = io.BytesIO()
    reads, writes = (
        io.TextIOWrapper(io.BytesIO(b"M\x81ller\n"), encoding="cp1252"),
        io.TextIOWrapper(written, encoding="cp1252", errors=ERRORS),
    )
    _, output, error = take_code_pages(reads, writes, None)
    assert output is writes
    assert error is None
    writes.write("Zoë → „Löwe“")
    writes.flush()
    assert written.getvalue() == 'Zoë -> "Löwe"'.encode("cp850")
    assert reads.readline() == "Müller\n"
    monkeypatch.setattr(_Kernel, "GetConsoleOutputCP", lambda: 0)
    take_code_pages(None, writes, None)
    assert writes.encoding == "utf-8"
    monkeypatch.setenv("PYTHONIOENCODING", "cp437")
    take_code_pages(None, writes, None)
    assert (writes.encoding, writes.errors) == ("cp437", ERRORS)


def test_a_raster_font_gets_what_it_has() -> None:
    written = io.BytesIO()
    console = CodePageConsole(written, "cp850")
    assert console.encoding == "cp850"
    assert console.write("“é” → ✔\n") == 8
    console.flush()
    # Python's console takes UTF-8, and turns it into what Windows draws.
    assert written.getvalue().decode() == '"é" -> +\n'


@pytest.mark.parametrize("sent", ["Zoë’s café", "plain", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_input_is_utf_8_or_the_code_page(sent: str, encoding: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO((sent + "\n").encode(encoding)), encoding="ascii")
    read_mixed(stream, "cp1252")
    assert stream.readline() == sent + "\n"


def test_input_of_an_old_console() -> None:
    stream = io.TextIOWrapper(io.BytesIO("Müller & Zoë\n".encode("cp850")), encoding="ascii")
    read_mixed(stream, "cp850")
    assert stream.readline() == "Müller & Zoë\n"


def test_signs_that_fonts_of_consoles_lack_are_left_to_windows_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_seldom_drawn("✔")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delenv("WT_SESSION", raising=False)
    assert is_seldom_drawn("✔")
    assert not is_seldom_drawn("√ ▲ × ■ – ─ →")
    monkeypatch.setenv("WT_SESSION", "0")
    assert not is_seldom_drawn("✔")


class _Console(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_a_console_of_windows_gets_signs_that_it_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", _Console())
    assert words.icon(Verdict.PASS) == "✔"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delenv("WT_SESSION", raising=False)
    assert [words.icon(verdict) for verdict in (Verdict.PASS, Verdict.FAIL, Verdict.WARN)] == ["√", "×", "▲"]


def test_a_pipe_that_windows_calls_invalid_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    invalid = OSError(errno.EINVAL, "Invalid argument")
    assert not is_reader_gone(invalid)
    monkeypatch.setattr(sys, "platform", "win32")
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert is_reader_gone(invalid)
        assert OutputLostError(invalid).reader_left
        assert not is_reader_gone(OSError(errno.ENOSPC, "No space left on device"))
    os.close(reading)


def test_a_file_that_takes_nothing_is_no_closed_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with open(os.devnull, "w") as file:  # noqa: PTH123  # not a path of a file
        monkeypatch.setattr(sys, "stdout", file)
        assert not is_reader_gone(OSError(errno.EINVAL, "Invalid argument"))
    monkeypatch.setattr(sys, "stdout", None)
    assert not is_reader_gone(OSError(errno.EINVAL, "Invalid argument"))
