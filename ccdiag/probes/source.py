"""From which interface and address traffic leaves."""

import contextlib
import socket
import sys
from ipaddress import ip_interface

import psutil
from msgspec import Struct


class Source(Struct, frozen=True):
    """Where connections start: everywhere, or one interface that the user named."""

    interface: str | None = None
    ipv4: str | None = None
    ipv6: str | None = None

    def address_for(self, family: socket.AddressFamily) -> str | None:
        """Return the own address to bind to for this family, or None to let the system choose."""
        return self.ipv4 if family == socket.AF_INET else self.ipv6

    def bind(self, sock: socket.socket) -> None:
        """Make this socket leave from the interface.

        Binding to the address chooses the interface on Windows; on Linux the route decides, so the device is bound as well where
        the kernel lets an ordinary user do so (5.7 and later). Raises OSError when the interface has no address of that family.
        """
        if self.interface is None:
            return
        address = self.address_for(sock.family)
        if address is None:
            raise OSError(99 if sys.platform != "win32" else 10049, "no address of this family on the interface")
        if sys.platform == "linux":
            with contextlib.suppress(PermissionError):  # older kernel: the address alone has to do
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, self.interface.encode() + b"\0")
        sock.bind((address, 0))


ANY_SOURCE = Source()


def source_of(interface: str) -> Source:
    """Look up the addresses of an interface by its name.

    Raises LookupError, with the names that there are, when there is none of that name.
    """
    found = psutil.net_if_addrs()
    if interface not in found:
        raise LookupError(", ".join(sorted(found)))
    ipv4 = next((entry.address for entry in found[interface] if entry.family == socket.AF_INET), None)
    ipv6 = next((entry.address for entry in found[interface] if entry.family == socket.AF_INET6 and not _link_local(entry.address)), None)
    return Source(interface, ipv4, ipv6)


def _link_local(address: str) -> bool:
    return ip_interface(address.split("%", maxsplit=1)[0]).is_link_local
