import json
import threading
from datetime import UTC, datetime
from pathlib import Path

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

WATCH = """
import socket, sys
OWN = ("127.0.0.1", "127.0.0.2", "localhost", "None")
def note(line):
    with open({seen!r}, "a") as file:
        file.write(line + "\\n")
def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        sock, address = arguments[0], arguments[1]
        # Connecting a datagram socket asks the routing table and sends nothing.
        asks = event == "socket.connect" and sock.type == socket.SOCK_DGRAM
        outside = isinstance(address, tuple) and not str(address[0]).startswith("127.") and address[0] != "::1"
        if sock.family in (socket.AF_INET, socket.AF_INET6) and outside and not asks:
            note(event + " " + str(address))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and str(arguments[0]) not in OWN:
        note(event + " " + str(arguments[0]))
sys.addaudithook(watch)
note("began " + " ".join(sys.argv))
"""


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


def test_nothing_leaves_this_machine_and_nothing_stays_on_it(tmp_path: Path) -> None:
    """Every process of it tells of each address that it turns to, and has folders of its own for all that it might write."""
    hook, seen = tmp_path / "hook", tmp_path / "seen.txt"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(WATCH.format(seen=str(seen)))
    places = {name: tmp_path / name for name in ("HOME", "TMPDIR", "CCDIAG_DATA")}
    for name, place in places.items():
        if name != "CCDIAG_DATA":
            place.mkdir()
    done = ccdiag("self-test", "--json", PYTHONPATH=str(hook), **{name: str(place) for name, place in places.items()})
    assert [part for part in document(done)["parts"] if not part["ok"]] == []
    told = seen.read_text().splitlines()
    # Of all three: the program itself, the window's process and the one that draws.
    assert len([line for line in told if line.startswith("began")]) >= 3
    assert [line for line in told if not line.startswith("began")] == []
    assert not places["CCDIAG_DATA"].exists()
    assert list(places["TMPDIR"].iterdir()) == []
    # fontconfig keeps what it read of the system's fonts, for every program that draws letters.
    assert [path for path in places["HOME"].rglob("*") if path.is_file() and "fontconfig" not in path.parts] == []
