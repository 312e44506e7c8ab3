"""Proxy settings as people and systems write them."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.model.endpoint import Endpoint
from ccdiag.probes import proxy_settings as settings_module
from ccdiag.probes.proxy_settings import (
    NONE_SET,
    of_process_environment,
    of_windows,
    proxy_settings,
    with_script,
)
from ccdiag.probes.windows_proxy import ScriptAnswer, ScriptOutcome, WindowsProxy

HOST = "mqtt.example.com"


def test_the_environment_file_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://other:1")
    found = proxy_settings("http://user:secret@127.0.0.1:3128", mqtt_host=HOST)
    assert (found.facts.source, found.facts.proxy, found.endpoint) == ("environment_file", "127.0.0.1:3128", Endpoint("127.0.0.1", 3128))
    assert "secret" not in repr(found)
    assert found.speaks_connect


def test_an_environment_on_this_machine_leaves_the_laptops_setting_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://other:1")
    assert proxy_settings("", mqtt_host=HOST, laptop=False) == NONE_SET


@pytest.mark.skipif(sys.platform == "win32", reason="the Windows user's setting comes first there")
def test_the_process_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert proxy_settings("", mqtt_host=HOST) == NONE_SET
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:8080")
    assert proxy_settings("", mqtt_host=HOST).facts.proxy == "proxy.example:8080"


@pytest.mark.parametrize(
    ("variables", "proxy", "connects"),
    [
        ({"HTTPS_PROXY": "http://proxy:8080"}, "proxy:8080", True),
        ({"https_proxy": "proxy:8080", "HTTPS_PROXY": "http://other:1"}, "proxy:8080", True),
        ({"ALL_PROXY": "socks5://u:p@10.0.0.1"}, "10.0.0.1:1080", False),
        ({"https_proxy": "https://proxy"}, "proxy:443", False),
        ({"https_proxy": "http://[2001:db8::1]:3128/"}, "[2001:db8::1]:3128", True),
        ({"http_proxy": "http://proxy:8080"}, None, False),
        ({"https_proxy": ""}, None, False),
    ],
)
def test_variables(variables: dict[str, str], proxy: str | None, *, connects: bool) -> None:
    found = of_process_environment(variables, mqtt_host=HOST)
    assert (found.facts.proxy, found.speaks_connect) == (proxy, connects)
    assert found.facts.source == ("process_environment" if proxy else "none")


@pytest.mark.parametrize("url", ["http://", "http://:8080", "http://a b:1", "http://proxy:notaport", "http://\x1b[31m:1", "http://[::1"])
def test_a_setting_that_names_no_host_is_told(url: str) -> None:
    found = of_process_environment({"https_proxy": url}, mqtt_host=HOST)
    assert found.unreadable
    assert found.facts.proxy is None
    assert found.endpoint is None


@pytest.mark.parametrize(
    ("host", "exceptions", "bypassed"),
    [
        (HOST, "", False),
        (HOST, "*", True),
        (HOST, "example.com", True),
        (HOST, ".example.com", True),
        (HOST, "*.example.com", True),
        (HOST, "a.example, MQTT.Example.COM", True),
        (HOST, "ample.com", False),
        (HOST, "mqtt.example.com.evil", False),
        ("192.0.2.7", "192.0.2.0/24", True),
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.3.7", "192.0.2.0/24", False),
        ("127.0.0.1", "", True),
        ("localhost", "", True),
        ("::1", "", True),
    ],
)
def test_exceptions(host: str, exceptions: str, *, bypassed: bool) -> None:
    found = of_process_environment({"https_proxy": "http://proxy:1", "no_proxy": exceptions}, mqtt_host=host)
    assert found.facts.bypassed_for_mqtt is bypassed


@pytest.mark.parametrize(
    ("server", "proxy", "connects"),
    [
        ("proxy:8080", "proxy:8080", True),
        ("http=a:1;https=b:2;socks=c:3", "b:2", True),
        ("http=a:1;socks=c:3", "c:3", False),
        ("http://proxy:8080", "proxy:8080", True),
        ("proxy", "proxy:80", True),
    ],
)
def test_windows_servers(server: str, proxy: str, *, connects: bool) -> None:
    found = of_windows(WindowsProxy(enabled=True, server=server), mqtt_host=HOST)
    assert found is not None
    assert (found.facts.source, found.facts.proxy, found.speaks_connect) == ("system", proxy, connects)


def test_windows_without_a_proxy_for_https() -> None:
    assert of_windows(WindowsProxy(), mqtt_host=HOST) is None
    assert of_windows(WindowsProxy(enabled=False, server="proxy:1"), mqtt_host=HOST) is None
    assert of_windows(WindowsProxy(enabled=True, server="http=a:1"), mqtt_host=HOST) is None


@pytest.mark.parametrize(
    ("host", "override", "bypassed"),
    [
        (HOST, "<local>", False),
        ("intranet", "<local>", True),
        (HOST, "*.example.com;<local>", True),
        (HOST, "https://mqtt.*", True),
        (HOST, "*.example", False),
        ("127.0.0.1", "", True),
    ],
)
def test_windows_exceptions(host: str, override: str, *, bypassed: bool) -> None:
    found = of_windows(WindowsProxy(enabled=True, server="proxy:1", override=override), mqtt_host=host)
    assert found is not None
    assert found.facts.bypassed_for_mqtt is bypassed


SCRIPT = "http://user:pw@wpad.example/proxy.pac?token=1#x"


def test_a_script_is_told_and_asked_without_the_login() -> None:
    found = of_windows(WindowsProxy(enabled=True, server="proxy:1", script_url=SCRIPT), mqtt_host=HOST)
    assert found is not None
    assert (found.facts.source, found.facts.pac_url, found.facts.proxy) == ("pac", "http://wpad.example/proxy.pac", "proxy:1")
    assert found.endpoint is None
    assert found.script_url == "http://wpad.example/proxy.pac?token=1"


@pytest.mark.parametrize(
    "url", ["file:///c:/proxy.pac", r"\\server\\share\\proxy.pac", "C:\\proxy.pac", "http://", "http://[", "ftp://a/b"]
)
def test_a_script_that_is_not_had_over_http_is_not_asked(url: str) -> None:
    found = of_windows(WindowsProxy(script_url=url), mqtt_host=HOST)
    assert found is not None
    assert (found.facts.source, found.script_url) == ("pac", "")


@pytest.mark.parametrize(
    ("server", "answer", "proxy", "endpoint"),
    [
        ("", ScriptAnswer(outcome="proxy", server="a.example:3128;b.example:81"), "a.example:3128", Endpoint("a.example", 3128)),
        ("fixed:1", ScriptAnswer(outcome="proxy", server="a.example"), "a.example:80", Endpoint("a.example", 80)),
        ("fixed:1", ScriptAnswer(outcome="direct"), None, None),
        ("fixed:1", ScriptAnswer(outcome="unavailable"), "fixed:1", Endpoint("fixed", 1)),
        ("fixed:1", ScriptAnswer(outcome="faulty"), "fixed:1", Endpoint("fixed", 1)),
        ("fixed:1", ScriptAnswer(outcome="unknown"), "fixed:1", None),
        ("", ScriptAnswer(outcome="unavailable"), None, None),
    ],
)
def test_what_a_script_says(server: str, answer: ScriptAnswer, proxy: str | None, endpoint: Endpoint | None) -> None:
    setting = of_windows(WindowsProxy(enabled=True, server=server, script_url=SCRIPT), mqtt_host=HOST)
    assert setting is not None
    found = with_script(setting, answer)
    assert (found.facts.source, found.facts.script, found.facts.proxy, found.endpoint) == ("pac", answer.outcome, proxy, endpoint)
    assert found.facts.pac_url == "http://wpad.example/proxy.pac"
    assert found.speaks_connect is (endpoint is not None)


@pytest.mark.parametrize("outcome", ["unavailable", "faulty"])
def test_the_fixed_proxy_keeps_its_exceptions(outcome: ScriptOutcome) -> None:
    setting = of_windows(WindowsProxy(enabled=True, server="fixed:1", override="*.example.com", script_url=SCRIPT), mqtt_host=HOST)
    assert setting is not None
    assert with_script(setting, ScriptAnswer(outcome=outcome)).facts.bypassed_for_mqtt


def test_a_proxy_that_cannot_be_read_is_told() -> None:
    setting = of_windows(WindowsProxy(script_url=SCRIPT), mqtt_host=HOST)
    assert setting is not None
    assert with_script(setting, ScriptAnswer(outcome="proxy", server="http://:1")).unreadable


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> dict[str, WindowsProxy]:
    """Windows' settings, as they are put in here."""
    held = {"user": WindowsProxy(), "machine": WindowsProxy()}
    monkeypatch.setattr(settings_module, "read_user_settings", lambda: held["user"])
    monkeypatch.setattr(settings_module, "read_machine_settings", lambda: held["machine"])
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return held


