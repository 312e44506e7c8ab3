"""Name servers of the tests' own, on loopback, that answer as they are told."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Callable
from typing import cast

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from ccdiag.model.endpoint import Endpoint

Responder = Callable[[bytes, int], list[bytes]]
"""From the question's bytes and its number (1, 2, …) to the datagrams or messages that answer it."""


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, answer: Responder) -> None:
        self.answer = answer
        self.asked: list[bytes] = []
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)
        self.first = asyncio.Event()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.asked.append(data)
        self.first.set()
        assert self.transport is not None
        for wire in self.answer(data, len(self.asked)):
            self.transport.sendto(wire, addr)


class NameServer:
    """A name server of the test's own: what it answers over UDP, and over TCP (None: nobody listens there)."""

    def __init__(self) -> None:
        self.endpoint = Endpoint("127.0.0.1", 0)
        self.udp: _Udp
        self.over_tcp = 0


@contextlib.asynccontextmanager
async def name_server(udp: Responder, tcp: Responder | None = None, *, host: str = "127.0.0.1") -> AsyncIterator[NameServer]:
    made = NameServer()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for _ in range(20):
        datagrams = socket.socket(family, socket.SOCK_DGRAM)
        datagrams.bind((host, 0))
        port = datagrams.getsockname()[1]
        stream = socket.socket(family, socket.SOCK_STREAM)
        try:
            stream.bind((host, port))
        except OSError:
            datagrams.close()
            stream.close()
            continue
        break
    else:
        pytest.fail("no port that is free for UDP and TCP")

    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(cast("asyncio.Task[None]", asyncio.current_task()))
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            made.over_tcp += 1
            size = int.from_bytes(await reader.readexactly(2), "big")
            question = await reader.readexactly(size)
            for wire in tcp(question, made.over_tcp) if tcp else []:
                writer.write(wire)
            await writer.drain()
            await reader.read()
        with contextlib.suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()

    loop = asyncio.get_running_loop()
    transport, made.udp = await loop.create_datagram_endpoint(lambda: _Udp(udp), sock=datagrams)
    made.endpoint = Endpoint(host, port)
    server = await asyncio.start_server(talk, sock=stream) if tcp is not None else None
    if server is None:
        stream.close()
    try:
        yield made
    finally:
        transport.close()
        if server is not None:
            server.close()
            async with asyncio.timeout(5):
                await asyncio.gather(*talks)


def framed(wire: bytes) -> bytes:
    return struct.pack("!H", len(wire)) + wire


def reply(
    question: bytes,
    *records: str,
    rcode: dns.rcode.Rcode = dns.rcode.NOERROR,
    flags: int = 0,
    extended: dns.edns.EDEOption | None = None,
) -> dns.message.Message:
    """Records as `name TTL type value`."""
    response = dns.message.make_response(dns.message.from_wire(question), recursion_available=True)
    response.set_rcode(rcode)
    response.flags |= flags
    for record in records:
        owner, ttl, kind, value = record.split()
        response.answer.append(dns.rrset.from_text(f"{owner}.", int(ttl), "IN", kind, value))
    if extended is not None:
        response.use_edns(0, options=[extended])
    return response


def says(*records: str, rcode: dns.rcode.Rcode = dns.rcode.NOERROR, extended: dns.edns.EDEOption | None = None) -> Responder:
    return lambda question, _: [reply(question, *records, rcode=rcode, extended=extended).to_wire(max_size=65535)]


def silent(_question: bytes, _number: int) -> list[bytes]:
    return []


def truncating(question: bytes, _number: int) -> list[bytes]:
    return [reply(question, flags=dns.flags.TC).to_wire(max_size=65535)]


def over_tcp(answer: Responder) -> Responder:
    return lambda question, number: [framed(wire) for wire in answer(question, number)]


def with_other_id(wire: bytes) -> bytes:
    return bytes([wire[0] ^ 0xFF]) + wire[1:]
