"""From the bytes of a certificate to facts; nothing in them is trusted, and nothing in them raises."""

import hashlib
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from ccdiag.model.endpoint import is_address
from ccdiag.model.facts import CertificateFacts
from ccdiag.model.printable import printable

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name

Value = TypeVar("Value")

# A certificate of a content network may name a few hundred hosts; the first ones tell whose it is.
MOST_NAMES = 100
# A served chain has three to five certificates.
MOST_CERTIFICATES = 16
# RFC 1035: a host name has at most 253 characters as text.
_LONGEST_NAME = 253
_UNREADABLE = "?"


class LeafFacts(Struct, frozen=True, kw_only=True):
    """What the server's own certificate says, judged by this laptop's clock alone, not by the verifier.

    One trouble therefore never hides another: a certificate can be expired, made out to another host and self-signed at once.
    None: the certificate cannot be read that far.
    """

    subject: str | None = None
    issuer: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    days_left: float | None = None
    expired: bool | None = None
    not_yet_valid: bool | None = None
    name_matches: bool | None = None
    self_signed: bool | None = None


def load_parser() -> None:
    """Import the X.509 parser; takes tens of milliseconds, so call it off the event loop."""
    import cryptography.x509  # noqa: F401  # imported for its time, not its names


def chain_facts(chain: tuple[bytes, ...]) -> tuple[CertificateFacts, ...]:
    """Describe a chain as served, leaf first, at most `MOST_CERTIFICATES` of it."""
    return tuple(certificate_facts(der) for der in chain[:MOST_CERTIFICATES])


def certificate_facts(der: bytes) -> CertificateFacts:
    """Describe one certificate; what cannot be read is `?` or left out."""
    fingerprint = hashlib.sha256(der).hexdigest()
    certificate = _parse(der)
    if certificate is None:
        return CertificateFacts(
            subject=_UNREADABLE, issuer=_UNREADABLE, not_before=_UNREADABLE, not_after=_UNREADABLE, fingerprint_sha256=fingerprint
        )
    dns, addresses = _alternative_names(certificate)
    return CertificateFacts(
        subject=_tried(lambda: _name(certificate.subject)) or _UNREADABLE,
        issuer=_tried(lambda: _name(certificate.issuer)) or _UNREADABLE,
        not_before=_tried(lambda: _moment(certificate.not_valid_before_utc)) or _UNREADABLE,
        not_after=_tried(lambda: _moment(certificate.not_valid_after_utc)) or _UNREADABLE,
        names=tuple(printable(name, most=_LONGEST_NAME) for name in (*dns, *addresses)[:MOST_NAMES]),
        key=_tried(lambda: _key(certificate)) or "",
        fingerprint_sha256=fingerprint,
    )


def leaf_facts(der: bytes, *, server_name: str | None, now: datetime | None = None) -> LeafFacts:
    """Judge the server's own certificate by the clock and the name that was asked for."""
    certificate = _parse(der)
    if certificate is None:
        return LeafFacts()
    now = now or datetime.now(UTC)
    begin = _tried(lambda: certificate.not_valid_before_utc)
    end = _tried(lambda: certificate.not_valid_after_utc)
    subject = _tried(lambda: _name(certificate.subject))
    issuer = _tried(lambda: _name(certificate.issuer))
    return LeafFacts(
        subject=subject,
        issuer=issuer,
        not_before=_moment(begin) if begin else None,
        not_after=_moment(end) if end else None,
        days_left=round((end - now).total_seconds() / 86400, 2) if end else None,
        expired=now > end if end else None,
        not_yet_valid=now < begin if begin else None,
        name_matches=_tried(lambda: _is_for(certificate, server_name)) if server_name else None,
        self_signed=_tried(lambda: certificate.subject == certificate.issuer),
    )


def ended_first(chain: tuple[bytes, ...], *, now: datetime) -> str | None:
    """Say when the first certificate of a chain as served that has ended by now did so, leaf first; None where none has."""
    ends = (leaf_facts(der, server_name=None, now=now) for der in chain[:MOST_CERTIFICATES])
    return next((end.not_after for end in ends if end.expired), None)


def name_matches_pattern(name: str, pattern: str) -> bool:
    """Whether a host name is meant by a name in a certificate (RFC 6125, 6.4: a wildcard stands for one whole leftmost label)."""
    name, pattern = name.rstrip(".").lower(), pattern.rstrip(".").lower()
    if not pattern.startswith("*."):
        return name == pattern and bool(name)
    first, _, rest = name.partition(".")
    # `*.com` would mean every shop in the world: a wildcard needs two labels after it, as in OpenSSL.
    return bool(first) and rest == pattern[2:] and "." in rest


def _parse(der: bytes) -> "Certificate | None":
    from cryptography.x509 import load_der_x509_certificate

    return _tried(lambda: load_der_x509_certificate(der))


def _tried(read: Callable[[], Value]) -> Value | None:
    """Return what could be read, or None; certificates are parsed lazily, so that any field may turn out to be broken."""
    try:
        with warnings.catch_warnings():
            # The parser warns of what it will refuse one day; here that is somebody else's certificate.
            warnings.simplefilter("ignore")
            return read()
    except Exception:  # noqa: BLE001  # the parser raises a dozen classes for broken input; none of them matters here
        return None


def _is_for(certificate: "Certificate", server_name: str) -> bool:
    dns, addresses = _alternative_names(certificate)
    if is_address(server_name):
        wanted = ip_address(server_name)
        return any(is_address(found) and ip_address(found) == wanted for found in addresses)
    if not dns:
        # Without any DNS name OpenSSL, and many a terminal's library, still look at the common name.
        from cryptography.x509.oid import NameOID

        dns = tuple(str(found.value) for found in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME))
    return any(name_matches_pattern(server_name, pattern) for pattern in dns)


def _alternative_names(certificate: "Certificate") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the DNS names and the addresses of the subject alternative name."""
    from cryptography.x509 import DNSName, IPAddress, SubjectAlternativeName

    extension = _tried(lambda: certificate.extensions.get_extension_for_class(SubjectAlternativeName).value)
    if extension is None:
        return (), ()
    dns = _tried(lambda: tuple(extension.get_values_for_type(DNSName))) or ()
    addresses = _tried(lambda: tuple(str(found) for found in extension.get_values_for_type(IPAddress))) or ()
    return dns, addresses


def _name(name: "Name") -> str:
    return printable(name.rfc4514_string())


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _key(certificate: "Certificate") -> str:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    key = certificate.public_key()
    if isinstance(key, EllipticCurvePublicKey):
        return f"EC {key.curve.key_size}"
    if isinstance(key, RSAPublicKey):
        return f"RSA {key.key_size}"
    return type(key).__name__.lstrip("_").removesuffix("PublicKey")
