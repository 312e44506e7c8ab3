"""Try Windows' own means for the network with Windows' Python, on loopback only: `python -m installer.windows_ways`.

It runs before anything is frozen, under wine and on a real Windows alike. What wine 8.0 lacks is asked of a real Windows only. Nothing is
changed: no registry, no store, no setting.
"""

import asyncio
import ctypes
import socket
import ssl
import struct
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter

from ccdiag.model.failure import Failure
from ccdiag.probes.classify import classify
from ccdiag.probes.name_servers import hosts_file, laptop_name_servers
from ccdiag.probes.ping import ping
from ccdiag.probes.routes import route_table, route_to
from ccdiag.probes.source import ANY_SOURCE
from ccdiag.probes.tcp import open_tcp, tcp_connect
from ccdiag.probes.windows_adapters import windows_adapters
from ccdiag.probes.windows_library import windows_library
from ccdiag.probes.windows_name_rules import name_rule
from ccdiag.probes.windows_neighbours import windows_neighbours
from ccdiag.probes.windows_proxy import ask_script, read_machine_settings, read_user_settings
from ccdiag.probes.windows_root_store import root_store
from ccdiag.probes.windows_tcp_info import windows_tcp_info

LOOPBACK = "127.0.0.1"
MOST_ROOTS = 10
"""Wine reads its whole store for each."""
SCRIPTS = {
    "/proxy.pac": 'function FindProxyForURL(url, host) { return host == "mqtt.example" ? "PROXY 127.0.0.1:3128" : "DIRECT"; }',
    "/direct.pac": 'function FindProxyForURL(url, host) { return "DIRECT"; }',
}


class WrongError(Exception):
    """Windows said something else than was expected."""


def on_wine() -> bool:
    """Whether it is wine that plays Windows."""
    if sys.platform != "win32":
        return False
    return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")


def expect(holds: object, said: object) -> None:
    """Raise WrongError where something does not hold."""
    if not holds:
        raise WrongError(repr(said))


async def libraries() -> str:
    """See that every function that is called is there."""
    names = ("iphlpapi", "winhttp", "ws2_32", "kernel32", "crypt32")
    missing = [name for name in names if windows_library(name) is None]
    expect(not missing, missing)
    return ", ".join(names)


async def adapters() -> str:
    """See that adapters tell their names and addresses."""
    found = windows_adapters()
    expect(all(adapter.name and adapter.indexes for adapter in found), found)
    expect(any(adapter.prefixes.get(LOOPBACK) == 8 for adapter in found), found)  # noqa: PLR2004  # 127.0.0.0/8
    return f"{len(found)}"


async def routes() -> str:
    """Read the routing table, and ask for the way to oneself."""
    seen = route_to(LOOPBACK, source=ANY_SOURCE)
    expect(seen.failure is None, seen)
    return f"{len(route_table())} in the table"


async def neighbours() -> str:
    """Read the neighbour table."""
    found = windows_neighbours(ipv6=False)
    expect(found is not None, found)
    return f"{len(found or ())}"


async def names() -> str:
    """Find name servers, rules and the hosts file."""
    expect(hosts_file().exists(), hosts_file())
    return f"{len(laptop_name_servers())} servers, rule {name_rule('mqtt.example')}, {hosts_file()}"


async def echoes() -> str:
    """Send echoes, as an ordinary user may."""
    for address in (LOOPBACK, *(("::1",) if has_ipv6() and not on_wine() else ())):
        seen = await ping(address, role="gateway", count=3, limit=2.0, source=ANY_SOURCE)
        expect(seen.failure is None, seen)
    return "answered"


async def refusals() -> str:
    """See that a refused connection is told as such, and before whoever asks has gone."""
    begin = perf_counter()
    for address in (LOOPBACK, *(("::1",) if has_ipv6() else ())):
        seen = await tcp_connect(address, await closed_port(), role="terminal", limit=2.0, source=ANY_SOURCE)
        expect(seen.failure is Failure.REFUSED, seen)
    return f"{perf_counter() - begin:.2f} s"


async def endings() -> str:
    """Tell a reset from an end, by the codes of overlapped operations."""
    said = []
    for linger, failure in ((True, Failure.RESET), (False, None)):
        async with connected(linger=linger) as (sock, other):
            # Asked before it ends: wine tells of an earlier reset as of an end.
            heard = asyncio.create_task(asyncio.get_running_loop().sock_recv(sock, 1))
            await asyncio.sleep(0)
            other.close()
            try:
                data = await heard
                expect(failure is None and data == b"", data)
            except OSError as error:
                expect(classify(error) is failure, error)
                said.append(f"{type(error).__name__} {getattr(error, 'winerror', None)}")
    return ", ".join(said)


