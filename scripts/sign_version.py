"""Sign the file by which ccdiag tells its users that there is a newer version; docs/newer-version.md tells how it is used.

Needs Python 3.11 and the package cryptography, and nothing of ccdiag: it can be copied to the machine that keeps the key.

    sign_version.py new-key KEY.pem
    sign_version.py public-key --key KEY.pem
    sign_version.py sign SETUP.exe --key KEY.pem --days 90 [--folder PUBLISHED] [--minimum 1.1.0] [--note nl "Wat er nieuw is"]
    sign_version.py show ccdiag-version.txt --public-key BASE64

Without --key the private key is the PEM text in the variable CCDIAG_VERSION_KEY; what encrypts it, if anything, is in
CCDIAG_VERSION_KEY_PASSWORD.
"""

import argparse
import base64
import binascii
import hashlib
import json
import os
import re
import stat
import struct
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FILE_NAME = "ccdiag-version.txt"
HEADER = b"ccdiag version 1\n"
LANGUAGES = ("en", "nl", "fr", "de")
KEY_VARIABLE = "CCDIAG_VERSION_KEY"
PASSWORD_VARIABLE = "CCDIAG_VERSION_KEY_PASSWORD"  # the name of a variable
# The program refuses what is longer.
MOST_BYTES = 16384
MOST_NOTE = 600
MOST_ADDRESS = 500
# A file that counts for years protects nobody from one who hides the newer ones.
MOST_DAYS = 400
# VS_VERSIONINFO: its name, filled up to four bytes, then VS_FIXEDFILEINFO: a mark, the version of the structure, and that of the file.
# https://learn.microsoft.com/windows/win32/menurc/vs-versioninfo
VERSION_INFO = re.compile(re.escape("VS_VERSION_INFO\0".encode("utf-16-le")) + rb"\0{0,4}\xbd\x04\xef\xfe.{4}(.{8})", re.DOTALL)
# The resources of a setup stand before what it packs.
RESOURCES_WITHIN = 8 << 20
VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){1,3}", re.ASCII)
FOREIGN_TO_A_NAME = frozenset('\\/:*?"<>|')


def refuse(text: str) -> NoReturn:
    """End with a reason."""
    raise SystemExit(f"sign_version: {text}")


# --- keys ---


def new_key(file: Path) -> None:
    """Make a pair of keys; the private one goes into a file that only its owner may read, and never over another."""
    key = Ed25519PrivateKey.generate()
    password = os.environ.get(PASSWORD_VARIABLE, "").encode()
    encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        refuse(f"{file} is there already, and a key that is gone cannot be had again")
    with os.fdopen(descriptor, "wb") as written:
        written.write(pem)
    print(f"The private key is in {file}: keep it off the machines that use ccdiag, and keep a copy in a safe place.")
    if os.name == "nt":
        print("On Windows it may be read by whoever may read its folder: choose one that is yours alone.")
    print_public_key(key.public_key())


def private_key(file: Path | None) -> Ed25519PrivateKey:
    """Load the private key from a file, else from the variable."""
    if file is not None:
        if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
            refuse(f"{file} may be read by others: chmod 600 it, and if they could, make a new key")
        pem = file.read_bytes()
    elif not (pem := os.environ.get(KEY_VARIABLE, "").encode()):
        refuse(f"name the private key by --key, or put its PEM text into the variable {KEY_VARIABLE}")
    password = os.environ.get(PASSWORD_VARIABLE, "").encode() or None
    if password is not None and b"ENCRYPTED" not in pem:
        password = None
    try:
        key = serialization.load_pem_private_key(pem, password)
    except TypeError:
        refuse(f"the private key is encrypted, and {PASSWORD_VARIABLE} is not set")
    except ValueError:
        refuse("that is no private key in PEM, or its password is another")
    if not isinstance(key, Ed25519PrivateKey):
        refuse("that key is not for Ed25519")
    return key


