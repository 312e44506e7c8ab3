import json
import threading
from datetime import UTC, datetime

import jsonschema
import pytest

from ccdiag.cli.installation import show_installation
from ccdiag.cli.installation_part import BrokenPartError, Found, PartTest, named
from ccdiag.cli.installation_parts import PARTS
from ccdiag.cli.installation_trust import bundled_roots
from ccdiag.content.root import resource_root
from ccdiag.i18n.translator import LANGUAGES
from ccdiag.model.message import Message
from tests.cli.commands import ccdiag, document, text


def test_this_installation_is_whole() -> None:
    done = ccdiag("self-test", "--json")
    told = document(done)
    assert [part for part in told["parts"] if not part["ok"]] == []
    assert done.returncode == 0
    assert [part["name"] for part in told["parts"]] == [part.name for part in PARTS]
    jsonschema.validate(told, json.loads((resource_root() / "schema" / "self-test.json").read_text(encoding="utf-8")))


def test_some_parts_alone() -> None:
    told = document(ccdiag("self-test", "--json", "--only", "trust,checks"))
    assert [part["name"] for part in told["parts"]] == ["checks", "trust"]


def test_a_part_that_does_not_exist() -> None:
    done = ccdiag("self-test", "--only", "brakes")
    assert done.returncode == 2
    assert b"brakes" in done.stderr
    assert b"trust.system" in done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_every_language(language: str) -> None:
    done = ccdiag("self-test", "--only", "trust,console", "--language", language)
    assert done.returncode == 0
    assert len(text(done).splitlines()) == 3


def shown(*parts: PartTest, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = show_installation(parts, json=False)
    return status, capsys.readouterr().out


def broken() -> Found:
    raise BrokenPartError(Message("gone"))


def raising() -> Found:
    raise ZeroDivisionError("by \x1b[31mnothing")


def good() -> Found:
    return Found(Message("there"))


def test_a_broken_part_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    status, told = shown(PartTest("a", Message("A"), broken), PartTest("b", Message("B"), good), capsys=capsys)
    assert status == 1
    assert "A: gone [a" in told
    assert "B: there [b" in told


def test_a_part_that_raises_is_a_broken_part_with_its_class(capsys: pytest.CaptureFixture[str]) -> None:
    status, told = shown(PartTest("a", Message("A"), raising), capsys=capsys)
    assert status == 1
    assert r"ZeroDivisionError: by \x1b[31mnothing" in told
    assert "Traceback" not in told


def test_a_part_that_hangs_is_left_behind(capsys: pytest.CaptureFixture[str]) -> None:
    never = threading.Event()

    def hanging() -> Found:
        never.wait()
        return good()

    try:
        status, told = shown(PartTest("a", Message("A"), hanging, limit_s=0.05), PartTest("b", Message("B"), good), capsys=capsys)
    finally:
        never.set()
    assert status == 1
    assert "it did not end within 0.05 s" in told
    assert "B: there" in told


def test_attention_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    status, told = shown(PartTest("a", Message("A"), lambda: Found(Message("soon"), attention=True)), capsys=capsys)
    assert status == 0
    assert "attention" in told


def test_roots_that_end_soon_are_told_and_expired_ones_are_a_fault() -> None:
    assert not bundled_roots(datetime(2026, 11, 23, tzinfo=UTC)).attention
    assert bundled_roots(datetime(2037, 6, 1, tzinfo=UTC)).attention
    with pytest.raises(BrokenPartError, match="Starfield"):
        bundled_roots(datetime(2038, 1, 1, tzinfo=UTC))
    with pytest.raises(BrokenPartError):
        bundled_roots(datetime(2000, 1, 1, tzinfo=UTC))


def test_many_names_are_cut_short() -> None:
    assert named(range(3)) == "0, 1, 2"
    assert named(range(9)) == "0, 1, 2, 3, 4, 5, … (+3)"