def test_whose_setting_counts(settings: dict[str, WindowsProxy], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://variable:1")
    assert proxy_settings("", mqtt_host=HOST).facts.source == "process_environment"
    settings["machine"] = WindowsProxy(enabled=True, server="services:1")
    found = proxy_settings("", mqtt_host=HOST)
    assert (found.facts.source, found.facts.proxy, found.speaks_connect) == ("winhttp", "services:1", True)
    settings["user"] = WindowsProxy(enabled=True, server="mine:1")
    assert proxy_settings("", mqtt_host=HOST).facts.source == "system"
    settings["user"] = WindowsProxy(script_url=SCRIPT)
    assert proxy_settings("", mqtt_host=HOST).facts.source == "pac"


def test_a_system_that_looks_for_a_script_by_itself(settings: dict[str, WindowsProxy]) -> None:
    settings["user"] = WindowsProxy(auto_detect=True)
    facts = proxy_settings("", mqtt_host=HOST).facts
    assert (facts.source, facts.auto_detect) == ("none", True)
    settings["user"] = WindowsProxy(enabled=True, server="mine:1", auto_detect=True)
    facts = proxy_settings("", mqtt_host=HOST).facts
    assert (facts.source, facts.auto_detect) == ("system", True)


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=100))
def test_any_setting_is_read_without_an_error(server: str, override: str, script: str) -> None:
    of_windows(WindowsProxy(enabled=True, server=server, override=override, script_url=script), mqtt_host=HOST)
    found = of_process_environment({"https_proxy": server, "no_proxy": override}, mqtt_host=HOST)
    shown = found.facts.proxy or ""
    assert shown.isascii()
    assert shown.isprintable()