async def datagrams() -> str:
    """See that the closed port of a datagram is told; wine does not."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.connect((LOOPBACK, await closed_port()))
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(sock, b"?")
        told: Failure | None = None
        try:
            async with asyncio.timeout(1.0):
                await loop.sock_recv(sock, 1)
        except OSError as error:
            told = classify(error)
    expect(told in {Failure.REFUSED, Failure.RESET} or on_wine(), told)
    return str(told)


async def look_ups() -> str:
    """Look up what needs nobody else."""
    found = socket.getaddrinfo("localhost", None, type=socket.SOCK_STREAM)
    expect(found, found)
    return str(found[0][4][0])


async def proxies() -> str:
    """Read the proxy settings, and have scripts run."""
    user, machine = read_user_settings(), read_machine_settings()

    class Scripts(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that the server looks for
            text = SCRIPTS.get(self.path, "").encode()
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", "application/x-ns-proxy-autoconfig")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((LOOPBACK, 0), Scripts) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            at = f"http://{LOOPBACK}:{server.server_port}"
            for name, outcome in (("proxy", "proxy"), ("direct", "direct"), ("missing", "unavailable")):
                answer = await asyncio.to_thread(ask_script, f"{at}/{name}.pac", "https://mqtt.example/", limit=5.0)
                expect(answer.outcome == outcome, answer)
                expect(outcome != "proxy" or answer.server == "127.0.0.1:3128", answer)
        finally:
            server.shutdown()
    return f"user {'set' if user.enabled or user.script_url else 'none'}, machine {'set' if machine.enabled else 'none'}"


async def stores() -> str:
    """Find the roots that the system trusts in its stores."""
    if sys.platform != "win32":
        return ""
    trusted = [certificate for certificate, _, _ in ssl.enum_certificates("ROOT")][:MOST_ROOTS]
    found = [root_store(certificate) for certificate in trusted]
    expect(not trusted or any(found), f"none of {len(trusted)}")
    return ", ".join(f"{found.count(kind)} {kind}" for kind in ("public", "machine", "company", "user", None))


async def counts() -> str:
    """Read what Windows counts of a connection, and see what it makes of a small window; wine counts nothing."""
    async with connected(linger=False) as (sock, _):
        counted = windows_tcp_info(sock)
    expect(counted is not None or on_wine(), counted)
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
        seen, connection = await open_tcp(LOOPBACK, port, role="mqtt", limit=2.0, source=ANY_SOURCE, maximum_segment=536)
    if connection is not None:
        connection.close()
    return f"{counted}; a small window: {seen.failure or 'yes'}"


def has_ipv6() -> bool:
    """Whether this machine has a loopback of IPv6."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


async def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server((LOOPBACK, 0)) as server:
        return int(server.getsockname()[1])


@asynccontextmanager
async def connected(*, linger: bool) -> AsyncIterator[tuple[socket.socket, socket.socket]]:
    """Yield both sides of a connection; the second ends it by RST where `linger`."""
    loop = asyncio.get_running_loop()
    with socket.create_server((LOOPBACK, 0)) as server, socket.socket() as sock:
        server.setblocking(False)
        sock.setblocking(False)
        await loop.sock_connect(sock, server.getsockname())
        other, _ = await loop.sock_accept(server)
        with other:
            if linger:
                other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("HH", 1, 0))
            yield sock, other


TRIALS: tuple[Callable[[], Awaitable[str]], ...] = (
    libraries,
    adapters,
    routes,
    neighbours,
    names,
    echoes,
    refusals,
    endings,
    datagrams,
    look_ups,
    proxies,
    stores,
    counts,
)


async def main() -> int:
    """Try everything, tell of each, and return how many were wrong."""
    wrong = 0
    for trial in TRIALS:
        begin = perf_counter()
        try:
            said = await trial()
        except (WrongError, OSError) as error:
            wrong += 1
            said = f"WRONG: {error!r}"
        print(f"windows ways: {trial.__name__} ({perf_counter() - begin:.1f} s): {said}", flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(min(asyncio.run(main()), 1))
