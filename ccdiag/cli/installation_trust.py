"""Whether the roots that the service is verified against are there, unchanged and valid, and the system's own can be read."""

import ssl
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from ccdiag.cli.installation_part import BrokenPartError, Found, named
from ccdiag.model.message import message
from ccdiag.model.printable import printable
from ccdiag.probes.trust import LAPTOP_TRUST, UnreadableTrustError, environment_trust, make_context

AMAZON_ROOTS: Final = {
    "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e": "Amazon Root CA 1",
    "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4": "Amazon Root CA 2",
    "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4": "Amazon Root CA 3",
    "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092": "Amazon Root CA 4",
    "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5": "Starfield Services Root Certificate Authority - G2",
}
"""The SHA-256 of each; source: https://www.amazontrust.com/repository/."""
_SOON: Final = timedelta(days=365)
"""Roots are exchanged over years: a version of this program that is as old is due for an update."""


def bundled_roots(now: datetime | None = None) -> Found:
    """Read the bundled roots: those that are expected and no other, and taken by OpenSSL.

    Where they are not valid on this day, the clock is wrong or the program is very old; neither is damage.
    """
    now = now or datetime.now(UTC)
    trust = environment_trust("amazon")
    try:
        context = make_context(trust)
    except UnreadableTrustError as error:
        raise BrokenPartError(message("the file with the roots cannot be read: {problem}", problem=printable(str(error)))) from error
    # OpenSSL reads them and not a stricter parser: the oldest of them has the serial number 0, which is forbidden today.
    roots = {sha256(content).hexdigest(): content for content in context.get_ca_certs(binary_form=True)}
    if missing := [name for digest, name in AMAZON_ROOTS.items() if digest not in roots]:
        raise BrokenPartError(message("missing: {names}", names=named(missing)))
    told = context.get_ca_certs()
    if len(roots) != len(AMAZON_ROOTS):
        strange = [_name(root) for root, digest in zip(told, roots, strict=True) if digest not in AMAZON_ROOTS]
        raise BrokenPartError(message("not of this version: {names}", names=named(strange)))
    if invalid := [_name(root) for root in told if not _time(root, "notBefore") <= now <= _time(root, "notAfter")]:
        text = message(
            "by the clock of this machine today is {today}, when these are not valid: {names}",
            today=f"{now:%Y-%m-%d}",
            names=named(invalid),
        )
        return Found(text, attention=True)
    first = min(_time(root, "notAfter") for root in told)
    date = f"{first:%Y-%m-%d}"
    if first - now < _SOON:
        return Found(message("{number} roots; one of them ends on {date}", number=len(roots), date=date), attention=True)
    return Found(message("{number} roots, all of them valid until {date}", number=len(roots), date=date))


def _time(root: dict[str, Any], name: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(root[name]), UTC)


def _name(root: dict[str, Any]) -> str:
    told = {name: value for part in root.get("subject", ()) for name, value in part}
    return printable(str(told.get("commonName") or told))


def system_roots() -> Found:
    """Read the system's own certificates, by which other services are verified."""
    # Only made ready: to verify what it does not know, Windows would ask its maker for more roots.
    make_context(LAPTOP_TRUST).wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
    if sys.platform == "win32":
        number = len({bytes(content) for content, _encoding, _trust in ssl.enum_certificates("ROOT")})
    else:
        number = len(ssl.create_default_context().get_ca_certs())
        if not number and ssl.get_default_verify_paths().capath:
            return Found(message("read one by one, when they are needed"))
    if not number:
        return Found(message("this system trusts nobody: no service can be verified by its certificates"), attention=True)
    return Found(message("{number} certificates", number=number))
