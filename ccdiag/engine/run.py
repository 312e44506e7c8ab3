"""One run: every check as soon as it can, side by side, told as events."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from time import perf_counter

from msgspec.structs import replace

from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.checks.meanwhile import Meanwhile
from ccdiag.diagnosis.diagnose import diagnose
from ccdiag.diagnosis.predicates import Answers
from ccdiag.engine.judging import blocked, blocking, crashed, judged, last_number, not_applying, only_of
from ccdiag.model.cause import CauseRule
from ccdiag.model.check import CheckId, CheckResult, Ending, Judgement
from ccdiag.model.event import CausesChanged, CheckFinished, CheckStarted, ObservationMade, PlannedCheck, RunEvent, RunFinished, RunStarted
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.asleep import asleep_s, kept_awake
from ccdiag.probes.source import ANY_SOURCE, Source, source_of

_log = logging.getLogger(__name__)

_STOPPED = message("The run was stopped before this was done.")
_SLEPT = message("This laptop slept meanwhile: what was not seen says nothing. Test again.")
_TIME_UP = message("The time for the whole run was up before this began. Test again, with more time (--deadline).")


class Run:
    """One run of a plan; made, executed once, and cancelled from anywhere on its loop.

    `emit` receives every event as it happens, `RunFinished` always last, also when the run is cancelled. An exception that `emit`
    raises ends the run: it is a fault of the listener, and hiding it would lose events.
    """

    def __init__(
        self,
        checks: Sequence[Check],
        rules: Sequence[CauseRule],
        situation: Situation,
        emit: Callable[[RunEvent], None],
        *,
        taken_over: Mapping[CheckId, CheckResult] | None = None,
    ) -> None:
        """Prepare; the checks of `taken_over` are not run: they end at once with these results of an earlier run."""
        self.state = RunState()
        self._checks = checks
        self._rules = rules
        self._answers: Answers = {}
        self._situation = situation
        self._listener = emit
        self._begin = 0.0
        self._taken_over = taken_over or {}
        self._observations = last_number(one for result in self._taken_over.values() for one in result.observations)
        self._ended: dict[CheckId, asyncio.Event] = {}
        self._terminal_turn = asyncio.Lock()
        self._source = ANY_SOURCE
        self._meanwhile = Meanwhile()
        self._work: asyncio.Task[None] | None = None
        self._cancelled = False
        self._asleep_before = 0.0
        self._slept = False

    def cancel(self) -> None:
        """Stop as soon as possible; what was seen is kept."""
        self._cancelled = True
        if self._work is not None:
            self._work.cancel()

    async def execute(self) -> RunState:
        """Run to the end and return the last state.

        When the calling task is cancelled, the run is too: it still ends with `RunFinished`, and then the cancellation goes on. A laptop
        that sleeps meanwhile ends the run as well.
        """
        with kept_awake():
            return await self._execute()

    async def _execute(self) -> RunState:
        self._begin = perf_counter()
        self._asleep_before = asleep_s()
        self._source = _source_of(self._situation)
        self._ended = {check.id: asyncio.Event() for check in self._checks}
        self._meanwhile = Meanwhile(self._ended)
        self._emit(
            RunStarted(
                started_at=datetime.now(UTC),
                environment=self._situation.environment.id,
                simulation=self._situation.simulation,
                checks=tuple(self._planned(check) for check in self._checks),
                case=self._situation.case,
            )
        )
        for result in self._taken_over.values():
            self._emit(CheckFinished(result=result))
            self._ended[result.id].set()
        if self._taken_over:
            self._judge_again()
        self._work = asyncio.create_task(self._all_checks(), name="ccdiag-run")
        if self._cancelled:
            self._work.cancel()
        try:
            await asyncio.shield(self._work)
        except asyncio.CancelledError:
            from_outside = not self._work.cancelled() and not self._cancelled
            await self._stop()
            if from_outside:
                raise
        else:
            self._finish()
        return self.state

    async def _stop(self) -> None:
        assert self._work is not None
        self._cancelled = True
        self._work.cancel()
        await asyncio.wait({self._work})
        for check in self._checks:
            if not self._ended[check.id].is_set():
                reason = _SLEPT if self._slept else _STOPPED
                self._tell_end(check, Judgement(verdict=Verdict.SKIPPED, reason=reason, ending=Ending.CUT_SHORT))
        self._judge_again()
        self._finish()

    def _finish(self) -> None:
        self._emit(RunFinished(elapsed_s=round(self._elapsed(), 6), cancelled=self._cancelled))

    async def _all_checks(self) -> None:
        async with asyncio.TaskGroup() as group:
            for check in self._checks:
                if check.id in self._taken_over:
                    continue
                group.create_task(self._one_check(check), name=f"ccdiag-{check.id}")

    async def _one_check(self, check: Check) -> None:
        await self._wait_for((*(needed for needed in check.needs if needed not in check.early), *check.after))
        for needed in check.early:
            await self._meanwhile.good_or_ended(needed)
        blocked_by = blocking(check, self.state.results)
        if blocked_by is not None:
            self._end(check, blocked(self.state.checks[blocked_by].planned.title), blocked_by=blocked_by)
            return
        begin = perf_counter()
        elapsed_s: float | None = None
        try:
            judgement = await self._observe(check)
            elapsed_s = perf_counter() - begin
            if judgement is None:
                await self._wait_for((*check.needs, *check.judged_after, *check.beside))
                seen = Seen(self.state.checks[check.id].observations)
                judgement = judged(check, seen, self._situation, self.state.results)
        except Exception as error:  # noqa: BLE001  # whatever it is, the other checks go on
            judgement = crashed(check, error)
        if self._has_slept():
            # Until the cancellation arrives that this brought about.
            await asyncio.Event().wait()
        self._end(check, judgement, elapsed_s=perf_counter() - begin if elapsed_s is None else elapsed_s)

    async def _wait_for(self, checks: Iterable[CheckId]) -> None:
        for check in checks:
            if check in self._ended:
                await self._ended[check].wait()

    async def _observe(self, check: Check) -> Judgement | None:
        """Let the check look; return a judgement when there is nothing to look at, or no time left to."""
        if (skipped := not_applying(check, self._situation)) is not None:
            return skipped
        limit = check.limit_for(self._situation)
        left = self._situation.deadline_s + self._situation.hold_s - self._elapsed()
        if left <= 0:
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=_TIME_UP, ending=Ending.CUT_SHORT)
        context = CheckContext(
            self._situation,
            only_of(self.state.results, (*check.needs, *check.after)),
            lambda observation: self._record(check, observation),
            source=self._source,
            terminal_turn=self._terminal_turn,
            meanwhile=self._meanwhile,
        )
        self._emit(CheckStarted(check=check.id, waiting_for=check.targets(context), at_s=round(self._elapsed(), 6)))
        deadline = asyncio.timeout(min(limit, left))
        try:
            async with deadline:
                await check.observe(context)
        except TimeoutError:
            if not deadline.expired():
                raise
            seconds = round(min(limit, left), 1)
            reason = message("Not done within {seconds} s. Test again, with more time (--deadline).", seconds=seconds)
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=reason, ending=Ending.CUT_SHORT)
        return None

    def _has_slept(self) -> bool:
        """Whether the laptop slept since the run began; the run is then stopped, before anything is concluded from what did not come."""
        if not self._slept and asleep_s() - self._asleep_before > self._situation.limits.asleep:
            self._slept = True
            self.cancel()
        return self._slept

    def _record(self, check: Check, observation: Observation) -> Observation:
        if self._has_slept():
            return observation
        self._observations += 1
        recorded = replace(observation, id=f"o{self._observations}")
        _log.debug("%s: %s %s: %s", check.id, recorded.operation, recorded.target, recorded.failure or "ok")
        if not self._ended[check.id].is_set():  # what an abandoned probe still says after the end is left out
            self._emit(ObservationMade(check=check.id, observation=recorded))
        return recorded

    def _end(self, check: Check, judgement: Judgement, *, blocked_by: CheckId | None = None, elapsed_s: float = 0.0) -> None:
        self._tell_end(check, judgement, blocked_by=blocked_by, elapsed_s=elapsed_s)
        self._judge_again()

    def _tell_end(self, check: Check, judgement: Judgement, *, blocked_by: CheckId | None = None, elapsed_s: float = 0.0) -> None:
        result = CheckResult(
            id=check.id,
            verdict=judgement.verdict,
            basis=judgement.basis,
            reason=judgement.reason,
            blocked_by=blocked_by,
            question=judgement.question,
            ending=judgement.ending,
            elapsed_s=round(elapsed_s, 6),
            observations=self.state.checks[check.id].observations,
        )
        _log.debug("%s: %s: %s", check.id, result.verdict, result.reason.english())
        self._emit(CheckFinished(result=result))
        self._ended[check.id].set()

    def _judge_again(self) -> None:
        results = self.state.results
        unfinished = frozenset(check.id for check in self._checks if check.id not in results)
        causes = diagnose(self._rules, results, self._situation, unfinished=unfinished, answers=self._answers)
        if causes != self.state.causes:
            self._emit(CausesChanged(causes=causes))

    def _emit(self, event: RunEvent) -> None:
        self.state = self.state.apply(event)
        self._listener(event)

    def _elapsed(self) -> float:
        return perf_counter() - self._begin

    def _planned(self, check: Check) -> PlannedCheck:
        return PlannedCheck(id=check.id, title=check.title, place=check.place, needs=check.needs, limit_s=check.limit_for(self._situation))


def _source_of(situation: Situation) -> Source:
    return ANY_SOURCE if situation.interface is None else source_of(situation.interface)
