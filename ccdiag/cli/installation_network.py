"""Whether this installation can speak: loop, TLS, look-ups, MQTT and a whole checklist, all of it with servers of its own on loopback."""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from ccdiag.cli.installation_part import BrokenPartError, Found, named
from ccdiag.model.environment import Environment
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable

_LOOPBACK: Final = "127.0.0.1"
_HOST: Final = "self-test.ccdiag.test"
_ADDRESS: Final = "192.0.2.7"
"""Of TEST-NET-1: it is asked for, and nothing is ever sent there."""
_SAID: Final = b"self-test"
_STEP_S: Final = 5.0
"""For one question over loopback, which takes milliseconds."""
_LAB_DEADLINE_S: Final = 20.0


def event_loop() -> Found:
    """Run an event loop: a connection and a datagram over loopback, and a thread that it waits for."""
    from ccdiag.probes.abandon import run_abandonable

    async def speak() -> str:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(_STEP_S):
            if await echoed() != _SAID or await echoed_datagram() != _SAID:
                raise BrokenPartError(message("what is sent does not arrive"))
        await run_abandonable(lambda: None, limit=_STEP_S)
        return type(loop).__name__

    try:
        name = asyncio.run(speak())
    except OSError as error:
        problem = printable(error.strerror or type(error).__name__)
        told = message("no program on this machine can speak to another one by {address}: {problem}", address=_LOOPBACK, problem=problem)
        raise BrokenPartError(told) from error
    if sys.platform == "win32" and name != "ProactorEventLoop":
        raise BrokenPartError(message("{name} and not the loop that Windows needs", name=name))
    return Found(Message("{name}", {"name": name}))


async def echoed() -> bytes:
    """Return what comes back from a server of our own over a connection; raises OSError."""
    async with await asyncio.start_server(_echo, _LOOPBACK, 0) as server:
        reader, writer = await asyncio.open_connection(_LOOPBACK, server.sockets[0].getsockname()[1])
        writer.write(_SAID)
        answer = await reader.readexactly(len(_SAID))
        writer.close()
        await writer.wait_closed()
        return answer


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.readexactly(len(_SAID)))
    await writer.drain()
    writer.close()


