"""One question to one name server: UDP first, TCP when the answer is cut short or does not come."""

import asyncio
import errno
import socket
from typing import Literal

from msgspec import Struct

from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import DnsFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.classify import classify
from ccdiag.probes.dns_message import MOST_BYTES, Answer, Question, Record
from ccdiag.probes.forged import PrivateAnswers, split_forged
from ccdiag.probes.source import ANY_SOURCE, Source
from ccdiag.probes.stopwatch import Stopwatch

ServerRole = Literal["environment", "laptop", "terminal", "reference"]

_DATAGRAM_BYTES = 65535
_MOST_DATAGRAMS = 256
"""Read for one question; a flood of strangers' answers ends here and not only with the time."""
_MOST_UNREADABLE = 16
"""Of those, answers that carry our id and cannot be read: only the server itself knows the id, and each may take 20 ms to refuse."""


async def dns_query(
    name: str,
    record: Record,
    server: Endpoint,
    *,
    role: ServerRole,
    private_answers: PrivateAnswers,
    limits: Limits,
    source: Source = ANY_SOURCE,
) -> Observation:
    """Ask one server for the addresses of a name.

    Silence on UDP is asked again, without EDNS, and over TCP at the same time; TCP counts only when UDP stays silent to the end.
    The facts' `addresses` are those that can be right, `forged_addresses` those that cannot.
    """
    watch = Stopwatch()
    try:
        outcome = await _Conversation(name, record, server, limits, source).hold()
    except ValueError:
        # Nobody needs to be asked whether a name exists that cannot be one.
        outcome = _Outcome(said=Failure.DNS_NAME_MISSING, attempts=0)
    elapsed = watch.elapsed_s
    answer = outcome.said if isinstance(outcome.said, Answer) else None
    failure = outcome.said.failure if isinstance(outcome.said, Answer) else outcome.said
    usable, forged = split_forged(answer.addresses if answer else (), private_answers=private_answers)
    facts = DnsFacts(
        name=name,
        record=record,
        server=str(server),
        role=role,
        transport=outcome.transport,
        rcode=answer.rcode if answer else None,
        extended_error=answer.extended_error if answer else None,
        extended_text=answer.extended_text if answer else None,
        addresses=usable,
        forged_addresses=forged,
        ttl_s=answer.ttl_s if answer else None,
        truncated=outcome.truncated,
        udp_failure=outcome.udp_failure,
        attempts=outcome.attempts,
    )
    return watch.observation(query_target(name, record, server), facts, Failure.DNS_FORGED if forged else failure, elapsed_s=elapsed)


def query_target(name: str, record: Record, server: Endpoint) -> str:
    """Return how this question is called in observations."""
    return f"{server} {name} {record}"


class _Outcome(Struct, frozen=True, kw_only=True):
    """How a conversation ended."""

    said: Answer | Failure
    transport: Literal["udp", "tcp"] = "udp"
    truncated: bool = False
    udp_failure: Failure | None = None
    attempts: int = 1


