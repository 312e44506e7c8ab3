"""Servers that behave in one exact way, as a program of their own inside a namespace.

Started with a JSON list of listeners, `{"manner", "host", "port", "addresses"}`; says `ready` once all of them listen.
"""

import asyncio
import contextlib
import json
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter
Answer = Callable[[bytes, dict[str, list[str]]], bytes | None]
SLOW_S = 1.5


async def silent(reader: Reader, _writer: Writer) -> None:
    while await reader.read(65536):
        pass


async def close(_reader: Reader, _writer: Writer) -> None:
    """FIN without a word."""


async def reset(_reader: Reader, writer: Writer) -> None:
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def close_on_hello(reader: Reader, _writer: Writer) -> None:
    await reader.read(65536)


async def reset_on_hello(reader: Reader, writer: Writer) -> None:
    await reader.read(65536)
    await reset(reader, writer)


async def ssh(reader: Reader, writer: Writer) -> None:
    """Another service on this port, which speaks first."""
    writer.write(b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n")
    await writer.drain()
    await silent(reader, writer)


TCP: dict[str, Callable[[Reader, Writer], Awaitable[None]]] = {
    "silent": silent,
    "close": close,
    "reset": reset,
    "close_on_hello": close_on_hello,
    "reset_on_hello": reset_on_hello,
    "ssh": ssh,
}


def _response(wire: bytes) -> tuple[dns.message.Message, dns.message.Message]:
    question = dns.message.from_wire(wire)
    return question, dns.message.make_response(question, recursion_available=True)


def right(wire: bytes, addresses: dict[str, list[str]]) -> bytes:
    """Answer as the zone says; `*` stands for every other name."""
    question, response = _response(wire)
    asked = question.question[0]
    known = addresses.get(asked.name.to_text(omit_final_dot=True).lower(), addresses.get("*"))
    if known is None:
        response.set_rcode(dns.rcode.NXDOMAIN)
    elif asked.rdtype in {dns.rdatatype.A, dns.rdatatype.AAAA}:
        record = dns.rdatatype.to_text(asked.rdtype)
        found = [address for address in known if (":" in address) is (record == "AAAA")]
        if found:
            response.answer.append(dns.rrset.from_text_list(asked.name, 60, "IN", record, found))
    return response.to_wire()


def saying(rcode: dns.rcode.Rcode) -> Answer:
    def answer(wire: bytes, _addresses: dict[str, list[str]]) -> bytes:
        _, response = _response(wire)
        response.set_rcode(rcode)
        return response.to_wire()

    return answer


def truncated(wire: bytes, _addresses: dict[str, list[str]]) -> bytes:
    _, response = _response(wire)
    response.flags |= dns.flags.TC
    return response.to_wire()


def malformed(wire: bytes, _addresses: dict[str, list[str]]) -> bytes:
    """The header promises records that are not there."""
    return wire[:2] + b"\x81\x80" + b"\x00\x01\x00\x05\x00\x00\x00\x00" + b"\x3f\x00\xff"


def other_id(wire: bytes, addresses: dict[str, list[str]]) -> bytes:
    return bytes([wire[0] ^ 0xFF]) + right(wire, addresses)[1:]


def no_word(_wire: bytes, _addresses: dict[str, list[str]]) -> None:
    return None


DNS: dict[str, Answer] = {
    "dns.right": right,
    "dns.slow": right,
    "dns.silent": no_word,
    "dns.servfail": saying(dns.rcode.SERVFAIL),
    "dns.refused": saying(dns.rcode.REFUSED),
    "dns.nxdomain": saying(dns.rcode.NXDOMAIN),
    "dns.nodata": saying(dns.rcode.NOERROR),
    "dns.malformed": malformed,
    "dns.wrong_id": other_id,
    "dns.truncated": truncated,
}


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, manner: str, addresses: dict[str, list[str]]) -> None:
        self.manner, self.addresses = manner, addresses
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        wire = DNS[self.manner](data, self.addresses)
        if wire is None:
            return
        if self.manner == "dns.slow":
            asyncio.get_running_loop().call_later(SLOW_S, self.transport.sendto, wire, addr)
        else:
            self.transport.sendto(wire, addr)


async def listen(manner: str, host: str, port: int, addresses: dict[str, list[str]]) -> None:
    answer = {"dns.truncated": right}.get(manner) or DNS.get(manner)

    async def talk(reader: Reader, writer: Writer) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            if manner in TCP:
                await TCP[manner](reader, writer)
            elif answer is not None:
                # A stub resolver asks for both families on one connection (RFC 7766, 6.2.1).
                while size := int.from_bytes(await reader.readexactly(2), "big"):
                    wire = answer(await reader.readexactly(size), addresses)
                    if wire is not None:
                        writer.write(len(wire).to_bytes(2, "big") + wire)
                        await writer.drain()
        writer.close()

    await asyncio.start_server(talk, host, port)
    if manner in DNS:
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: Datagrams(manner, addresses), local_addr=(host, port))


async def main() -> None:
    for listener in json.loads(sys.argv[1]):
        await listen(listener["manner"], listener["host"], listener["port"], listener.get("addresses", {}))
    print("ready", flush=True)  # noqa: T201  # whoever started it waits for this line
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
