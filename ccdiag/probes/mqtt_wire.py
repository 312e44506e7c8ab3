"""The encrypted connection under an MQTT session, made and watched by us, so that how it ended is known exactly."""

import contextlib
import errno
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

from ccdiag.model.failure import Failure
from ccdiag.probes.alerts import alert_of_reason
from ccdiag.probes.classify import classify
from ccdiag.probes.client_certificate import load_client_certificate
from ccdiag.probes.mqtt_framing import CONNACK, Framing, Packet, PacketTooLargeError
from ccdiag.probes.trust import Trust, make_context

# AWS IoT takes messages of 128 KB; nothing that a terminal's topic carries comes near. In bytes.
_MOST_PACKET = 262_144
_CONNACK_BYTE = 0x20
"""What a server's first packet begins with, flags included (MQTT 3.1.1, 2.2.2 and 3.2.0-1)."""


class AbandonedError(Exception):
    """Nobody waits for this connection any more."""


def session_context(trust: Trust, *, alpn: str, client_certificate: Path) -> ssl.SSLContext:
    """Make the TLS settings of a session: the environment's trust, its ALPN, and our certificate; blocks while it reads files.

    Raises UnreadableTrustError and ClientCertificateError.
    """
    context = make_context(trust, alpn=(alpn,) if alpn else ())
    # Here nobody looks at a wrong name afterwards: no session is begun with a stranger.
    context.check_hostname = True
    load_client_certificate(context, client_certificate)
    return context


class Wire:
    """A TLS connection as paho uses a socket; it notes why it ended, and the packets that went by.

    paho reports every end as "unspecified" and hides some answers, so both are read off here. `on_packet` is called in the thread
    that reads.
    """

    def __init__(self, tls: ssl.SSLSocket, *, on_packet: Callable[[Packet], None]) -> None:
        self.ended: Failure | None = None
        """Why the other side, or the way to it, ended the connection; None while it lives, and when we ended it."""
        self.connack: int | None = None
        """The return code of CONNACK as MQTT 3.1.1 numbers it."""
        self._tls = tls
        self._on_packet = on_packet
        self._framing = Framing(most=_MOST_PACKET)
        self._begun = False

    def recv(self, buffer_size: int) -> bytes:
        """Read what is there; raises what the socket raises."""
        try:
            self._look_for_reset()
            torn_down = self._is_torn_down()
            data = self._tls.recv(buffer_size)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except OSError as error:
            self._note(error)
            raise
        if not data:
            self.ended = self.ended or (Failure.RESET if torn_down else Failure.CLOSED)
        elif not self._begun:
            self._begun = True
            if data[0] != _CONNACK_BYTE:
                # Something else than MQTT; waiting for the rest of what would be a packet would look like silence.
                self.ended = Failure.MQTT_PROTOCOL
                raise ConnectionAbortedError
        try:
            for packet in self._framing.feed(data):
                if packet.kind == CONNACK and self.connack is None and len(packet.begin) == 2:  # noqa: PLR2004  # flags and return code
                    self.connack = packet.begin[1]
                self._on_packet(packet)
        except PacketTooLargeError as error:
            self.ended = Failure.TOO_LARGE
            raise ConnectionAbortedError from error
        return data

    def send(self, buffer: bytes | bytearray) -> int:
        """Write; raises what the socket raises."""
        try:
            return self._tls.send(buffer)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except OSError as error:
            self._note(error)
            raise

    def pending(self) -> int:
        """Return the number of bytes that were decrypted and not yet read."""
        return self._tls.pending()

    def fileno(self) -> int:
        """Return the descriptor to select on."""
        return self._tls.fileno()

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001  # the interface of a socket
        """Switch blocking on or off."""
        self._tls.setblocking(flag)

    def close(self) -> None:
        """Close the connection; only the thread that reads may do so."""
        self._tls.close()

    def cut(self) -> None:
        """End the connection under the thread that reads, which then notices and closes it."""
        shut_down(self._tls)

    def _look_for_reset(self) -> None:
        """Raise the system's own error, where there is one: CPython's `ssl` takes an RST for an end without close_notify."""
        if not self._tls.pending():
            with contextlib.suppress(BlockingIOError):
                socket.socket.recv(self._tls, 1, socket.MSG_PEEK)

    def _is_torn_down(self) -> bool:
        """Whether an RST has come, perhaps behind data that is still to be read: then the system knows of no peer any more.

        After FIN it still does, until the end is read: OpenSSL then sends an alert, and gets an RST for it. Where a system keeps the
        peer's name after an RST too, this says no.
        """
        try:
            self._tls.getpeername()
        except OSError as error:
            return error.errno in {errno.ENOTCONN, errno.EINVAL}
        return False

    def _note(self, error: OSError) -> None:
        if self.ended is None:
            self.ended = failure_of(error)


def failure_of(error: OSError) -> Failure:
    """Say what kind of failure this is, with the peer's TLS alerts told apart from TLS errors of our own."""
    if isinstance(error, ssl.SSLError) and alert_of_reason(error.reason) is not None:
        return Failure.TLS_ALERT
    return classify(error)


class Encryption:
    """Shakes hands on a connected socket, in a thread that can be left behind: whoever stops waiting calls `abandon`."""

    def __init__(self, sock: socket.socket, *, limit: float) -> None:
        self._lock = threading.Lock()
        self._abandoned = False
        self._socket = sock
        self._finished = False
        self._limit = limit

    def begin(self, server_name: str, make: Callable[[], ssl.SSLContext]) -> ssl.SSLSocket:
        """Shake hands and return the encrypted connection; blocks, at most so long as the limit says, not counting `make`.

        Raises OSError (and so ssl.SSLError), what `make` raises, and AbandonedError; the socket is closed then.
        """
        try:
            context = make()
            # The socket would be lost in CPython where a name that cannot be encoded is found out only while wrapping.
            server_name.encode("idna")
            # The time-out of a handshake is one for all of its reads and writes together, so slow drips end too.
            self._socket.settimeout(self._limit)
            # Where RST came already, wrapping raises too, and CPython then loses the half-made connection without closing it.
            try:
                self._socket.getpeername()
            except OSError as error:
                raise ConnectionResetError(errno.ECONNRESET, "reset before the handshake") from error
            # From here on the plain socket is an empty shell.
            encrypted = context.wrap_socket(self._socket, server_hostname=server_name, do_handshake_on_connect=False)
            self._replace(encrypted, finished=False)
            encrypted.do_handshake()
            self._replace(encrypted, finished=True)
        except BaseException:
            self._socket.close()
            raise
        return encrypted

    def abandon(self) -> None:
        """Close the connection if it is ready, or hurry the thread, which then closes it."""
        with self._lock:
            self._abandoned = True
            if self._finished:
                self._socket.close()
            else:
                shut_down(self._socket)

    def _replace(self, encrypted: ssl.SSLSocket, *, finished: bool) -> None:
        with self._lock:
            self._socket = encrypted
            if self._abandoned:
                raise AbandonedError
            self._finished = finished


def shut_down(sock: socket.socket) -> None:
    """End a connection under a thread that works on it, which then notices and closes it."""
    with contextlib.suppress(OSError):
        # Not SSLSocket's own shutdown: it takes the encryption off first, under the thread that still reads.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
