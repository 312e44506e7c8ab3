"""Windows' echo by IcmpSendEcho2Ex and Icmp6SendEcho2, which any user may call.

Source: ipexport.h and icmpapi.h of the Windows SDK; <https://learn.microsoft.com/windows/win32/api/icmpapi/nf-icmpapi-icmpsendecho2ex>.
"""

import ctypes
from ipaddress import IPv6Address, ip_address
from time import perf_counter

from ccdiag.model.failure import Failure
from ccdiag.probes.windows_sockaddr import AF_INET6, iphlpapi, to_sockaddr

_IP_SUCCESS = 0
_IP_TTL_EXPIRED_TRANSIT = 11013
_FAILURES = {
    11002: Failure.NETWORK_UNREACHABLE,  # IP_DEST_NET_UNREACHABLE
    11003: Failure.HOST_UNREACHABLE,  # IP_DEST_HOST_UNREACHABLE
    11004: Failure.HOST_UNREACHABLE,  # IP_DEST_PROT_UNREACHABLE; for IPv6: administratively prohibited
    11005: Failure.HOST_UNREACHABLE,  # IP_DEST_PORT_UNREACHABLE
    11010: Failure.DEADLINE,  # IP_REQ_TIMED_OUT
    11018: Failure.NETWORK_UNREACHABLE,  # IP_BAD_DESTINATION
    11040: Failure.HOST_UNREACHABLE,  # IP_DEST_UNREACHABLE
    1231: Failure.NETWORK_UNREACHABLE,  # ERROR_NETWORK_UNREACHABLE
    1232: Failure.HOST_UNREACHABLE,  # ERROR_HOST_UNREACHABLE
    5: Failure.PERMISSION_DENIED,  # ERROR_ACCESS_DENIED
}
_ERROR_MESSAGE = 8
"""Bytes of an ICMP error that the reply buffer must have room for, by Microsoft's account."""
_STATUS_BLOCK = 16
"""Bytes of an IO_STATUS_BLOCK, likewise."""
_INVALID_HANDLE = ctypes.c_void_p(-1).value


class OptionInformation(ctypes.Structure):
    """`IP_OPTION_INFORMATION`."""

    _fields_ = (
        ("ttl", ctypes.c_uint8),
        ("tos", ctypes.c_uint8),
        ("flags", ctypes.c_uint8),
        ("options_size", ctypes.c_uint8),
        ("options_data", ctypes.c_void_p),
    )


class EchoReply(ctypes.Structure):
    """`ICMP_ECHO_REPLY`."""

    _fields_ = (
        ("address", ctypes.c_uint32),
        ("status", ctypes.c_uint32),
        ("round_trip_time", ctypes.c_uint32),
        ("data_size", ctypes.c_uint16),
        ("reserved", ctypes.c_uint16),
        ("data", ctypes.c_void_p),
        ("options", OptionInformation),
    )


class Echo6Reply(ctypes.Structure):
    """`ICMPV6_ECHO_REPLY`, whose address is packed to 26 bytes."""

    _fields_ = (("address", ctypes.c_uint8 * 26), ("status", ctypes.c_uint32), ("round_trip_time", ctypes.c_uint32))


def windows_echo(address: str, token: bytes, *, limit: float, source_address: str | None) -> float | Failure:
    """Send one echo request and block until it is answered, at most `limit` seconds; return milliseconds, or why there are none.

    Raises ValueError when it is no address.
    """
    begin = perf_counter()
    code, _ = _exchange(address, token, limit=limit, source_address=source_address, hops=None)
    elapsed_ms = (perf_counter() - begin) * 1000
    if isinstance(code, Failure):
        return code
    return elapsed_ms if code == _IP_SUCCESS else _FAILURES.get(code, Failure.UNKNOWN)


def windows_hop(address: str, token: bytes, *, hops: int, limit: float, source_address: str | None) -> str | None:
    """Send one echo request that lives for `hops` hops, and block until somebody says that it ended there; None when nobody does.

    Raises ValueError when it is no address.
    """
    code, who = _exchange(address, token, limit=limit, source_address=source_address, hops=hops)
    return who if code == _IP_TTL_EXPIRED_TRANSIT else None


