import socket

import pytest

from ccdiag.checks.service_tcp import ServiceTcp
from ccdiag.checks.tas_tcp import TasTcp
from ccdiag.checks.tms_tcp import TmsTcp
from ccdiag.checks.vpos_tcp import VposTcp
from ccdiag.model.case import Case
from ccdiag.model.check import CheckResult
from ccdiag.model.environment import Environment, MqttService, TcpService
from ccdiag.model.facts import PassiveReadFacts, TlsFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from tests.certificates import self_signed
from tests.checks.running import looked_up, operations, run_check
from tests.servers import Handler, TlsServer, closes_at_once, repeats, resets_at_once, says, serving, silent

LIMITS = Limits(connect=0.2, second_connect=0.2, passive_read=0.15, handshake=0.3, after_handshake=0.2)


def situation(port: int, *, host: str = "127.0.0.1", vpos: bool = True) -> Situation:
    service = TcpService(host=host, port=port)
    environment = Environment(
        schema=1,
        id="test",
        title="Test",
        mqtt=MqttService(host="127.0.0.1"),
        tas=service,
        tms=service,
        vpos=service if vpos else None,
    )
    return Situation(environment=environment, case=Case(), limits=LIMITS)


async def against(handler: Handler, check: ServiceTcp) -> CheckResult:
    async with serving(handler) as port:
        return await run_check(check, situation(port))


@pytest.mark.parametrize("check", [TasTcp(), TmsTcp()])
@pytest.mark.parametrize(
    ("handler", "verdict", "text", "ended_by"),
    [
        (silent, Verdict.PASS, "not tested", "us"),
        (says(b"\x1b[31mhello"), Verdict.PASS, "not tested", "us"),
        (repeats(b"x" * 65536), Verdict.PASS, "not tested", "us"),
        (closes_at_once, Verdict.FAIL, "closes it at once", "peer_close"),
        (resets_at_once, Verdict.FAIL, "resets it at once", "peer_reset"),
    ],
)
async def test_a_service(check: ServiceTcp, handler: Handler, verdict: Verdict, text: str, ended_by: str) -> None:
    result = await against(handler, check)
    assert result.verdict is verdict
    assert text in result.reason.text
    assert operations(result) == ["passive_read", "tcp_connect"] or operations(result) == ["tcp_connect", "passive_read"]
    facts = [observation.facts for observation in result.observations if isinstance(observation.facts, PassiveReadFacts)]
    assert [found.ended_by for found in facts] == [ended_by]
    assert facts[0].role == check.role


@pytest.mark.parametrize("check", [TasTcp(), TmsTcp(), VposTcp()])
async def test_refused(check: ServiceTcp) -> None:
    with socket.create_server(("127.0.0.1", 0)) as freed:
        port = freed.getsockname()[1]
    result = await run_check(check, situation(port))
    assert result.verdict is Verdict.FAIL
    assert "refuses" in result.reason.text
    assert operations(result) == ["tcp_connect"]


async def test_some_addresses_answer() -> None:
    async with serving(silent) as port:
        result = await run_check(
            TasTcp(), situation(port, host="tas.example"), looked_up("dns.tas", "tas.example", "127.0.0.1", "127.0.0.2")
        )
    assert result.verdict is Verdict.WARN
    assert "1 of 2" in result.reason.text


async def test_vpos_with_a_private_authority_is_reached() -> None:
    result = await against(TlsServer(self_signed("vpos.example").server_context()), VposTcp())
    assert result.verdict is Verdict.PASS
    shaken = [observation for observation in result.observations if isinstance(observation.facts, TlsFacts)]
    assert [observation.failure for observation in shaken] == [Failure.TLS_UNTRUSTED]
    assert isinstance(shaken[0].facts, TlsFacts)
    assert shaken[0].facts.subject == "CN=vpos.example"


async def test_vpos_that_does_not_speak_tls() -> None:
    result = await against(silent, VposTcp())
    assert result.verdict is Verdict.WARN
    assert "TLS" in result.reason.text


async def test_vpos_that_closes_at_once() -> None:
    result = await against(closes_at_once, VposTcp())
    assert result.verdict is Verdict.FAIL


def test_vpos_is_skipped_where_none_is_named() -> None:
    assert VposTcp().skip(situation(1, vpos=False)) is not None
    assert VposTcp().skip(situation(1)) is None
