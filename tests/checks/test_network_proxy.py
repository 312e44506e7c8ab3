"""The configured proxy, tried for the MQTT service."""

import asyncio
import socket
import sys

import pytest

from ccdiag.checks.network_proxy import NetworkProxy
from ccdiag.model.case import Case
from ccdiag.model.check import CheckResult
from ccdiag.model.environment import DnsSettings, Environment, MqttService, ProxySettings, TcpService
from ccdiag.model.facts import ProxyConnectFacts, ProxySettingFacts
from ccdiag.model.limits import Limits
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
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
    return Situation(environment=environment, case=Case(), limits=Limits(proxy_connect=0.3), simulation=simulation)


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
