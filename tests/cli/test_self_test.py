import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from ccdiag.app.installation_document import Part, verdict_on
from ccdiag.cli.installation import show_installation
from ccdiag.cli.installation_network import event_loop
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


class Whole(NamedTuple):
    """One run of everything, with folders of its own for all that it might write, watched."""

    status: int
    told: dict[str, Any]
    watched: list[str]
    folders: dict[str, Path]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("whole")
    hook, seen = folder / "hook", folder / "seen.txt"
    folders = {name: folder / name for name in ("HOME", "TMPDIR", "CCDIAG_DATA")}
    for made in (hook, folders["HOME"], folders["TMPDIR"]):
        made.mkdir()
    (hook / "sitecustomize.py").write_text(WATCH.format(seen=str(seen)))
    done = ccdiag("self-test", "--json", PYTHONPATH=str(hook), **{name: str(place) for name, place in folders.items()})
    return Whole(done.returncode, document(done), seen.read_text().splitlines(), folders)


def test_this_installation_is_whole(whole: Whole) -> None:
    assert [part for part in whole.told["parts"] if not part["ok"]] == []
    assert whole.status == 0
    assert [part["name"] for part in whole.told["parts"]] == [part.name for part in PARTS]
    jsonschema.validate(whole.told, json.loads((resource_root() / "schema" / "self-test.json").read_text(encoding="utf-8")))


def test_nothing_leaves_this_machine(whole: Whole) -> None:
    # Of all of them: the program itself, the one that is started once more, the window's process and the one that draws.
    assert len([line for line in whole.watched if line.startswith("began")]) >= 4
    assert [line for line in whole.watched if not line.startswith("began")] == []


def test_nothing_stays_on_this_machine(whole: Whole) -> None:
    assert not whole.folders["CCDIAG_DATA"].exists()
    assert list(whole.folders["TMPDIR"].iterdir()) == []
    # fontconfig keeps what it read of the system's fonts, for every program that draws letters.
    assert [path for path in whole.folders["HOME"].rglob("*") if path.is_file() and "fontconfig" not in path.parts] == []


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


def test_roots_that_end_soon_are_told_and_a_wrong_clock_is_no_damage() -> None:
    assert not bundled_roots(datetime(2026, 11, 23, tzinfo=UTC)).attention
    assert bundled_roots(datetime(2037, 6, 1, tzinfo=UTC)).attention
    for year in (2000, 2039):
        found = bundled_roots(datetime(year, 1, 1, tzinfo=UTC))
        assert found.attention
        assert f"by the clock of this machine today is {year}-01-01" in found.detail.english()
        assert "Starfield" in found.detail.english()


def part(name: str, *, ok: bool = False, error: str | None = None) -> Part:
    return Part(name=name, title=name, ok=ok, attention=False, detail="", error=error, elapsed_s=0.1)


@pytest.mark.parametrize(
    ("parts", "again"),
    [
        ((part("store.data"), part("policy"), part("files", ok=True)), False),
        ((part("store.data"), part("store")), True),
        # Loopback that is down, or shut by a firewall; and a loop that is damaged.
        ((part("loop"), part("tls"), part("lab"), part("qt.loop", error="OSError")), False),
        ((part("loop", error="ImportError"), part("tls")), True),
        ((part("tls"),), True),
    ],
)
def test_installing_again_is_advised_only_where_it_can_help(parts: tuple[Part, ...], again: bool) -> None:
    told = verdict_on(parts, 1.0).english()
    assert ("Install it again." in told) == again
    assert ("does not help" in told) != again


def test_a_machine_that_cannot_speak_to_itself_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    # TEST-NET-1: nobody's own address, so that nothing can be bound to it.
    monkeypatch.setattr("ccdiag.cli.installation_network._LOOPBACK", "192.0.2.1")
    with pytest.raises(BrokenPartError, match=r"by 192\.0\.2\.1: "):
        event_loop()


def test_many_names_are_cut_short() -> None:
    assert named(range(3)) == "0, 1, 2"
    assert named(range(9)) == "0, 1, 2, 3, 4, 5, … (+3)"
