"""Certificates, a real broker and scripted brokers for the tests of MQTT."""

import asyncio
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from tests.certificates import Authority

ALPN = "x-amzn-mqtt-ca"
HOST = "mqtt.shop.example"
MOSQUITTO = shutil.which("mosquitto") or shutil.which("/usr/sbin/mosquitto")

CONNACK = b"\x20\x02\x00"
PINGREQ = 0xC0
PINGRESP = b"\xd0\x00"
SUBSCRIBE = 0x82


class Certificates:
    """A service with clients of one authority, and one client of another, as PEM files in a folder."""

    def __init__(self, folder: Path) -> None:
        authority, stranger = Authority("Service root"), Authority("Somebody else")
        self.trust = authority.write(folder / "trust.pem")
        self.other_trust = stranger.write(folder / "other.pem")
        self.server = authority.issue(HOST).write(folder / "server.pem")
        self.client = authority.issue(subject="client").write(folder / "client.pem")
        self.strange_client = stranger.issue(subject="stranger").write(folder / "stranger.pem")
        self.encrypted_client = authority.issue(subject="client").write(folder / "encrypted.pem", b"secret")

    def server_context(self, *, wants_client: bool = True) -> ssl.SSLContext:
        """A server's context; it chooses the protocol of AWS IoT."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server)
        context.load_verify_locations(self.trust)
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        context.verify_mode = ssl.CERT_REQUIRED if wants_client else ssl.CERT_NONE
        context.set_alpn_protocols([ALPN])
        return context


class Conversation:
    """One client, as a scripted broker sees it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._first = b""

    async def is_leaving(self) -> bool:
        """Whether the client goes without a word, as one does that only shakes hands; else its first byte is kept for `packet`."""
        self._first = await self._reader.read(1)
        return not self._first

    async def packet(self) -> tuple[int, bytes]:
        """Read one packet, of less than 128 bytes, and return its first byte and its body. Raises IncompleteReadError."""
        begin, self._first = self._first, b""
        kind, length = begin + await self._reader.readexactly(2 - len(begin))
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


def assert_no_thread_is_left() -> None:
    """Wait for the threads of sessions to end; none may outlive its session by more than a moment."""
    for thread in threading.enumerate():
        if thread.name.startswith(("paho", "ccdiag")):
            thread.join(2.0)
            assert not thread.is_alive(), thread.name
