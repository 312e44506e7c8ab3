"""The script with which an IT department signs what its users are told of a newer version."""

import asyncio
import io
import os
import re
import stat
import struct
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ccdiag.app import newer_version_file
from ccdiag.app.newer_version import Outcome, look_for_newer
from ccdiag.app.newer_version_file import FILE_NAME, read_version_file
from ccdiag.app.policy import NewerVersionPolicy
from ccdiag.app.policy_key import public_key_bytes
from ccdiag.model.limits import Limits
from tests.architecture.scripts import SCRIPTS, script

TOOL = script("sign_version")


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str | Path, **variables: str) -> Done:
    """Run it as a process would be, but in this one: there are many."""
    output, errors, status = io.StringIO(), io.StringIO(), 0
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CCDIAG_")}
    with patch.dict(os.environ, {**kept, **variables}, clear=True), redirect_stdout(output), redirect_stderr(errors):
        try:
            TOOL.main([str(argument) for argument in arguments])
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else 1
            errors.write("" if isinstance(ending.code, int) else f"{ending.code}\n")
    return Done(status, output.getvalue(), errors.getvalue())


def refused(*arguments: str | Path, **variables: str) -> str:
    done = run(*arguments, **variables)
    assert done.returncode != 0
    return done.stderr


def public_key_in(output: str) -> str:
    found = re.search(r'^public_key = "([A-Za-z0-9+/]{43}=)"$', output, re.MULTILINE)
    assert found is not None
    return found[1]


def setup_of(version: tuple[int, int, int, int], file: Path) -> Path:
    """Write what has the resource of a version, as a setup has it, and nothing else."""
    a, b, c, d = version
    fixed = struct.pack("<IIII", 0xFEEF04BD, 0, a << 16 | b, c << 16 | d)
    file.write_bytes(b"MZ" + bytes(500) + "VS_VERSION_INFO\0".encode("utf-16-le") + bytes(2) + fixed + bytes(500))
    return file


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    file = tmp_path / "keys" / "version.pem"
    file.parent.mkdir()
    done = run("new-key", file)
    assert (done.returncode, done.stderr) == (0, "")
    return file, public_key_in(done.stdout)


@pytest.fixture
def setup(tmp_path: Path) -> Path:
    (tmp_path / "published").mkdir()
    return setup_of((9, 2, 0, 0), tmp_path / "published" / "ccdiag-9.2.0-setup.exe")


def test_what_it_signs_is_what_the_program_tells(key: tuple[Path, str], setup: Path) -> None:
    begun = datetime.now(UTC).date()
    done = run(
        "sign",
        setup,
        "--key",
        key[0],
        "--days",
        "30",
        "--minimum",
        "9.0.0",
        "--note",
        "nl",
        "Sneller,  en\nbeter.",
        "--note",
        "en",
        "Faster.",
    )
    assert (done.returncode, done.stderr) == (0, "")
    check = asyncio.run(look_for_newer(NewerVersionPolicy(source=str(setup.parent), public_key=key[1]), installed="8.0.0"))
    assert (check.outcome, check.reason, check.no_longer_to_be_used) == (Outcome.NEWER, None, True)
    newest = check.newest
    assert newest is not None
    assert (newest.version, newest.minimum, newest.notes_in("nl")) == ("9.2.0", "9.0.0", "Sneller, en beter.")
    assert begun <= newest.released <= datetime.now(UTC).date()
    assert newest.valid_until == newest.released + timedelta(days=30)
    assert newest.setup.size == setup.stat().st_size
    assert check.place == str(setup)
    assert newest.setup.sha256 in done.stdout


def test_a_setup_below_the_published_folder_is_named_by_its_place(key: tuple[Path, str], setup: Path) -> None:
    deeper = setup.parent / "2026" / "november"
    deeper.mkdir(parents=True)
    setup.rename(deeper / setup.name)
    assert run("sign", deeper / setup.name, "--folder", setup.parent, "--key", key[0], "--days", "1").returncode == 0
    newest = read_version_file((setup.parent / FILE_NAME).read_bytes(), public_key_bytes(key[1]))
    assert newest.setup.file == f"2026/november/{setup.name}"
    assert "does not lie below" in refused(
        "sign", SCRIPTS / "sign_version.py", "--folder", setup.parent, "--key", key[0], "--days", "1", "--version", "9.3.0"
    )


def test_the_key_is_its_owners_alone_and_never_written_over(key: tuple[Path, str], setup: Path) -> None:
    before = key[0].read_bytes()
    if sys.platform != "win32":
        assert stat.S_IMODE(key[0].stat().st_mode) == 0o600
    assert "there already" in refused("new-key", key[0])
    assert key[0].read_bytes() == before
    assert public_key_in(run("public-key", "--key", key[0]).stdout) == key[1]
    raw = serialization.load_pem_private_key(before, None)
    assert isinstance(raw, Ed25519PrivateKey)
    signed = run("sign", setup, "--key", key[0], "--days", "1")
    assert "PRIVATE" not in signed.stdout + signed.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_a_key_that_others_may_read_is_refused(key: tuple[Path, str], setup: Path) -> None:
    key[0].chmod(0o640)
    assert "chmod 600" in refused("sign", setup, "--key", key[0], "--days", "1")
    assert not (setup.parent / FILE_NAME).exists()


