"""Asking for a newer version on the command line, where a policy says where to look."""

import json
import os
from pathlib import Path

import jsonschema
import pytest

from ccdiag import __version__
from ccdiag.app.newer_version_file import FILE_NAME
from ccdiag.app.policy_file import machine_policy_file
from ccdiag.content.root import resource_root
from tests.app.signed_versions import OTHER_KEY, SHA256, key_text, payload, signed
from tests.cli.commands import ccdiag, document, text

pytestmark = pytest.mark.skipif(os.path.lexists(machine_policy_file()), reason="this machine has a policy of its own")


@pytest.fixture
def published(tmp_path: Path) -> Path:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / FILE_NAME).write_bytes(signed(payload(notes={"en": "Faster.", "nl": "Sneller."})))
    return tmp_path / "published"


@pytest.fixture
def policy(published: Path) -> str:
    file = published.parent / "policy.toml"
    # A JSON string is one of TOML too.
    file.write_text(f'schema = 1\n[newer_version]\nsource = {json.dumps(str(published))}\npublic_key = "{key_text()}"\n', encoding="utf-8")
    return str(file)


def test_a_newer_one(policy: str, published: Path) -> None:
    done = ccdiag("newer", "--language", "en", CCDIAG_POLICY=policy)
    assert (done.returncode, done.stderr) == (1, b"")
    lines = text(done).splitlines()
    assert lines[0] == "Version 9.2.0 is there."
    assert f"  Setup: {published / 'ccdiag-9.2.0-setup.exe'}" in lines
    assert f"  SHA-256: {SHA256}" in lines
    assert "  What is new: Faster." in lines


def test_the_document_keeps_to_the_schema(policy: str, published: Path) -> None:
    schema = json.loads((resource_root() / "schema" / "newer.json").read_text(encoding="utf-8"))
    newer = ccdiag("newer", "--json", "--language", "nl", CCDIAG_POLICY=policy)
    (published / FILE_NAME).write_bytes(signed(payload(version=__version__)))
    newest = ccdiag("newer", "--json", CCDIAG_POLICY=policy)
    (published / FILE_NAME).write_bytes(signed(payload(), key=OTHER_KEY))
    unknown = ccdiag("newer", "--json", CCDIAG_POLICY=policy)
    assert [done.returncode for done in (newer, newest, unknown)] == [1, 0, 3]
    for done in (newer, newest, unknown):
        told = document(done)
        jsonschema.validate(told, schema)
        assert list(told)[:2] == ["schema", "simulation"]
        assert (told["schema"], told["simulation"], told["version"]) == ("ccdiag.newer/1", False, __version__)
    assert document(newer)["newest"]["notes"] == "Sneller."
    assert document(newer)["newest"]["sha256"] == SHA256
    assert (document(unknown)["reason"], document(unknown)["newest"]) == ("signature", None)


def test_without_a_policy_nothing_is_asked(tmp_path: Path) -> None:
    done = ccdiag("newer", "--language", "en")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "policy" in done.stderr.decode()
    empty = tmp_path / "policy.toml"
    empty.write_text("schema = 1\n", encoding="utf-8")
    assert ccdiag("newer", CCDIAG_POLICY=str(empty)).returncode == 2


def test_a_policy_that_cannot_be_used_is_told_once(tmp_path: Path) -> None:
    broken = tmp_path / "policy.toml"
    broken.write_text('[newer_version]\nsource = "http://intranet.example"\npublic_key = "x"\n', encoding="utf-8")
    done = ccdiag("newer", "--language", "en", CCDIAG_POLICY=str(broken))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().count("newer_version.source") == 1


def test_it_steers_no_terminal(policy: str, published: Path) -> None:
    (published / FILE_NAME).write_bytes(b"ccdiag version 1\n\x1b[31m" + signed(payload()))
    done = ccdiag("newer", CCDIAG_POLICY=policy)
    assert done.returncode == 3
    assert b"\x1b" not in done.stdout + done.stderr
