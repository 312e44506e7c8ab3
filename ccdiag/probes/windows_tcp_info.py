"""What Windows counts of one TCP connection, by SIO_TCP_INFO (Windows 10 1703 and later).

Source: mstcpip.h of the Windows SDK; <https://learn.microsoft.com/windows/win32/api/mstcpip/ns-mstcpip-tcp_info_v0>.
"""

import ctypes
import socket

from msgspec import Struct

from ccdiag.probes.windows_library import windows_library

_SIO_TCP_INFO = 0xD8000027
_VERSION = 0


class TcpInfo(ctypes.Structure):
    """`TCP_INFO_v0`."""

    _fields_ = (
        ("state", ctypes.c_int32),
        ("mss", ctypes.c_uint32),
        ("connection_time_ms", ctypes.c_uint64),
        ("timestamps_enabled", ctypes.c_uint8),
        ("rtt_us", ctypes.c_uint32),
        ("min_rtt_us", ctypes.c_uint32),
        ("bytes_in_flight", ctypes.c_uint32),
        ("congestion_window", ctypes.c_uint32),
        ("send_window", ctypes.c_uint32),
        ("receive_window", ctypes.c_uint32),
        ("receive_buffer", ctypes.c_uint32),
        ("bytes_out", ctypes.c_uint64),
        ("bytes_in", ctypes.c_uint64),
        ("bytes_reordered", ctypes.c_uint32),
        ("bytes_retransmitted", ctypes.c_uint32),
        ("fast_retransmissions", ctypes.c_uint32),
        ("duplicate_acknowledgments_in", ctypes.c_uint32),
        ("timeout_episodes", ctypes.c_uint32),
        ("syn_retransmissions", ctypes.c_uint8),
    )


class WindowsTcpInfo(Struct, frozen=True, kw_only=True):
    """The counts that are used here, in bytes."""

    unacknowledged: int
    receive_window: int
    """What the other side may send before it hears from us again."""


def windows_tcp_info(sock: socket.socket) -> WindowsTcpInfo | None:
    """Read what Windows counts of a connection; None on other systems, and where Windows does not say."""
    library = windows_library("ws2_32")
    if library is None or sock.fileno() < 0:
        return None
    version, info, returned = ctypes.c_uint32(_VERSION), TcpInfo(), ctypes.c_uint32()
    status = library.WSAIoctl(
        sock.fileno(),
        _SIO_TCP_INFO,
        ctypes.byref(version),
        ctypes.sizeof(version),
        ctypes.byref(info),
        ctypes.sizeof(info),
        ctypes.byref(returned),
        None,
        None,
    )
    if status != 0:
        return None
    return WindowsTcpInfo(unacknowledged=info.bytes_in_flight, receive_window=info.receive_window)
