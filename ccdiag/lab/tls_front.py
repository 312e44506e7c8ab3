"""TLS servers: the way in to the MQTT service, and plain ones that stand for VPOS and for a control host."""

import asyncio
import ssl
from collections import Counter
from datetime import timedelta

from ccdiag.lab.broker import LabBroker
from ccdiag.lab.byte_reader import ByteReader, FirstByteReader
from ccdiag.lab.certificates import LabCertificates
from ccdiag.lab.client_hello import ClientHello, NotTlsError, read_client_hello
from ccdiag.lab.conditions import MqttManner, Opening, ServerCertificate
from ccdiag.lab.idle_watch import HeardReader, IdleWatch
from ccdiag.lab.journal import Journal
from ccdiag.lab.mqtt_packets import PacketCutter, PacketType, packet_type
from ccdiag.lab.tcp_service import TcpService, part, reset
from ccdiag.lab.tls_stream import TlsStream

# A fatal alert in a record of its own, as a server sends it before anything is encrypted (RFC 8446, 6).
_ALERT_RECORD = b"\x15\x03\x03\x00\x02\x02"
PROTOCOL_VERSION = 70
UNRECOGNIZED_NAME = 112
NO_APPLICATION_PROTOCOL = 120

_HTTP_ANSWER = b"HTTP/1.1 400 Bad Request\r\nServer: lab\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_IDLE_LIMIT_S = 1.5


class TlsFront(TcpService):
    """A TLS server that says nothing once the handshake is done."""

    def __init__(self, name: str, journal: Journal, certificates: LabCertificates, host: str, *, public: bool = False) -> None:
        super().__init__(name, journal)
        self.certificates = certificates
        self.host = host
        self.certificate = ServerCertificate.GOOD
        self.world_ahead = timedelta()
        self._public = public

    async def serve(self, reader: ByteReader, writer: asyncio.StreamWriter) -> None:
        """Shake hands and listen."""
        try:
            received, hello = await read_client_hello(reader)
        except NotTlsError:
            return
        context = self.context(hello)
        if isinstance(context, int):
            await self._refuse(reader, writer, context)
            return
        stream = TlsStream(reader, writer, context, received=received)
        try:
            await stream.handshake()
        except ssl.SSLError as error:
            self.journal.note(self.name, "handshake failed", str(error.reason))
            await part(reader, writer)
            return
        self.journal.note(self.name, "handshake", stream.alpn or "")
        await self.converse(stream)

    def context(self, hello: ClientHello) -> ssl.SSLContext | int:
        """Choose what answers this ClientHello: a context, or the number of an alert."""
        return self.certificates.server(self.host, self.certificate, public=self._public, world_ahead=self.world_ahead)

    async def converse(self, stream: TlsStream) -> None:
        """Talk, once TLS stands."""
        while await stream.read():
            pass

    async def _refuse(self, reader: ByteReader, writer: asyncio.StreamWriter, alert: int) -> None:
        self.journal.note(self.name, "refused", f"alert {alert}")
        writer.write(_ALERT_RECORD + bytes([alert]))
        await part(reader, writer)


class MqttFront(TlsFront):
    """The MQTT service's port, as AWS IoT keeps it: MQTT only under its ALPN and its name, and with a client certificate."""

    def __init__(self, journal: Journal, certificates: LabCertificates, host: str, alpn: str, broker: LabBroker) -> None:
        super().__init__("mqtt", journal, certificates, host)
        self.opening = Opening.TLS
        self.manner = MqttManner.NORMAL
        self.client_certificates = True
        self.alpn_selected = True
        self._falters = False
        self._handshakes: Counter[str] = Counter()
        """That were begun while it falters, by client: so that who comes alone is reset at the first of each two."""
        self._alpn = alpn
        self._broker = broker

    def falter(self, *, falters: bool) -> None:
        """Reset every second handshake from now on, or none."""
        if falters is not self._falters:
            self._falters = falters
            self._handshakes.clear()

    async def serve(self, reader: ByteReader, writer: asyncio.StreamWriter) -> None:
        """Answer as the opening says, else as TLS."""
        if self._falters:
            await self._faltering(FirstByteReader(reader), writer)
        elif self.manner is MqttManner.IDLE_CUT:
            with IdleWatch(writer, _IDLE_LIMIT_S) as watch:
                await self._opened(HeardReader(reader, watch.heard), writer)
        else:
            await self._opened(reader, writer)

    async def _faltering(self, reader: FirstByteReader, writer: asyncio.StreamWriter) -> None:
        # Who merely connects begins no handshake.
        await reader.wait()
        client = writer.get_extra_info("peername")[0]
        self._handshakes[client] += 1
        if self._handshakes[client] % 2:
            reset(writer)
        else:
            await self._opened(reader, writer)

    async def _opened(self, reader: ByteReader, writer: asyncio.StreamWriter) -> None:
        match self.opening:
            case Opening.SILENT:
                await TcpService.serve(self, reader, writer)
            case Opening.RESET:
                await reader.readexactly(1)
                reset(writer)
            case Opening.HTTP:
                await reader.readexactly(1)
                writer.write(_HTTP_ANSWER)
                await part(reader, writer)
            case _:
                await super().serve(reader, writer)

    def context(self, hello: ClientHello) -> ssl.SSLContext | int:
        """Choose by the opening, the name and the ALPN that the client asks for."""
        wants_mqtt = self._alpn in hello.alpn
        if self.opening is Opening.ALERT_VERSION:
            return PROTOCOL_VERSION
        if hello.alpn and (self.opening is Opening.ALERT_ALPN or not (wants_mqtt or "http/1.1" in hello.alpn)):
            return NO_APPLICATION_PROTOCOL
        if wants_mqtt and hello.server_name != self.host:
            return UNRECOGNIZED_NAME
        # A middle box that ends TLS cannot ask for the client certificate on the service's behalf.
        middle_box = self.certificate is ServerCertificate.INSPECTED or not self.alpn_selected
        return self.certificates.server(
            self.host,
            self.certificate,
            world_ahead=self.world_ahead,
            alpn=(self._alpn, "http/1.1") if self.alpn_selected else (),
            client_certificates=self.client_certificates if wants_mqtt and not middle_box else None,
        )

    async def converse(self, stream: TlsStream) -> None:
        """Hand an MQTT client over to the broker; anybody else meant HTTPS and is sent away."""
        if stream.alpn != self._alpn:
            stream.close()
        elif self.manner is MqttManner.SILENT:
            await super().converse(stream)
        else:
            await self._mqtt(stream)

    async def _mqtt(self, stream: TlsStream) -> None:
        session = self._broker.join(stream)
        cutter = PacketCutter()
        try:
            while data := await stream.read():
                for packet in cutter.cut(data):
                    if self.manner is MqttManner.CUT and packet_type(packet) != PacketType.CONNECT:
                        return
                    session.feed(packet)
        finally:
            stream.close()
            await session.leave()
