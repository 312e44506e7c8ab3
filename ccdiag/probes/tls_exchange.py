"""The bytes of one TLS connection, carried between OpenSSL's memory buffers and a socket."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Iterator
from typing import Literal

from ccdiag.model.endpoint import is_address
from ccdiag.model.failure import Failure
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.alerts import alert_name, alert_of_reason
from ccdiag.probes.classify import classify
from ccdiag.probes.handshake_trace import HandshakeTrace, served_chain
from ccdiag.probes.tcp import Connection

AfterHandshake = Literal["silent", "alert", "closed", "reset", "data"]

# How much of what is no TLS is kept.
_FIRST_BYTES = 32
# RFC 8446, 5.1: what a server says first is a record of type alert (21) or handshake (22), and its version begins with 3.
_FIRST_RECORD_TYPES = frozenset({21, 22})
_MAJOR_VERSION = 3
_HIGHEST_MINOR_VERSION = 4
_CLOSE_NOTIFY = 0

# OpenSSL's X509_V_ERR_UNSPECIFIED: truststore raises one error without a code, for a server that shows no certificate at all.
_UNSPECIFIED = 1
# Windows' verifier, behind truststore, has codes of its own (winerror.h); the facts speak OpenSSL's (x509_vfy.h).
OPENSSL_CODE = {
    0x80092010: 23,  # CRYPT_E_REVOKED
    0x80096004: 7,  # TRUST_E_CERT_SIGNATURE
    0x80096019: 24,  # TRUST_E_BASIC_CONSTRAINTS
    0x800B0101: 10,  # CERT_E_EXPIRED; also for not yet valid, which the leaf's own dates tell apart
    0x800B0103: 24,  # CERT_E_ROLE
    0x800B0104: 25,  # CERT_E_PATHLENCONST
    0x800B0105: 34,  # CERT_E_CRITICAL
    0x800B0106: 26,  # CERT_E_PURPOSE
    0x800B0109: 19,  # CERT_E_UNTRUSTEDROOT
    0x800B010A: 20,  # CERT_E_CHAINING
    0x800B010C: 23,  # CERT_E_REVOKED
    0x800B010D: 19,  # CERT_E_UNTRUSTEDTESTROOT
    0x800B010F: 62,  # CERT_E_CN_NO_MATCH
    0x800B0110: 26,  # CERT_E_WRONG_USAGE
    0x800B0111: 28,  # TRUST_E_EXPLICIT_DISTRUST
    0x800B0114: 47,  # CERT_E_INVALID_NAME
}


class TlsExchange:
    """One client side of TLS over a connection; made off the event loop, since the laptop's store is read then."""

    def __init__(
        self, context: ssl.SSLContext, trace: HandshakeTrace, *, server_name: str | None, in_thread: bool, most_bytes: int
    ) -> None:
        self._trace = trace
        self._in_thread = in_thread
        self._most_bytes = most_bytes
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        try:
            self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=_sent_name(server_name))
        except ValueError:
            # A name that no host can have (an empty label, or one too long) cannot be sent either.
            self._tls = context.wrap_bio(self._incoming, self._outgoing)
        self._abandoned = False
        self._reason: str | None = None
        self.bytes_received = 0
        self.first_bytes = b""
        self.hello_sent = False
        self.done = False
        self.verify_code: int | None = None

    async def shake_hands(
        self, connection: Connection, *, limit: float, patience: float, when_stalled: Callable[[], None]
    ) -> Failure | None:
        """Do the handshake; None when it is done. Lasts as long as the peer likes: the caller sets the limit.

        `when_stalled` is called each time that nothing is heard for `patience` seconds.
        """
        while True:
            try:
                await self._step(limit)
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLCertVerificationError as error:
                code: int = getattr(error, "verify_code", _UNSPECIFIED)
                self.verify_code = OPENSSL_CODE.get(code & 0xFFFFFFFF, code)
                # The server hears why, as it would from a terminal.
                connection.send_without_waiting(self._outgoing.read())
                return Failure.TLS_UNTRUSTED
            except ssl.SSLError as error:
                connection.send_without_waiting(self._outgoing.read())
                return self._failure_of(error)
            else:
                self.done = True
            failure = await self._flush(connection)
            if self.done:
                # What the server says to the end of the handshake, also by hanging up, is heard by listening.
                return None
            with _told_after(patience, when_stalled):
                failure = failure or await self._receive(connection)
            if failure is not None:
                return failure

    async def listen(self, connection: Connection, *, limit: float) -> AfterHandshake:
        """Hear what the server says after the handshake, for at most `limit` seconds."""
        try:
            async with asyncio.timeout(limit):
                while True:
                    try:
                        return "data" if self._tls.read(1) else "closed"
                    except ssl.SSLWantReadError:
                        failure = await self._receive(connection)
                        if failure is not None:
                            return "closed" if failure is Failure.CLOSED else "reset" if failure is Failure.RESET else "data"
                    except ssl.SSLError as error:
                        failure = self._failure_of(error)
                        return "alert" if failure is Failure.TLS_ALERT else "closed" if failure is Failure.CLOSED else "data"
        except TimeoutError:
            return "silent"

    def chain(self) -> tuple[bytes, ...]:
        """Return the chain as served, leaf first."""
        if self._trace.certificates or self._abandoned:
            return self._trace.certificates
        return served_chain(self._tls)

    def alpn(self) -> str | None:
        """Return the protocol that the server chose; known as soon as it said so, whatever became of the handshake."""
        return None if self._abandoned else self._tls.selected_alpn_protocol()

    def version(self) -> str | None:
        """Return the TLS version that the server chose."""
        if self._trace.version or self._abandoned:
            return self._trace.version
        # After a fatal alert only the cipher suite still knows.
        suite = self._tls.cipher()
        return self._tls.version() or (suite[1] if suite else None)

    def cipher(self) -> str | None:
        """Return the cipher suite, once there is one."""
        suite = None if self._abandoned else self._tls.cipher()
        return suite[0] if suite else None

    def alert(self) -> str | None:
        """Return the name of the alert that the peer sent."""
        if self._trace.alert is not None:
            return alert_name(self._trace.alert)
        return alert_of_reason(self._reason)

    async def _step(self, limit: float) -> None:
        if not self._in_thread:
            self._tls.do_handshake()
            return
        # The laptop's verifier may read the whole store, or on Windows fetch a missing issuer: neither may hold up the loop.
        self._abandoned = True
        try:
            await run_abandonable(self._tls.do_handshake, limit=limit, name="ccdiag-tls-handshake")
        except ssl.SSLError:
            self._abandoned = False
            raise
        # Left behind, the thread may still be at work on the TLS object, which must not be touched then.
        self._abandoned = False

    async def _flush(self, connection: Connection) -> Failure | None:
        data = self._outgoing.read()
        if not data:
            return None
        try:
            await connection.send(data)
        except OSError as error:
            failure = classify(error)
            # The peer may have said why before it hung up.
            return None if await self._receive(connection) is None else failure
        self.hello_sent = True
        return None

    async def _receive(self, connection: Connection) -> Failure | None:
        try:
            data = await connection.receive()
        except OSError as error:
            return classify(error)
        if not data:
            return Failure.CLOSED
        self.bytes_received += len(data)
        if len(self.first_bytes) < _FIRST_BYTES:
            self.first_bytes = (self.first_bytes + data)[:_FIRST_BYTES]
        if not _begins_like_tls(self.first_bytes):
            return Failure.NOT_TLS
        if self.bytes_received > self._most_bytes:
            return Failure.TOO_LARGE
        self._incoming.write(data)
        return None

    def _failure_of(self, error: ssl.SSLError) -> Failure:
        self._reason = error.reason
        if self._trace.alert == _CLOSE_NOTIFY:
            return Failure.CLOSED
        if self._trace.alert is not None or alert_of_reason(error.reason) is not None:
            return Failure.TLS_ALERT
        return classify(error)


@contextlib.contextmanager
def _told_after(seconds: float, tell: Callable[[], None]) -> Iterator[None]:
    """Tell, once, when this lasts longer than it should."""
    later = asyncio.get_running_loop().call_later(seconds, tell)
    try:
        yield
    finally:
        later.cancel()


def _sent_name(server_name: str | None) -> str | None:
    """Return the name for SNI; an address is never sent (RFC 6066, 3)."""
    return None if server_name is None or is_address(server_name) else server_name


def _begins_like_tls(data: bytes) -> bool:
    """Whether this may be the beginning of a server's first record, as far as it goes."""
    allowed = (_FIRST_RECORD_TYPES, {_MAJOR_VERSION}, range(_HIGHEST_MINOR_VERSION + 1))
    return all(byte in values for byte, values in zip(data, allowed, strict=False))
