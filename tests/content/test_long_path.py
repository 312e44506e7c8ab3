"""Paths that are longer than Windows takes."""

import ntpath
import os
import sys
from pathlib import Path

import pytest

from ccdiag.content.long_path import prefixed, within_reach

DEEP = "\\".join(["een map met een lange naam"] * 12)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"C:\\Users\\Zoë\\{DEEP}", f"\\\\?\\C:\\Users\\Zoë\\{DEEP}"),
        (f"\\\\server\\share\\{DEEP}", f"\\\\?\\UNC\\server\\share\\{DEEP}"),
        (f"\\\\?\\C:\\{DEEP}", f"\\\\?\\C:\\{DEEP}"),
        ("NUL", "NUL"),
    ],
)
def test_the_prefix(path: str, expected: str) -> None:
    assert prefixed(path) == expected


def test_only_long_paths_of_windows_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    long, short = Path(f"C:\\a\\..\\{DEEP}"), Path("C:\\Users\\Zoë\\AppData\\Local\\ccdiag")
    assert within_reach(long) is long
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os.path, "abspath", ntpath.normpath)
    assert within_reach(short) is short
    assert str(within_reach(long)) == f"\\\\?\\C:\\{DEEP}"
    assert within_reach(within_reach(long)) == within_reach(long)
