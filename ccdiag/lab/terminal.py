"""The shop's payment terminal: its ports, its MQTT session, and what it does when it is kicked."""

import asyncio
import json
import ssl
from contextlib import suppress
from pathlib import Path
from time import perf_counter

from msgspec import Struct

from ccdiag.lab import mqtt_packets as mqtt
from ccdiag.lab.byte_reader import ByteReader
from ccdiag.lab.conditions import PortState
from ccdiag.lab.ending import end
from ccdiag.lab.journal import Journal
from ccdiag.lab.mqtt_packets import PacketCutter, PacketType
from ccdiag.lab.tcp_service import TcpService
from ccdiag.model.endpoint import Endpoint

# What each POS mode listens on; inferred, no document says it.
LISTENS: dict[str, tuple[str, ...]] = {
    "standard": ("opi",),
    "flat-incoming": ("opi",),
    "flat-outgoing": ("trigger",),
    "serial": (),
}
KICKED_IN = "flat-outgoing"
"""The POS mode in which kicks are obeyed: the manual's first question when a cloud kick does not arrive, after the installation."""
KEEP_ALIVE_S = 30
_ANSWER_S = 3.0
_RETRY_S = 1.0


class TerminalSettings(Struct, frozen=True, kw_only=True):
    """What is set on the terminal, and what came from TMS."""

    tms_id: str
    mqtt: Endpoint
    alpn: str
    tas: Endpoint
    trust: Path
    client_certificate: Path


class _TriggerPort(TcpService):
    """A connect is a kick of 1.0; the checklist's own probe looks the same, and the journal cannot tell them apart."""

    def __init__(self, terminal: "LabTerminal", host: str) -> None:
        super().__init__("terminal trigger port", terminal.journal, host=host)
        self._terminal = terminal

    async def serve(self, reader: ByteReader, writer: asyncio.StreamWriter) -> None:
        self._terminal.kicked("local")
        await super().serve(reader, writer)


