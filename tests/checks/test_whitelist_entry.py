"""The whitelist by file, by service and by the user's word."""

import asyncio
import gzip
import socket
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ccdiag.checks.base import Seen
from ccdiag.checks.whitelist_entry import WhitelistEntry
from ccdiag.model.case import Case, Merchant, Terminal, YesNo
from ccdiag.model.check import CheckResult
from ccdiag.model.environment import Environment, MqttService, TcpService, WhitelistSource
from ccdiag.model.facts import HttpFacts, StatedFacts, WhitelistFacts
from ccdiag.model.limits import Limits
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.whitelist_answer import whitelist_facts
from tests.checks.http_answers import http_answer
from tests.checks.running import operations, run_check, seen
from tests.servers import Handler, answers, repeats, resets_on_hello, serving, silent

LIMITS = Limits(http=0.4, dns_udp=0.2)
PATIENT = Limits(http=8.0, dns_udp=0.2)
"""For services that answer: a busy machine may take a second for it."""
Problem = Literal["unreachable", "denied", "invalid"]


def situation(
    source: WhitelistSource,
    *,
    tms_id: str | None = "00123",
    merchant: str | None = "M1",
    whitelisted: YesNo | None = None,
    generation: Literal["1.0", "2.0"] | None = None,
) -> Situation:
    here = TcpService(host="127.0.0.1", port=1)
    environment = Environment(schema=1, id="test", title="Test", mqtt=MqttService(host="127.0.0.1"), tas=here, tms=here, whitelist=source)
    case = Case(generation=generation, merchant=Merchant(id=merchant), terminal=Terminal(tms_id=tms_id, whitelisted=whitelisted))
    return Situation(environment=environment, case=case, limits=LIMITS)


def facts_of(result: CheckResult) -> WhitelistFacts:
    (facts,) = (observation.facts for observation in result.observations if isinstance(observation.facts, WhitelistFacts))
    return facts


async def by_service(
    handler: Handler, path: str = "/{merchant}/{tms_id}", token_variable: str = "", limits: Limits = LIMITS
) -> CheckResult:
    async with serving(handler) as port:
        source = WhitelistSource(source="http", url=f"http://127.0.0.1:{port}{path}", token_variable=token_variable)
        return await run_check(WhitelistEntry(), replace(situation(source), limits=limits))


babble = repeats(b"a", every=0.05)


async def slow_headers(sock: socket.socket) -> None:
    await asyncio.get_running_loop().sock_sendall(sock, b"HTTP/1.1 200 OK\r\n")
    await repeats(b"X: y\r\n", every=0.05)(sock)


@pytest.mark.parametrize(
    ("handler", "verdict", "listed", "problem"),
    [
        (answers(http_answer(b'{"whitelisted": true}')), Verdict.PASS, True, None),
        (answers(http_answer(b'\xef\xbb\xbf{"whitelisted": true, "since": [1]}')), Verdict.PASS, True, None),
        (answers(http_answer(b'{"whitelisted": false}')), Verdict.FAIL, False, None),
        (answers(http_answer(b"no such entry", "404 Not Found")), Verdict.FAIL, False, None),
        (answers(http_answer(status="401 Unauthorized")), Verdict.INCONCLUSIVE, None, "denied"),
        (answers(http_answer(status="403 Forbidden")), Verdict.INCONCLUSIVE, None, "denied"),
        (answers(http_answer(status="302 Found", Location="/login")), Verdict.INCONCLUSIVE, None, "denied"),
        (answers(http_answer(b"<html>log in</html>", Content_Type="text/html")), Verdict.INCONCLUSIVE, None, "denied"),
        (answers(http_answer(b"\n<!doctype html>")), Verdict.INCONCLUSIVE, None, "denied"),
        (answers(http_answer(b"<html>" + b"a" * 200_000)), Verdict.INCONCLUSIVE, None, "denied"),
        (answers(http_answer(status="503 Service Unavailable")), Verdict.INCONCLUSIVE, None, "unreachable"),
        (answers(http_answer(status="429 Too Many Requests")), Verdict.INCONCLUSIVE, None, "unreachable"),
        (answers(http_answer(status="400 Bad Request")), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(http_answer(status="204 No Content")), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(http_answer(b"")), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(http_answer(b'{"whitelisted": "true"}')), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(http_answer(b'{"whitelisted": 1}')), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(http_answer(b'{"whitelisted": null}')), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(http_answer(b'{"whitelisted": tru')), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(http_answer(b"[true]")), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(http_answer(b"{}")), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(http_answer(b'{"a":' + b"[" * 60_000)), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(http_answer(b'{"whitelisted": true, "a": "' + b"a" * 200_000 + b'"}')), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(http_answer(gzip.compress(b'{"whitelisted": true}'), Content_Encoding="gzip")), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(b"hello\r\n\r\n"), Verdict.INCONCLUSIVE, None, "invalid"),
        (answers(http_answer(b'{"whitelisted": true}').replace(b": 21", b": 99")), Verdict.INCONCLUSIVE, None, "unreachable"),
        (babble, Verdict.INCONCLUSIVE, None, "invalid"),
        (slow_headers, Verdict.INCONCLUSIVE, None, "unreachable"),
        (silent, Verdict.INCONCLUSIVE, None, "unreachable"),
        (resets_on_hello, Verdict.INCONCLUSIVE, None, "unreachable"),
    ],
)
async def test_answers_of_a_service(handler: Handler, verdict: Verdict, *, listed: bool | None, problem: Problem | None) -> None:
    lost = handler in {slow_headers, silent, resets_on_hello}
    result = await by_service(handler, limits=LIMITS if lost or handler is babble else PATIENT)
    facts = facts_of(result)
    assert (result.verdict, facts.listed, facts.problem) == (verdict, listed, problem), result.reason
    *requests, last = operations(result)
    assert (set(requests), last) == ({"http_get"}, "whitelist_lookup")
    # What is lost is asked again; on a busy machine an answer may also be so late that it is.
    assert len(requests) == 2 if lost else len(requests) in {1, 2}
    assert (facts.source, facts.tms_id, facts.merchant) == ("http", "00123", "M1")


