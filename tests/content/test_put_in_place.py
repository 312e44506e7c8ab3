"""A file that somebody has open for a moment is replaced all the same."""

import os
import sys
from pathlib import Path

import pytest

from ccdiag.content import held_file
from ccdiag.content.bounded_file import FileReadError, read_bounded
from ccdiag.content.durable_file import put_in_place, write_durably

_really = os.replace


class _Held:
    """Stands for Windows, where a scanner has the file open for some tries."""

    def __init__(self, tries: int, number: int) -> None:
        self.left = tries
        self.number = number

    def replace(self, part: Path, file: Path) -> None:
        if self.left:
            self.left -= 1
            error = PermissionError(13, "Permission denied")
            error.winerror = self.number  # type: ignore[attr-defined]  # an attribute on Windows only
            raise error
        _really(part, file)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_file, "sleep", lambda _s: None)


@pytest.mark.parametrize("number", [5, 32, 33])
def test_it_is_tried_again(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = _Held(4, number)
    monkeypatch.setattr(os, "replace", held.replace)
    write_durably(tmp_path / "settings.toml", b"new")
    assert (tmp_path / "settings.toml").read_bytes() == b"new"


@pytest.mark.parametrize(("tries", "number", "left"), [(100, 32, 93), (1, 19, 0)])
def test_not_for_ever_and_not_for_other_reasons(
    tries: int, number: int, left: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = _Held(tries, number)
    monkeypatch.setattr(os, "replace", held.replace)
    file, part = tmp_path / "settings.toml", tmp_path / "part"
    file.write_bytes(b"old")
    part.write_bytes(b"new")
    with pytest.raises(PermissionError):
        put_in_place(part, file)
    assert file.read_bytes() == b"old"
    assert held.left == left


@pytest.mark.parametrize(("tries", "read"), [(3, True), (100, False)])
def test_a_file_that_is_looked_at_by_a_scanner_is_read(tries: int, read: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"schema = 1")
    left, really = [tries], os.open

    def open_held(path: Path, flags: int) -> int:
        if left[0]:
            left[0] -= 1
            error = PermissionError(13, "Permission denied")
            error.winerror = 32  # type: ignore[attr-defined]  # an attribute on Windows only
            raise error
        return really(path, flags)

    monkeypatch.setattr(os, "open", open_held)
    if read:
        assert read_bounded(file, most=100) == b"schema = 1"
    else:
        with pytest.raises(FileReadError) as told:
            read_bounded(file, most=100)
        assert told.value.problem == "forbidden"


def test_a_folder_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path, Path()):
        with pytest.raises(IsADirectoryError):
            write_durably(folder, b"new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps its devices and pipes in no folder")
def test_a_pipe_or_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    pipe, device = tmp_path / "pipe", tmp_path / "device"
    os.mkfifo(pipe)
    device.symlink_to(os.devnull)
    for target in (pipe, device):
        with pytest.raises(OSError, match="supported"):
            write_durably(target, b"new")
    assert pipe.is_fifo()
    assert device.is_char_device()
    assert sorted(tmp_path.iterdir()) == [device, pipe]
