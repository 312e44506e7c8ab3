"""Checks that do what a test says, and a situation to run them in."""

from collections.abc import Awaitable, Callable, Mapping

from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.model.case import Case
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.environment import Environment, MqttService, TcpService
from ccdiag.model.facts import StatedFacts
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.stopwatch import Stopwatch

Work = Callable[[CheckContext], Awaitable[None]]


def made_check(
    check_id: CheckId,
    *,
    needs: tuple[CheckId, ...] = (),
    early: tuple[CheckId, ...] = (),
    after: tuple[CheckId, ...] = (),
    verdict: Verdict = Verdict.PASS,
    work: Work | None = None,
    limit: float = 5.0,
    skip: Skip | None = None,
) -> Check:
    made_limit, made_needs, made_early, made_after, made_skip = limit, needs, early, after, skip

    class Made(Check):
        id = check_id
        title = message("made")
        purpose = message("made?")
        place = Place.LAPTOP
        needs = made_needs
        early = made_early
        after = made_after
        limit = made_limit

        def skip(self, situation: Situation) -> Skip | None:
            return made_skip

        async def observe(self, context: CheckContext) -> None:
            if work is not None:
                await work(context)

        def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
            return Judgement(verdict=verdict, reason=message("made"))

    return Made()


def observation(target: str = "there") -> Observation:
    return Stopwatch().observation(target, StatedFacts(key="terminal.dns_set", value="yes"))


def made_situation(deadline_s: float = 5.0) -> Situation:
    environment = Environment(
        schema=1,
        id="test",
        title="Test",
        mqtt=MqttService(host="127.0.0.1"),
        tas=TcpService(host="127.0.0.1", port=5555),
        tms=TcpService(host="127.0.0.1", port=15000),
    )
    return Situation(environment=environment, case=Case(), deadline_s=deadline_s)