class LabTerminal:
    """One terminal on the shop's network."""

    def __init__(self, journal: Journal, settings: TerminalSettings, *, host: str) -> None:
        self.journal = journal
        self.settings = settings
        self.host = host
        self.dns_server: Endpoint | None = None
        """What is filled in on the terminal."""
        self.pos_mode = KICKED_IN
        self.opi = TcpService("terminal opi port", journal, host=host)
        self.trigger = _TriggerPort(self, host)
        self._session: asyncio.Task[None] | None = None
        self._dialling: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Take the port numbers."""
        await self.opi.start()
        await self.trigger.start()

    async def stop(self) -> None:
        """Switch the terminal off."""
        await self.opi.stop()
        await self.trigger.stop()
        await self.restart_session(None)
        await end(self._dialling)

    async def set_ports(self, pos_mode: str, *, opi: PortState, trigger: PortState) -> None:
        """Listen on what the POS mode listens on; the states say how a port that it listens on behaves, `DROPPED` covers all."""
        self.pos_mode = pos_mode
        for name, service, state in (("opi", self.opi, opi), ("trigger", self.trigger, trigger)):
            listens = name in LISTENS[pos_mode]
            await service.set_port(state if listens or state is PortState.DROPPED else PortState.REJECTED)

    async def restart_session(self, topics: tuple[str, ...] | None) -> float:
        """End the MQTT session, and begin to keep one with these topics; None: keep none.

        Returns the time (perf_counter) from which on the journal tells of the new one.
        """
        if self._session is not None:
            await end((self._session,))
            self._session = None
        since = perf_counter()
        if topics is not None:
            self._session = asyncio.create_task(self._keep_session(topics), name="lab terminal session")
        return since

    def kicked(self, kind: str) -> None:
        """Dial TAS, as a kick demands; in another POS mode a kick is not obeyed."""
        if self.pos_mode != KICKED_IN:
            self.journal.note("terminal", f"{kind} kick not obeyed", self.pos_mode)
            return
        self.journal.note("terminal", f"{kind} kick")
        task = asyncio.create_task(self._dial_tas(), name="lab terminal dials TAS")
        self._dialling.add(task)
        task.add_done_callback(self._dialling.discard)

    async def _dial_tas(self) -> None:
        try:
            async with asyncio.timeout(_ANSWER_S):
                address = await self._resolve(self.settings.tas.host)
                reader, writer = await asyncio.open_connection(address, self.settings.tas.port, local_addr=(self.host, 0))
        except (OSError, LookupError) as error:
            self.journal.note("terminal", "TAS not reached", type(error).__name__)
            return
        try:
            # What a terminal says to TAS is not published; this line is the laboratory's own.
            writer.write(f"LAB TERMINAL {self.settings.tms_id}\n".encode())
            self.journal.note("terminal", "dialled TAS")
            async with asyncio.timeout(_ANSWER_S):
                await writer.drain()
                await reader.read(1)
        except OSError:
            self.journal.note("terminal", "TAS ended the connection")
        finally:
            await _closed(writer)

    async def _keep_session(self, topics: tuple[str, ...]) -> None:
        while True:
            try:
                await self._hold_session(topics)
            except (OSError, LookupError, EOFError, ssl.SSLError, mqtt.MqttPacketError) as error:
                self.journal.note("terminal", "no MQTT session", type(error).__name__)
            await asyncio.sleep(_RETRY_S)

    async def _hold_session(self, topics: tuple[str, ...]) -> None:
        settings = self.settings
        context = ssl.create_default_context(cafile=settings.trust)
        context.load_cert_chain(settings.client_certificate)
        context.set_alpn_protocols([settings.alpn])
        async with asyncio.timeout(_ANSWER_S):
            address = await self._resolve(settings.mqtt.host)
            reader, writer = await asyncio.open_connection(
                address,
                settings.mqtt.port,
                ssl=context,
                server_hostname=settings.mqtt.host,
                ssl_handshake_timeout=_ANSWER_S,
                local_addr=(self.host, 0),
            )
        try:
            if writer.get_extra_info("ssl_object").selected_alpn_protocol() != settings.alpn:
                raise ConnectionRefusedError
            await self._talk(reader, writer, topics)
        finally:
            await _closed(writer)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, topics: tuple[str, ...]) -> None:
        cutter = PacketCutter()
        waiting: list[bytes] = []

        async def packet(limit: float) -> bytes:
            async with asyncio.timeout(limit):
                while not waiting:
                    data = await reader.read(65536)
                    if not data:
                        raise EOFError
                    waiting.extend(cutter.cut(data))
            return waiting.pop(0)

        writer.write(mqtt.connect(f"lab-terminal-{self.settings.tms_id}", keep_alive_s=KEEP_ALIVE_S))
        _granted(await packet(_ANSWER_S), PacketType.CONNACK)
        writer.write(mqtt.subscribe(1, topics))
        _granted(await packet(_ANSWER_S), PacketType.SUBACK)
        self.journal.note("terminal", "MQTT session up")
        while True:
            try:
                received = await packet(KEEP_ALIVE_S / 2)
            except TimeoutError:
                writer.write(mqtt.ping())
                received = await packet(_ANSWER_S)
            if mqtt.packet_type(received) == PacketType.PUBLISH:
                self._message(mqtt.publication(received).payload)

    def _message(self, payload: bytes) -> None:
        with suppress(ValueError):
            asked = json.loads(payload)
            if isinstance(asked, dict) and asked.get("kick") == self.settings.tms_id:
                self.kicked("cloud")

    async def _resolve(self, host: str) -> str:
        """Ask the terminal's own name server. Raises LookupError."""
        if self.dns_server is None:
            raise LookupError(host)
        import dns.asyncquery
        import dns.exception
        import dns.message
        import dns.rdatatype

        try:
            answer, _ = await dns.asyncquery.udp_with_fallback(
                dns.message.make_query(host, "A"), self.dns_server.host, port=self.dns_server.port, timeout=_ANSWER_S
            )
        except dns.exception.DNSException as error:
            raise LookupError(host) from error
        addresses = [record.to_text() for answered in answer.answer for record in answered if answered.rdtype == dns.rdatatype.A]
        if not addresses:
            raise LookupError(host)
        return str(addresses[0])


def _granted(packet: bytes, wanted: PacketType) -> None:
    # A CONNACK grants with 0 alone, a SUBACK with the quality of service, 0 to 2.
    best = mqtt.ACCEPTED if wanted is PacketType.CONNACK else 2
    if mqtt.packet_type(packet) != wanted or any(code > best for code in mqtt.return_codes(packet)):
        raise ConnectionRefusedError


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with suppress(OSError, ssl.SSLError):
        await writer.wait_closed()
