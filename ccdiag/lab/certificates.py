"""The laboratory's certificate authorities, and what they sign, made on the fly."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ccdiag.lab.conditions import ServerCertificate
from ccdiag.model.endpoint import is_address

_DAY = timedelta(days=1)

# Days from now at which a leaf begins and ends. Real service certificates run for about a year.
_VALIDITY = {
    ServerCertificate.EXPIRED: (-400, -3),
    ServerCertificate.NOT_YET_VALID: (3, 400),
    ServerCertificate.EXPIRES_SOON: (-390, 7),
}
_USUAL_VALIDITY = (-1 / 24, 300)


class Authority:
    """A certificate authority: its key, its certificate, and what it needs beside the leaf in a chain."""

    def __init__(self, name: str, *, parent: "Authority | None" = None, begins: timedelta = -365 * _DAY) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        signer = parent or self
        # A path length makes the chain one that a strict verifier accepts as well.
        self.certificate = _signed(
            self.name, self.key, signer, begins=begins, ends=3650 * _DAY, extensions=_authority_extensions(depth=0 if parent else 1)
        )
        self.parent = parent

    def redated(self, *, begins: timedelta) -> bytes:
        """Return the same self-signed authority with another first day, as PEM."""
        return pem(_signed(self.name, self.key, self, begins=begins, ends=3650 * _DAY, extensions=_authority_extensions(depth=1)))

    def leaf(self, name: str, *, begins: timedelta, ends: timedelta, client: bool = False) -> tuple[bytes, bytes]:
        """Sign a certificate for a host (or a client) of this name; return the key and the certificate as PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject_name = x509.IPAddress(ip_address(name)) if is_address(name) else x509.DNSName(name)
        usage = ExtendedKeyUsageOID.CLIENT_AUTH if client else ExtendedKeyUsageOID.SERVER_AUTH
        extensions: list[tuple[x509.ExtensionType, bool]] = [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_key_usage(signs_certificates=False), True),
            (x509.ExtendedKeyUsage([usage]), False),
            (x509.SubjectAlternativeName([subject_name]), False),
        ]
        certificate = _signed(_name(name), key, self, begins=begins, ends=ends, extensions=extensions)
        return key_pem(key), pem(certificate)


class LabCertificates:
    """All certificates of one laboratory, in a folder of their own."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self.root = Authority("Lab Root CA")
        self._issuing = Authority("Lab Issuing CA", parent=self.root)
        self._public = Authority("Lab Public CA")
        self._inspection = Authority("Lab Inspection CA")
        self._stranger = Authority("Unknown Authority")
        self._devices = Authority("Lab Device CA")
        self._contexts: dict[tuple[object, ...], ssl.SSLContext] = {}
        self.root_path = self._written("root.pem", pem(self.root.certificate))
        self._device_root = self._written("device-root.pem", pem(self._devices.certificate))
        # Same name and key, but valid from tomorrow on only: who verifies against it refuses the client with bad_certificate.
        self._refusing_root = self._written("device-root-refusing.pem", self._devices.redated(begins=_DAY))

    def client(self, name: str) -> Path:
        """Make a client certificate; return the path of a PEM with key and certificate."""
        key, certificate = self._devices.leaf(name, begins=-_DAY, ends=365 * _DAY, client=True)
        return self._written(f"client-{name}.pem", key + certificate)

    def server(
        self,
        host: str,
        kind: ServerCertificate,
        *,
        public: bool = False,
        world_ahead: timedelta = timedelta(),
        alpn: tuple[str, ...] = (),
        client_certificates: bool | None = None,
    ) -> ssl.SSLContext:
        """Return a server's context.

        `public`: issued by the Lab Public CA instead of the service's own. `client_certificates`: None asks for none, True demands
        one and takes it, False demands one and refuses it.
        """
        key = (host, kind, public, world_ahead, alpn, client_certificates)
        if key not in self._contexts:
            self._contexts[key] = self._server(host, kind, public, world_ahead, alpn, client_certificates)
        return self._contexts[key]

    def _server(
        self,
        host: str,
        kind: ServerCertificate,
        public: bool,  # noqa: FBT001  # private twin of `server`, called in one place
        world_ahead: timedelta,
        alpn: tuple[str, ...],
        client_certificates: bool | None,  # noqa: FBT001  # likewise
    ) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._chain(host, kind, public=public, world_ahead=world_ahead))
        if alpn:
            context.set_alpn_protocols(list(alpn))
        if client_certificates is not None:
            context.load_verify_locations(self._device_root if client_certificates else self._refusing_root)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    def _chain(self, host: str, kind: ServerCertificate, *, public: bool, world_ahead: timedelta) -> Path:
        issuer = self._public if public else self._issuing
        match kind:
            case ServerCertificate.INSPECTED:
                issuer = self._inspection
            case ServerCertificate.UNTRUSTED:
                issuer = self._stranger
        begins, ends = _VALIDITY.get(kind, _USUAL_VALIDITY)
        name = "other.ccdiag.test" if kind is ServerCertificate.OTHER_NAME else host
        key, certificate = issuer.leaf(name, begins=begins * _DAY + world_ahead, ends=ends * _DAY + world_ahead)
        # A real server leaves its own root out; one whose issuer has no parent shows it, as inspecting firewalls do.
        rest = b"" if kind is ServerCertificate.LEAF_ONLY else pem(issuer.certificate)
        issuer_name = "public" if public else "service"
        return self._written(f"{host}-{issuer_name}-{kind}-{world_ahead.days}.pem", key + certificate + rest)

    def _written(self, name: str, content: bytes) -> Path:
        path = self._directory / name
        path.write_bytes(content)
        return path


def pem(certificate: x509.Certificate) -> bytes:
    """Return a certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a private key as PEM, unencrypted: it is worth nothing outside the laboratory."""
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "ccdiag laboratory (simulation)"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _authority_extensions(*, depth: int) -> list[tuple[x509.ExtensionType, bool]]:
    return [(x509.BasicConstraints(ca=True, path_length=depth), True), (_key_usage(signs_certificates=True), True)]


def _signed(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: Authority,
    *,
    begins: timedelta,
    ends: timedelta,
    extensions: list[tuple[x509.ExtensionType, bool]],
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signer.name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()), critical=False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(signer.key, hashes.SHA256())
