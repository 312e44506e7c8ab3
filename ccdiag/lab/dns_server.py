"""A name server over UDP and TCP."""

import asyncio
import sys
from collections.abc import Iterable

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from ccdiag.lab.byte_reader import ByteReader
from ccdiag.lab.conditions import DnsManner, NameManner, PortState
from ccdiag.lab.ending import end
from ccdiag.lab.journal import Journal
from ccdiag.lab.port import LOOPBACK
from ccdiag.lab.tcp_service import TcpService

_TTL = 60
_SLOW_S = 1.5
_PORT_ATTEMPTS = 20
_ADDRESS_REWRITTEN = "127.0.0.1"
_ADDRESS_FORGED = "0.0.0.0"  # noqa: S104  # an answer of a forging server, nothing is bound to it


class Zone:
    """The names that exist; shared by all name servers of a laboratory."""

    def __init__(self) -> None:
        self.addresses: dict[str, tuple[str, ...]] = {}
        self.service_names: frozenset[str] = frozenset()
        """The names that `service_manner` is about."""
        self.service_manner = NameManner.NORMAL

    def manner(self, name: str) -> NameManner:
        """Say how a name is answered."""
        if name in self.service_names and self.service_manner is not NameManner.NORMAL:
            return self.service_manner
        return NameManner.NORMAL if name in self.addresses else NameManner.MISSING


