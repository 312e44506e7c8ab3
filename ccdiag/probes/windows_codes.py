"""What Windows' own codes say of a network failure; pure, and read on every system.

Sources: winerror.h and winsock2.h of the Windows SDK; <https://learn.microsoft.com/windows/win32/winsock/windows-sockets-error-codes-2>;
<https://learn.microsoft.com/windows/win32/debug/system-error-codes>.
"""

from ccdiag.model.failure import Failure

_SOCKETS = {
    10013: Failure.PERMISSION_DENIED,  # WSAEACCES: also what a connection gets that the Windows firewall forbids
    10047: Failure.ADDRESS_UNAVAILABLE,  # WSAEAFNOSUPPORT
    10049: Failure.ADDRESS_UNAVAILABLE,  # WSAEADDRNOTAVAIL
    10050: Failure.NETWORK_UNREACHABLE,  # WSAENETDOWN
    10051: Failure.NETWORK_UNREACHABLE,  # WSAENETUNREACH
    # The stack gave the connection up. Mostly it had heard an RST to something that it sent before; a time-out takes longer than we wait.
    10053: Failure.RESET,  # WSAECONNABORTED
    10054: Failure.RESET,  # WSAECONNRESET
    10060: Failure.TIMED_OUT,  # WSAETIMEDOUT
    10061: Failure.REFUSED,  # WSAECONNREFUSED
    10064: Failure.HOST_UNREACHABLE,  # WSAEHOSTDOWN
    10065: Failure.HOST_UNREACHABLE,  # WSAEHOSTUNREACH
    10101: Failure.CLOSED,  # WSAEDISCON
    10109: Failure.RESOLVER_FAILED,  # WSATYPE_NOT_FOUND, which is EAI_SERVICE
    10112: Failure.RESOLVER_FAILED,  # WSAEREFUSED: of a query, not of a connection
    11001: Failure.NAME_NOT_FOUND,  # WSAHOST_NOT_FOUND
    11002: Failure.RESOLVER_FAILED,  # WSATRY_AGAIN
    11003: Failure.RESOLVER_FAILED,  # WSANO_RECOVERY
    11004: Failure.NAME_NOT_FOUND,  # WSANO_DATA
}

# Overlapped operations, as asyncio makes them, end with these instead: Windows' translation of the status of a driver.
_SYSTEM = {
    5: Failure.PERMISSION_DENIED,  # ERROR_ACCESS_DENIED
    64: Failure.RESET,  # ERROR_NETNAME_DELETED: of a connection that was reset
    121: Failure.TIMED_OUT,  # ERROR_SEM_TIMEOUT: of a connect that nobody answered
    1214: Failure.ADDRESS_UNAVAILABLE,  # ERROR_INVALID_NETNAME: of a connect to an address that no machine can have
    1222: Failure.NETWORK_UNREACHABLE,  # ERROR_NO_NETWORK
    1225: Failure.REFUSED,  # ERROR_CONNECTION_REFUSED
    1226: Failure.CLOSED,  # ERROR_GRACEFUL_DISCONNECT
    1231: Failure.NETWORK_UNREACHABLE,  # ERROR_NETWORK_UNREACHABLE
    1232: Failure.HOST_UNREACHABLE,  # ERROR_HOST_UNREACHABLE
    1233: Failure.HOST_UNREACHABLE,  # ERROR_PROTOCOL_UNREACHABLE
    1234: Failure.REFUSED,  # ERROR_PORT_UNREACHABLE, of a UDP socket
    1236: Failure.RESET,  # ERROR_CONNECTION_ABORTED
    1460: Failure.TIMED_OUT,  # ERROR_TIMEOUT
}

# Left out on purpose: 995 ERROR_OPERATION_ABORTED and 10004 WSAEINTR are what becomes of an operation that we ourselves gave up; 10048
# WSAEADDRINUSE and 10055 WSAENOBUFS tell of this laptop's load; 10052 WSAENETRESET is a keep-alive's silence to a connection and a packet
# that lived too long to a datagram; all other codes of Windows Sockets tell of a call that was made wrongly.
_BY_CODE = _SOCKETS | _SYSTEM


def classify_windows_code(code: int) -> Failure | None:
    """Say what kind of failure a Windows Sockets code or a system code is; None for those that say nothing of the network."""
    return _BY_CODE.get(code)
