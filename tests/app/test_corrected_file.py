"""Corrected files are written beside the original, whole or not at all."""

import os
import sys
from pathlib import Path

import pytest

from ccdiag.app.corrected_file import CorrectedFileError, CorrectedFileProblem, free_name, write_corrected


def refused(target: Path, original: Path, *, replace: bool = False) -> CorrectedFileProblem:
    before = {path: path.read_bytes() for path in original.parent.rglob("*") if path.is_file()}
    with pytest.raises(CorrectedFileError) as caught:
        write_corrected(target, b"new", [original], replace=replace)
    assert {path: path.read_bytes() for path in original.parent.rglob("*") if path.is_file()} == before
    return caught.value.problem


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "webkassa.json"
    path.write_bytes(b"old")
    return path


@pytest.mark.parametrize("replace", [False, True])
def test_the_original_is_never_written_over(original: Path, replace: bool) -> None:
    folder = original.parent
    assert refused(original, original, replace=replace) == "original"
    assert refused(folder / "." / "x" / ".." / original.name, original, replace=replace) in {"original", "no_folder"}
    os.link(original, folder / "hard.json")
    assert refused(folder / "hard.json", original, replace=replace) == "original"
    if sys.platform != "win32":
        (folder / "soft.json").symlink_to(original)
        assert refused(folder / "soft.json", original, replace=replace) == "original"
        assert refused(original, folder / "soft.json", replace=replace) == "original"


def test_another_file_is_replaced_only_if_that_was_asked_for(original: Path) -> None:
    other = original.with_name("other.json")
    other.write_bytes(b"other")
    assert refused(other, original) == "exists"
    write_corrected(other, b"new", [original], replace=True)
    assert (other.read_bytes(), original.read_bytes()) == (b"new", b"old")


@pytest.mark.skipif(sys.platform == "win32", reason="links to nowhere take rights there")
def test_a_link_to_nowhere_is_a_file_that_is_there(original: Path) -> None:
    link = original.with_name("link.json")
    link.symlink_to(original.parent / "nowhere.json")
    assert refused(link, original) == "exists"
    assert not (original.parent / "nowhere.json").exists()


def test_what_cannot_be_written_is_said(original: Path) -> None:
    assert refused(original.parent / "no folder" / "x.json", original) == "no_folder"
    assert refused(original / "x.json", original) in {"no_folder", "exists"}


def test_a_new_file_is_whole_and_nothing_is_left_beside_it(original: Path) -> None:
    write_corrected(original.with_name("new.json"), b"x" * 100_000, [original])
    assert sorted(path.name for path in original.parent.iterdir()) == ["new.json", "webkassa.json"]
    assert (original.with_name("new.json")).stat().st_size == 100_000


def test_names_that_nothing_has(original: Path) -> None:
    folder = original.parent
    assert free_name(folder, original.name) == folder / "webkassa-corrected.json"
    (folder / "webkassa-corrected.json").touch()
    assert free_name(folder, original.name) == folder / "webkassa-corrected-2.json"
