"""What passes during a TLS handshake, seen from inside OpenSSL.

CPython's `SSLContext._msg_callback` is private, but it is there in 3.8 to 3.13 (its own test suite uses it), and the only way to
the alert's number, to the client certificate request and, with OpenSSL 1.1.1, to the served chain of a refused certificate.
Everything private is in this file; where it is missing, the facts that depend on it stay unknown.
"""

import ssl

# RFC 8446, 4 and RFC 5246, 7.4: handshake message types.
_SERVER_HELLO = 2
_CERTIFICATE = 11
_CERTIFICATE_REQUEST = 13
_SERVER_HELLO_DONE = 14
_CLIENT_KEY_EXCHANGE = 16
_FINISHED = 20
# RFC 8446, 5.1: record types.
_ALERT = 21
_HANDSHAKE = 22

_CALLBACK = "_msg_callback"
_MESSAGE_HEADER = 4
_VERSION_NAMES = {0x0300: "SSLv3", 0x0301: "TLSv1", 0x0302: "TLSv1.1", 0x0303: "TLSv1.2", 0x0304: "TLSv1.3"}
_TLS_1_3 = 0x0304
_ALERT_BYTES = 2
_FATAL = 2
_CLOSE_NOTIFY = 0
# `_ssl.ENCODING_DER`, that is X509_FILETYPE_ASN1 of OpenSSL.
_ENCODING_DER = 2


class HandshakeTrace:
    """Notes what the peer sent, and whether we accepted its certificate."""

    def __init__(self, *, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self.attached = False
        self.server_hello = False
        self.version: str | None = None
        self.certificates: tuple[bytes, ...] = ()
        self.client_certificate_requested = False
        self.flight_ended = False
        """The server has said all that it says before it waits for us, so that a missing request is a fact."""
        self.accepted = False
        """We answered the server's certificate: it passed the verification."""
        self.alert: int | None = None

    def attach(self, context: ssl.SSLContext) -> None:
        """Listen to the handshakes of this context; do it before the context is used."""
        # truststore keeps the context that does the work inside its own.
        inner = getattr(context, "_ctx", context)
        if hasattr(type(inner), _CALLBACK):
            # By its name as text, since the type stubs leave the private property out.
            setattr(inner, _CALLBACK, self._seen)
            self.attached = True

    def _seen(self, _conn: object, direction: str, version: int, content_type: int, _kind: int, data: bytes) -> None:
        if content_type == _ALERT and direction == "read" and len(data) == _ALERT_BYTES:
            # Up to TLS 1.2 a warning (`unrecognized_name`, say) ends nothing; in TLS 1.3 the level means nothing (RFC 8446, 6).
            if data[0] == _FATAL or data[1] == _CLOSE_NOTIFY or self.version == "TLSv1.3":
                self.alert = data[1]
        elif content_type == _HANDSHAKE and len(data) >= _MESSAGE_HEADER:
            if direction == "read":
                self._read(data[0], int(version), data)
            elif data[0] in {_CERTIFICATE, _CLIENT_KEY_EXCHANGE, _FINISHED}:
                self.accepted = True

    def _read(self, kind: int, version: int, data: bytes) -> None:
        if kind == _SERVER_HELLO:
            self.server_hello = True
            # TLS 1.3 hides behind 1.2 here; the messages after it carry the true version.
            self.version = _VERSION_NAMES.get(int.from_bytes(data[_MESSAGE_HEADER : _MESSAGE_HEADER + 2]))
            return
        self.version = _VERSION_NAMES.get(version, self.version)
        if kind == _CERTIFICATE_REQUEST:
            self.client_certificate_requested = True
        elif kind == _CERTIFICATE and len(data) <= self._most_bytes:
            self.certificates = certificates_in(data[_MESSAGE_HEADER:], tls_1_3=version == _TLS_1_3)
        elif kind in {_SERVER_HELLO_DONE, _FINISHED}:
            self.flight_ended = True


def certificates_in(body: bytes, *, tls_1_3: bool) -> tuple[bytes, ...]:
    """Return the certificates of a Certificate message's body, leaf first; what is cut off or broken ends the list.

    RFC 5246, 7.4.2: a list of certificates with three bytes of length each. RFC 8446, 4.4.2: a request context before the list, and
    extensions after each certificate.
    """
    found: list[bytes] = []
    at = 0
    if tls_1_3:
        at = 1 + (body[0] if body else 0)
    end = min(len(body), at + 3 + int.from_bytes(body[at : at + 3]))
    at += 3
    while at + 3 <= end:
        length = int.from_bytes(body[at : at + 3])
        at += 3
        if length == 0 or at + length > end:
            break
        found.append(body[at : at + length])
        at += length
        if tls_1_3:
            at += 2 + int.from_bytes(body[at : at + 2])
    return tuple(found)


def served_chain(tls: ssl.SSLObject) -> tuple[bytes, ...]:
    """Return the chain as OpenSSL kept it; public from Python 3.13, private before. Empty when there is none to be had."""
    inner = tls if hasattr(tls, "get_unverified_chain") else getattr(tls, "_sslobj", None)
    try:
        kept = inner.get_unverified_chain() or ()  # type: ignore[union-attr]  # the AttributeError is caught
        # The private certificate objects have to be told the encoding; the public method gives bytes.
        return tuple(found if isinstance(found, bytes) else found.public_bytes(_ENCODING_DER) for found in kept)
    except (AttributeError, ValueError, ssl.SSLError):
        return ()
