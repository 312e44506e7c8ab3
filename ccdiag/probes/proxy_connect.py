"""A CONNECT through a proxy."""

import asyncio
import contextlib
import re
import socket

from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import ProxyConnectFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.probes.classify import classify
from ccdiag.probes.http_addresses import SocketAddress, addresses_of
from ccdiag.probes.numeric import socket_address
from ccdiag.probes.source import Source
from ccdiag.probes.stopwatch import Stopwatch

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)(?: [^\r\n]*)?\r?\n")
# Only the status line is read; a real one has some tens of bytes.
_MOST_BYTES = 4096
_SUCCESS = range(200, 300)


async def proxy_connect(proxy: Endpoint, target: Endpoint, *, limits: Limits, source: Source) -> Observation:
    """Ask a proxy for a connection to `target`, read the status of its answer and close; no login is sent.

    Another status than 2xx is the failure `HTTP_STATUS`, an answer that is no HTTP `HTTP_PROTOCOL`.
    """
    watch = Stopwatch()
    status: int | None = None
    failure: Failure | None = None
    try:
        async with asyncio.timeout(limits.proxy_connect):
            line = await _first_line(proxy, target, limits=limits, source=source)
        if found := _STATUS_LINE.fullmatch(line):
            status = int(found[1])
            failure = None if status in _SUCCESS else Failure.HTTP_STATUS
        else:
            failure = Failure.HTTP_PROTOCOL
    except (asyncio.LimitOverrunError, asyncio.IncompleteReadError) as error:
        # Bytes without a line end are an answer that is no HTTP; no bytes at all are a close.
        closed = isinstance(error, asyncio.IncompleteReadError) and not error.partial
        failure = Failure.CLOSED if closed else Failure.HTTP_PROTOCOL
    except OSError as error:
        failure = classify(error)
    facts = ProxyConnectFacts(proxy=printable(str(proxy)), status=status)
    return watch.observation(facts.proxy, facts, failure)


async def _first_line(proxy: Endpoint, target: Endpoint, *, limits: Limits, source: Source) -> bytes:
    """Connect, ask, and return the first line of the answer, with its line end."""
    addresses = await addresses_of(proxy.host, proxy.port, limit=limits.system_lookup, most=limits.addresses)
    sock = await _connected(addresses, proxy.port, source)
    reader, writer = await asyncio.open_connection(sock=sock, limit=_MOST_BYTES)
    try:
        writer.write(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: ccdiag\r\n\r\n".encode("ascii"))
        await writer.drain()
        return await reader.readuntil(b"\n")
    finally:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _connected(addresses: tuple[SocketAddress, ...], port: int, source: Source) -> socket.socket:
    """Connect to the first address that accepts; raises the error of the last one."""
    loop = asyncio.get_running_loop()
    last: OSError | None = None
    for family, address in addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.setblocking(False)
            source.bind(sock)
            # With a host and a port only, Windows' event loop takes every address for one of IPv4.
            await loop.sock_connect(sock, socket_address(address, port)[1])
        except OSError as error:
            sock.close()
            last = error
        except asyncio.CancelledError:
            sock.close()
            raise
        else:
            return sock
    raise last or OSError("no address")
