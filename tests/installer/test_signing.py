"""Programs, uninstaller and setup are signed by the key that the environment names, and whatever was changed since is caught."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pip
import pytest

from installer.verify_interpreter import verify_options

ROOT = Path(__file__).resolve().parents[2]
INSTALLER = ROOT / "installer"
SIGN = INSTALLER / "sign.sh"
# A small program for Windows that is there wherever pip is.
A_PROGRAM = Path(pip.__file__).parent / "_vendor" / "distlib" / "t64.exe"


@pytest.fixture(autouse=True, scope="module")
def _tools() -> None:
    missing = [tool for tool in ("osslsigncode", "openssl", "makensis") if shutil.which(tool) is None]
    if missing:
        if os.environ.get("CI"):
            pytest.fail(f"missing: {', '.join(missing)}")
        pytest.skip(f"missing: {', '.join(missing)}")


@dataclass(frozen=True)
class Key:
    certificate: Path
    key: Path
    password: Path | None = None

    def environment(self) -> dict[str, str]:
        named = {"CCDIAG_SIGN_CERTIFICATE": str(self.certificate), "CCDIAG_SIGN_KEY": str(self.key)}
        return named | ({"CCDIAG_SIGN_PASSWORD": str(self.password)} if self.password else {})


def make_key(folder: Path, password: str = "") -> Key:
    folder.mkdir()
    made = Key(folder / "certificate.pem", folder / "key.pem", folder / "password" if password else None)
    if made.password:
        made.password.write_text(password, encoding="utf-8")
    protection = ["-passout", f"file:{made.password}"] if made.password else ["-nodes"]
    purpose = ["-addext", "extendedKeyUsage=codeSigning", "-addext", "keyUsage=digitalSignature"]
    request: list[str] = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-subj",
        "/CN=ccdiag, thrown away",
        "-days",
        "3650",
        *purpose,
        *protection,
    ]
    subprocess.run([*request, "-keyout", str(made.key), "-out", str(made.certificate)], check=True, capture_output=True)
    return made


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Key:
    return make_key(tmp_path_factory.mktemp("signing") / "key")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return Path(shutil.copy(A_PROGRAM, tmp_path / "program.exe"))


def run(command: list[str | Path], named: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CCDIAG_SIGN_")}
    return subprocess.run(command, env=kept | dict(named), capture_output=True, text=True, check=False)


def holds(file: Path, key: Key) -> bool:
    command: list[str | Path] = ["osslsigncode", "verify", "-in", file, "-CAfile", key.certificate, *verify_options()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0 and "Signature verification: ok" in done.stdout


def test_a_signed_program_is_the_keys_and_nobody_elses(program: Path, key: Key, tmp_path: Path) -> None:
    assert not holds(program, key)
    done = run([SIGN, program], key.environment())
    assert done.returncode == 0, done.stderr
    assert done.stdout == "windows: signed program.exe\n"
    assert holds(program, key)
    assert not holds(program, make_key(tmp_path / "another"))


def test_one_changed_byte_is_caught(program: Path, key: Key) -> None:
    run([SIGN, program], key.environment())
    data = bytearray(program.read_bytes())
    data[0x600] ^= 1
    program.write_bytes(data)
    assert not holds(program, key)


def test_a_key_with_a_password(program: Path, tmp_path: Path) -> None:
    protected = make_key(tmp_path / "protected", "a password")
    assert run([SIGN, program], protected.environment()).returncode == 0
    assert holds(program, protected)


def test_without_a_key_it_says_so_and_leaves_the_program_as_it_is(program: Path) -> None:
    before = program.read_bytes()
    done = run([SIGN, program], {})
    assert (done.returncode, done.stdout) == (0, "windows: not signed, no key was given: program.exe\n")
    assert program.read_bytes() == before


@pytest.mark.parametrize("missing", ["CCDIAG_SIGN_CERTIFICATE", "CCDIAG_SIGN_KEY"])
def test_half_a_key_ends_the_build(program: Path, key: Key, missing: str) -> None:
    named = key.environment()
    del named[missing]
    assert run([SIGN, program], named).returncode == 1


def test_a_key_that_cannot_be_read_ends_the_build_and_leaves_the_program_as_it_is(program: Path, key: Key) -> None:
    before = program.read_bytes()
    assert run([SIGN, program], key.environment() | {"CCDIAG_SIGN_KEY": "/no/such/key.pem"}).returncode != 0
    assert program.read_bytes() == before


def test_the_same_program_signed_twice_is_the_same(program: Path, key: Key, tmp_path: Path) -> None:
    second = Path(shutil.copy(program, tmp_path / "second.exe"))
    for file in (program, second):
        run([SIGN, file], key.environment() | {"SOURCE_DATE_EPOCH": "1700000000"})
    assert program.read_bytes() == second.read_bytes()


def test_setup_and_uninstaller_are_signed_by_the_real_script(key: Key, tmp_path: Path) -> None:
    frozen = tmp_path / "ccdiag"
    for file in ("ccdiag.exe", "ccdiagw.exe", "_internal/python313.dll", "licences/ccdiag.cdx.json"):
        (frozen / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(A_PROGRAM, frozen / file)
    # The compiler has the uninstaller signed before it packs it; a copy of what it then packs is looked at.
    seen = tmp_path / "uninstaller.exe"
    sign = tmp_path / "sign.sh"
    sign.write_text(f'#!/bin/sh\n"{SIGN}" "$1" && cp "$1" "{seen}"\n', encoding="utf-8")
    sign.chmod(0o755)
    setup = tmp_path / "ccdiag-1.2.3-setup.exe"
    told = {
        "QUICK": "1",
        "VERSION": "1.2.3",
        "SIZE_KB": "1000",
        "LONGEST_PATH": "80",
        "PROGRAM": frozen,
        "ICON": ROOT / "resources" / "icon" / "ccdiag.ico",
        "SETUP": setup,
        "SIGN": sign,
    }
    definitions = [f"-D{name}={value}" for name, value in told.items()]
    made = run(["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *definitions, INSTALLER / "ccdiag.nsi"], key.environment())
    assert made.returncode == 0, made.stdout + made.stderr
    assert holds(seen, key)
    assert run([SIGN, setup], key.environment()).returncode == 0
    assert holds(setup, key)
    # What the setup carries is signed along with it.
    data = bytearray(setup.read_bytes())
    data[len(data) // 2] ^= 1
    setup.write_bytes(data)
    assert not holds(setup, key)
