"""Signed version files, made for tests."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ccdiag.app.newer_version import Outcome, VersionCheck, is_older
from ccdiag.app.newer_version_file import FILE_NAME, HEADER, NewestVersion, Setup
from ccdiag.app.newer_version_reason import Reason
from ccdiag.app.policy import NewerVersionPolicy

KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
SHA256: Final = "ab" * 32


def raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes_raw()


def key_text(key: Ed25519PrivateKey = KEY) -> str:
    return base64.b64encode(raw(key.public_key())).decode()


def payload(**changed: object) -> dict[str, object]:
    """What a file says; a value of None leaves the key out."""
    today = datetime.now(UTC).date()
    usual: dict[str, object] = {
        "schema": 1,
        "version": "9.2.0",
        "released": (today - timedelta(days=3)).isoformat(),
        "valid_until": (today + timedelta(days=60)).isoformat(),
        "setup": {"file": "ccdiag-9.2.0-setup.exe", "size": 30_000_000, "sha256": SHA256},
    }
    return {name: value for name, value in {**usual, **changed}.items() if value is not None}


def signed(said: object, *, key: Ed25519PrivateKey = KEY) -> bytes:
    """Sign what is said; bytes are signed as they are."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return HEADER + base64.b64encode(key.sign(HEADER + body)) + b"\n" + body


def policy(source: object) -> NewerVersionPolicy:
    return NewerVersionPolicy(source=str(source), public_key=key_text())


def newer_check(reason: Reason | None = None, *, installed: str = "9.1.0", minimum: str | None = "9.2.0") -> VersionCheck:
    """What a share tells of version 9.2.0, or why it tells nothing; on a day that is always the same."""
    at = r"\\fileserver.winkelketen.example\software$\ccdiag"
    looked_at, now = rf"{at}\{FILE_NAME}", datetime(2026, 11, 23, 12, tzinfo=UTC)
    if reason is not None:
        return VersionCheck(outcome=Outcome.UNKNOWN, installed=installed, looked_at=looked_at, checked_at=now, reason=reason)
    newest = NewestVersion(
        schema=1,
        version="9.2.0",
        released=date(2026, 11, 20),
        valid_until=date(2027, 2, 18),
        setup=Setup(file="ccdiag-9.2.0-setup.exe", size=34_265_598, sha256=SHA256),
        minimum=minimum,
        notes={"en": "The guide tells of terminals on a SIM, and a report fits on one sheet more often."},
        notes_url="https://intranet.winkelketen.example/ccdiag/9.2.0",
    )
    outcome = Outcome.NEWER if is_older(installed, newest.version) else Outcome.NEWEST
    place = rf"{at}\{newest.setup.file}"
    return VersionCheck(outcome=outcome, installed=installed, looked_at=looked_at, checked_at=now, newest=newest, place=place)
