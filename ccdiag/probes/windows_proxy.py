"""What Windows knows of proxies: the user's settings, the machine's for services, and what a proxy script says; read, never changed.

Source: winhttp.h of the Windows SDK; <https://learn.microsoft.com/windows/win32/winhttp/winhttp-autoproxy-support>;
<https://learn.microsoft.com/windows/win32/api/winhttp/nf-winhttp-winhttpgetproxyforurl>.
"""

import contextlib
import ctypes
import sys
from typing import Literal

from msgspec import Struct

from ccdiag.probes.windows_library import last_error, windows_library

_ACCESS_NO_PROXY = 1
_ACCESS_NAMED_PROXY = 3
_BY_CONFIGURED_URL = 2
"""WINHTTP_AUTOPROXY_CONFIG_URL: the script is had from the address that is given, and looked for nowhere else."""

ScriptOutcome = Literal["proxy", "direct", "unavailable", "faulty", "unknown"]
_OUTCOMES: dict[int, ScriptOutcome] = {
    12002: "unavailable",  # ERROR_WINHTTP_TIMEOUT
    12007: "unavailable",  # ERROR_WINHTTP_NAME_NOT_RESOLVED
    12015: "unavailable",  # ERROR_WINHTTP_LOGIN_FAILURE: whoever has the script wants a login, and gets none
    12029: "unavailable",  # ERROR_WINHTTP_CANNOT_CONNECT
    12030: "unavailable",  # ERROR_WINHTTP_CONNECTION_ERROR
    12167: "unavailable",  # ERROR_WINHTTP_UNABLE_TO_DOWNLOAD_SCRIPT
    12166: "faulty",  # ERROR_WINHTTP_BAD_AUTO_PROXY_SCRIPT
    12176: "faulty",  # ERROR_WINHTTP_UNHANDLED_SCRIPT_TYPE
    12177: "faulty",  # ERROR_WINHTTP_SCRIPT_EXECUTION_ERROR
}

_SETTINGS = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
_POLICY = r"Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings"
_FLAGS_AT = 8
_AUTO_DETECT = 0x8
"""PROXY_TYPE_AUTO_DETECT, in the flags of DefaultConnectionSettings, which follow its version and a counter."""
# The longest that is looked at of any setting; a list of exceptions of a large firm has some thousands of characters.
MOST_CHARACTERS = 20_000


class CurrentUserConfig(ctypes.Structure):
    """`WINHTTP_CURRENT_USER_IE_PROXY_CONFIG`."""

    _fields_ = (
        ("auto_detect", ctypes.c_int32),
        ("auto_config_url", ctypes.c_void_p),
        ("proxy", ctypes.c_void_p),
        ("proxy_bypass", ctypes.c_void_p),
    )


class ProxyInfo(ctypes.Structure):
    """`WINHTTP_PROXY_INFO`."""

    _fields_ = (("access_type", ctypes.c_uint32), ("proxy", ctypes.c_void_p), ("proxy_bypass", ctypes.c_void_p))


class AutoproxyOptions(ctypes.Structure):
    """`WINHTTP_AUTOPROXY_OPTIONS`."""

    _fields_ = (
        ("flags", ctypes.c_uint32),
        ("auto_detect_flags", ctypes.c_uint32),
        ("auto_config_url", ctypes.c_wchar_p),
        ("reserved_place", ctypes.c_void_p),
        ("reserved", ctypes.c_uint32),
        ("auto_logon_if_challenged", ctypes.c_int32),
    )


class WindowsProxy(Struct, frozen=True, kw_only=True):
    """One set of proxy settings."""

    enabled: bool = False
    server: str = ""
    """`host:port`, or `http=host:port;https=host:port;socks=host:port`."""
    override: str = ""
    """Patterns between semicolons; `<local>` stands for names without a dot."""
    script_url: str = ""
    auto_detect: bool = False
    """Whether Windows asks the network for a script (WPAD); on by default."""


class ScriptAnswer(Struct, frozen=True, kw_only=True):
    """What a proxy script says of one URL, or why it says nothing."""

    outcome: ScriptOutcome
    server: str = ""
    """As in `WindowsProxy`."""


def read_user_settings() -> WindowsProxy:
    """Read the Internet Settings that count for this user, which browsers follow; on other systems there are none.

    Where a policy makes them the machine's, those are read from the registry; else Windows itself says what counts, with the settings of
    a VPN of its own that is up.
    """
    if sys.platform != "win32":
        return WindowsProxy()
    import winreg

    if _value(winreg.HKEY_LOCAL_MACHINE, _POLICY, "ProxySettingsPerUser") == 0:
        return _read_registry(winreg.HKEY_LOCAL_MACHINE)
    told = _told_by_winhttp()
    return told if told is not None else _read_registry(winreg.HKEY_CURRENT_USER)