class _Conversation:
    """One question put to one server in all ways that are needed."""

    def __init__(self, name: str, record: Record, server: Endpoint, limits: Limits, source: Source) -> None:
        self._name = name
        self._record: Record = record
        self._server = server
        self._limits = limits
        self._source = source
        self._attempts = 0
        self._extended = True

    async def hold(self) -> _Outcome:
        """Ask until there is an answer or no way left.

        Raises ValueError when the name cannot be asked for.
        """
        self._question()
        try:
            family, address = _numeric(self._server)
            with socket.socket(family, socket.SOCK_DGRAM) as sock:
                sock.setblocking(False)
                self._source.bind(sock)
                # Only a connected socket hears that nothing listens on the port.
                sock.connect(address)
                return await self._over(sock)
        except OSError as error:
            return _Outcome(said=classify(error), attempts=self._attempts)

    async def _over(self, sock: socket.socket) -> _Outcome:
        asked: list[Question] = []
        said = await self._udp(sock, asked)
        if isinstance(said, Answer) and said.blames_extension:
            self._extended = False
            said = await self._udp(sock, [])
        if said is Failure.DEADLINE:
            return await self._after_silence(sock, asked)
        if isinstance(said, Answer) and said.truncated:
            return await self._after_truncation()
        return _Outcome(said=said, attempts=self._attempts)

    async def _after_silence(self, sock: socket.socket, asked: list[Question]) -> _Outcome:
        said: Answer | Failure = Failure.DEADLINE
        # Some boxes swallow what carries EDNS, and the terminal need not send it: the second try goes without.
        self._extended = False
        async with asyncio.TaskGroup() as group:
            over_tcp = group.create_task(self._tcp())
            for _ in range(self._limits.dns_udp_attempts - 1):
                said = await self._udp(sock, asked)
                if said is not Failure.DEADLINE:
                    over_tcp.cancel()
                    break
        if isinstance(said, Answer) and said.truncated:
            return await self._after_truncation()
        if said is not Failure.DEADLINE:
            return _Outcome(said=said, attempts=self._attempts)
        told = over_tcp.result()
        # A refused or unreachable TCP port adds nothing: what the terminal asks is UDP, and that is silent.
        known = isinstance(told, Answer) or told is Failure.DNS_MALFORMED
        return _Outcome(said=told if known else said, transport="tcp", udp_failure=Failure.DEADLINE, attempts=self._attempts)

    async def _after_truncation(self) -> _Outcome:
        told = await self._tcp()
        known = isinstance(told, Answer) or told is Failure.DNS_MALFORMED
        return _Outcome(said=told if known else Failure.DNS_TCP_BLOCKED, transport="tcp", truncated=True, attempts=self._attempts)

    async def _udp(self, sock: socket.socket, asked: list[Question]) -> Answer | Failure:
        """Ask once; a late answer to one of the questions `asked` before counts as well."""
        loop = asyncio.get_running_loop()
        question = self._question()
        asked.append(question)
        self._attempts += 1
        unreadable = addressed = 0
        deadline = asyncio.timeout(self._limits.dns_udp)
        try:
            async with deadline:
                await loop.sock_sendall(sock, question.wire)
                for _ in range(_MOST_DATAGRAMS):
                    wire = await loop.sock_recv(sock, _DATAGRAM_BYTES)
                    # Anybody may send to this port: what is no answer to us is passed over, and the right one is waited for.
                    answer = next((answer for answer in (one.read(wire) for one in asked) if answer is not None), None)
                    if answer is not None:
                        return answer
                    unreadable += 1
                    addressed += any(one.is_for_me(wire) for one in asked)
                    if addressed == _MOST_UNREADABLE:
                        break
                    # What has come already is read without waiting; others, and the deadline, have their turn in between.
                    await asyncio.sleep(0)
        except OSError as error:
            if not deadline.expired():
                failure = classify(error)
                # Windows tells of a closed UDP port as of a connection that was reset (WSAECONNRESET).
                return Failure.REFUSED if failure is Failure.RESET else failure
        return Failure.DNS_MALFORMED if unreadable else Failure.DEADLINE

    async def _tcp(self) -> Answer | Failure:
        loop = asyncio.get_running_loop()
        question = self._question()
        try:
            family, address = _numeric(self._server)
            with socket.socket(family, socket.SOCK_STREAM) as sock:
                sock.setblocking(False)
                self._source.bind(sock)
                async with asyncio.timeout(self._limits.dns_tcp):
                    await loop.sock_connect(sock, address)
                    await loop.sock_sendall(sock, len(question.wire).to_bytes(2, "big") + question.wire)
                    size = int.from_bytes(await _exactly(sock, 2), "big")
                    if size > MOST_BYTES:
                        return Failure.DNS_MALFORMED
                    answer = question.read(await _exactly(sock, size))
        except (OSError, EOFError) as error:
            return classify(error)
        return Failure.DNS_MALFORMED if answer is None or answer.truncated else answer

    def _question(self) -> Question:
        return Question(self._name, self._record, extended=self._extended)


async def _exactly(sock: socket.socket, size: int) -> bytes:
    """Read so many bytes; raises EOFError when the peer ends before."""
    loop = asyncio.get_running_loop()
    read = bytearray()
    while len(read) < size:
        if not (part := await loop.sock_recv(sock, size - len(read))):
            raise EOFError
        read += part
    return bytes(read)


def _numeric(server: Endpoint) -> tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]:
    """Return family and socket address, with the number of a zone; nothing is looked up."""
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    try:
        family, _, _, _, address = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_DGRAM, flags=flags)[0]
    except socket.gaierror as error:
        raise OSError(errno.EADDRNOTAVAIL, "not an address of this system") from error
    return family, address
