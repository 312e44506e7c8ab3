"""The configured proxy, tried for the MQTT service."""

import asyncio
import socket
import sys
import threading
from collections.abc import Callable

import pytest

from ccdiag.checks import network_proxy
from ccdiag.checks.network_proxy import NetworkProxy
from ccdiag.model.case import Case
from ccdiag.model.check import CheckResult
from ccdiag.model.environment import DnsSettings, Environment, MqttService, ProxySettings, TcpService
from ccdiag.model.facts import ProxyConnectFacts, ProxySettingFacts
from ccdiag.model.limits import Limits
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes import proxy_settings
from ccdiag.probes.windows_proxy import ScriptAnswer, WindowsProxy
from tests.checks.running import operations, run_check
from tests.servers import Handler, answers, closes_at_once, serving, silent

HOST = "mqtt.shop.example"


def situation(proxy: str = "", *, host: str = HOST, servers: tuple[str, ...] = (), simulation: bool = False) -> Situation:
    here = TcpService(host="127.0.0.1", port=1)
    environment = Environment(
        schema=1,
        id="test",
        title="Test",
        mqtt=MqttService(host=host),
        tas=here,
        tms=here,
        dns=DnsSettings(servers=servers),
        proxy=ProxySettings(url=proxy),
    )
    return Situation(environment=environment, case=Case(), limits=Limits(proxy_connect=0.3, proxy_script=0.2), simulation=simulation)


@pytest.fixture(autouse=True)
def no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


async def through(handler: Handler) -> CheckResult:
    async with serving(handler) as port:
        return await run_check(NetworkProxy(), situation(f"http://user:secret@127.0.0.1:{port}"))


@pytest.mark.parametrize(
    ("handler", "verdict", "status"),
    [
        (answers(b"HTTP/1.1 200 Connection established\r\n\r\n"), Verdict.PASS, 200),
        (answers(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"), Verdict.WARN, 407),
        (answers(b"HTTP/1.1 403 Forbidden\r\n\r\n"), Verdict.WARN, 403),
        (answers(b"SSH-2.0\r\n"), Verdict.WARN, None),
        (closes_at_once, Verdict.WARN, None),
        (silent, Verdict.WARN, None),
    ],
)
async def test_verdicts(handler: Handler, verdict: Verdict, status: int | None) -> None:
    result = await through(handler)
    assert result.verdict is verdict
    assert operations(result) == ["proxy_setting", "proxy_connect"]
    assert isinstance(result.observations[1].facts, ProxyConnectFacts)
    assert result.observations[1].facts.status == status
    assert "secret" not in repr(result)


async def test_the_request_names_the_mqtt_service() -> None:
    heard = b""

    async def proxy(sock: socket.socket) -> None:
        nonlocal heard
        heard = await asyncio.get_running_loop().sock_recv(sock, 1000)

    await through(proxy)
    assert heard.startswith(b"CONNECT mqtt.shop.example:443 HTTP/1.1\r\n")
    assert b"uthorization" not in heard


@pytest.fixture
def windows_user(monkeypatch: pytest.MonkeyPatch) -> Callable[[WindowsProxy, ScriptAnswer], None]:
    """Put in what Windows says: of the user's settings, and for a proxy script."""

    def say(user: WindowsProxy, answer: ScriptAnswer) -> None:
        monkeypatch.setattr(proxy_settings, "read_user_settings", lambda: user)
        monkeypatch.setattr(network_proxy, "ask_script", lambda _script, _url, *, limit: answer)  # by its name

    return say


SCRIPT = WindowsProxy(script_url="http://pac.example/p")


async def test_the_proxy_that_a_script_names_is_tried(windows_user: Callable[[WindowsProxy, ScriptAnswer], None]) -> None:
    async with serving(answers(b"HTTP/1.1 200 Connection established\r\n\r\n")) as port:
        windows_user(SCRIPT, ScriptAnswer(outcome="proxy", server=f"127.0.0.1:{port}"))
        result = await run_check(NetworkProxy(), situation())
    assert result.verdict is Verdict.PASS
    assert operations(result) == ["proxy_setting", "proxy_connect"]
    assert isinstance(result.observations[0].facts, ProxySettingFacts)
    assert (result.observations[0].facts.source, result.observations[0].facts.script) == ("pac", "proxy")
    assert result.observations[0].facts.proxy == f"127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (ScriptAnswer(outcome="direct"), "By the proxy script http://pac.example/p this laptop goes to the MQTT service directly."),
        (ScriptAnswer(outcome="unavailable"), "A script chooses the proxy (http://pac.example/p); it cannot be had in this network."),
        (ScriptAnswer(outcome="faulty"), "A script chooses the proxy (http://pac.example/p); it cannot be run."),
        (ScriptAnswer(outcome="unknown"), "A script chooses the proxy (http://pac.example/p); it was not run."),
        (ScriptAnswer(outcome="proxy", server="socks=127.0.0.1:1"), "The proxy 127.0.0.1:1 is set; it is of a kind that is not tried."),
    ],
)
async def test_a_script_that_leaves_nothing_to_try(
    windows_user: Callable[[WindowsProxy, ScriptAnswer], None], answer: ScriptAnswer, said: str
) -> None:
    windows_user(SCRIPT, answer)
    result = await run_check(NetworkProxy(), situation())
    assert (result.verdict, operations(result)) == (Verdict.PASS, ["proxy_setting"])
    assert result.reason is not None
    assert result.reason.text == said


