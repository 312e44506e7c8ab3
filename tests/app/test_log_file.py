import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccdiag.app import log_file
from ccdiag.app.log_file import start_logging

LOG = logging.getLogger("ccdiag.test")


@pytest.fixture(autouse=True)
def quiet_afterwards() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def fail(text: str) -> None:
    raise ValueError(text)


def written(file: Path | None) -> str:
    assert file is not None
    return file.read_text(encoding="utf-8")


def test_it_says_who_and_when(tmp_path: Path) -> None:
    file = start_logging(tmp_path / "log")
    LOG.warning("something happened")
    assert "WARNING ccdiag.test: something happened" in written(file)
    assert "INFO ccdiag.app.log_file: ccdiag" in written(file)


def test_no_secret_and_no_control_character_gets_in(tmp_path: Path) -> None:
    file = start_logging(tmp_path)
    LOG.warning("https://me:secret-word@host Bearer abcdef123456 4111 1111 1111 1111 \x1b[31m\nforged line")
    try:
        fail("https://me:other-secret@host \x1b[2J")
    except ValueError:
        LOG.exception("trace")
    text = written(file)
    for secret in ("secret-word", "other-secret", "abcdef123456", "4111", "\x1b"):
        assert secret not in text
    assert "\nforged line" not in text
    assert "ValueError" in text


def test_it_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "_BYTES", 2000)
    start_logging(tmp_path)
    for number in range(500):
        LOG.warning("line %d of many", number)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ccdiag.log", "ccdiag.log.1", "ccdiag.log.2"]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 3 * 2000


def test_where_it_cannot_be_put_aside_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "_BYTES", 2000)
    file = start_logging(tmp_path)
    (tmp_path / "ccdiag.log.1").mkdir()
    (tmp_path / "ccdiag.log.1" / "occupied").write_text("")
    (tmp_path / "ccdiag.log.2").mkdir()
    (tmp_path / "ccdiag.log.2" / "occupied").write_text("")
    for number in range(100):
        LOG.warning("line %d of many", number)
    assert "line 99 of many" in written(file)


def test_a_folder_that_cannot_be_made_is_not_fatal(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    assert start_logging(tmp_path / "taken") is None
    LOG.warning("goes nowhere")
