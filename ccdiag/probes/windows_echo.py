"""Windows' echo by IcmpSendEcho2Ex and Icmp6SendEcho2, which any user may call.

Source: ipexport.h and icmpapi.h of the Windows SDK; <https://learn.microsoft.com/windows/win32/api/icmpapi/nf-icmpapi-icmpsendecho2ex>.
"""

import ctypes
from ipaddress import IPv6Address, ip_address
from time import perf_counter

from msgspec import Struct

from ccdiag.model.failure import Failure
from ccdiag.probes.windows_library import last_error, windows_library
from ccdiag.probes.windows_sockaddr import to_sockaddr

_IP_SUCCESS = 0
_IP_TTL_EXPIRED_TRANSIT = 11013
_FAILURES = {
    11002: Failure.NETWORK_UNREACHABLE,  # IP_DEST_NET_UNREACHABLE
    11003: Failure.HOST_UNREACHABLE,  # IP_DEST_HOST_UNREACHABLE
    11004: Failure.HOST_UNREACHABLE,  # IP_DEST_PROT_UNREACHABLE; for IPv6: administratively prohibited
    11005: Failure.HOST_UNREACHABLE,  # IP_DEST_PORT_UNREACHABLE
    11010: Failure.DEADLINE,  # IP_REQ_TIMED_OUT
    11013: Failure.HOST_UNREACHABLE,  # IP_TTL_EXPIRED_TRANSIT: a way that runs in a circle
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
_NOT_THERE = frozenset({2, 3, 50, 120})
"""ERROR_FILE_NOT_FOUND, _PATH_NOT_FOUND, _NOT_SUPPORTED and _CALL_NOT_IMPLEMENTED: no rights would help."""
_NO_STATUS = -1


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
    answer = _exchange(address, token, limit=limit, source_address=source_address, options=None)
    elapsed_ms = (perf_counter() - begin) * 1000
    if answer.unsent is not None:
        return answer.unsent
    return elapsed_ms if answer.status == _IP_SUCCESS else _FAILURES.get(answer.status, Failure.UNKNOWN)


def windows_hop(address: str, token: bytes, *, hops: int, limit: float, source_address: str | None) -> str | None:
    """Send one echo request that lives for `hops` hops, and block until somebody says that it ended there; None when nobody does.

    Raises ValueError when it is no address.
    """
    answer = _exchange(address, token, limit=limit, source_address=source_address, options=OptionInformation(ttl=hops))
    return answer.who if answer.status == _IP_TTL_EXPIRED_TRANSIT else None


class _Answer(Struct, frozen=True, kw_only=True):
    """What became of one request."""

    status: int = _NO_STATUS
    """`IP_STATUS`, or a system code where Windows could not send."""
    who: str | None = None
    """Who answered."""
    unsent: Failure | None = None
    """Why nothing was sent."""


def _exchange(address: str, token: bytes, *, limit: float, source_address: str | None, options: OptionInformation | None) -> _Answer:
    library = windows_library("iphlpapi")
    if library is None:
        return _Answer(unsent=Failure.UNSUPPORTED)
    ipv6 = isinstance(ip_address(address), IPv6Address)
    handle = library.Icmp6CreateFile() if ipv6 else library.IcmpCreateFile()
    if handle is None or handle == _INVALID_HANDLE:
        return _Answer(unsent=Failure.UNSUPPORTED if last_error() in _NOT_THERE else Failure.NOT_PERMITTED)
    head = ctypes.sizeof(Echo6Reply if ipv6 else EchoReply)
    buffer = ctypes.create_string_buffer(head + len(token) + _ERROR_MESSAGE + _STATUS_BLOCK)
    given = ctypes.byref(options) if options is not None else None
    limit_ms = max(1, int(limit * 1000))
    try:
        if ipv6:
            source, target = to_sockaddr(source_address or "::"), to_sockaddr(address)
            count = library.Icmp6SendEcho2(
                handle,
                None,
                None,
                None,
                ctypes.byref(source),
                ctypes.byref(target),
                token,
                len(token),
                given,
                buffer,
                len(buffer),
                limit_ms,
            )
        else:
            own = _ipv4_number(source_address) if source_address else 0  # 0.0.0.0: the system chooses
            to = _ipv4_number(address)
            count = library.IcmpSendEcho2Ex(handle, None, None, None, own, to, token, len(token), given, buffer, len(buffer), limit_ms)
        # Without a reply the reason is the last error, and whoever sent it may stand in the buffer all the same.
        status = reply_status(bytes(buffer), ipv6=ipv6) if count else (last_error() or _NO_STATUS)
        return _Answer(status=status, who=responder(bytes(buffer), ipv6=ipv6))
    finally:
        library.IcmpCloseHandle(handle)


def responder(reply: bytes, *, ipv6: bool) -> str | None:
    """Read who answered; in the IPv6 reply the address stands behind port (2 bytes) and flow (4)."""
    raw = reply[6:22] if ipv6 else reply[:4]
    return str(ip_address(raw)) if len(raw) == (16 if ipv6 else 4) and any(raw) else None


def reply_status(reply: bytes, *, ipv6: bool) -> int:
    """Read the status of a reply."""
    return int((Echo6Reply if ipv6 else EchoReply).from_buffer_copy(reply).status)


def _ipv4_number(address: str) -> int:
    """Write an address as `IPAddr` holds it: its four bytes in network order, read as one number of this machine."""
    return int.from_bytes(ip_address(address).packed, "little")
