"""What one row of the checklist says, made from the state of its check; nothing is judged anew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ccdiag.model.check import CheckId, CheckResult, Question
from ccdiag.model.message import Message, message
from ccdiag.model.place import Place
from ccdiag.model.printable import printable
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.verdict import Basis, Light
from ccdiag.model.words import BASIS_WORDS, LIGHT_WORDS, PLACE_WORDS, VERDICT_WORDS
from ccdiag.ui.look import Look

QUESTION_WORD: Final = message("question")
NO_TIME: Final = "–"
_WEIGHTY: Final = frozenset({Light.FAIL, Light.WARN, Light.CRASHED})
_SHOWN_TARGETS: Final = 2


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One row; texts are in the language of the window."""

    check: CheckId
    place: Place
    place_name: str
    light: Light
    word: str
    title: str
    detail: str
    """What was seen, why it was not looked at, or what is waited for."""
    basis: Basis | None
    """What the conclusion rests on; None while there is none."""
    basis_word: str
    history: tuple[Light, ...]
    elapsed_s: float | None
    """How long it took; None: not done, or nothing was measured."""
    time: str
    waiting_for: tuple[str, ...]
    limit_s: float
    question: Question | None
    question_text: str
    where: str
    blocked_by: CheckId | None
    weighty: bool
    """Whether it needs a person: two lines, and the title bold but for a question."""
    readable: str
    """The whole row as one line."""
    then: str = ""
    """How it was judged when the run was saved, where that was otherwise: "then: fault"."""

    @property
    def running(self) -> bool:
        """Whether its time runs on."""
        return self.light is Light.RUNNING

    @property
    def two_lines(self) -> bool:
        """Whether it takes the room of two lines."""
        return self.weighty or self.question is not None

    @property
    def headline(self) -> str:
        """The first line: the title, or what is asked."""
        return self.question_text if self.question is not None and not self.weighty else self.title

    @property
    def below(self) -> str:
        """The second line, or what follows the title on the first."""
        return self.where if self.question is not None and not self.weighty else self.detail


def shown_light(check: CheckState) -> Light:
    """Return the light of a check; what was left out for want of an answer shows as a question, as a station of the way does."""
    if check.light is Light.SKIPPED and check.result is not None and check.result.question is not None:
        return Light.INCONCLUSIVE
    return check.light


def row_of(check: CheckState, run: RunState, history: Sequence[Light], look: Look, then: CheckResult | None = None) -> CheckRow:
    """Make the row of a check; `then` is its result of a saved run, where it was judged otherwise."""

    def say(said: Message) -> str:
        return printable(look.say(said))

    planned, result, light = check.planned, check.result, shown_light(check)
    asks = result is not None and result.question is not None
    word = say(QUESTION_WORD) if asks and light is Light.INCONCLUSIVE else say(LIGHT_WORDS[light])
    decided = light in {Light.PASS, Light.WARN, Light.FAIL} and result is not None
    basis = result.basis if decided and result is not None else None
    basis_word = say(BASIS_WORDS[basis]) if basis is not None else ""
    measured = result is not None and bool(result.observations) and result.basis is not Basis.STATED
    elapsed_s = result.elapsed_s if result is not None and measured else None
    time = look.seconds(elapsed_s) if elapsed_s is not None else "" if result is None else NO_TIME
    title, detail, place_name = say(planned.title), _detail(check, run, say), say(PLACE_WORDS[planned.place])
    question = result.question if result is not None else None
    question_text = say(question.text) if question is not None else ""
    where = say(question.where) if question is not None else ""
    then_text = say(then_message(then)) if then is not None else ""
    detail = " · ".join(part for part in (then_text, detail) if part)
    facts = ", ".join(part for part in (word, basis_word, "" if elapsed_s is None else time) if part)
    tail = " ".join(part for part in (detail, question_text, where) if part)
    return CheckRow(
        check=planned.id,
        place=planned.place,
        place_name=place_name,
        light=light,
        word=word,
        title=title,
        detail=detail,
        basis=basis,
        basis_word=basis_word,
        history=tuple(history),
        elapsed_s=elapsed_s,
        time=time,
        waiting_for=check.waiting_for,
        limit_s=planned.limit_s,
        question=question,
        question_text=question_text,
        where=where,
        blocked_by=result.blocked_by if result is not None else None,
        weighty=light in _WEIGHTY,
        readable=f"{place_name}, {title}: {facts}" + (f". {tail}" if tail else ""),
        then=then_text,
    )


def then_message(then: CheckResult) -> Message:
    """Say how a check was judged when its run was saved."""
    return message("then: {verdict}", verdict=VERDICT_WORDS[then.verdict])


def _detail(check: CheckState, run: RunState, say: Callable[[Message], str]) -> str:
    result = check.result
    if result is not None:
        if result.blocked_by is not None and result.blocked_by in run.checks:
            return say(message("because {check} failed", check=run.checks[result.blocked_by].planned.title))
        return say(result.reason)
    if check.waiting_for:
        hosts = ", ".join(printable(target) for target in check.waiting_for[:_SHOWN_TARGETS])
        more = f" +{len(check.waiting_for) - _SHOWN_TARGETS}" if len(check.waiting_for) > _SHOWN_TARGETS else ""
        return say(message("waiting for {hosts}", hosts=hosts + more))
    needed = awaited(check, run)
    return say(message("waiting for {hosts}", hosts=run.checks[needed].planned.title)) if needed is not None else ""


def awaited(check: CheckState, run: RunState) -> CheckId | None:
    """Return the first check that must end before this one begins; None when it is not waiting, or the run has not begun."""
    if check.phase != "waiting" or not any(other.phase != "waiting" for other in run.checks.values()):
        return None
    return next((need for need in check.planned.needs if need in run.checks and run.checks[need].result is None), None)
