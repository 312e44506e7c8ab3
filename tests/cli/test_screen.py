"""`ccdiag screen`: the screens that are found, as lines and as a document."""

import json

import jsonschema
import pytest

from ccdiag.content.root import resource_root
from tests.cli.commands import ccdiag, document, text


def test_the_document_keeps_to_the_schema() -> None:
    done = ccdiag("screen", "komt nit overeen", "--json", "--language", "en")
    told = document(done)
    assert (done.returncode, done.stderr) == (0, b"")
    assert list(told)[:2] == ["schema", "simulation"]
    assert (told["schema"], told["simulation"]) == ("ccdiag.screens/1", False)
    jsonschema.validate(told, json.loads((resource_root() / "schema" / "screens.json").read_text(encoding="utf-8")))
    best = told["screens"][0]
    assert best["id"] == "configuration-warning"
    assert best["path"][0] == "SERVICE MENU"
    assert best["keys"][0] == "START MENU"
    assert "KOMT NIET OVEREEN" in best["text"]
    assert [screen["score"] for screen in told["screens"]] == sorted((screen["score"] for screen in told["screens"]), reverse=True)


def test_lines_tell_the_way_the_keys_and_what_to_press() -> None:
    done = ccdiag("screen", "beveiligd", "item", "--language", "en", PYTHONIOENCODING="utf-8")
    lines = text(done).splitlines()
    assert done.returncode == 0
    assert lines[0] == "1. MANAGER WACHTWOORD (strong) [manager-password]"
    assert lines[1:3] == ["   MANAGER MENU", "   Keys: START MENU, DOWN, OK"]
    assert lines[3].startswith("   Now: Let the shop type its manager password")
    assert "[service-password]" in lines[4]


def test_a_console_without_arrows_shows_others() -> None:
    done = ccdiag("screen", "pos mode", "--language", "en", PYTHONIOENCODING="cp437")
    assert b"SERVICE MENU > CONFIGUREREN > TERMINAL > OPI INSTELLINGEN > POS MODE" in done.stdout


def test_nothing_found_ends_with_one() -> None:
    done = ccdiag("screen", "xyzzy", "--language", "en")
    assert (done.returncode, text(done)) == (1, "No screen has this. Try another word that stands on it.\n")
    told = ccdiag("screen", "xyzzy", "--json")
    assert (told.returncode, document(told)["screens"]) == (1, [])


@pytest.mark.parametrize("arguments", [(), ("",), ("  ",), ("--json",), ("beveiligd", "--colour")])
def test_unusable_arguments_are_refused(arguments: tuple[str, ...]) -> None:
    done = ccdiag("screen", *arguments, "--language", "en")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr


def test_help_tells_the_exit_statuses() -> None:
    said = text(ccdiag("screen", "--help", "--language", "en", COLUMNS="200"))
    assert "Ends with 0 when there is one, 1 when there is none." in " ".join(said.split())


def test_no_control_character_reaches_the_console() -> None:
    done = ccdiag("screen", "\x1b[31mbeveiligd", "--language", "en")
    assert b"\x1b" not in done.stdout + done.stderr
