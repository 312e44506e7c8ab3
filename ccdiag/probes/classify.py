"""From an exception to a `Failure`: by errno, Windows' codes and class, never by message text."""

import errno
import socket
import ssl
import sys
from asyncio import IncompleteReadError

from ccdiag.model.failure import Failure
from ccdiag.probes.windows_codes import classify_windows_code

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

_FIRST_WSA_CODE = 10000
"""WSABASEERR; errno ends below it."""

_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME), getattr(socket, "EAI_ADDRFAMILY", socket.EAI_NONAME)}


def classify(error: BaseException) -> Failure:
    """Say what kind of failure this exception is.

    A `TimeoutError` without errno is our own limit; with one it is the kernel's.
    """
    if isinstance(error, socket.gaierror):
        return _classify_look_up(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failure.TLS_UNTRUSTED
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError | EOFError | IncompleteReadError):
        return Failure.CLOSED
    if isinstance(error, ssl.SSLError):
        return Failure.TLS_PROTOCOL
    if isinstance(error, TimeoutError) and error.errno is None:
        return Failure.DEADLINE
    return _classify_os_error(error) if isinstance(error, OSError) else Failure.UNKNOWN


def _classify_look_up(error: socket.gaierror) -> Failure:
    """Classify an EAI code; on Windows those are Windows Sockets codes, which Python leaves in `errno`."""
    code: int | None = error.errno
    if code is None:
        return Failure.RESOLVER_FAILED
    if code in _NO_SUCH_NAME:
        return Failure.NAME_NOT_FOUND
    found = classify_windows_code(code) if sys.platform == "win32" else None
    return found or Failure.RESOLVER_FAILED


def _classify_os_error(error: OSError) -> Failure:
    # On Windows CPython keeps the system's code here; the errno that it makes of it tells less (64 becomes EINVAL), and numbers below 10000
    # mean something else as errno than as Windows' codes (5 is EIO and ERROR_ACCESS_DENIED).
    code: int | None = getattr(error, "winerror", None)
    if code:
        return classify_windows_code(code) or Failure.UNKNOWN
    if error.errno is not None:
        return classify_errno(error.errno)
    # asyncio raises these without a code when the peer ends a connection under it.
    by_class: dict[type[OSError], Failure] = {
        ConnectionResetError: Failure.RESET,
        ConnectionAbortedError: Failure.RESET,
        ConnectionRefusedError: Failure.REFUSED,
    }
    return Failure.CLOSED if isinstance(error, BrokenPipeError) else by_class.get(type(error), Failure.UNKNOWN)


def classify_errno(code: int) -> Failure:
    """Say what kind of failure an errno of this system is; on Windows it may be a Windows Sockets code, whose numbers are no errno's."""
    found = _BY_ERRNO.get(code)
    if found is None and sys.platform == "win32":
        found = classify_windows_code(code) if code >= _FIRST_WSA_CODE else None
    return found or Failure.UNKNOWN
