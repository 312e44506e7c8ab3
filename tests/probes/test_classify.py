"""Exceptions and codes, and what kind of failure each is.

Codes and names of Windows are those of winerror.h of the Windows SDK; that they are, `test_sdk_layout.py` asks the SDK's headers.
"""

import asyncio
import errno
import socket
import ssl
import sys

import pytest

from ccdiag.model.failure import Failure
from ccdiag.probes.classify import classify, classify_errno
from ccdiag.probes.windows_codes import classify_windows_code

ON_WINDOWS = sys.platform == "win32"

KNOWN_CODES = [
    # Windows Sockets: "Windows Sockets Error Codes" in Microsoft's documentation.
    ("WSAEACCES", 10013, Failure.PERMISSION_DENIED),
    ("WSAEAFNOSUPPORT", 10047, Failure.ADDRESS_UNAVAILABLE),
    ("WSAEADDRNOTAVAIL", 10049, Failure.ADDRESS_UNAVAILABLE),
    ("WSAENETDOWN", 10050, Failure.NETWORK_UNREACHABLE),
    ("WSAENETUNREACH", 10051, Failure.NETWORK_UNREACHABLE),
    ("WSAECONNABORTED", 10053, Failure.RESET),
    ("WSAECONNRESET", 10054, Failure.RESET),
    ("WSAETIMEDOUT", 10060, Failure.TIMED_OUT),
    ("WSAECONNREFUSED", 10061, Failure.REFUSED),
    ("WSAEHOSTDOWN", 10064, Failure.HOST_UNREACHABLE),
    ("WSAEHOSTUNREACH", 10065, Failure.HOST_UNREACHABLE),
    ("WSAEDISCON", 10101, Failure.CLOSED),
    ("WSATYPE_NOT_FOUND", 10109, Failure.RESOLVER_FAILED),
    ("WSAEREFUSED", 10112, Failure.RESOLVER_FAILED),
    ("WSAHOST_NOT_FOUND", 11001, Failure.NAME_NOT_FOUND),
    ("WSATRY_AGAIN", 11002, Failure.RESOLVER_FAILED),
    ("WSANO_RECOVERY", 11003, Failure.RESOLVER_FAILED),
    ("WSANO_DATA", 11004, Failure.NAME_NOT_FOUND),
    # System codes, which overlapped operations end with: "System Error Codes" in Microsoft's documentation.
    ("ERROR_ACCESS_DENIED", 5, Failure.PERMISSION_DENIED),
    ("ERROR_NETNAME_DELETED", 64, Failure.RESET),
    ("ERROR_SEM_TIMEOUT", 121, Failure.TIMED_OUT),
    ("ERROR_INVALID_NETNAME", 1214, Failure.ADDRESS_UNAVAILABLE),
    ("ERROR_NO_NETWORK", 1222, Failure.NETWORK_UNREACHABLE),
    ("ERROR_CONNECTION_REFUSED", 1225, Failure.REFUSED),
    ("ERROR_GRACEFUL_DISCONNECT", 1226, Failure.CLOSED),
    ("ERROR_NETWORK_UNREACHABLE", 1231, Failure.NETWORK_UNREACHABLE),
    ("ERROR_HOST_UNREACHABLE", 1232, Failure.HOST_UNREACHABLE),
    ("ERROR_PROTOCOL_UNREACHABLE", 1233, Failure.HOST_UNREACHABLE),
    ("ERROR_PORT_UNREACHABLE", 1234, Failure.REFUSED),
    ("ERROR_CONNECTION_ABORTED", 1236, Failure.RESET),
    ("ERROR_TIMEOUT", 1460, Failure.TIMED_OUT),
]

