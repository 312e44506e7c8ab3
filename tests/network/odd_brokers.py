"""MQTT brokers behind TLS that behave in one exact way, as a program of their own inside a namespace.

Started with JSON, `{"certificate", "clients", "alpn", "ports": {manner: port}}`; says `ready` once all of them listen. A thread a
connection and blocking sockets: so OpenSSL sends its alerts itself, which asyncio's servers drop.
"""

import contextlib
import json
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Callable
from itertools import count
from typing import Any

CONNECT, PUBLISH, SUBSCRIBE, PINGREQ = 1, 3, 8, 12
PINGRESP = b"\xd0\x00"
_LONGEST_S = 60


class Client:
    """One session, from behind the encryption."""

    def __init__(self, encrypted: ssl.SSLSocket) -> None:
        self._encrypted = encrypted

    def packet(self) -> tuple[int, bytes]:
        """Wait for a packet; raises EOFError when the client has gone."""
        kind = self._exactly(1)[0] >> 4
        length = shift = 0
        while True:
            digit = self._exactly(1)[0]
            length |= (digit & 0x7F) << shift
            shift += 7
            if not digit & 0x80:
                return kind, self._exactly(length)

    def awaits(self, kind: int) -> bytes:
        """Answer what comes before a packet of this kind as brokers do, and return what it says."""
        while True:
            found, body = self.packet()
            if found == kind:
                return body
            self.answer(found, body)

    def answer(self, kind: int, body: bytes) -> None:
        if kind == CONNECT:
            self.connack(0)
        elif kind == SUBSCRIBE:
            self.suback(body, 0)
        elif kind == PINGREQ:
            self.send(PINGRESP)

    def connack(self, code: int) -> None:
        self.send(bytes([0x20, 2, 0, code]))

    def suback(self, subscribe: bytes, code: int) -> None:
        self.send(bytes([0x90, 3, *subscribe[:2], code]))

    def send(self, data: bytes) -> None:
        self._encrypted.sendall(data)

    def listen_on(self) -> None:
        """Read until the client goes, and say nothing more."""
        while self._encrypted.recv(4096):
            pass

    def serve_on(self) -> None:
        while True:
            self.answer(*self.packet())

    def reset(self) -> None:
        self._encrypted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _exactly(self, length: int) -> bytes:
        found = b""
        while len(found) < length:
            if not (piece := self._encrypted.recv(length - len(found))):
                raise EOFError
            found += piece
        return found


def refusing(code: int) -> Callable[[Client], None]:
    def talk(client: Client) -> None:
        client.awaits(CONNECT)
        client.connack(code)

    return talk


def silent(client: Client) -> None:
    client.awaits(CONNECT)
    client.listen_on()


def close(client: Client) -> None:
    client.awaits(CONNECT)


def reset(client: Client) -> None:
    client.awaits(CONNECT)
    client.reset()


def no_mqtt(client: Client) -> None:
    client.awaits(CONNECT)
    client.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    client.listen_on()


def suback_refused(client: Client) -> None:
    client.suback(client.awaits(SUBSCRIBE), 0x80)
    client.serve_on()


def close_on_subscribe(client: Client) -> None:
    client.awaits(SUBSCRIBE)


def reset_on_subscribe(client: Client) -> None:
    client.awaits(SUBSCRIBE)
    client.reset()


def silent_on_subscribe(client: Client) -> None:
    client.awaits(SUBSCRIBE)
    client.listen_on()


def thrown_out(client: Client) -> None:
    """The subscription is granted, and the session ended at once, as it is for a second session of the same client."""
    client.suback(client.awaits(SUBSCRIBE), 0)


def kick(client: Client) -> None:
    """A kick comes as soon as somebody listens for one."""
    client.suback(client.awaits(SUBSCRIBE), 0)
    client.send(b"\x30\x0c\x00\x06NL-CAT" + b"kick")
    client.serve_on()


def no_pingresp(client: Client) -> None:
    client.awaits(PINGREQ)
    client.listen_on()


_sessions = count()


def first_reset(client: Client) -> None:
    """The first session is torn down, the next one works."""
    client.awaits(CONNECT)
    if next(_sessions) % 2 == 0:
        client.reset()
        return
    client.connack(0)
    client.serve_on()


MANNERS: dict[str, Callable[[Client], None]] = {
    "tls_1_2": Client.serve_on,
    "tls_1_3": Client.serve_on,
    **{f"connack_{code}": refusing(code) for code in range(1, 6)},
    "silent": silent,
    "close": close,
    "reset": reset,
    "no_mqtt": no_mqtt,
    "suback_refused": suback_refused,
    "close_on_subscribe": close_on_subscribe,
    "reset_on_subscribe": reset_on_subscribe,
    "silent_on_subscribe": silent_on_subscribe,
    "thrown_out": thrown_out,
    "kick": kick,
    "no_pingresp": no_pingresp,
    "first_reset": first_reset,
}


NEWEST = {"tls_1_2": ssl.TLSVersion.TLSv1_2}


def new_context(wanted: dict[str, Any], newest: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = newest
    context.load_cert_chain(wanted["certificate"])
    context.load_verify_locations(wanted["clients"])
    context.verify_mode = ssl.CERT_REQUIRED
    context.set_alpn_protocols([wanted["alpn"]])
    return context


def main() -> None:
    wanted = json.loads(sys.argv[1])

    def serve(connection: socket.socket, talk: Callable[[Client], None], context: ssl.SSLContext) -> None:
        with connection, contextlib.suppress(OSError, EOFError):
            connection.settimeout(_LONGEST_S)
            with context.wrap_socket(connection, server_side=True) as encrypted:
                talk(Client(encrypted))

    def accept(listener: socket.socket, manner: str) -> None:
        context = new_context(wanted, NEWEST.get(manner, ssl.TLSVersion.TLSv1_3))
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, MANNERS[manner], context), daemon=True).start()

    for manner, port in wanted["ports"].items():
        threading.Thread(target=accept, args=(socket.create_server(("", port)), manner)).start()
    print("ready", flush=True)  # noqa: T201  # whoever started it waits for this line


if __name__ == "__main__":
    main()