async def test_a_request_carries_the_ids_encoded_and_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCDIAG_TEST_TOKEN", " secret-token \n")
    heard = b""

    async def handler(sock: socket.socket) -> None:
        nonlocal heard
        loop = asyncio.get_running_loop()
        heard = await loop.sock_recv(sock, 65536)
        await loop.sock_sendall(sock, http_answer(b'{"whitelisted": true}'))

    async with serving(handler) as port:
        url = f"http://127.0.0.1:{port}/list?m={{merchant}}&t={{tms_id}}"
        source = WhitelistSource(source="http", url=url, token_variable="CCDIAG_TEST_TOKEN")
        result = await run_check(WhitelistEntry(), situation(source, merchant="a/b &c={tms_id}", tms_id="0 0?é%#"))
    assert heard.startswith(b"GET /list?m=a%2Fb%20%26c%3D%7Btms_id%7D&t=0%200%3F%C3%A9%25%23 HTTP/1.1\r\n")
    assert b"Authorization: Bearer secret-token\r\n" in heard
    assert result.verdict is Verdict.PASS
    assert "secret-token" not in repr(result)
    assert isinstance(result.observations[0].facts, HttpFacts)
    assert result.observations[0].facts.url.endswith("/list")


async def test_a_service_that_is_not_there_is_unreachable() -> None:
    async with serving(silent) as port:
        pass
    source = WhitelistSource(source="http", url=f"http://127.0.0.1:{port}/")
    result = await run_check(WhitelistEntry(), situation(source))
    assert (result.verdict, facts_of(result).problem) == (Verdict.INCONCLUSIVE, "unreachable")


@pytest.mark.parametrize(
    ("content", "merchant", "verdict", "problem"),
    [
        ("merchant;tms_id\nM1;00123\n", "M1", Verdict.PASS, None),
        ("merchant;tms_id\nM1;00123\n", None, Verdict.PASS, None),
        ("merchant;tms_id\nM2;00123\n", "M1", Verdict.FAIL, None),
        ("merchant;tms_id\nM1;00456\n", "M1", Verdict.FAIL, None),
        ("nothing of the kind", "M1", Verdict.INCONCLUSIVE, "invalid"),
        (None, "M1", Verdict.INCONCLUSIVE, "unreachable"),
    ],
)
async def test_a_file(tmp_path: Path, content: str | None, merchant: str | None, verdict: Verdict, problem: Problem | None) -> None:
    path = tmp_path / "list.csv"
    if content is not None:
        path.write_text(content)
    result = await run_check(WhitelistEntry(), situation(WhitelistSource(source="csv", path=str(path)), merchant=merchant))
    assert (result.verdict, facts_of(result).problem) == (verdict, problem)


@pytest.mark.parametrize(
    ("said", "verdict", "listed", "asks"),
    [("yes", Verdict.PASS, True, False), ("no", Verdict.FAIL, False, False), ("unknown", Verdict.INCONCLUSIVE, None, True)],
)
async def test_the_users_word_is_stated(said: YesNo, verdict: Verdict, *, listed: bool | None, asks: bool) -> None:
    here = situation(WhitelistSource(), whitelisted=said, tms_id=None)
    result = await run_check(WhitelistEntry(), here)
    assert result.verdict is verdict
    assert result.observations[0].facts == StatedFacts(key="terminal.whitelisted", value=said)
    assert (facts_of(result).source, facts_of(result).listed) == ("ask", listed)
    judgement = WhitelistEntry().judge(Seen(result.observations), here, {})
    assert judgement.basis is Basis.STATED
    assert (judgement.question is not None and judgement.question.key == "terminal.whitelisted") is asks


@pytest.mark.parametrize(
    ("here", "key"),
    [
        (situation(WhitelistSource()), "terminal.whitelisted"),
        (situation(WhitelistSource(source="csv", path="x"), tms_id=None), "terminal.tms_id"),
        (situation(WhitelistSource(source="http", url="http://x/"), tms_id=None), "terminal.tms_id"),
        (situation(WhitelistSource(source="http", url="http://x/{merchant}"), merchant=None), "merchant.id"),
        (situation(WhitelistSource(), whitelisted="no", generation="1.0"), None),
    ],
)
def test_what_cannot_be_looked_up_is_skipped_with_its_question(here: Situation, key: str | None) -> None:
    skip = WhitelistEntry().skip(here)
    assert skip is not None
    assert (skip.question.key if skip.question else None) == key


@given(st.binary(max_size=300))
def test_any_body_has_a_meaning(body: bytes) -> None:
    answer = seen(HttpFacts(role="whitelist", url="http://x", status=200))
    facts = whitelist_facts(answer, body, tms_id="1", merchant=None)
    assert (facts.listed is None) == (facts.problem is not None)