# They tell of a call that was made wrongly, of what we gave up ourselves, or of the load of this laptop: nothing of the network.
SILENT_CODES = [
    ("WSAEINTR", 10004),
    ("WSAEBADF", 10009),
    ("WSAEFAULT", 10014),
    ("WSAEINVAL", 10022),
    ("WSAEMFILE", 10024),
    ("WSAEWOULDBLOCK", 10035),
    ("WSAEINPROGRESS", 10036),
    ("WSAEALREADY", 10037),
    ("WSAENOTSOCK", 10038),
    ("WSAEDESTADDRREQ", 10039),
    ("WSAEMSGSIZE", 10040),
    ("WSAEPROTOTYPE", 10041),
    ("WSAENOPROTOOPT", 10042),
    ("WSAEPROTONOSUPPORT", 10043),
    ("WSAESOCKTNOSUPPORT", 10044),
    ("WSAEOPNOTSUPP", 10045),
    ("WSAEPFNOSUPPORT", 10046),
    ("WSAEADDRINUSE", 10048),
    ("WSAENETRESET", 10052),
    ("WSAENOBUFS", 10055),
    ("WSAEISCONN", 10056),
    ("WSAENOTCONN", 10057),
    ("WSAESHUTDOWN", 10058),
    ("WSAETOOMANYREFS", 10059),
    ("WSAELOOP", 10062),
    ("WSAENAMETOOLONG", 10063),
    ("WSAENOTEMPTY", 10066),
    ("WSAEPROCLIM", 10067),
    ("WSAEUSERS", 10068),
    ("WSAEDQUOT", 10069),
    ("WSAESTALE", 10070),
    ("WSAEREMOTE", 10071),
    ("WSASYSNOTREADY", 10091),
    ("WSAVERNOTSUPPORTED", 10092),
    ("WSANOTINITIALISED", 10093),
    ("WSAENOMORE", 10102),
    ("WSAECANCELLED", 10103),
    ("WSAEINVALIDPROCTABLE", 10104),
    ("WSAEINVALIDPROVIDER", 10105),
    ("WSAEPROVIDERFAILEDINIT", 10106),
    ("WSASYSCALLFAILURE", 10107),
    ("WSASERVICE_NOT_FOUND", 10108),
    ("WSA_E_NO_MORE", 10110),
    ("WSA_E_CANCELLED", 10111),
    ("ERROR_INVALID_HANDLE", 6),
    ("ERROR_INVALID_PARAMETER", 87),
    ("ERROR_MORE_DATA", 234),
    ("ERROR_OPERATION_ABORTED", 995),
    ("ERROR_IO_PENDING", 997),
    ("ERROR_REQUEST_ABORTED", 1235),
]


class WindowsError(OSError):
    """An OSError as CPython makes it on Windows, for systems that keep no such code."""

    if not ON_WINDOWS:
        winerror: int | None = None


def of_windows(code: int, number: int) -> OSError:
    if ON_WINDOWS:
        return OSError(None, "what Windows says", None, code)
    error = WindowsError(number, "what Windows says")
    error.winerror = code
    return error


@pytest.mark.parametrize(("name", "code", "failure"), KNOWN_CODES)
def test_windows_codes(name: str, code: int, failure: Failure) -> None:
    assert classify_windows_code(code) is failure, name
    # 22 is the EINVAL that CPython makes of most codes (PC/errmap.h).
    assert classify(of_windows(code, 22)) is failure


@pytest.mark.parametrize(("name", "code"), SILENT_CODES)
def test_codes_that_say_nothing_of_the_network(name: str, code: int) -> None:
    assert classify_windows_code(code) is None, name
    assert classify(of_windows(code, 22)) is Failure.UNKNOWN


