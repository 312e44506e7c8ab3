"""Real clients, that know nothing of the laboratory's inside: sockets, OpenSSL, dnspython, paho."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import dns.message
import dns.query
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from ccdiag.model.environment import Environment

SHORT = 0.4
HANDSHAKE = 10.0
"""Seconds for a server that does answer; on a busy machine the keys alone may take longer than SHORT."""


def ask(server: str, name: str, *, record: str = "A", over_tcp: bool = False, limit: float = SHORT) -> dns.message.Message:
    """Ask a name server one question."""
    host, _, port = server.rpartition(":")
    query = dns.message.make_query(name, record, use_edns=0)
    exchange = dns.query.tcp if over_tcp else dns.query.udp
    return exchange(query, host, port=int(port), timeout=limit)


def addresses(reply: dns.message.Message) -> list[str]:
    """Return the addresses of an answer."""
    return [item.to_text() for answer in reply.answer for item in answer]


@contextmanager
def connected(port: int, host: str = "127.0.0.1", *, limit: float = SHORT) -> Iterator[socket.socket]:
    """Open a TCP connection."""
    with socket.create_connection((host, port), timeout=limit) as sock:
        yield sock


def fate(port: int, host: str = "127.0.0.1") -> str:
    """Connect and say how it went: open, closed, reset, refused, dropped, unreachable."""
    try:
        # The kernel alone answers a SYN on loopback, however busy the server is.
        sock = socket.create_connection((host, port), timeout=SHORT / 2)
    except TimeoutError:
        return "dropped"
    except ConnectionRefusedError:
        return "refused"
    except OSError:
        return "unreachable"
    with sock:
        sock.settimeout(SHORT)
        try:
            return "closed" if sock.recv(1) == b"" else "data"
        except TimeoutError:
            return "open"
        except ConnectionResetError:
            return "reset"


@dataclass
class Handshake:
    """How a handshake went, and what the first read after it brought."""

    error: str = ""
    """The reason that OpenSSL gives, or the class of the error; empty when the handshake was done."""
    verify_code: int = 0
    alpn: str | None = None
    version: str | None = None
    issuer: str = ""
    after: str = ""
    """`silent`, `closed`, or the reason of an alert."""


def shake_hands(
    environment: Environment,
    *,
    host: str | None = None,
    port: int | None = None,
    alpn: tuple[str, ...] | None = None,
    client: bool = True,
    version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    verify: bool = True,
    through: socket.socket | None = None,
    limit: float = HANDSHAKE,
) -> Handshake:
    """Shake hands with the MQTT service (or another host), strictly verified against the laboratory's root."""
    context = ssl.create_default_context(cafile=environment.mqtt.trust)
    # Python 3.13 does so by itself: what the laboratory makes has to pass there too.
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.minimum_version = context.maximum_version = version
    if not verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    offered = (environment.mqtt.alpn,) if alpn is None else alpn
    if offered:
        context.set_alpn_protocols(list(offered))
    if client:
        context.load_cert_chain(environment.mqtt.client_certificate)
    try:
        with through or socket.create_connection(("127.0.0.1", port or environment.mqtt.port), timeout=limit) as sock:
            sock.settimeout(limit)
            return _shaken(context, sock, host or environment.mqtt.host)
    except OSError as error:
        return Handshake(error=type(error).__name__)


def _shaken(context: ssl.SSLContext, sock: socket.socket, host: str) -> Handshake:
    try:
        tls = context.wrap_socket(sock, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        return Handshake(error="CERTIFICATE_VERIFY_FAILED", verify_code=error.verify_code)
    except ssl.SSLError as error:
        return Handshake(error=error.reason or type(error).__name__)
    with tls:
        tls.settimeout(SHORT)
        issuer = str((tls.getpeercert() or {}).get("issuer", ""))
        result = Handshake(alpn=tls.selected_alpn_protocol(), version=tls.version(), issuer=issuer)
        try:
            result.after = "data" if tls.recv(1) else "closed"
        except TimeoutError:
            result.after = "silent"
        except ssl.SSLError as error:
            result.after = error.reason or "?"
        except OSError as error:
            result.after = type(error).__name__
    return result


@dataclass
class MqttSession:
    """What a paho client saw."""

    connected: int | None = None
    """The reason code, in paho's numbers of MQTT 5."""
    granted: list[int] = field(default_factory=list)
    disconnected: int | None = None
    messages: list[bytes] = field(default_factory=list)


def mqtt_session(environment: Environment, *, until: str = "granted", limit: float = 1.0) -> MqttSession:
    """Connect and subscribe with paho, and wait until something is known: `granted`, `disconnected`, `messages`, `nothing`."""
    seen = MqttSession()
    reached = threading.Event()

    def happened(what: str) -> None:
        if what == until:
            reached.set()

    def on_connect(client: paho.Client, _data: object, _flags: object, code: ReasonCode, _properties: object) -> None:
        seen.connected = code.value
        if not code.is_failure:
            client.subscribe(environment.mqtt.topics[0])
        happened("connected")

    def on_subscribe(_client: paho.Client, _data: object, _mid: int, codes: list[ReasonCode], _properties: object) -> None:
        seen.granted = [code.value for code in codes]
        happened("granted")

    def on_disconnect(_client: paho.Client, _data: object, _flags: object, code: ReasonCode, _properties: object) -> None:
        seen.disconnected = code.value
        reached.set()

    def on_message(_client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        seen.messages.append(bytes(message.payload))
        happened("messages")

    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="ccdiag-test", reconnect_on_failure=False)
    client.on_connect, client.on_subscribe = on_connect, on_subscribe
    client.on_disconnect, client.on_message = on_disconnect, on_message
    context = ssl.create_default_context(cafile=environment.mqtt.trust)
    context.check_hostname = False  # paho is given the address, since the name is known to the laboratory's server alone
    context.load_cert_chain(environment.mqtt.client_certificate)
    context.set_alpn_protocols([environment.mqtt.alpn])
    client.tls_set_context(_Named(context, environment.mqtt.host))  # type: ignore[arg-type]
    try:
        client.connect("127.0.0.1", environment.mqtt.port)
        client.loop_start()
        reached.wait(limit)
    finally:
        client.loop_stop()
        client.on_disconnect = None
        if seen.disconnected is None:
            client.disconnect()
            client.loop(0.1)
        sock = client.socket()
        if sock is not None:
            sock.close()
    return seen


class _Named:
    """A context that asks for a fixed server name."""

    def __init__(self, context: ssl.SSLContext, name: str) -> None:
        self._context = context
        self._name = name

    def __getattr__(self, name: str) -> object:
        return getattr(self._context, name)

    def wrap_socket(self, sock: socket.socket, server_hostname: str = "", **options: Any) -> ssl.SSLSocket:  # noqa: ANN401  # whatever ssl takes
        return self._context.wrap_socket(sock, server_hostname=self._name, **options)
