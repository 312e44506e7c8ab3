"""Certificates for tests, made on the fly."""

import itertools
import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_serial = itertools.count(1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Issued:
    """A certificate with its key, and the chain to serve with it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    above: tuple[x509.Certificate, ...] = ()
    """Served after the leaf."""

    @property
    def pem(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        """The certificate alone."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    def key_pem(self, password: bytes | None = None) -> bytes:
        """The key, encrypted when there is a password."""
        encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)

    def bundle(self, password: bytes | None = None) -> bytes:
        """Leaf, chain and key in one PEM, as `load_cert_chain` takes it."""
        chain = b"".join(found.public_bytes(serialization.Encoding.PEM) for found in self.above)
        return self.pem + chain + self.key_pem(password)

    def write(self, path: Path, password: bytes | None = None) -> Path:
        """Write `bundle` to a file."""
        path.write_bytes(self.bundle(password))
        return path

    def server_context(self) -> ssl.SSLContext:
        """A server's context with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            context.load_cert_chain(self.write(Path(folder) / "server.pem"))
        return context


@dataclass
class Authority:
    """A certificate authority; `Authority("root")` signs itself, `root.intermediate("name")` is signed by it."""

    name: str = "Test root"
    issuer: "Authority | None" = None
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    ends: timedelta = 1000 * DAY

    def __post_init__(self) -> None:
        signer = self.issuer or self
        self.certificate = _build(
            subject=self.name,
            issuer=signer.name,
            public_key=self.key.public_key(),
            signed_with=signer.key,
            authority=True,
            not_before=datetime.now(UTC) - 100 * DAY,
            not_after=datetime.now(UTC) + self.ends,
        )

    @property
    def pem(self) -> bytes:
        """The authority's certificate."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def write(self, path: Path) -> Path:
        """Write the authority's certificate to a file, to be trusted."""
        path.write_bytes(self.pem)
        return path

    def intermediate(self, name: str = "Test intermediate", *, ends: timedelta = 1000 * DAY) -> "Authority":
        """Make an authority that this one signs; it ends so long from now."""
        return Authority(name, self, ends=ends)

    def issue(
        self,
        *names: str,
        subject: str | None = None,
        begins: timedelta = -10 * DAY,
        ends: timedelta = 90 * DAY,
        with_chain: bool = True,
        padding: Sequence[x509.Certificate] = (),
    ) -> Issued:
        """Make a leaf for DNS names and addresses; times count from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        certificate = _build(
            subject=subject if subject is not None else (names[0] if names else "leaf"),
            issuer=self.name,
            public_key=key.public_key(),
            signed_with=self.key,
            names=names,
            not_before=now + begins,
            not_after=now + ends,
        )
        above: list[x509.Certificate] = []
        authority: Authority | None = self
        while with_chain and authority is not None and authority.issuer is not None:
            above.append(authority.certificate)
            authority = authority.issuer
        return Issued(certificate, key, (*above, *padding))


def self_signed(*names: str, subject: str | None = None) -> Issued:
    """A leaf that signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = subject or names[0]
    now = datetime.now(UTC)
    certificate = _build(
        subject=own, issuer=own, public_key=key.public_key(), signed_with=key, names=names, not_before=now - DAY, not_after=now + 30 * DAY
    )
    return Issued(certificate, key)


def _build(
    *,
    subject: str,
    issuer: str,
    public_key: ec.EllipticCurvePublicKey,
    signed_with: ec.EllipticCurvePrivateKey,
    not_before: datetime,
    not_after: datetime,
    names: Sequence[str] = (),
    authority: bool = False,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(public_key)
        .serial_number(next(_serial) + 1000)
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
    return builder.sign(signed_with, hashes.SHA256())


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
