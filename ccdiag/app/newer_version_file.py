"""The small signed file that names the newest version: what it says, and whether it was signed by the key that policy names.

The first line is `ccdiag version 1`, the second the signature in base64, and everything after it is one JSON object. Signed are the
first line, with its line feed, and every byte after the second: what is read is what was signed, byte by byte, and a signature that the
same key made for another purpose fits nothing here. docs/newer-version.md describes it for whoever makes one.
"""

import base64
import binascii
import re
from datetime import date
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from ccdiag.app.newer_version_reason import Reason
from ccdiag.model.conversion import decode_json
from ccdiag.model.printable import printable
from ccdiag.model.version import parse_version

FILE_NAME: Final = "ccdiag-version.txt"
HEADER: Final = b"ccdiag version 1\n"
_HEADER = re.compile(rb"ccdiag version ([0-9]{1,4})\r?\n")
_SIGNATURE_BYTES: Final = 64
_SIGNATURE_CHARACTERS: Final = 88

_SEGMENT = re.compile(r'[^\\/:*?"<>|]{1,100}')
_DEPTH: Final = 4


class VersionFileError(Exception):
    """A file that tells nothing, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Setup(Struct, frozen=True, kw_only=True):
    """The setup of the newest version."""

    file: Annotated[str, Meta(min_length=1, max_length=400)]
    """Where it is, from the folder of the signed file, with `/` between folders."""
    size: Annotated[int, Meta(ge=1, le=1 << 40)]
    sha256: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.file.rpartition("/")[2]


class NewestVersion(Struct, frozen=True, kw_only=True):
    """What the signed file says."""

    schema: Literal[1]
    version: Annotated[str, Meta(max_length=40)]
    released: date
    valid_until: date
    """The last day on which this counts: whoever hides a newer file from a laptop can do so no longer than that."""
    setup: Setup
    minimum: Annotated[str, Meta(max_length=40)] | None = None
    """Versions before this one should no longer be used."""
    notes: dict[Literal["en", "nl", "fr", "de"], Annotated[str, Meta(min_length=1, max_length=600)]] = {}
    notes_url: Annotated[str, Meta(max_length=500)] | None = None

    def notes_in(self, language: str) -> str:
        """Return the notes in this language, else in English, else in any."""
        by_language = {str(name): text for name, text in self.notes.items()}
        return by_language.get(language) or by_language.get("en") or next(iter(by_language.values()), "")


class _Schema(Struct):
    schema: int


def read_version_file(content: bytes, public_key: bytes) -> NewestVersion:
    """Verify the signature, then read what was signed; nothing of an unsigned file is looked at but its first two lines.

    Raises VersionFileError.
    """
    return _parsed(_verified(content, public_key))


def _verified(content: bytes, public_key: bytes) -> bytes:
    """Return what was signed."""
    found = _HEADER.match(content)
    if found is None:
        raise VersionFileError(Reason.FOREIGN)
    if int(found[1]) > 1:
        raise VersionFileError(Reason.NEWER_FORMAT)
    line, feed, signed = content.removeprefix(HEADER).partition(b"\n")
    signature = _signature(line)
    # A first line with another line end, or with zeros before its number, is not the one that was signed.
    if not content.startswith(HEADER) or not feed or signature is None:
        raise VersionFileError(Reason.SIGNATURE)
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, HEADER + signed)
    except (InvalidSignature, ValueError):
        raise VersionFileError(Reason.SIGNATURE) from None
    except UnsupportedAlgorithm as error:
        raise VersionFileError(Reason.UNSUPPORTED) from error
    return signed


def _signature(line: bytes) -> bytes | None:
    """Decode the second line; there is one way to write a signature, so that no other bytes say the same."""
    if len(line) != _SIGNATURE_CHARACTERS:
        return None
    try:
        signature = base64.b64decode(line, validate=True)
    except binascii.Error:
        return None
    return signature if len(signature) == _SIGNATURE_BYTES and base64.b64encode(signature) == line else None


def _parsed(signed: bytes) -> NewestVersion:
    try:
        schema = decode_json(signed, _Schema).schema
        if schema > 1:
            raise VersionFileError(Reason.NEWER_FORMAT)
        newest = decode_json(signed, NewestVersion)
    except (msgspec.MsgspecError, RecursionError, UnicodeError, ValueError) as error:
        raise VersionFileError(Reason.CONTENTS) from error
    if not _makes_sense(newest):
        raise VersionFileError(Reason.CONTENTS)
    return newest


def _makes_sense(newest: NewestVersion) -> bool:
    return (
        parse_version(newest.version) is not None
        and (newest.minimum is None or parse_version(newest.minimum) is not None)
        and newest.released <= newest.valid_until
        and _stays_below(newest.setup.file)
        and all(_is_shown_as_it_is(text) for text in newest.notes.values())
        and (newest.notes_url is None or (newest.notes_url.startswith("https://") and _is_shown_as_it_is(newest.notes_url)))
    )


def _stays_below(file: str) -> bool:
    """Whether a place is one of a few folders below the signed file, on every system."""
    segments = file.split("/")
    return len(segments) <= _DEPTH and all(
        _SEGMENT.fullmatch(segment) and _is_shown_as_it_is(segment) and segment.strip(" .") == segment for segment in segments
    )


def _is_shown_as_it_is(text: str) -> bool:
    return printable(text, most=len(text)) == text
