"""From an exception to a `Failure`: by errno, WSA code and class, never by message text."""

import errno
import socket
import ssl
from asyncio import IncompleteReadError

from ccdiag.model.failure import Failure

_BY_ERRNO = {
    errno.ECONNREFUSED: Failure.REFUSED,
    errno.ETIMEDOUT: Failure.TIMED_OUT,
    errno.EHOSTUNREACH: Failure.HOST_UNREACHABLE,
    errno.EHOSTDOWN: Failure.HOST_UNREACHABLE,
    errno.ENETUNREACH: Failure.NETWORK_UNREACHABLE,
    errno.ENETDOWN: Failure.NETWORK_UNREACHABLE,
    errno.EADDRNOTAVAIL: Failure.ADDRESS_UNAVAILABLE,
    errno.EAFNOSUPPORT: Failure.ADDRESS_UNAVAILABLE,
    errno.ECONNRESET: Failure.RESET,
    errno.ECONNABORTED: Failure.RESET,
    errno.EPIPE: Failure.CLOSED,
    errno.EACCES: Failure.PERMISSION_DENIED,
    errno.EPERM: Failure.PERMISSION_DENIED,
}

# Windows Sockets codes as Microsoft documents them; on Windows CPython maps some to errno and leaves others in winerror.
_BY_WSA_CODE = {
    10013: Failure.PERMISSION_DENIED,  # WSAEACCES
    10047: Failure.ADDRESS_UNAVAILABLE,  # WSAEAFNOSUPPORT
    10049: Failure.ADDRESS_UNAVAILABLE,  # WSAEADDRNOTAVAIL
    10050: Failure.NETWORK_UNREACHABLE,  # WSAENETDOWN
    10051: Failure.NETWORK_UNREACHABLE,  # WSAENETUNREACH
    10053: Failure.RESET,  # WSAECONNABORTED
    10054: Failure.RESET,  # WSAECONNRESET
    10060: Failure.TIMED_OUT,  # WSAETIMEDOUT
    10061: Failure.REFUSED,  # WSAECONNREFUSED
    10064: Failure.HOST_UNREACHABLE,  # WSAEHOSTDOWN
    10065: Failure.HOST_UNREACHABLE,  # WSAEHOSTUNREACH
    11001: Failure.NAME_NOT_FOUND,  # WSAHOST_NOT_FOUND
    11002: Failure.RESOLVER_FAILED,  # WSATRY_AGAIN
    11003: Failure.RESOLVER_FAILED,  # WSANO_RECOVERY
    11004: Failure.NAME_NOT_FOUND,  # WSANO_DATA
    # Overlapped connects (Proactor) report Win32 codes of the same meaning.
    5: Failure.PERMISSION_DENIED,  # ERROR_ACCESS_DENIED
    64: Failure.RESET,  # ERROR_NETNAME_DELETED
    121: Failure.TIMED_OUT,  # ERROR_SEM_TIMEOUT
    1225: Failure.REFUSED,  # ERROR_CONNECTION_REFUSED
    1231: Failure.NETWORK_UNREACHABLE,  # ERROR_NETWORK_UNREACHABLE
    1232: Failure.HOST_UNREACHABLE,  # ERROR_HOST_UNREACHABLE
    1234: Failure.REFUSED,  # ERROR_PORT_UNREACHABLE, of a UDP socket
    1236: Failure.RESET,  # ERROR_CONNECTION_ABORTED
}

_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME), getattr(socket, "EAI_ADDRFAMILY", socket.EAI_NONAME)}


def classify(error: BaseException) -> Failure:
    """Say what kind of failure this exception is.

    A `TimeoutError` without errno is our own limit; with one it is the kernel's.
    """
    if isinstance(error, socket.gaierror):
        return Failure.NAME_NOT_FOUND if error.errno in _NO_SUCH_NAME else classify_code(error.errno, default=Failure.RESOLVER_FAILED)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failure.TLS_UNTRUSTED
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError | EOFError | IncompleteReadError):
        return Failure.CLOSED
    if isinstance(error, ssl.SSLError):
        return Failure.TLS_PROTOCOL
    if isinstance(error, TimeoutError) and error.errno is None:
        return Failure.DEADLINE
    return _classify_os_error(error) if isinstance(error, OSError) else Failure.UNKNOWN


def _classify_os_error(error: OSError) -> Failure:
    code = getattr(error, "winerror", None) or error.errno
    if code is not None:
        return classify_code(code)
    # asyncio raises these without a code when the peer ends a connection under it.
    by_class: dict[type[OSError], Failure] = {
        ConnectionResetError: Failure.RESET,
        ConnectionAbortedError: Failure.RESET,
        ConnectionRefusedError: Failure.REFUSED,
    }
    return Failure.CLOSED if isinstance(error, BrokenPipeError) else by_class.get(type(error), Failure.UNKNOWN)


def classify_code(code: int | None, *, default: Failure = Failure.UNKNOWN) -> Failure:
    """Say what kind of failure an errno, a WSA code or a Win32 code is."""
    if code is None:
        return default
    return _BY_ERRNO.get(code) or _BY_WSA_CODE.get(code) or default