async def test_a_script_that_does_not_come_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    end = threading.Event()
    monkeypatch.setattr(proxy_settings, "read_user_settings", lambda: SCRIPT)

    def wait(_script: str, _url: str, *, limit: float) -> ScriptAnswer:
        assert limit == 0.2
        end.wait()
        return ScriptAnswer(outcome="direct")

    monkeypatch.setattr(network_proxy, "ask_script", wait)
    try:
        result = await run_check(NetworkProxy(), situation())
    finally:
        end.set()
    assert isinstance(result.observations[0].facts, ProxySettingFacts)
    assert result.observations[0].facts.script == "unavailable"


async def test_a_system_that_looks_for_a_proxy_by_itself(windows_user: Callable[[WindowsProxy, ScriptAnswer], None]) -> None:
    windows_user(WindowsProxy(auto_detect=True), ScriptAnswer(outcome="unknown"))
    result = await run_check(NetworkProxy(), situation())
    assert result.verdict is Verdict.PASS
    assert result.reason is not None
    assert "(WPAD)" in result.reason.text


async def test_no_proxy_is_fine() -> None:
    result = await run_check(NetworkProxy(), situation())
    assert result.verdict is Verdict.PASS
    assert operations(result) == ["proxy_setting"]


@pytest.mark.skipif(sys.platform == "win32", reason="the Windows user's setting comes first there")
@pytest.mark.parametrize(
    ("variables", "verdict"),
    [
        ({"https_proxy": "socks5://127.0.0.1:1"}, Verdict.PASS),
        ({"https_proxy": "http://127.0.0.1:1", "no_proxy": "shop.example"}, Verdict.PASS),
        ({"https_proxy": "http://"}, Verdict.WARN),
    ],
)
async def test_settings_that_are_not_tried(variables: dict[str, str], verdict: Verdict, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    result = await run_check(NetworkProxy(), situation())
    assert result.verdict is verdict
    assert operations(result) == ["proxy_setting"]


@pytest.mark.parametrize(
    "here",
    [
        situation(simulation=True),
        situation(servers=("127.0.0.1:5353",)),
        situation(servers=("[::1]:5353", "::1", "127.0.0.2")),
    ],
)
async def test_a_service_on_this_machine_is_not_asked_for_through_the_laptops_proxy(
    here: Situation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    result = await run_check(NetworkProxy(), here)
    assert isinstance(result.observations[0].facts, ProxySettingFacts)
    assert result.observations[0].facts.source == "none"