def public_bytes(key: Ed25519PublicKey) -> bytes:
    """Return the 32 bytes of a key."""
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def print_public_key(key: Ed25519PublicKey) -> None:
    """Say what goes into the policy."""
    print("The public key, for the policy:\n")
    print(f'[newer_version]\npublic_key = "{base64.b64encode(public_bytes(key)).decode()}"')


# --- the file ---


def signed_file(payload: dict[str, Any], key: Ed25519PrivateKey) -> bytes:
    """Return the signed file."""
    body = json.dumps(payload, indent=2, ensure_ascii=False).encode() + b"\n"
    return HEADER + base64.b64encode(key.sign(HEADER + body)) + b"\n" + body


def verified(content: bytes, key: Ed25519PublicKey) -> dict[str, Any]:
    """Return what a signed file says, or end."""
    if not content.startswith(HEADER):
        refuse(f"that is no {FILE_NAME}")
    line, _, body = content.removeprefix(HEADER).partition(b"\n")
    try:
        key.verify(base64.b64decode(line, validate=True), HEADER + body)
    except (InvalidSignature, binascii.Error):
        refuse("that file was not signed by this key")
    payload: dict[str, Any] = json.loads(body)
    return payload


def sign(options: argparse.Namespace) -> None:
    """Describe a setup, sign that, and put it where the setup is published."""
    setup: Path = options.setup.resolve(strict=True)
    folder: Path = (options.folder or setup.parent).resolve(strict=True)
    target = folder / FILE_NAME
    key = private_key(options.key)
    today = datetime.now(UTC).date()
    payload: dict[str, Any] = {
        "schema": 1,
        "version": version_of(setup, options.version),
        "released": (options.released or today).isoformat(),
        "valid_until": (today + timedelta(days=options.days)).isoformat(),
        "setup": {"file": place_below(setup, folder), "size": setup.stat().st_size, "sha256": sha256_of(setup)},
    }
    if payload["released"] > payload["valid_until"]:
        refuse("it would count no longer before it is released")
    if options.minimum is not None:
        if numbers(options.minimum) > numbers(payload["version"]):
            refuse(f"{options.minimum} is newer than {payload['version']}: nobody could have a version that should be used")
        payload["minimum"] = options.minimum
    if notes := notes_of(options.note):
        payload["notes"] = notes
    if options.notes_url is not None:
        payload["notes_url"] = options.notes_url
    if not options.withdraw:
        refuse_to_go_back(target, payload["version"], key.public_key())
    content = signed_file(payload, key)
    if len(content) > MOST_BYTES:
        refuse(f"{len(content)} bytes are more than the {MOST_BYTES} that ccdiag reads; shorten the notes")
    part = target.with_name(f"{FILE_NAME}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(target)
    show(target, key.public_key())


def version_of(setup: Path, named: str | None) -> str:
    """Return the version that the setup itself tells in its resources; `named` is for one that tells none."""
    with setup.open("rb") as file:
        found = VERSION_INFO.search(file.read(RESOURCES_WITHIN))
    if found is None:
        if named is None:
            refuse(f"{setup.name} tells no version of its own; name it by --version")
        numbers(named)
        return named
    high, low = struct.unpack("<II", found[1])
    own = [high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF]
    text = ".".join(map(str, own[:3] if own[3] == 0 else own))
    if named is not None and numbers(named) != numbers(text):
        refuse(f"{setup.name} says that it is version {text}, and not {named}")
    return text


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, to be compared; `1.2` is `1.2.0`."""
    if not VERSION.fullmatch(version):
        refuse(f"{version!r} is no version such as 1.2.0")
    parts = [int(part) for part in version.split(".")]
    return (*parts, *[0] * (4 - len(parts)))


def place_below(setup: Path, folder: Path) -> str:
    """Return where the setup lies, from the folder that is published."""
    try:
        parts = setup.relative_to(folder).parts
    except ValueError:
        refuse(f"{setup} does not lie below {folder}, which is what is published")
    if any(FOREIGN_TO_A_NAME & set(part) or part.strip(" .") != part or not part.isprintable() for part in parts):
        refuse(f"{'/'.join(parts)} is a name that not every system can have")
    return "/".join(parts)


def sha256_of(setup: Path) -> str:
    """Hash the setup."""
    with setup.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def notes_of(given: Sequence[Sequence[str]] | None) -> dict[str, str]:
    """Read the notes, one paragraph a language."""
    notes: dict[str, str] = {}
    for language, text in given or ():
        paragraph = " ".join(text.split())
        if language not in LANGUAGES:
            refuse(f"{language!r} is none of {', '.join(LANGUAGES)}")
        if not paragraph or len(paragraph) > MOST_NOTE or not paragraph.isprintable():
            refuse(f"a note has 1 to {MOST_NOTE} characters, all of which can be shown")
        notes[language] = paragraph
    return notes


def refuse_to_go_back(target: Path, version: str, key: Ed25519PublicKey) -> None:
    """Refuse to put an older version in the place of a newer one, which happens by mistake more often than not."""
    if not target.exists():
        return
    before = str(verified(target.read_bytes(), key)["version"])
    if numbers(before) > numbers(version):
        refuse(f"{target} names {before}, which is newer than {version}; with --withdraw it is taken back all the same")


def show(file: Path, key: Ed25519PublicKey) -> None:
    """Print what a file says, once its signature was verified, and look at the setup that it names."""
    payload = verified(file.read_bytes(), key)
    print(json.dumps(payload, indent=2, ensure_ascii=False))
    setup = file.parent.joinpath(*payload["setup"]["file"].split("/"))
    if not setup.is_file():
        print(f"{file} is signed by this key; {setup} is not there.")
    elif sha256_of(setup) != payload["setup"]["sha256"]:
        refuse(f"{setup} is another file than the one that was signed")
    else:
        print(f"{file} is signed by this key, and {setup} is the file that was signed.")
    if date.fromisoformat(payload["valid_until"]) < datetime.now(UTC).date():
        print("It has expired.")


def read_public_key(text: str) -> Ed25519PublicKey:
    """Read a public key as it stands in the policy."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except ValueError:
        raise argparse.ArgumentTypeError("not a public key as the policy has it") from None


def days(text: str) -> int:
    """Read for how many days the file counts."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST_DAYS):
        raise argparse.ArgumentTypeError(f"1 to {MOST_DAYS}")
    return int(text)


def https(text: str) -> str:
    """Read an address that may be shown."""
    if not text.startswith("https://") or not text.isprintable() or " " in text or len(text) > MOST_ADDRESS:
        raise argparse.ArgumentTypeError("an address that begins with https://")
    return text


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("new-key", help="make a pair of keys")
    making.add_argument("file", type=Path)
    telling = commands.add_parser("public-key", help="print the public key for the policy")
    telling.add_argument("--key", type=Path)
    signing = commands.add_parser("sign", help="describe a setup and sign that")
    signing.add_argument("setup", type=Path)
    signing.add_argument("--key", type=Path)
    signing.add_argument("--days", type=days, required=True, help="for how long it counts, from today")
    signing.add_argument("--folder", type=Path, help="what is published; without it, the folder of the setup")
    signing.add_argument("--version", help="of a setup that does not tell it itself")
    signing.add_argument("--released", type=date.fromisoformat, help="without it, today")
    signing.add_argument("--minimum", help="versions before this one should no longer be used")
    signing.add_argument("--note", nargs=2, action="append", metavar=("LANGUAGE", "TEXT"), help="what is new; once a language")
    signing.add_argument("--notes-url", type=https)
    signing.add_argument("--withdraw", action="store_true", help="name an older version than before")
    showing = commands.add_parser("show", help="verify a signed file and print it")
    showing.add_argument("file", type=Path)
    showing.add_argument("--public-key", type=read_public_key, required=True)
    options = parser.parse_args(arguments)
    try:
        match options.command:
            case "new-key":
                new_key(options.file)
            case "public-key":
                print_public_key(private_key(options.key).public_key())
            case "sign":
                sign(options)
            case _:
                show(options.file, options.public_key)
    except OSError as error:
        refuse(f"{error.filename}: {error.strerror}")


if __name__ == "__main__":
    main()
