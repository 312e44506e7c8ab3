"""Windows' own libraries, with the types of what is called in them."""

import ctypes
import sys
from collections.abc import Mapping
from functools import cache

_SYSTEM_FOLDER_ONLY = 0x800
"""LOAD_LIBRARY_SEARCH_SYSTEM32: a file of the same name beside the program, in a folder of downloads for example, is not loaded."""

_number, _short, _place, _text = ctypes.c_uint32, ctypes.c_uint16, ctypes.c_void_p, ctypes.c_wchar_p
_handle = ctypes.c_size_t
"""SOCKET."""
_truth = ctypes.c_int32
"""BOOL."""

Signatures = Mapping[str, tuple[type | None, tuple[type, ...]]]

# Result and parameters of each function. Without them ctypes takes every result for a number of 32 bits, which cuts handles off.
_SIGNATURES: dict[str, Signatures] = {
    "iphlpapi": {
        "GetAdaptersAddresses": (_number, (_number, _number, _place, _place, _place)),
        "GetNetworkParams": (_number, (_place, _place)),
        "GetBestRoute2": (_number, (_place, _number, _place, _place, _number, _place, _place)),
        "GetIpForwardTable2": (_number, (_short, _place)),
        "GetIpNetTable2": (_number, (_short, _place)),
        "FreeMibTable": (None, (_place,)),
        "IcmpCreateFile": (_place, ()),
        "Icmp6CreateFile": (_place, ()),
        "IcmpCloseHandle": (_truth, (_place,)),
        "IcmpSendEcho2Ex": (
            _number,
            (_place, _place, _place, _place, _number, _number, _place, _short, _place, _place, _number, _number),
        ),
        "Icmp6SendEcho2": (
            _number,
            (_place, _place, _place, _place, _place, _place, _place, _short, _place, _place, _number, _number),
        ),
    },
    "winhttp": {
        "WinHttpOpen": (_place, (_text, _number, _text, _text, _number)),
        "WinHttpCloseHandle": (_truth, (_place,)),
        "WinHttpSetTimeouts": (_truth, (_place, ctypes.c_int32, ctypes.c_int32, ctypes.c_int32, ctypes.c_int32)),
        "WinHttpGetDefaultProxyConfiguration": (_truth, (_place,)),
        "WinHttpGetIEProxyConfigForCurrentUser": (_truth, (_place,)),
        "WinHttpGetProxyForUrl": (_truth, (_place, _text, _place, _place)),
    },
    "ws2_32": {"WSAIoctl": (_truth, (_handle, _number, _place, _number, _place, _number, _place, _place, _place))},
    "kernel32": {"GlobalFree": (_place, (_place,))},
    "crypt32": {
        "CertOpenStore": (_place, (_place, _number, _place, _number, _text)),
        "CertCloseStore": (_truth, (_place, _number)),
        "CertCreateCertificateContext": (_place, (_number, _place, _number)),
        "CertFindCertificateInStore": (_place, (_place, _number, _number, _number, _place, _place)),
        "CertFreeCertificateContext": (_truth, (_place,)),
    },
}


@cache
def windows_library(name: str) -> "ctypes.CDLL | None":
    """Load a library of Windows' own, once; None on other systems, or where it or one of the functions is not there.

    What a function sets as the last error is told by `ctypes.get_last_error` in the same thread.
    """
    if sys.platform != "win32":
        return None
    try:
        library = ctypes.WinDLL(f"{name}.dll", use_last_error=True, winmode=_SYSTEM_FOLDER_ONLY)
        for function, (result, parameters) in _SIGNATURES[name].items():
            called = getattr(library, function)
            called.restype, called.argtypes = result, parameters
    except (OSError, AttributeError):
        return None
    return library


def last_error() -> int:
    """Return what the last call in this thread gave as its reason; 0 when it gave none, and on other systems."""
    if sys.platform != "win32":
        return 0
    return int(ctypes.get_last_error())
