"""Certificates, a real broker and scripted brokers for the tests of MQTT."""

import asyncio
import shutil
import socket
import ssl
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ALPN = "x-amzn-mqtt-ca"
HOST = "localhost"
MOSQUITTO = shutil.which("mosquitto") or shutil.which("/usr/sbin/mosquitto")

CONNACK = b"\x20\x02\x00"
PINGREQ = 0xC0
PINGRESP = b"\xd0\x00"
SUBSCRIBE = 0x82


class Certificates:
    """One authority, with a server and clients, as PEM files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        authority, key = _authority("ccdiag test authority")
        stranger, strange_key = _authority("somebody else")
        self.trust = folder / "trust.pem"
        self.trust.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
        self.other_trust = folder / "other.pem"
        self.other_trust.write_bytes(stranger.public_bytes(serialization.Encoding.PEM))
        self.server = self._issue("server", authority, key)
        self.client = self._issue("client", authority, key)
        self.strange_client = self._issue("strange", stranger, strange_key)
        self.encrypted_client = self._issue("encrypted", authority, key, password=b"secret")

    def server_context(self, *, wants_client: bool = True) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server)
        context.load_verify_locations(self.trust)
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        context.verify_mode = ssl.CERT_REQUIRED if wants_client else ssl.CERT_NONE
        context.set_alpn_protocols([ALPN])
        return context

    def _issue(
        self, name: str, authority: x509.Certificate, authority_key: ec.EllipticCurvePrivateKey, password: bytes | None = None
    ) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName(HOST), x509.IPAddress(ip_address("127.0.0.1")), x509.IPAddress(ip_address("::1"))]
        certificate = (
            _builder(name, authority.subject, key)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .sign(authority_key, hashes.SHA256())
        )
        encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        path = self._folder / f"{name}.pem"
        path.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
        )
        return path


def _authority(name: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = _builder(name, subject, key).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.sign(key, hashes.SHA256()), key


def _builder(name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
    )


class Conversation:
    """One client, as a scripted broker sees it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def packet(self) -> tuple[int, bytes]:
        """Read one packet, of less than 128 bytes, and return its first byte and its body. Raises IncompleteReadError."""
        kind, length = await self._reader.readexactly(2)
        return kind, await self._reader.readexactly(length)

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def accept(self) -> bytes:
        """Read CONNECT, say yes, and return CONNECT's body."""
        _, body = await self.packet()
        await self.send(CONNACK + b"\x00")
        return body

    async def grant(self, code: int = 0) -> str:
        """Read SUBSCRIBE, answer it, and return the topic."""
        kind, body = await self.packet()
        assert kind == SUBSCRIBE
        (length,) = struct.unpack_from("!H", body, 2)
        await self.send(b"\x90\x03" + body[:2] + bytes([code]))
        return body[4 : 4 + length].decode()

    async def until_closed(self) -> bytes:
        """Read until the client goes, and return what it sent."""
        return await self._reader.read()

    def reset(self) -> None:
        """End the connection with RST."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0))
        self._writer.transport.abort()


Script = Callable[[Conversation], Awaitable[object]]


@asynccontextmanager
async def scripted_broker(script: Script, context: ssl.SSLContext | None) -> AsyncIterator[int]:
    """Serve every client by the script, and close the connection when the script is done; yields the port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await script(Conversation(reader, writer))
        except (OSError, EOFError):
            pass  # the client went
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@contextmanager
def mosquitto(certificates: Certificates, folder: Path) -> Iterator[int]:
    """Run a mosquitto that wants client certificates; yields the port."""
    assert MOSQUITTO is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    settings = folder / "mosquitto.conf"
    settings.write_text(
        f"user root\nlistener {port} 127.0.0.1\nallow_anonymous true\nlog_dest stderr\n"
        f"cafile {certificates.trust}\ncertfile {certificates.server}\nkeyfile {certificates.server}\nrequire_certificate true\n"
    )
    with subprocess.Popen([MOSQUITTO, "-c", settings], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as broker:
        try:
            assert broker.stdout is not None
            for line in broker.stdout:
                if line.rstrip().endswith("running"):
                    break
            else:
                raise AssertionError("mosquitto did not start")
            yield port
        finally:
            broker.terminate()
