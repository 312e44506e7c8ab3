"""Windows tells of a refusal only once it has asked for a connection again and again: by itself after two seconds.

To each RST it waits half a second and sends the SYN anew, as often as it would repeat one that is lost. A port that refuses would be taken
for a silent one by whoever waits less. So a socket is told to repeat its SYN no oftener than fits into the time there is.
Source: mstcpip.h of the Windows SDK; <https://learn.microsoft.com/windows/win32/winsock/sio-tcp-initial-rto>;
<https://support.microsoft.com/help/175523>.
"""

import ctypes
import socket

from ccdiag.probes.windows_library import windows_library

_SIO_TCP_INITIAL_RTO = 0x98000011
_UNSPECIFIED_RTT = 0xFFFF
"""TCP_INITIAL_RTO_UNSPECIFIED_RTT: what the system has."""
_REPEATED_AFTER = (1.0, 3.0, 7.0)
"""Seconds after which a SYN that nobody answers is sent again (RFC 6298)."""


class InitialRtoParameters(ctypes.Structure):
    """`TCP_INITIAL_RTO_PARAMETERS`."""

    _fields_ = (("rtt", ctypes.c_uint16), ("max_syn_retransmissions", ctypes.c_uint8))


def hear_refusals_soon(sock: socket.socket, *, limit: float) -> bool:
    """Have a socket that is about to connect within `limit` seconds hear a refusal after half a second for each repetition that fits.

    False, and nothing changed, on other systems and where Windows does not take it.
    """
    library = windows_library("ws2_32")
    if library is None:
        return False
    given = InitialRtoParameters(rtt=_UNSPECIFIED_RTT, max_syn_retransmissions=repetitions(limit))
    returned = ctypes.c_uint32()
    status = library.WSAIoctl(
        sock.fileno(), _SIO_TCP_INITIAL_RTO, ctypes.byref(given), ctypes.sizeof(given), None, 0, ctypes.byref(returned), None, None
    )
    return bool(status == 0)


def repetitions(limit: float) -> int:
    """Count how often a lost SYN is sent again within `limit` seconds; at least once, which is the least that Windows takes."""
    return max(1, sum(after < limit for after in _REPEATED_AFTER))
