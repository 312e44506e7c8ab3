"""The addresses of an HTTP server or a proxy, looked up where a silent resolver can be left behind."""

import socket

from ccdiag.model.endpoint import is_address
from ccdiag.probes.abandon import run_abandonable

SocketAddress = tuple[socket.AddressFamily, str]
"""A family, and an address with its zone where it has one."""


async def addresses_of(host: str, port: int, *, limit: float, most: int) -> tuple[SocketAddress, ...]:
    """Ask the system for at most `most` addresses that there is a route to, within `limit` seconds.

    An address without a route is left out where another has one: connecting to several addresses that fail in different ways gives an
    error without a code. Raises OSError: `gaierror` for the look-up, `TimeoutError` for the limit, the route's error when there is none.
    """
    if is_address(host):
        return ((socket.AF_INET6 if ":" in host else socket.AF_INET, host),)
    try:
        found = await run_abandonable(
            lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), limit=limit, name="ccdiag-http-look-up"
        )
    except UnicodeError:
        # A label that is empty or too long: no such name can exist, and the resolver is not even asked.
        raise socket.gaierror(socket.EAI_NONAME, "no possible name") from None
    routed: list[SocketAddress] = []
    no_route: OSError | None = None
    for family, _, _, _, where in found[:most]:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as sock:
                sock.connect(where)  # a datagram socket asks the routing table and sends nothing
        except OSError as error:
            no_route = error
        else:
            routed.append((family, socket.getnameinfo(where, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)[0]))
    if not routed:
        raise no_route or socket.gaierror(socket.EAI_NONAME, "no address")
    return tuple(routed)
