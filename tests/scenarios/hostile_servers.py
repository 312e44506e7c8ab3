"""A world on loopback in which every server is hostile in one way, and the environment file that points at it."""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from tests.certificates import Authority
from tests.servers import Handler, answers, closes_on_hello, repeats, resets_at_once, says

STEERING = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b1m\r\x00\b\u202egnp.exe\u2066\u200b\x7f"
"""Sets the title, clears, colours, goes back, ends strings, turns text around and hides."""
BANNER = STEERING.encode() * 50

Datagrams = Callable[[bytes], list[bytes]]


@dataclass(frozen=True)
class World:
    """How each kind of server behaves."""

    mqtt: Handler
    plain: Handler
    """TAS, TMS, VPOS, the proxy and DNS over TCP."""
    http: Handler
    names: Datagrams = lambda _question: []
    names_tcp: Handler | None = None
    trust: bytes = b""
    client: bytes = b""
    """A client's certificate with its key: then an MQTT session is opened."""


def tls(subject: str, *, talks: tuple[bytes, ...] = (), endless: bytes = b"", names: int = 1) -> tuple[Handler, bytes, bytes]:
    """A TLS server with this name in its certificate, which says one thing each time it is spoken to.

    Also gives its root, and a client's certificate.
    """
    root = Authority(f"Root of {subject}")
    hosts = ["127.0.0.1", *(f"n{number}.example.test" for number in range(names))]
    context = root.issue(*hosts, subject=subject).server_context()
    context.set_alpn_protocols(["x-amzn-mqtt-ca"])

    async def handler(sock: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = context.wrap_bio(incoming, outgoing, server_side=True)
        left = list(talks)
        while True:
            try:
                session.do_handshake()
                if not left and endless:
                    break
                if session.read(65536) and left:
                    session.write(left.pop(0))
            except ssl.SSLWantReadError:
                await loop.sock_sendall(sock, outgoing.read())
                if not (data := await loop.sock_recv(sock, 65536)):
                    return
                incoming.write(data)
        while endless:
            session.write(endless)
            await loop.sock_sendall(sock, outgoing.read())

    return handler, root.pem, root.issue("client").bundle()


def http(head: str, body: bytes = b"", *, endless: bytes = b"") -> Handler:
    """An HTTP server that answers so, whatever was asked."""

    async def handler(sock: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_recv(sock, 65536)
        await loop.sock_sendall(sock, head.encode("utf-8", "surrogateescape") + body)
        while endless:
            await loop.sock_sendall(sock, endless)

    return handler


def drips(head: bytes, drop: bytes) -> Handler:
    """Say the head at once, and then a drop now and then."""

    async def handler(sock: socket.socket) -> None:
        await asyncio.get_running_loop().sock_sendall(sock, head)
        await repeats(drop, every=0.05)(sock)

    return handler


class Hostile:
    """Serves one world from a thread of its own, and writes its environment file."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._open: list[socket.socket] = []

    def start(self) -> Path:
        """Start every server; returns the environment file."""
        self._thread.start()
        world = self._world
        mqtt, plain, web = (self._listen(handler) for handler in (world.mqtt, world.plain, world.http))
        resolver = self._resolver()
        (self._folder / "trust.pem").write_bytes(world.trust or Authority().pem)
        (self._folder / "client.pem").write_bytes(world.client)
        client = "client.pem" if world.client else ""
        path = self._folder / "environment.toml"
        path.write_text(
            f"""
schema = 1
id = "hostile"
title = "Hostile"
[mqtt]
host = "127.0.0.1"
port = {mqtt}
alpn = "x-amzn-mqtt-ca"
topics = ["NL-CAT"]
trust = "trust.pem"
client_certificate = "{client}"
[tas]
host = "tas.hostile.test"
port = {plain}
[tms]
host = "127.0.0.1"
port = {plain}
[vpos]
host = "127.0.0.1"
port = {mqtt}
[control]
host = "127.0.0.1"
port = {mqtt}
[dns]
servers = ["127.0.0.1:{resolver}"]
reference = ["127.0.0.1:{resolver}"]
private_answers = "allowed"
[internet]
probes = [{{ url = "http://127.0.0.1:{web}/known", status = 200, body = "known" }}]
[whitelist]
source = "http"
url = "http://127.0.0.1:{web}/whitelist?m={{merchant}}&t={{tms_id}}"
[proxy]
url = "http://127.0.0.1:{plain}"
""",
            encoding="utf-8",
        )
        (self._folder / "case.toml").write_text(
            f"""
schema = 1
[merchant]
id = "m1"
[terminal]
tms_id = "12345678"
ip = "127.0.0.1"
dns = ["127.0.0.1:{resolver}"]
opi_port = {plain}
trigger_port = {plain}
pos_mode = "flat-outgoing"
""",
            encoding="utf-8",
        )
        return path

    def stop(self) -> None:
        """End them all."""
        self._call(self._end()).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def _call(self, awaitable: Coroutine[None, None, None]) -> Future[None]:
        return asyncio.run_coroutine_threadsafe(awaitable, self._loop)

    def _listen(self, handler: Handler, port: int = 0) -> int:
        listener = socket.create_server(("127.0.0.1", port), backlog=64)
        listener.setblocking(False)
        self._open.append(listener)
        self._call(self._accept(listener, handler))
        return int(listener.getsockname()[1])

    async def _accept(self, listener: socket.socket, handler: Handler) -> None:
        async def one(sock: socket.socket) -> None:
            with sock, contextlib.suppress(OSError, ssl.SSLError):
                await handler(sock)

        async with asyncio.TaskGroup() as group:
            while True:
                sock, _ = await self._loop.sock_accept(listener)
                sock.setblocking(False)
                group.create_task(one(sock))

    def _resolver(self) -> int:
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.bind(("127.0.0.1", 0))
        datagrams.setblocking(False)
        self._open.append(datagrams)
        port = int(datagrams.getsockname()[1])
        with contextlib.suppress(OSError):  # taken for TCP: then nobody answers there
            self._listen(self._world.names_tcp or self._world.plain, port)
        self._call(self._answer(datagrams))
        return port

    async def _answer(self, datagrams: socket.socket) -> None:
        while True:
            question, sender = await self._loop.sock_recvfrom(datagrams, 65536)
            for answer in self._world.names(question):
                with contextlib.suppress(OSError):
                    await self._loop.sock_sendto(datagrams, answer, sender)

    async def _end(self) -> None:
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=5)
        for sock in self._open:
            sock.close()


@contextlib.contextmanager
def hostile(world: World, folder: Path) -> Iterator[Path]:
    """Serve one world; gives its environment file, beside which stands `case.toml`."""
    servers = Hostile(world, folder)
    environment = servers.start()
    try:
        yield environment
    finally:
        servers.stop()


# --- names -----------------------------------------------------------------------------------------------------------------------


def garbage(question: bytes) -> list[bytes]:
    """Bytes that are no DNS, some with the right id."""
    return [b"", question[:2], question[:2] + b"\xff" * 500, b"\x00" * 12, question, question[:2] + b"\x81\x80" + b"\xff" * 8, BANNER[:500]]


def other_id(question: bytes) -> list[bytes]:
    """A whole answer to somebody else's question, three hundred times."""
    wrong = bytes((question[0] ^ 0xFF, question[1])) + b"\x81\x80" + question[4:]
    return [wrong] * 300


def slow_to_read(question: bytes) -> list[bytes]:
    """Long names by pointers, as many as an answer holds, after our question and after another: each takes long to read, for nothing."""
    labels = b"".join(b"\x3f" + bytes((97 + number,)) * 63 for number in range(3)) + b"\x3b" + b"z" * 59 + b"\0"
    asked = labels + b"\0\1\0\1"
    end = question.index(b"\0", 12) + 5
    record = b"\xc0\x0c\0\x05\0\1\0\0\0\x3c\0\2\xc0\x0c"
    head = question[:2] + b"\x81\x80\0\1\0\xff\0\0\0\0"
    own = b"\xc0\x0c\0\x05\0\1\0\0\0\x3c" + len(labels).to_bytes(2, "big") + labels + b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\1x" * 254
    return [head + asked + record * 255, head + question[12:end] + own] * 150


def steering_names(question: bytes) -> list[bytes]:
    """An alias and an extended error whose texts steer a terminal."""
    end = question.index(b"\0", 12) + 5
    text = STEERING.encode()[:60]
    alias = bytes((len(text),)) + text + b"\0"
    answer = b"\xc0\x0c\0\x05\0\1\0\0\0\x3c" + len(alias).to_bytes(2, "big") + alias
    error = b"\0\x11" + STEERING.encode() * 2
    option = b"\0\x0f" + len(error).to_bytes(2, "big") + error
    extra = b"\0\0\x29\x04\xd0\0\0\0\0" + len(option).to_bytes(2, "big") + option
    return [question[:2] + b"\x81\x82\0\1\0\1\0\0\0\1" + question[12:end] + answer + extra]


def truncated(question: bytes) -> list[bytes]:
    """Come back over TCP."""
    end = question.index(b"\0", 12) + 5
    return [question[:2] + b"\x83\x80\0\1\0\0\0\0\0\0" + question[12:end]]


# --- worlds ----------------------------------------------------------------------------------------------------------------------

_BOMB = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"


def _gzip_bomb() -> bytes:
    import gzip

    packed = gzip.compress(b"\0" * 50_000_000, 9)
    return f"{len(packed):x}\r\n".encode() + packed + b"\r\n0\r\n\r\n"


def worlds() -> dict[str, Callable[[], World]]:
    """Every way to be hostile, by its name; made when asked for, since certificates take time."""

    def steering_certificate() -> World:
        server, _, client = tls(STEERING[:50], talks=(b"\x20\x02\x00\xff",))
        head = (
            f"HTTP/1.1 302 {STEERING.replace(chr(13), '').replace(chr(0), '')}\r\nLocation: http://{STEERING[:8]}/\r\n"
            f"Content-Type: {STEERING[:8]}\r\nDate: {STEERING[:8]}\r\nContent-Length: 0\r\n\r\n"
        )
        return World(server, says(BANNER), http(head), names=steering_names, client=client)

    def many_names() -> World:
        server, root, client = tls("many", talks=(b"\x20\xff\xff\xff\xff\xff",), names=4000)
        return World(server, drips(b"", b"\x16"), http(_BOMB, _gzip_bomb()), names=other_id, trust=root, client=client)

    def talks_inside_tls() -> World:
        publish = b"\x30\xff\xff\xff\x7f" + b"A" * 65536
        server, root, client = tls("talks", talks=(b"\x20\x02\x00\x00",), endless=publish)
        head = "HTTP/1.1 200 OK\r\nX: "
        return World(server, repeats(b"A" * 65536), http(head, endless=b"a" * 65536), names=garbage, trust=root, client=client)

    def small_messages() -> World:
        publish = (b"\x30\x06\x00\x01a\x1b[2") * 1000
        server, root, client = tls("small", talks=(b"\x20\x02\x00\x00\x90\x03\x00\x01\x00",), endless=publish)
        head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Fri, 31 Dec 9999 23:59:59 GMT\r\nAge: 9\r\n\r\n"
        return World(server, says(b"\n" * 70000), http(head, b"[" * 60000), names=steering_names, trust=root, client=client)

    def floods_a_session() -> World:
        publish = (b"\x30\x06\x00\x01a\x1b[2") * 2000
        server, root, client = tls("flood", talks=(b"\x20\x02\x00\x00", b"\x90\x03\x00\x01\x00"), endless=publish)
        return World(server, closes_on_hello, http("", endless=b"\r\n" * 30000), names=garbage, trust=root, client=client)

    def floods_a_connection() -> World:
        server, root, _ = tls("flood", endless=BANNER)
        return World(server, resets_at_once, http("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"), trust=root)

    return {
        "endless": lambda: World(
            repeats(b"A" * 65536),
            repeats(BANNER),
            http("HTTP/1.1 200 OK\r\n\r\n", endless=b"<html>" + BANNER * 20),
            names=other_id,
            names_tcp=repeats(b"\xff\xff" + b"A" * 65535),
        ),
        "endless_handshake": lambda: World(
            repeats(b"\x16\x03\x03\x40\x00\x0b\xff\xff\xff" + b"\0" * 16380),
            says(BANNER),
            http("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", endless=b"1;" + b"a" * 4000 + b"\r\nA\r\n"),
            names=slow_to_read,
        ),
        "drip": lambda: World(
            drips(b"\x16\x03\x03\x40\x00\x02", b"\0"),
            drips(b"HTTP/1.1 200 ", b"a"),
            drips(b"HTTP/1.1 200 OK\r\nX: ", b"a"),
            names=truncated,
            names_tcp=drips(b"\x10\x00", b"\0"),
        ),
        "warnings": lambda: World(
            repeats(b"\x15\x03\x03\x00\x02\x01\x5a"),
            answers(b"HTTP/1.1 " + BANNER),
            http("HTTP/1.1 200 OK\r\n" + "X-A: b\r\n" * 5000 + "\r\n", endless=b"\0" * 65536),
            names=garbage,
        ),
        "steering_certificate": steering_certificate,
        "steering_names": lambda: World(says(BANNER), says(BANNER), http(STEERING), names=steering_names),
        "many_names": many_names,
        "talks_inside_tls": talks_inside_tls,
        "small_messages": small_messages,
        "floods_a_session": floods_a_session,
        "floods_a_connection": floods_a_connection,
    }