class DnsServer:
    """One name server: the same port number over UDP and TCP."""

    def __init__(self, name: str, journal: Journal, zone: Zone) -> None:
        self.name = name
        self.journal = journal
        self.zone = zone
        self.manner = DnsManner.NORMAL
        self.port = 0
        self._tcp = _DnsOverTcp(self)
        self._udp: asyncio.DatagramTransport | None = None
        self._reviving: asyncio.Task[None] | None = None
        self._delayed: set[asyncio.TimerHandle] = set()

    @property
    def address(self) -> str:
        """As an environment or case file writes it."""
        return f"{LOOPBACK}:{self.port}"

    async def start(self) -> None:
        """Open both ports. Raises OSError when no number is free for both."""
        for attempt in range(_PORT_ATTEMPTS):
            self._udp = await self._udp_endpoint(0)
            self.port = self._udp.get_extra_info("sockname")[1]
            try:
                await self._tcp.port.reserve(self.port)
            except OSError:
                self._udp.abort()
                if attempt == _PORT_ATTEMPTS - 1:
                    raise
            else:
                break
        await self._tcp.start()

    async def _udp_endpoint(self, port: int) -> asyncio.DatagramTransport:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: _DnsOverUdp(self), local_addr=(LOOPBACK, port))
        return transport

    def revive(self) -> None:
        """Open the UDP port anew, after an error that its transport does not survive."""
        if self._udp is not None and self._reviving is None:
            self._udp.abort()
            self._reviving = asyncio.create_task(self._revived(), name="lab dns revival")

    async def _revived(self) -> None:
        # An aborted transport gives its port back in the loop's next round.
        await asyncio.sleep(0)
        self._udp = await self._udp_endpoint(self.port)
        self._reviving = None

    async def stop(self) -> None:
        """Close both ports."""
        if self._reviving is not None:
            await end((self._reviving,))
        if self._udp is not None:
            self._udp.abort()
            self._udp = None
        for timer in self._delayed:
            timer.cancel()
        self._delayed.clear()
        await self._tcp.stop()

    async def set_manner(self, manner: DnsManner) -> None:
        """Change how it answers."""
        self.manner = manner
        match manner:
            case DnsManner.SILENT:
                # Where a silent port cannot be had, TCP is accepted and then says nothing.
                await self._tcp.set_port(PortState.DROPPED if sys.platform == "linux" else PortState.OPEN)
            case DnsManner.TRUNCATED:
                await self._tcp.set_port(PortState.REJECTED)
            case _:
                await self._tcp.set_port(PortState.OPEN)

    def answer(self, question: bytes, *, over_tcp: bool) -> bytes | None:
        """Return the answer's bytes, or None to stay silent."""
        if self.manner is DnsManner.SILENT:
            return None
        try:
            query = dns.message.from_wire(question)
        except (dns.exception.DNSException, ValueError):
            return None
        self.journal.note(self.name, "query", str(query.question[0].name) if query.question else "")
        return self._answer(query, over_tcp=over_tcp)

    def _answer(self, query: dns.message.Message, *, over_tcp: bool) -> bytes:
        reply = dns.message.make_response(query, recursion_available=True)
        match self.manner:
            case DnsManner.SERVER_FAILURE:
                reply.set_rcode(dns.rcode.SERVFAIL)
            case DnsManner.REFUSED:
                reply.set_rcode(dns.rcode.REFUSED)
                if query.edns >= 0:
                    reply.use_edns(options=[dns.edns.EDEOption(dns.edns.EDECode.BLOCKED, "blocked by the laboratory")])
            case DnsManner.MALFORMED:
                # The right id and one announced answer whose name points past the end.
                return query.id.to_bytes(2, "big") + b"\x81\x80\x00\x00\x00\x01\x00\x00\x00\x00\xc0\xff"
            case DnsManner.TRUNCATED if not over_tcp:
                reply.flags |= dns.flags.TC
            case _:
                self._fill(reply)
        return reply.to_wire()

    def _fill(self, reply: dns.message.Message) -> None:
        if not reply.question:
            reply.set_rcode(dns.rcode.FORMERR)
            return
        question = reply.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        wants_address = question.rdtype == dns.rdatatype.A
        match self.zone.manner(name):
            case NameManner.NORMAL if wants_address:
                _add(reply, self.zone.addresses[name])
            case NameManner.FORGED if wants_address:
                _add(reply, (_ADDRESS_FORGED,))
            case NameManner.MISSING:
                if self.manner is not DnsManner.REWRITTEN:
                    reply.set_rcode(dns.rcode.NXDOMAIN)
                elif wants_address:
                    _add(reply, (_ADDRESS_REWRITTEN,))
            case _:
                pass  # the name is there, without a record of this type

    def received(self, question: bytes, peer: tuple[str, int]) -> None:
        """Answer a datagram, at once or late."""
        answer = self.answer(question, over_tcp=False)
        if answer is None:
            return
        if self.manner is DnsManner.SLOW:
            self._delayed.add(asyncio.get_running_loop().call_later(_SLOW_S, self._send, answer, peer))
        else:
            self._send(answer, peer)

    def _send(self, answer: bytes, peer: tuple[str, int]) -> None:
        if self._udp is not None:
            self._udp.sendto(answer, peer)


def _add(reply: dns.message.Message, addresses: Iterable[str]) -> None:
    reply.answer.append(dns.rrset.from_text_list(reply.question[0].name, _TTL, "IN", "A", list(addresses)))


class _DnsOverUdp(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self._server = server

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._server.received(data, addr)

    def error_received(self, exc: Exception) -> None:
        # On Windows an answer to a client that is gone comes back as WSAECONNRESET, and Proactor of Python 3.11 then reads no more.
        self._server.revive()


class _DnsOverTcp(TcpService):
    """Messages with a length before each (RFC 1035, 4.2.2)."""

    def __init__(self, server: DnsServer) -> None:
        super().__init__(server.name, server.journal)
        self._server = server

    async def serve(self, reader: ByteReader, writer: asyncio.StreamWriter) -> None:
        while True:
            length = int.from_bytes(await reader.readexactly(2), "big")
            answer = self._server.answer(await reader.readexactly(length), over_tcp=True)
            if answer is None:
                await super().serve(reader, writer)
                return
            writer.write(len(answer).to_bytes(2, "big") + answer)
            await writer.drain()
