"""Linux: whether an RST comes from this machine itself, or from its gateway; the two look alike to a connection.

A packet for the target is handed to the interface as though the target were a neighbour. It passes the own firewall as any other does,
with the same addresses, port and interface, but cannot leave: on the LAN nobody has that address. An answer then was given at home. Where
a gateway does say that it has the address (proxy ARP), the neighbour table shows it, and nothing is concluded. No rights are needed.

Source: socket(7), SO_DONTROUTE and SO_BINDTODEVICE (for everybody since Linux 5.7); net/ipv4/route.c, which takes a destination without
a route for a neighbour where the interface is given.
"""

import asyncio
import socket
import sys
from ipaddress import ip_address
from pathlib import Path

from ccdiag.probes import netlink
from ccdiag.probes.numeric import scope

_PATIENCE = 0.15
"""Seconds: the own firewall's answer is there before the call returns, unless the machine is busy."""
_ETHERNET = 1
"""ARPHRD_ETHER, which Wi-Fi and bridges are too."""
_WITHOUT_NEIGHBOURS = 0x8 | 0x10 | 0x80
"""IFF_LOOPBACK, IFF_POINTOPOINT and IFF_NOARP: what is handed to such an interface leaves, or arrives, at once."""
_DEVICES = Path("/sys/class/net")


async def refused_at_home(address: str, port: int, *, interface: str, own_address: str | None = None) -> bool:
    """Tell whether this machine refuses a connection to an IPv4 address beyond its gateway without any packet leaving it.

    False where it does not, and where that cannot be told.
    """
    if sys.platform != "linux" or ip_address(address).version != 4 or not has_neighbours(interface):  # noqa: PLR2004  # the version's number
        return False
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _answers_without_route(address, port, interface, own_address) and not await _is_neighbour(address, interface)
    except (OSError, TimeoutError):
        return False


def has_neighbours(interface: str, devices: Path = _DEVICES) -> bool:
    """Whether packets leave by this interface only once somebody on the LAN has said that the address is theirs."""
    folder = devices / interface
    try:
        kind, flags = int((folder / "type").read_text()), int((folder / "flags").read_text(), 16)
    except (OSError, ValueError):
        return False
    return kind == _ETHERNET and not flags & _WITHOUT_NEIGHBOURS


async def _answers_without_route(address: str, port: int, interface: str, own_address: str | None) -> bool:
    """Knock at a neighbour of this address; raises OSError where the system does not let us."""
    assert sys.platform == "linux"
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.setblocking(False)
        # Both before anything is sent: with one of them alone the packet would take the usual way.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode() + b"\0")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_DONTROUTE, 1)
        if own_address is not None:
            sock.bind((own_address, 0))
        try:
            await asyncio.get_running_loop().sock_connect(sock, (address, port))
        except ConnectionRefusedError:
            return True
    return False


async def _is_neighbour(address: str, interface: str) -> bool:
    """Whether anybody on the LAN says that this address is theirs."""
    index = scope(interface)
    loop = asyncio.get_running_loop()
    with netlink.open_watch() as watch:
        watch.send(netlink.dump_request(socket.AF_INET))
        done = False
        while not done:
            entries, done = netlink.parse_neighbours(await loop.sock_recv(watch, netlink.RECEIVE_SIZE))
            if any(entry.address == address and entry.interface_index == index and entry.hardware_address for entry in entries):
                return True
    return False