def test_the_key_may_come_from_a_variable_and_be_encrypted(tmp_path: Path, setup: Path) -> None:
    file = tmp_path / "encrypted.pem"
    public = public_key_in(run("new-key", file, CCDIAG_VERSION_KEY_PASSWORD="correct horse").stdout)
    pem = file.read_text()
    assert "ENCRYPTED" in pem
    assert "is encrypted" in refused("sign", setup, "--days", "1", CCDIAG_VERSION_KEY=pem)
    assert "its password is another" in refused("sign", setup, "--days", "1", CCDIAG_VERSION_KEY=pem, CCDIAG_VERSION_KEY_PASSWORD="x")
    done = run("sign", setup, "--days", "1", CCDIAG_VERSION_KEY=pem, CCDIAG_VERSION_KEY_PASSWORD="correct horse")
    assert done.returncode == 0
    assert run("show", setup.parent / FILE_NAME, "--public-key", public).returncode == 0
    assert "CCDIAG_VERSION_KEY" in refused("sign", setup, "--days", "1")


def test_other_keys_are_refused(setup: Path) -> None:
    other = X25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    assert "not for Ed25519" in refused("sign", setup, "--days", "1", CCDIAG_VERSION_KEY=other.decode())
    assert "no private key" in refused("sign", setup, "--days", "1", CCDIAG_VERSION_KEY="secret")


def test_the_version_is_that_of_the_setup(key: tuple[Path, str], setup: Path, tmp_path: Path) -> None:
    assert "says that it is version 9.2.0, and not 9.3.0" in refused("sign", setup, "--key", key[0], "--days", "1", "--version", "9.3.0")
    four = setup_of((9, 2, 0, 7), tmp_path / "published" / "four.exe")
    assert run("sign", four, "--key", key[0], "--days", "1").returncode == 0
    assert read_version_file((setup.parent / FILE_NAME).read_bytes(), public_key_bytes(key[1])).version == "9.2.0.7"
    mute = tmp_path / "published" / "mute.zip"
    mute.write_bytes(b"PK")
    assert "--version" in refused("sign", mute, "--key", key[0], "--days", "1")
    assert "no version" in refused("sign", mute, "--key", key[0], "--days", "1", "--version", "new")
    assert run("sign", mute, "--key", key[0], "--days", "1", "--version", "9.4").returncode == 0


def test_it_goes_back_only_when_that_is_meant(key: tuple[Path, str], setup: Path) -> None:
    assert run("sign", setup, "--key", key[0], "--days", "1").returncode == 0
    older = setup_of((9, 1, 0, 0), setup.parent / "older.exe")
    assert "newer than 9.1.0" in refused("sign", older, "--key", key[0], "--days", "1")
    assert run("sign", older, "--key", key[0], "--days", "1", "--withdraw").returncode == 0


def test_it_takes_no_file_of_another_key_for_its_own(key: tuple[Path, str], setup: Path) -> None:
    (setup.parent / FILE_NAME).write_bytes(b"something")
    assert "is no" in refused("sign", setup, "--key", key[0], "--days", "1")
    assert (setup.parent / FILE_NAME).read_bytes() == b"something"


@pytest.mark.parametrize(
    "wrong",
    [
        ("--days", "0"),
        ("--days", "401"),
        ("--days", "x"),
        ("--days", "1", "--note", "it", "Veloce"),
        ("--days", "1", "--note", "nl", " "),
        ("--days", "1", "--note", "nl", "x" * 601),
        ("--days", "1", "--note", "nl", "\x1b[31m"),
        ("--days", "1", "--notes-url", "http://intranet.example/"),
        ("--days", "1", "--minimum", "9.3.0"),
        ("--days", "1", "--minimum", "x"),
        ("--days", "1", "--released", "2999-01-01"),
        ("--days", "1", "--released", "today"),
        (),
    ],
)
def test_what_makes_no_sense_is_not_signed(key: tuple[Path, str], setup: Path, wrong: tuple[str, ...]) -> None:
    refused("sign", setup, "--key", key[0], *wrong)
    assert [file.name for file in setup.parent.iterdir()] == [setup.name]


def test_what_was_changed_later_is_noticed(key: tuple[Path, str], setup: Path) -> None:
    assert run("sign", setup, "--key", key[0], "--days", "1").returncode == 0
    signed = setup.parent / FILE_NAME
    setup.write_bytes(setup.read_bytes() + b"x")
    assert "another file" in refused("show", signed, "--public-key", key[1])
    setup.unlink()
    assert "is not there" in run("show", signed, "--public-key", key[1]).stdout
    signed.write_bytes(signed.read_bytes().replace(b"9.2.0", b"9.9.9"))
    assert "not signed by this key" in refused("show", signed, "--public-key", key[1])
    assert refused("show", setup.parent / "none", "--public-key", key[1])
    assert "not a public key" in refused("show", signed, "--public-key", "x")


def test_it_runs_alone(tmp_path: Path) -> None:
    # Away from the project, as it is copied to the machine that keeps the key.
    copied = tmp_path / "sign_version.py"
    copied.write_bytes((SCRIPTS / copied.name).read_bytes())
    made = subprocess.run(
        [sys.executable, "-I", "-W", "error", copied, "new-key", "version.pem"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert public_key_in(made.stdout)
    assert made.stderr == ""
    again = subprocess.run(
        [sys.executable, "-I", copied, "new-key", "version.pem"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (again.returncode, again.stderr.splitlines()[0][:13]) == (1, "sign_version:")


def test_script_and_program_agree() -> None:
    assert (FILE_NAME, newer_version_file.HEADER, Limits().newer_version_bytes) == (TOOL.FILE_NAME, TOOL.HEADER, TOOL.MOST_BYTES)