def test_every_code_is_in_one_list() -> None:
    codes = [code for _, code, _ in KNOWN_CODES] + [code for _, code in SILENT_CODES]
    assert len(codes) == len(set(codes))
    assert [code for code in range(16_000) if classify_windows_code(code)] == sorted(code for _, code, _ in KNOWN_CODES)


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (errno.ECONNREFUSED, Failure.REFUSED),
        (errno.ETIMEDOUT, Failure.TIMED_OUT),
        (errno.EHOSTUNREACH, Failure.HOST_UNREACHABLE),
        (errno.EHOSTDOWN, Failure.HOST_UNREACHABLE),
        (errno.ENETUNREACH, Failure.NETWORK_UNREACHABLE),
        (errno.ENETDOWN, Failure.NETWORK_UNREACHABLE),
        (errno.EADDRNOTAVAIL, Failure.ADDRESS_UNAVAILABLE),
        (errno.EAFNOSUPPORT, Failure.ADDRESS_UNAVAILABLE),
        (errno.ECONNRESET, Failure.RESET),
        (errno.ECONNABORTED, Failure.RESET),
        (errno.EPIPE, Failure.CLOSED),
        (errno.EACCES, Failure.PERMISSION_DENIED),
        (errno.EPERM, Failure.PERMISSION_DENIED),
        (errno.EINVAL, Failure.UNKNOWN),
    ],
)
def test_errno(code: int, failure: Failure) -> None:
    assert classify_errno(code) is failure
    assert classify(OSError(code, "what the system says")) is failure


@pytest.mark.parametrize("code", [5, 64, 121, 1225])
def test_an_errno_is_no_windows_code(code: int) -> None:
    # EIO, ENONET and EREMOTEIO of Linux have the numbers of an access denied, a reset and a time-out of Windows.
    assert classify(OSError(code, "what the system says")) is Failure.UNKNOWN


@pytest.mark.parametrize("code", [1, 13, 32, 110, 111, 113])
def test_a_windows_code_is_no_errno(code: int) -> None:
    # ERROR_INVALID_FUNCTION, ERROR_INVALID_DATA and ERROR_SHARING_VIOLATION have the numbers of EPERM, EACCES and EPIPE.
    assert classify(of_windows(code, 22)) is Failure.UNKNOWN


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (socket.EAI_NONAME, Failure.NAME_NOT_FOUND),
        (socket.EAI_AGAIN, Failure.RESOLVER_FAILED),
        (socket.EAI_FAIL, Failure.RESOLVER_FAILED),
        (socket.EAI_MEMORY, Failure.RESOLVER_FAILED),
        (socket.EAI_SERVICE, Failure.RESOLVER_FAILED),
        (None, Failure.RESOLVER_FAILED),
    ],
)
def test_look_ups(code: int | None, failure: Failure) -> None:
    error = socket.gaierror() if code is None else socket.gaierror(code, "getaddrinfo failed")
    assert classify(error) is failure


def test_a_look_up_without_an_address_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert classify(socket.gaierror(11004, "getaddrinfo failed")) is Failure.NAME_NOT_FOUND
    assert classify(socket.gaierror(11002, "getaddrinfo failed")) is Failure.RESOLVER_FAILED
    # On Windows `errno` has the numbers of Windows Sockets.
    assert classify_errno(10061) is Failure.REFUSED
    assert classify_errno(10022) is Failure.UNKNOWN


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (TimeoutError(), Failure.DEADLINE),
        (TimeoutError(errno.ETIMEDOUT, "what the system says"), Failure.TIMED_OUT),
        (ConnectionResetError(), Failure.RESET),
        (ConnectionAbortedError(), Failure.RESET),
        (ConnectionRefusedError(), Failure.REFUSED),
        (BrokenPipeError(), Failure.CLOSED),
        (ssl.SSLCertVerificationError(), Failure.TLS_UNTRUSTED),
        (ssl.SSLEOFError(), Failure.CLOSED),
        (ssl.SSLZeroReturnError(), Failure.CLOSED),
        (ssl.SSLError(), Failure.TLS_PROTOCOL),
        (EOFError(), Failure.CLOSED),
        (asyncio.IncompleteReadError(b"", 1), Failure.CLOSED),
        (OSError("Multiple exceptions"), Failure.UNKNOWN),
        (ValueError(), Failure.UNKNOWN),
    ],
)
def test_classes(error: BaseException, failure: Failure) -> None:
    assert classify(error) is failure
