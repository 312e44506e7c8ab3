"""What Windows says of proxies, with stand-ins for its own functions."""

import ctypes
import sys
from collections.abc import Callable
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.probes import windows_proxy
from ccdiag.probes.windows_proxy import (
    AutoproxyOptions,
    CurrentUserConfig,
    ProxyInfo,
    ScriptAnswer,
    WindowsProxy,
    ask_script,
    auto_detects,
    read_machine_settings,
    read_user_settings,
)

SESSION = 0x1_0000_0007
"""A handle that does not fit into 32 bits."""


class Windows:
    """winhttp and kernel32 as far as they are called."""

    def __init__(self) -> None:
        self.user: tuple[int, str, str, str] | None = None
        self.machine: tuple[int, str, str] | None = None
        self.script: tuple[int, str] | int = 12180
        self.asked: list[tuple[str, str, int, int]] = []
        self.texts: dict[int, object] = {}
        """What was handed out and not yet freed, by its place."""
        self.open = 0
        self.error = 0

    def library(self, name: str) -> object:
        """Stand for `windows_library`."""
        assert name in {"winhttp", "kernel32"}
        return self

    def _text(self, text: str) -> int | None:
        if not text:
            return None
        made = ctypes.create_unicode_buffer(text)
        self.texts[ctypes.addressof(made)] = made
        return ctypes.addressof(made)

    def GlobalFree(self, place: int) -> None:  # noqa: N802  # Windows' name
        """Take a text back."""
        del self.texts[place]

    def WinHttpGetIEProxyConfigForCurrentUser(self, given: object) -> int:  # noqa: N802  # Windows' name
        """Tell the user's settings."""
        if self.user is None:
            return 0
        config: CurrentUserConfig = given._obj  # type: ignore[attr-defined]
        config.auto_detect = self.user[0]
        config.auto_config_url, config.proxy, config.proxy_bypass = (self._text(text) for text in self.user[1:])
        return 1

    def WinHttpGetDefaultProxyConfiguration(self, given: object) -> int:  # noqa: N802  # Windows' name
        """Tell the machine's settings."""
        if self.machine is None:
            return 0
        self._fill(given, *self.machine)
        return 1

    def _fill(self, given: object, access_type: int, proxy: str, bypass: str) -> None:
        info: ProxyInfo = given._obj  # type: ignore[attr-defined]
        info.access_type, info.proxy, info.proxy_bypass = access_type, self._text(proxy), self._text(bypass)

    def WinHttpOpen(self, _agent: str, access_type: int, *_rest: object) -> int:  # noqa: N802  # Windows' name
        """Open a session."""
        assert access_type == 1
        self.open += 1
        return SESSION

    def WinHttpCloseHandle(self, handle: int) -> int:  # noqa: N802  # Windows' name
        """Close it."""
        assert handle == SESSION
        self.open -= 1
        return 1

    def WinHttpSetTimeouts(self, handle: int, *milliseconds: int) -> int:  # noqa: N802  # Windows' name
        """Take the limits of a session."""
        assert (handle, milliseconds) == (SESSION, (2000, 2000, 2000, 2000))
        return 1

    def WinHttpGetProxyForUrl(self, handle: int, url: str, options: object, info: object) -> int:  # noqa: N802  # Windows' name
        """Run the script."""
        assert handle == SESSION
        given: AutoproxyOptions = options._obj  # type: ignore[attr-defined]
        self.asked.append((url, str(given.auto_config_url), given.flags, given.auto_logon_if_challenged))
        if isinstance(self.script, int):
            self.error = self.script
            return 0
        self._fill(info, *self.script, "<local>")
        return 1


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    made = Windows()
    monkeypatch.setattr(windows_proxy, "windows_library", made.library)
    monkeypatch.setattr(windows_proxy, "last_error", lambda: made.error)
    return made


Registry = dict[tuple[int, str, str], object]


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """Windows, and its registry: values by hive (1 is the machine's, 2 the user's), the last part of the path, and name."""
    held: Registry = {}

    def query(key: tuple[int, str], name: str) -> tuple[object, int]:
        hive, path = key
        found = held.get((hive, path.rpartition("\\")[2] if "Policies" not in path else "policy", name))
        if found is None:
            raise FileNotFoundError(2, "no such value")
        return found, 1

    stand_in = SimpleNamespace(
        OpenKey=lambda hive, path: nullcontext((hive, path)), HKEY_LOCAL_MACHINE=1, HKEY_CURRENT_USER=2, QueryValueEx=query
    )
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", stand_in)
    return held


