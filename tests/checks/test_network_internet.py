"""Known answers: right, silent, and answered by somebody else."""

import socket
from contextlib import AsyncExitStack

import pytest

from ccdiag.checks.base import Seen
from ccdiag.checks.network_internet import NetworkInternet
from ccdiag.model.case import Case
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.environment import DnsSettings, Environment, InternetSettings, KnownAnswer, MqttService, TcpService
from ccdiag.model.facts import HttpFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.message import message
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from tests.checks.http_answers import http_answer
from tests.checks.running import operations, run_check
from tests.dns_servers import name_server, says
from tests.servers import Handler, answers, resets_on_hello, serving, silent

RIGHT = answers(http_answer(b"success\n"))
REDIRECT = answers(http_answer(status="302 Found", Location="http://login.shop.example/portal?mac=1"))
LOGIN_PAGE = answers(http_answer(b"<html>Welcome</html>"))
LOGIN_WANTED = answers(http_answer(status="511 Network Authentication Required"))
FILTERED = answers(http_answer(status="403 Forbidden"))
IN_TROUBLE = answers(http_answer(status="503 Service Unavailable"))
TOO_LONG = answers(http_answer(b"x" * 200_000))


def situation(*probes: KnownAnswer, servers: tuple[str, ...] = ()) -> Situation:
    here = TcpService(host="127.0.0.1", port=1)
    environment = Environment(
        schema=1,
        id="test",
        title="Test",
        mqtt=MqttService(host="127.0.0.1"),
        tas=here,
        tms=here,
        dns=DnsSettings(servers=servers, private_answers="allowed"),
        internet=InternetSettings(probes=probes),
    )
    return Situation(environment=environment, case=Case(), limits=Limits(http=0.3, dns_udp=0.3))


async def ask(*handlers: Handler) -> CheckResult:
    async with AsyncExitStack() as stack:
        ports = [await stack.enter_async_context(serving(handler)) for handler in handlers]
        probes = [KnownAnswer(url=f"http://127.0.0.1:{port}/known", body="success\n") for port in ports]
        return await run_check(NetworkInternet(), situation(*probes))


@pytest.mark.parametrize(
    ("handlers", "verdict"),
    [
        ((RIGHT, RIGHT), Verdict.PASS),
        ((RIGHT, silent), Verdict.PASS),
        ((RIGHT, IN_TROUBLE), Verdict.PASS),
        ((RIGHT, REDIRECT), Verdict.WARN),
        ((RIGHT, LOGIN_PAGE), Verdict.WARN),
        ((REDIRECT, REDIRECT), Verdict.FAIL),
        ((REDIRECT, silent), Verdict.FAIL),
        ((LOGIN_PAGE,), Verdict.FAIL),
        ((TOO_LONG,), Verdict.FAIL),
        ((LOGIN_WANTED,), Verdict.FAIL),
        ((FILTERED,), Verdict.FAIL),
        ((IN_TROUBLE, silent), Verdict.INCONCLUSIVE),
        ((silent, silent), Verdict.FAIL),
    ],
)
async def test_verdicts(handlers: tuple[Handler, ...], verdict: Verdict) -> None:
    result = await ask(*handlers)
    assert result.verdict is verdict, result.reason
    # What brings no answer is asked twice.
    assert operations(result) == ["http_get"] * (len(handlers) + handlers.count(silent))


async def test_a_request_that_is_lost_once_is_unstable() -> None:
    met = []

    async def first_lost(sock: socket.socket) -> None:
        met.append(sock)
        await (resets_on_hello if len(met) == 1 else RIGHT)(sock)

    result = await ask(first_lost)
    assert result.verdict is Verdict.WARN, result.reason
    assert [one.facts.attempt for one in result.observations if isinstance(one.facts, HttpFacts)] == [1, 2]


async def test_a_silent_first_request_holds_up_nobody() -> None:
    met = []

    async def first_silent(sock: socket.socket) -> None:
        met.append(sock)
        await (silent if len(met) == 1 else RIGHT)(sock)

    result = await ask(first_silent)
    assert result.verdict is Verdict.WARN, result.reason
    first, second = result.observations
    assert (first.failure, second.failure) == (Failure.DEADLINE, None)


async def test_the_reason_names_where_a_redirect_leads() -> None:
    result = await ask(REDIRECT)
    assert "http://login.shop.example/portal" in result.reason.text
    assert "mac=1" not in result.reason.text


@pytest.mark.parametrize(
    ("tls", "tas", "tms", "verdict"),
    [
        (Verdict.PASS, Verdict.PASS, Verdict.PASS, Verdict.WARN),
        (Verdict.WARN, Verdict.PASS, Verdict.PASS, Verdict.FAIL),
        (Verdict.FAIL, Verdict.PASS, Verdict.PASS, Verdict.FAIL),
        (Verdict.SKIPPED, Verdict.PASS, Verdict.PASS, Verdict.FAIL),
        (Verdict.PASS, Verdict.FAIL, Verdict.PASS, Verdict.FAIL),
        (Verdict.PASS, Verdict.PASS, Verdict.FAIL, Verdict.FAIL),
    ],
)
async def test_a_page_that_keeps_nothing_from_the_terminal_is_only_told(tls: Verdict, tas: Verdict, tms: Verdict, verdict: Verdict) -> None:
    met: dict[CheckId, Verdict] = {"mqtt.tcp": Verdict.PASS, "mqtt.tls": tls, "tas.tcp": tas, "tms.tcp": tms}
    observations = (await ask(REDIRECT, LOGIN_PAGE)).observations
    results = {
        check: CheckResult(id=check, verdict=ended, basis=Basis.MEASURED, reason=message("made up"), observations=())
        for check, ended in met.items()
    }
    probes = [KnownAnswer(url="http://127.0.0.1/a"), KnownAnswer(url="http://127.0.0.1/b")]
    assert NetworkInternet().judge(Seen(observations), situation(*probes), results).verdict is verdict


async def test_without_known_answers_it_is_skipped() -> None:
    skip = NetworkInternet().skip(situation())
    assert skip is not None
    assert NetworkInternet().skip(situation(KnownAnswer(url="http://127.0.0.1/"))) is None


async def test_the_environments_servers_are_asked_for_the_host() -> None:
    async with (
        serving(RIGHT) as port,
        name_server(says("known.shop.example 60 A 127.0.0.1")) as server,
    ):
        probe = KnownAnswer(url=f"http://known.shop.example:{port}/x", body="success")
        result = await run_check(NetworkInternet(), situation(probe, servers=(str(server.endpoint),)))
    assert result.verdict is Verdict.PASS, result.reason
    (facts,) = (observation.facts for observation in result.observations if isinstance(observation.facts, HttpFacts))
    assert facts.url == f"http://known.shop.example:{port}/x"
    assert {"dns_query", "http_get"} == set(operations(result))
