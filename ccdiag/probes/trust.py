"""What a handshake is verified against, and the contexts for it."""

import ssl
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ccdiag.content.root import resource_root
from ccdiag.probes.client_certificate import load_client_certificate

Versions = tuple[ssl.TLSVersion, ssl.TLSVersion]
TLS_1_2_TO_1_3: Versions = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
TLS_1_2_ONLY: Versions = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2)

# The roots of all public authorities are 250 kB as text.
MOST_TRUST_BYTES = 4_000_000


class UnreadableTrustError(Exception):
    """The trusted roots cannot be read from their file."""


class Trust(Struct, frozen=True):
    """What the server's certificate is verified against."""

    kind: Literal["bundle", "laptop", "none"]
    bundle: Path | None = None


LAPTOP_TRUST = Trust("laptop")
"""The laptop's own store."""
NO_TRUST = Trust("none")
"""Nothing is verified: only to look at what is served."""


def environment_trust(name: str) -> Trust:
    """Return the trust that an environment names: `amazon` for the bundled roots, else the path of a PEM file."""
    return Trust("bundle", resource_root() / "trust" / "amazon.pem" if name == "amazon" else Path(name))


def make_context(
    trust: Trust, *, alpn: tuple[str, ...] = (), versions: Versions = TLS_1_2_TO_1_3, client_certificate: Path | None = None
) -> ssl.SSLContext:
    """Build the context of one handshake; reads files, so call it off the event loop.

    The host name is not verified here: who does the handshake compares it, so that a wrong name does not hide a wrong issuer.
    Raises UnreadableTrustError and ClientCertificateError.
    """
    context = _laptop_context() if trust.kind == "laptop" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE if trust.kind == "none" else ssl.CERT_REQUIRED
    # Python 3.13 made it a default: a chain that passes on 3.11 would fail there, and what a terminal accepts depends on neither.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.minimum_version, context.maximum_version = versions
    if alpn:
        context.set_alpn_protocols(list(alpn))
    if trust.bundle is not None:
        _load_roots(context, trust.bundle)
    if client_certificate is not None:
        load_client_certificate(context, client_certificate)
    return context


def _laptop_context() -> ssl.SSLContext:
    from truststore import SSLContext

    return SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _load_roots(context: ssl.SSLContext, path: Path) -> None:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_TRUST_BYTES + 1)
        if len(content) > MOST_TRUST_BYTES:
            raise UnreadableTrustError(f"{path}: more than {MOST_TRUST_BYTES} bytes")
        context.load_verify_locations(cadata=content.decode("ascii"))
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError, UnicodeDecodeError a ValueError
        raise UnreadableTrustError(f"{path}: no certificates in PEM") from error
