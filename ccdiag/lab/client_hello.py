"""Reading a ClientHello as far as a server must know it before it chooses a certificate (RFC 8446, 4.1.2)."""

from msgspec import Struct

from ccdiag.lab.byte_reader import ByteReader

_HANDSHAKE = 22
_CLIENT_HELLO = 1
_SERVER_NAME = 0
_ALPN = 16
_RECORD_HEADER = 5
_MESSAGE_HEADER = 4
# A ClientHello with post-quantum key shares takes about 1.7 KB; one that is larger than this is no client of ours.
_MOST = 16384


class ClientHello(Struct, frozen=True):
    """What the client asked for."""

    server_name: str | None = None
    alpn: tuple[str, ...] = ()


class NotTlsError(ValueError):
    """The bytes are no ClientHello."""


async def read_client_hello(reader: ByteReader) -> tuple[bytes, ClientHello]:
    """Read the client's first message; return the raw bytes and what they say.

    Raises NotTlsError, and IncompleteReadError when the client goes before the message is whole.
    """
    raw = b""
    message = b""
    while len(message) < _MESSAGE_HEADER or len(message) < _MESSAGE_HEADER + int.from_bytes(message[1:4], "big"):
        header = await reader.readexactly(_RECORD_HEADER)
        length = int.from_bytes(header[3:5], "big")
        if header[0] != _HANDSHAKE or not length or len(raw) + length > _MOST:
            raise NotTlsError
        body = await reader.readexactly(length)
        raw += header + body
        message += body
        if message[0] != _CLIENT_HELLO:
            raise NotTlsError
    return raw, parse(message)


def parse(message: bytes) -> ClientHello:
    """Take server name and ALPN out of a ClientHello message, its four-byte header included.

    Raises NotTlsError when its lengths do not fit.
    """
    try:
        return _parsed(_Cut(message[_MESSAGE_HEADER:]))
    except (IndexError, UnicodeDecodeError) as error:
        raise NotTlsError from error


class _Cut:
    """Takes vectors with length prefixes off the front; raises IndexError past the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __bool__(self) -> bool:
        return bool(self._data)

    def bytes(self, count: int) -> bytes:
        if count > len(self._data):
            raise IndexError
        taken, self._data = self._data[:count], self._data[count:]
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self.bytes(size), "big")

    def vector(self, size: int) -> "_Cut":
        return _Cut(self.bytes(self.number(size)))

    def text(self, size: int) -> str:
        return self.bytes(self.number(size)).decode("ascii")


def _parsed(hello: _Cut) -> ClientHello:
    hello.bytes(2 + 32)  # version, random
    hello.vector(1)  # session id
    hello.vector(2)  # cipher suites
    hello.vector(1)  # compression methods
    server_name: str | None = None
    alpn: tuple[str, ...] = ()
    extensions = hello.vector(2) if hello else _Cut(b"")
    while extensions:
        kind = extensions.number(2)
        body = extensions.vector(2)
        if kind == _SERVER_NAME and body:
            names = body.vector(2)
            if names.number(1) == 0:
                server_name = names.text(2)
        elif kind == _ALPN:
            offered = body.vector(2)
            protocols = []
            while offered:
                protocols.append(offered.text(1))
            alpn = tuple(protocols)
    return ClientHello(server_name, alpn)
