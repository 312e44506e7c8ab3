"""Own ARP requests, where the user may send them: the only way to hear two machines answer for one address.

A neighbour table keeps the first answer and throws the second away (Linux: `locktime`, one second), so a conflict shows there only
by chance. Source: RFC 826, packet(7).
"""

import socket
import struct
import sys
from ipaddress import IPv4Address

ETHERTYPE_ARP = 0x0806
RECEIVE_SIZE = 256
"""Bytes; an ARP packet has 28, and padding up to 46."""
_BROADCAST = b"\xff" * 6
_ARP = struct.Struct("!HHBBH6s4s6s4s")
_ETHERNET = 1
_ETHERTYPE_IPV4 = 0x0800
_REQUEST = 1
_REPLY = 2


def open_arp(interface: str) -> socket.socket | None:
    """Open a non-blocking packet socket on this interface; None when this user may not, or the system has none."""
    if sys.platform != "linux":
        return None
    try:
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK, socket.htons(ETHERTYPE_ARP))
    except OSError:
        return None
    try:
        sock.bind((interface, ETHERTYPE_ARP))
    except OSError:
        sock.close()
        return None
    return sock


def send_request(sock: socket.socket, interface: str, own_address: str, address: str) -> bool:
    """Ask once who has this address; False when the interface cannot carry such a question."""
    own_hardware = sock.getsockname()[4]
    if len(own_hardware) != len(_BROADCAST):
        return False
    question = _ARP.pack(
        _ETHERNET,
        _ETHERTYPE_IPV4,
        6,
        4,
        _REQUEST,
        own_hardware,
        IPv4Address(own_address).packed,
        bytes(6),
        IPv4Address(address).packed,
    )
    try:
        sock.sendto(question, (interface, ETHERTYPE_ARP, 0, 0, _BROADCAST))
    except OSError:
        return False
    return True


def parse_reply(data: bytes, address: str) -> str | None:
    """Return the hardware address that answers for this address; None when the packet is something else."""
    if len(data) < _ARP.size:
        return None
    hardware, protocol, hardware_size, protocol_size, operation, sender, sender_address, _, _ = _ARP.unpack_from(data)
    expected = (_ETHERNET, _ETHERTYPE_IPV4, 6, 4, _REPLY)
    if (hardware, protocol, hardware_size, protocol_size, operation) != expected or sender_address != IPv4Address(address).packed:
        return None
    return str(sender.hex(":"))
