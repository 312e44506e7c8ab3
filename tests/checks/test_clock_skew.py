"""The laptop's clock beside what others met."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from ccdiag.checks.clock_skew import ClockSkew
from ccdiag.model.case import Case
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.environment import Environment, MqttService, TcpService, WhitelistSource
from ccdiag.model.facts import ClockFacts, HttpFacts, TlsFacts
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from tests.checks.running import result_of, run_check, seen

HERE = TcpService(host="127.0.0.1", port=1)
SITUATION = Situation(
    environment=Environment(
        schema=1, id="test", title="Test", mqtt=MqttService(host="127.0.0.1"), tas=HERE, tms=HERE, whitelist=WhitelistSource(source="http")
    ),
    case=Case(),
)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = 86400.0


def dated(offset_s: float | None, *, matches: bool | None = True, by: str = "http://known") -> Observation:
    return seen(HttpFacts(role="internet", url=by, status=200, status_matches=matches, date_offset_s=offset_s), by)


def certificate(begin_days: float, end_days: float, *, subject: str = "mqtt") -> Observation:
    """Valid from and to, in days from the laptop's now."""
    facts = TlsFacts(
        role="mqtt",
        purpose="identify",
        address="127.0.0.1",
        port=443,
        subject=subject,
        not_before=f"{NOW + timedelta(days=begin_days):%Y-%m-%dT%H:%M:%SZ}",
        not_after=f"{NOW + timedelta(days=end_days):%Y-%m-%dT%H:%M:%SZ}",
    )
    return replace(seen(facts), started_at=NOW)


VALID = certificate(-100, 100)
EXPIRED = certificate(-400, -10)
NOT_YET = certificate(10, 400)


async def judged(
    *, internet: Sequence[Observation] = (), tls: Sequence[Observation] = (), whitelist: Sequence[Observation] = ()
) -> CheckResult:
    met: dict[CheckId, Sequence[Observation]] = {"network.internet": internet, "mqtt.tls": tls, "whitelist.entry": whitelist}
    results = {check: result_of(check, observations) for check, observations in met.items() if observations}
    return await run_check(ClockSkew(), SITUATION, results)


@pytest.mark.parametrize(
    ("offsets", "verdict"),
    [
        ([0.4], Verdict.PASS),
        ([-299.0], Verdict.PASS),
        ([301.0], Verdict.WARN),
        ([-301.0, -305.0], Verdict.WARN),
        ([0.0, -900.0], Verdict.PASS),
        ([0.0, 1.0, 90_000.0], Verdict.PASS),
        ([900.0, 901.0, 0.0], Verdict.WARN),
        ([900.0, 9000.0], Verdict.WARN),
    ],
)
async def test_dates(offsets: list[float], verdict: Verdict) -> None:
    result = await judged(internet=[dated(offset, by=f"http://known{number}/") for number, offset in enumerate(offsets)])
    assert result.verdict is verdict, result.reason
    assert [observation.facts for observation in result.observations] == [
        ClockFacts(source="http_date", offset_s=offset) for offset in offsets
    ]


@pytest.mark.parametrize(
    ("offset_s", "met", "verdict"),
    [
        (20 * DAY, EXPIRED, Verdict.FAIL),
        (-20 * DAY, NOT_YET, Verdict.FAIL),
        (5 * DAY, EXPIRED, Verdict.WARN),
        (500 * DAY, EXPIRED, Verdict.WARN),
        (-20 * DAY, EXPIRED, Verdict.WARN),
        (20 * DAY, VALID, Verdict.WARN),
        (200 * DAY, VALID, Verdict.PASS),
        (-200 * DAY, VALID, Verdict.PASS),
        (0.0, EXPIRED, Verdict.PASS),
    ],
)
async def test_dates_and_a_certificate(offset_s: float, met: Observation, verdict: Verdict) -> None:
    assert (await judged(internet=[dated(offset_s)], tls=[met])).verdict is verdict


@pytest.mark.parametrize("year", [1970, 2019, 2100, 9999])
@pytest.mark.parametrize("met", [(), (VALID,), (EXPIRED,)])
async def test_a_date_that_cannot_be_meant_is_the_servers_own_fault(year: int, met: tuple[Observation, ...]) -> None:
    here = dated(0.0).started_at
    offset_s = (here - datetime(year, 6, 1, tzinfo=UTC)).total_seconds()
    result = await judged(internet=[dated(offset_s)], tls=met)
    assert not [one for one in result.observations if isinstance(one.facts, ClockFacts) and one.facts.source == "http_date"]
    assert result.verdict in {Verdict.PASS, Verdict.INCONCLUSIVE}
    beside_a_good_one = await judged(internet=[dated(offset_s), dated(1.0, by="http://other")], tls=met)
    assert beside_a_good_one.verdict is Verdict.PASS, beside_a_good_one.reason


async def test_two_servers_must_agree() -> None:
    one = await judged(internet=[dated(900.0)])
    assert "http://known shows a time 15 minutes" in one.reason.english()
    same = await judged(internet=[dated(900.0, by="http://known/one"), dated(901.0, by="http://known/two")])
    assert "http://known/one shows a time 15 minutes" in same.reason.english()
    two = await judged(internet=[dated(900.0), dated(901.0, by="http://other")])
    assert two.reason.english() == "The clock is 15 minutes ahead."


@pytest.mark.parametrize(
    ("met", "verdict"),
    [
        ([VALID], Verdict.PASS),
        ([EXPIRED], Verdict.INCONCLUSIVE),
        ([EXPIRED, EXPIRED], Verdict.INCONCLUSIVE),
        ([EXPIRED, certificate(-300, -5, subject="control")], Verdict.FAIL),
        ([NOT_YET, certificate(5, 300, subject="control")], Verdict.FAIL),
        ([EXPIRED, certificate(5, 300, subject="control")], Verdict.INCONCLUSIVE),
        ([EXPIRED, VALID], Verdict.PASS),
    ],
)
async def test_certificates_alone(met: list[Observation], verdict: Verdict) -> None:
    result = await judged(tls=met)
    assert result.verdict is verdict, result.reason


async def test_a_certificate_tells_how_far_outside_it_is() -> None:
    result = await judged(tls=[EXPIRED, NOT_YET, VALID])
    offsets = [observation.facts.offset_s for observation in result.observations if isinstance(observation.facts, ClockFacts)]
    assert offsets == [10 * DAY, -10 * DAY, 0.0]


async def test_a_portals_clock_does_not_count_beside_a_right_answer() -> None:
    assert (
        await judged(internet=[dated(9e7, matches=False), dated(9e7, matches=False, by="http://b"), dated(1.0, by="http://c")])
    ).verdict is Verdict.PASS
    assert (await judged(internet=[dated(9e7, matches=False)])).verdict is Verdict.WARN


async def test_the_whitelists_service_counts() -> None:
    assert (await judged(whitelist=[dated(1000.0, matches=None)])).verdict is Verdict.WARN


async def test_without_any_sign_it_is_skipped_or_could_not_tell() -> None:
    assert (await judged()).verdict is Verdict.SKIPPED
    assert (await judged(internet=[dated(None)])).verdict is Verdict.INCONCLUSIVE


async def test_a_moment_that_cannot_be_read_is_left_out() -> None:
    facts = TlsFacts(role="mqtt", purpose="identify", address="127.0.0.1", port=443, not_before="(unreadable)", not_after="")
    assert (await judged(tls=[seen(facts)])).verdict is Verdict.INCONCLUSIVE