@pytest.mark.usefixtures("registry")
def test_the_users_settings_are_windows_own(windows: Windows) -> None:
    windows.user = (1, "http://pac.example/p", "http=a:1;https=b:2", "*.example;<local>")
    assert read_user_settings() == WindowsProxy(
        enabled=True, server="http=a:1;https=b:2", override="*.example;<local>", script_url="http://pac.example/p", auto_detect=True
    )
    windows.user = (0, "", "", "")
    assert read_user_settings() == WindowsProxy()
    assert windows.texts == {}


def test_a_policy_makes_them_the_machines(windows: Windows, registry: Registry) -> None:
    windows.user = (0, "", "mine:1", "")
    registry[1, "policy", "ProxySettingsPerUser"] = 0
    registry[1, "Internet Settings", "ProxyEnable"] = 1
    registry[1, "Internet Settings", "ProxyServer"] = "machine:1"
    registry[2, "Internet Settings", "ProxyServer"] = "mine:1"
    assert read_user_settings() == WindowsProxy(enabled=True, server="machine:1")
    registry[1, "policy", "ProxySettingsPerUser"] = 1
    assert read_user_settings().server == "mine:1"


def test_the_registry_where_windows_does_not_say(windows: Windows, registry: Registry) -> None:
    assert windows.user is None
    registry[2, "Internet Settings", "ProxyEnable"] = 1
    registry[2, "Internet Settings", "ProxyServer"] = "mine:1" + " " * 30_000
    registry[2, "Internet Settings", "ProxyOverride"] = 7
    registry[2, "Internet Settings", "AutoConfigURL"] = "http://pac.example/p"
    registry[2, "Connections", "DefaultConnectionSettings"] = bytes.fromhex("460000000700000009000000")
    found = read_user_settings()
    assert (found.enabled, found.server.strip(), len(found.server)) == (True, "mine:1", 20_000)
    assert (found.override, found.script_url, found.auto_detect) == ("", "http://pac.example/p", True)
    registry.clear()
    assert read_user_settings() == WindowsProxy()


@given(st.binary(max_size=80))
def test_any_connection_settings_are_read(value: bytes) -> None:
    assert auto_detects(value) is (len(value) > 8 and value[8] & 8 == 8)


def test_the_machines_settings(windows: Windows) -> None:
    assert read_machine_settings() == WindowsProxy()
    windows.machine = (3, "services.example:8081", "<local>")
    assert read_machine_settings() == WindowsProxy(enabled=True, server="services.example:8081", override="<local>")
    windows.machine = (1, "", "")
    assert read_machine_settings() == WindowsProxy()
    assert windows.texts == {}


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        ((3, "a.example:3128;b.example:81"), ScriptAnswer(outcome="proxy", server="a.example:3128;b.example:81")),
        ((1, ""), ScriptAnswer(outcome="direct")),
        ((3, ""), ScriptAnswer(outcome="unknown")),
        ((0, ""), ScriptAnswer(outcome="unknown")),
        (12002, ScriptAnswer(outcome="unavailable")),
        (12007, ScriptAnswer(outcome="unavailable")),
        (12015, ScriptAnswer(outcome="unavailable")),
        (12167, ScriptAnswer(outcome="unavailable")),
        (12166, ScriptAnswer(outcome="faulty")),
        (12176, ScriptAnswer(outcome="faulty")),
        (12177, ScriptAnswer(outcome="faulty")),
        (12004, ScriptAnswer(outcome="unknown")),
        (0, ScriptAnswer(outcome="unknown")),
    ],
)
def test_a_script_is_asked(windows: Windows, script: tuple[int, str] | int, answer: ScriptAnswer) -> None:
    windows.script = script
    assert ask_script("http://pac.example/p", "https://mqtt.example.com/", limit=2.0) == answer
    # Only the address that is given, never the network (WPAD), and no login.
    assert windows.asked == [("https://mqtt.example.com/", "http://pac.example/p", 2, 0)]
    assert (windows.open, windows.texts) == (0, {})


@pytest.mark.skipif(sys.platform == "win32", reason="what happens elsewhere")
@pytest.mark.parametrize(
    ("call", "nothing"),
    [
        (read_user_settings, WindowsProxy()),
        (read_machine_settings, WindowsProxy()),
        (lambda: ask_script("http://pac.example/p", "https://a/", limit=1.0), ScriptAnswer(outcome="unknown")),
    ],
)
def test_elsewhere_nothing_is_known(call: Callable[[], object], nothing: object) -> None:
    assert call() == nothing
