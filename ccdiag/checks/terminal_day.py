"""terminal.day: whether the day is open on the terminal, by what somebody said."""

from collections.abc import Mapping, Sequence

from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.checks.questions import ask_terminal_day_open
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.facts import StatedFacts
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.stopwatch import Stopwatch

_KEY = "terminal.day_open"


class TerminalDay(Check):
    """Only a person can say it."""

    id = "terminal.day"
    title = message("The day on the terminal")
    purpose = message("Is the day open on the terminal? Without it nothing can be sold.")
    place = Place.TERMINAL
    limit = 1.0

    def skip(self, situation: Situation) -> Skip | None:
        """Skip when nobody said anything."""
        if situation.case.terminal.day_open is None:
            return Skip(message("Nobody said whether the day is open."), ask_terminal_day_open())
        return None

    async def observe(self, context: CheckContext) -> None:
        """Write down what was stated."""
        for observation in self.reconsider(None, context.situation):
            context.record(observation)

    def reconsider(self, seen: Seen | None, situation: Situation) -> Sequence[Observation]:
        """Return what is stated."""
        stated = StatedFacts(key=_KEY, value=situation.case.terminal.day_open or "unknown")
        return (Stopwatch().observation(_KEY, stated),)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Judge by the statement."""
        match situation.case.terminal.day_open:
            case "yes":
                return Judgement(verdict=Verdict.PASS, basis=Basis.STATED, reason=message("Stated: the day is open."))
            case "no":
                reason = message("Stated: the day is closed; the terminal cannot sell until it is opened.")
                return Judgement(verdict=Verdict.FAIL, basis=Basis.STATED, reason=reason)
            case _:
                return Judgement(
                    verdict=Verdict.INCONCLUSIVE,
                    basis=Basis.STATED,
                    reason=message("It is not known whether the day is open."),
                    question=ask_terminal_day_open(),
                )
