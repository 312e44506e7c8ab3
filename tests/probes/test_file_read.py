"""Reading a file that somebody handed over."""

import os
import sys
from pathlib import Path

import pytest

from ccdiag.model.failure import Failure
from ccdiag.probes.file_read import FileContent, read_file


async def test_an_ordinary_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"{}\r\n")
    assert await read_file(path, most=4, limit=5) == FileContent(b"{}\r\n")


async def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(10**11)
    assert (await read_file(path, most=1024, limit=5)).failure is Failure.TOO_LARGE


@pytest.mark.parametrize("name", ["missing", ".", "nul\0", "a/b"])
async def test_what_is_no_file_is_data(tmp_path: Path, name: str) -> None:
    assert (await read_file(tmp_path / name, most=1024, limit=5)).failure is Failure.UNREADABLE


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no path there")
async def test_a_pipe_does_not_make_it_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert (await read_file(tmp_path / "pipe", most=1024, limit=5)).failure is Failure.UNREADABLE
