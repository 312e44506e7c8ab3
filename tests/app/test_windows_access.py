"""Which rights Windows grants, by a stand-in for its function; a real one answers in the self-test."""

import ctypes
import sys
from pathlib import Path

import pytest

from ccdiag.app.windows_access import FILE_ADD_FILE, is_granted

FOLDER = Path("folder of a user")


class Function:
    """Takes the types that are declared for it, and calls."""

    def __init__(self, answer: int | None) -> None:
        self.answer = answer
        self.calls: list[tuple[object, ...]] = []

    def __call__(self, *given: object) -> int | None:
        self.calls.append(given)
        return self.answer


@pytest.mark.parametrize(("handle", "granted"), [(7, True), (ctypes.c_size_t(-1).value, False), (None, False)])
def test_a_handle_is_asked_for_and_closed_unused(monkeypatch: pytest.MonkeyPatch, handle: int | None, granted: bool) -> None:
    class Kernel:
        CreateFileW = Function(handle)
        CloseHandle = Function(1)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "WinDLL", lambda _name: Kernel, raising=False)
    assert is_granted(FOLDER, FILE_ADD_FILE) is granted
    ((path, right, *_),) = Kernel.CreateFileW.calls
    assert (path, right) == (str(FOLDER), FILE_ADD_FILE)
    assert Kernel.CloseHandle.calls == ([(handle,)] if granted else [])