def read_machine_settings() -> WindowsProxy:
    """Read WinHTTP's proxy for the whole machine (`netsh winhttp set proxy`), which services use and browsers do not."""
    library = windows_library("winhttp")
    info = ProxyInfo()
    if library is None or not library.WinHttpGetDefaultProxyConfiguration(ctypes.byref(info)):
        return WindowsProxy()
    server, override = _taken(info.proxy), _taken(info.proxy_bypass)
    return WindowsProxy(enabled=info.access_type == _ACCESS_NAMED_PROXY, server=server, override=override)


def ask_script(script_url: str, url: str, *, limit: float) -> ScriptAnswer:
    """Have Windows fetch a proxy script and run it for a URL, as browsers do; blocks, mostly no longer than `limit` seconds.

    No login is sent, and no script is looked for in the network (WPAD).
    """
    library = windows_library("winhttp")
    session = library.WinHttpOpen("ccdiag", _ACCESS_NO_PROXY, None, None, 0) if library is not None else None
    if library is None or not session:
        return ScriptAnswer(outcome="unknown")
    milliseconds = max(1, int(limit * 1000))
    options = AutoproxyOptions(flags=_BY_CONFIGURED_URL, auto_config_url=script_url)
    info = ProxyInfo()
    try:
        library.WinHttpSetTimeouts(session, milliseconds, milliseconds, milliseconds, milliseconds)
        if not library.WinHttpGetProxyForUrl(session, url, ctypes.byref(options), ctypes.byref(info)):
            return ScriptAnswer(outcome=_OUTCOMES.get(last_error(), "unknown"))
    finally:
        library.WinHttpCloseHandle(session)
    server, _ = _taken(info.proxy), _taken(info.proxy_bypass)
    if info.access_type == _ACCESS_NAMED_PROXY and server:
        return ScriptAnswer(outcome="proxy", server=server)
    return ScriptAnswer(outcome="direct" if info.access_type == _ACCESS_NO_PROXY else "unknown")


def _told_by_winhttp() -> WindowsProxy | None:
    library = windows_library("winhttp")
    config = CurrentUserConfig()
    if library is None or not library.WinHttpGetIEProxyConfigForCurrentUser(ctypes.byref(config)):
        return None
    server = _taken(config.proxy)
    return WindowsProxy(
        enabled=bool(server),
        server=server,
        override=_taken(config.proxy_bypass),
        script_url=_taken(config.auto_config_url),
        auto_detect=bool(config.auto_detect),
    )


def _taken(place: int | None) -> str:
    """Copy a text that WinHTTP has made for us, and free it."""
    if not place:
        return ""
    text = ctypes.wstring_at(place)[:MOST_CHARACTERS]
    kernel = windows_library("kernel32")
    if kernel is not None:
        kernel.GlobalFree(place)
    return text


def _read_registry(hive: int) -> WindowsProxy:
    """Read the values by their names in the registry, which are WinINET's."""
    read = {name: _value(hive, _SETTINGS, name) for name in ("ProxyEnable", "ProxyServer", "ProxyOverride", "AutoConfigURL")}
    text = {name: value[:MOST_CHARACTERS] for name, value in read.items() if isinstance(value, str)}
    connection = _value(hive, rf"{_SETTINGS}\Connections", "DefaultConnectionSettings")
    return WindowsProxy(
        enabled=read["ProxyEnable"] == 1,
        server=text.get("ProxyServer", ""),
        override=text.get("ProxyOverride", ""),
        script_url=text.get("AutoConfigURL", ""),
        auto_detect=isinstance(connection, bytes) and auto_detects(connection),
    )


def auto_detects(connection_settings: bytes) -> bool:
    """Whether a value of DefaultConnectionSettings says that Windows asks the network for a script."""
    return len(connection_settings) > _FLAGS_AT and bool(connection_settings[_FLAGS_AT] & _AUTO_DETECT)


def _value(hive: int, path: str, name: str) -> object:
    if sys.platform != "win32":
        return None
    import winreg

    with contextlib.suppress(OSError), winreg.OpenKey(hive, path) as key:
        value: object = winreg.QueryValueEx(key, name)[0]
        return value
    return None