def _exchange(
    address: str, token: bytes, *, limit: float, source_address: str | None, hops: int | None
) -> tuple[int | Failure, str | None]:
    """Send one request; return Windows' status of it, or why none was sent, and who answered."""
    library = iphlpapi()
    if library is None:
        return Failure.UNSUPPORTED, None
    ipv6 = isinstance(ip_address(address), IPv6Address)
    create = library.Icmp6CreateFile if ipv6 else library.IcmpCreateFile
    create.restype = ctypes.c_void_p
    handle = create()
    if handle is None or handle == _INVALID_HANDLE:
        return Failure.NOT_PERMITTED, None
    head = ctypes.sizeof(Echo6Reply if ipv6 else EchoReply)
    buffer = ctypes.create_string_buffer(head + len(token) + _ERROR_MESSAGE + _STATUS_BLOCK)
    send = _send_ipv6 if ipv6 else _send_ipv4
    options = ctypes.byref(OptionInformation(ttl=hops)) if hops is not None else None
    try:
        count = send(library, handle, address, source_address, token, buffer, max(1, int(limit * 1000)), options)
        if count == 0:
            # No reply, and no error either: -1 is no status.
            return int(ctypes.get_last_error() or -1), None  # type: ignore[attr-defined,unused-ignore]  # Windows only
        return _status(buffer, ipv6=ipv6), responder(bytes(buffer), ipv6=ipv6)
    finally:
        library.IcmpCloseHandle(ctypes.c_void_p(handle))


def responder(reply: bytes, *, ipv6: bool) -> str | None:
    """Read who answered; in the IPv6 reply the address stands behind port (2 bytes) and flow (4)."""
    raw = reply[6:22] if ipv6 else reply[:4]
    return str(ip_address(raw)) if len(raw) == (16 if ipv6 else 4) and any(raw) else None


def _status(buffer: "ctypes.Array[ctypes.c_char]", *, ipv6: bool) -> int:
    reply = (Echo6Reply if ipv6 else EchoReply).from_buffer(buffer)
    return int(reply.status)


def _send_ipv4(
    library: ctypes.CDLL,
    handle: int,
    address: str,
    own: str | None,
    token: bytes,
    buffer: "ctypes.Array[ctypes.c_char]",
    limit_ms: int,
    options: object,
) -> int:
    own_number = _ipv4_number(own) if own else 0  # 0.0.0.0: the system chooses
    return int(
        library.IcmpSendEcho2Ex(
            ctypes.c_void_p(handle),
            None,
            None,
            None,
            ctypes.c_uint32(own_number),
            ctypes.c_uint32(_ipv4_number(address)),
            token,
            ctypes.c_uint16(len(token)),
            options,
            buffer,
            ctypes.c_uint32(len(buffer)),
            ctypes.c_uint32(limit_ms),
        )
    )


def _send_ipv6(
    library: ctypes.CDLL,
    handle: int,
    address: str,
    own: str | None,
    token: bytes,
    buffer: "ctypes.Array[ctypes.c_char]",
    limit_ms: int,
    options: object,
) -> int:
    source, target = to_sockaddr(own or "::"), to_sockaddr(address)
    source.ipv6.family = AF_INET6
    return int(
        library.Icmp6SendEcho2(
            ctypes.c_void_p(handle),
            None,
            None,
            None,
            ctypes.byref(source),
            ctypes.byref(target),
            token,
            ctypes.c_uint16(len(token)),
            options,
            buffer,
            ctypes.c_uint32(len(buffer)),
            ctypes.c_uint32(limit_ms),
        )
    )


def _ipv4_number(address: str) -> int:
    """Write an address as `IPAddr` holds it: its four bytes in network order, read as one number of this machine."""
    return int.from_bytes(ip_address(address).packed, "little")