async def echoed_datagram() -> bytes:
    """Return what arrives at another socket of our own; raises OSError."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Future[bytes] = loop.create_future()

    class Listener(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: Any) -> None:  # noqa: ANN401  # as the standard library has it
            if not arrived.done():
                arrived.set_result(data)

    listening, _ = await loop.create_datagram_endpoint(Listener, local_addr=(_LOOPBACK, 0))
    sending, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=listening.get_extra_info("sockname")[:2])
    try:
        sending.sendto(_SAID)
        return await arrived
    finally:
        sending.close()
        listening.close()


def tls() -> Found:
    """Shake hands by TLS 1.2 and 1.3 with a server whose certificate was just made, and refuse what has to be refused."""
    import ssl

    if not (ssl.HAS_TLSv1_3 and ssl.HAS_TLSv1_2 and ssl.HAS_ALPN and ssl.HAS_SNI):
        raise BrokenPartError(message("{library} lacks TLS 1.2, TLS 1.3, ALPN or SNI", library=ssl.OPENSSL_VERSION))
    with tempfile.TemporaryDirectory(prefix="ccdiag-self-test-", ignore_cleanup_errors=True) as folder:
        asyncio.run(_shake_hands(Path(folder)))
    return Found(message("{library}: TLS 1.2, TLS 1.3, ALPN; a strange issuer and a wrong name are refused", library=ssl.OPENSSL_VERSION))


async def _shake_hands(folder: Path) -> None:
    from ccdiag.lab.certificates import Authority, LabCertificates, pem
    from ccdiag.lab.conditions import ServerCertificate
    from ccdiag.lab.files import ALPN
    from ccdiag.model.facts import TlsFacts
    from ccdiag.probes.source import ANY_SOURCE
    from ccdiag.probes.tls import WRONG_HOST, tls_handshake
    from ccdiag.probes.trust import TLS_1_2_ONLY, TLS_1_2_TO_1_3, Trust, Versions

    certificates = LabCertificates(folder / "certificates")
    strange = folder / "strange.pem"
    strange.write_bytes(pem(Authority("Another Root CA").certificate))
    known, other = Trust("bundle", certificates.root_path), Trust("bundle", strange)
    server_side = certificates.server(_HOST, ServerCertificate.GOOD, alpn=(ALPN,))
    # A client that refuses ends the handshake, which its server takes for an error.
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    async with await asyncio.start_server(_hang_up, _LOOPBACK, 0, ssl=server_side) as server:
        port = server.sockets[0].getsockname()[1]

        async def hand(trust: Trust, *, name: str = _HOST, versions: Versions = TLS_1_2_TO_1_3) -> tuple[Failure | None, TlsFacts]:
            seen = await tls_handshake(
                *(_LOOPBACK, port),
                role="mqtt",
                purpose="identify",
                server_name=name,
                alpn=(ALPN,),
                trust=trust,
                limits=Limits(),
                source=ANY_SOURCE,
                versions=versions,
            )
            assert isinstance(seen.facts, TlsFacts)
            return seen.failure, seen.facts

        for versions, version in ((TLS_1_2_TO_1_3, "TLSv1.3"), (TLS_1_2_ONLY, "TLSv1.2")):
            failure, facts = await hand(known, versions=versions)
            if failure is not None or facts.version != version or not facts.trusted_by_bundle:
                raise BrokenPartError(message("{version}: {failure}", version=version, failure=str(failure or facts.version)))
            if facts.alpn != ALPN:
                raise BrokenPartError(message("{version}: ALPN is not agreed on", version=version))
        failure, _ = await hand(other)
        if failure is not Failure.TLS_UNTRUSTED:
            raise BrokenPartError(message("a strange issuer is not refused"))
        failure, facts = await hand(known, name="other.ccdiag.test")
        if failure is not Failure.TLS_UNTRUSTED or facts.verify_code != WRONG_HOST:
            raise BrokenPartError(message("a wrong name is not refused"))


async def _hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


def dns() -> Found:
    """Look up a name at a server of our own, by datagrams and over a connection, and read which servers this laptop uses."""
    from ccdiag.probes.name_servers import laptop_name_servers

    asyncio.run(_look_up())
    servers = laptop_name_servers()
    if not servers:
        return Found(message("answers over UDP and TCP are read; the system names no server of its own"), attention=True)
    return Found(message("answers over UDP and TCP are read; the system uses {servers}", servers=named(servers)))


async def _look_up() -> None:
    from dns import message as dns_message
    from dns.rdatatype import RdataType

    from ccdiag.lab.dns_server import DnsServer, Zone
    from ccdiag.lab.journal import Journal
    from ccdiag.model.endpoint import Endpoint
    from ccdiag.model.facts import DnsFacts
    from ccdiag.probes.dns_query import dns_query

    zone = Zone()
    zone.addresses[_HOST] = (_ADDRESS,)
    server = DnsServer("self-test", Journal(), zone)
    await server.start()
    try:
        asked = await dns_query(*(_HOST, "A", Endpoint(_LOOPBACK, server.port)), role="laptop", private_answers="allowed", limits=Limits())
        assert isinstance(asked.facts, DnsFacts)
        if asked.facts.addresses != (_ADDRESS,) or asked.facts.transport != "udp":
            raise BrokenPartError(message("UDP: {failure}", failure=str(asked.failure or named(asked.facts.addresses))))
        question = dns_message.make_query(f"{_HOST}.", RdataType.A)
        async with asyncio.timeout(_STEP_S):
            reader, writer = await asyncio.open_connection(_LOOPBACK, server.port)
            wire = question.to_wire()
            writer.write(len(wire).to_bytes(2, "big") + wire)
            answer = dns_message.from_wire(await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big")))
            writer.close()
        if not question.is_response(answer) or _ADDRESS not in str(answer):
            raise BrokenPartError(message("TCP: another answer"))
    finally:
        await server.stop()


def mqtt() -> Found:
    """Open a session with the laboratory's broker, by TLS and a client certificate, subscribe, and ping."""
    from ccdiag.lab.thread import LabThread

    with LabThread() as lab:
        asyncio.run(_hold_session(lab.environment))
    return Found(message("a session with a client certificate, a subscription and a ping"))


async def _hold_session(environment: Environment) -> None:
    from ccdiag.probes.mqtt import open_session
    from ccdiag.probes.trust import environment_trust

    service = environment.mqtt
    async with open_session(
        *(_LOOPBACK, service.port),
        server_name=service.host,
        trust=environment_trust(service.trust),
        alpn=service.alpn,
        client_certificate=Path(service.client_certificate),
        limits=Limits(),
    ) as session:
        seen = [("CONNECT", session.opening)]
        if session.is_open:
            seen += [("SUBSCRIBE", await session.subscribe(topic)) for topic in service.topics]
            seen.append(("PING", await session.ping()))
    if failed := [f"{step}: {one.failure}" for step, one in seen if one.failure is not None]:
        raise BrokenPartError(Message("{names}", {"names": named(failed)}))


def laboratory() -> Found:
    """Run the whole checklist against the laboratory, in which nothing is wrong."""
    from ccdiag.app.session import make_run
    from ccdiag.lab.thread import LabThread
    from ccdiag.model.situation import Situation
    from ccdiag.model.verdict import RunVerdict

    with LabThread() as lab:
        situation = Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True, deadline_s=_LAB_DEADLINE_S)
        state = asyncio.run(make_run(situation, lambda _event: None).execute())
    if state.verdict is not RunVerdict.HEALTHY:
        why = [cause.id for cause in state.causes] or [f"{result.id}: {result.verdict}" for result in state.results.values()]
        raise BrokenPartError(message("the healthy laboratory is {verdict}: {names}", verdict=str(state.verdict), names=named(why)))
    return Found(message("{number} checks against a healthy shop on loopback", number=len(state.results)))
