"""Whether a condition of a rule holds: yes, no, or not decided while a check has not ended (Kleene's three values)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from ccdiag.model.cause import FactValue, Matcher, Predicate
from ccdiag.model.check import CheckId, CheckResult, Ending
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict


class World(Struct, frozen=True, kw_only=True):
    """What a condition is judged on."""

    results: Mapping[CheckId, CheckResult]
    situation: Situation
    unfinished: frozenset[CheckId] = frozenset()
    """Checks that are part of the run and have not ended."""
    answers: "Answers | None" = None


class Answer(Struct, frozen=True):
    """Whether a condition holds (None: undecided), and the ids of the observations that made it hold."""

    truth: bool | None
    evidence: tuple[str, ...] = ()


Answers = dict[int, tuple[CheckResult, Answer]]
"""What was asked of a result before, by the identity of the predicate: a check may have seen ten thousand things.

Valid as long as the rules are the same objects.
"""


_TRUE = Answer(truth=True)
_FALSE = Answer(truth=False)
_UNDECIDED = Answer(truth=None)


def evaluate(predicate: Predicate, world: World) -> Answer:
    """Say whether the condition holds; never raises."""
    parts: list[Answer] = []
    if predicate.all is not None:
        parts.append(_all(evaluate(part, world) for part in predicate.all))
    if predicate.any is not None:
        parts.append(_any([evaluate(part, world) for part in predicate.any]))
    if predicate.not_ is not None:
        truth = evaluate(predicate.not_, world).truth
        parts.append(_UNDECIDED if truth is None else Answer(truth=not truth))
    if predicate.check is not None:
        parts.append(_check(predicate, predicate.check, world))
    if predicate.case is not None:
        parts.append(_setting(predicate, _walk(world.situation.case, predicate.case)))
    if predicate.environment is not None:
        parts.append(_setting(predicate, _walk(world.situation.environment, predicate.environment)))
    return parts[0] if len(parts) == 1 else _all(parts)


def _all(answers: Iterable[Answer]) -> Answer:
    evidence: list[str] = []
    undecided = False
    for answer in answers:
        if answer.truth is False:
            return _FALSE
        undecided = undecided or answer.truth is None
        evidence += answer.evidence
    return _UNDECIDED if undecided else Answer(truth=True, evidence=_unique(evidence))


def _any(answers: Sequence[Answer]) -> Answer:
    holding = [answer for answer in answers if answer.truth]
    if holding:
        return Answer(truth=True, evidence=_unique(one for answer in holding for one in answer.evidence))
    return _UNDECIDED if any(answer.truth is None for answer in answers) else _FALSE


def _check(predicate: Predicate, check: CheckId, world: World) -> Answer:
    result = world.results.get(check)
    if result is None:
        return _UNDECIDED if check in world.unfinished else _of_result(predicate, None)
    if world.answers is None:
        return _of_whole_result(predicate, result)
    known = world.answers.get(id(predicate))
    if known is None or known[0] is not result:
        known = world.answers[id(predicate)] = (result, _of_whole_result(predicate, result))
    return known[1]


def _of_whole_result(predicate: Predicate, result: CheckResult) -> Answer:
    answer = _of_result(predicate, result)
    # What a check saw before its time was up counts; what it did not see by then it might have seen.
    if _had_no_time(result) and not (answer.truth and predicate.count == "some"):
        return _UNDECIDED
    return answer


def _had_no_time(result: CheckResult) -> bool:
    return result.ending is Ending.CUT_SHORT and result.verdict is not Verdict.CRASHED


def _of_result(predicate: Predicate, result: CheckResult | None) -> Answer:
    if predicate.verdict is not None and (result is None or result.verdict not in predicate.verdict):
        return _FALSE
    observations = result.observations if result is not None else ()
    if not _asks_of_observations(predicate):
        if predicate.verdict is None:
            return _TRUE if result is not None else _FALSE
        failed = [one.id for one in observations if one.failure is not None]
        return Answer(truth=True, evidence=_unique(failed or (one.id for one in observations)))
    return _observations(predicate, observations)


def _asks_of_observations(predicate: Predicate) -> bool:
    tests = (predicate.operation, predicate.of, predicate.last_by, predicate.failure, predicate.elapsed_s, predicate.facts)
    return any(test is not None for test in tests) or bool(predicate.ignoring) or predicate.count != "some"


def _observations(predicate: Predicate, observations: Sequence[Observation]) -> Answer:
    selected = _select(predicate, observations)
    passing = _passing(predicate, selected)
    if predicate.count == "none":
        return Answer(truth=not passing)
    holds = len(passing) >= predicate.at_least if predicate.count == "some" else bool(selected) and len(passing) == len(selected)
    return Answer(truth=True, evidence=_unique(one.id for one in passing)) if holds else _FALSE


def _select(predicate: Predicate, observations: Sequence[Observation]) -> list[Observation]:
    selected = list(observations)
    if predicate.operation is not None:
        operation = predicate.operation
        selected = [one for one in selected if one.facts.operation == operation]
    if predicate.of is not None:
        selected = _matching(predicate.of, selected)
    if predicate.last_by is not None:
        # A later observation of the same value takes the place of the earlier one.
        selected = list({str(getattr(one.facts, predicate.last_by, None)): one for one in selected}.values())
    return [one for one in selected if one.failure not in predicate.ignoring] if predicate.ignoring else selected


def _passing(predicate: Predicate, observations: Sequence[Observation]) -> Sequence[Observation]:
    match predicate.failure:
        case None:
            pass
        case "any":
            observations = [one for one in observations if one.failure is not None]
        case "none":
            observations = [one for one in observations if one.failure is None]
        case kinds:
            observations = [one for one in observations if one.failure in kinds]
    if predicate.facts is not None:
        observations = _matching(predicate.facts, observations)
    if (elapsed := predicate.elapsed_s) is not None:
        # A time is always there, and always a number.
        fits = matches if elapsed.one_of or elapsed.none_of else _number_matches
        observations = [one for one in observations if fits(elapsed, one.elapsed_s)]
    return observations


def _matching(wanted: Mapping[str, FactValue | Matcher], observations: Sequence[Observation]) -> list[Observation]:
    """Return those whose facts are as wanted; of ten thousand observations the same values come again and again, and are tested once."""
    left = list(observations)
    for name, test in wanted.items():
        known: dict[object, bool] = {}
        passing = []
        for one in left:
            value = getattr(one.facts, name, None)
            # Lists and structures may hold what cannot be looked up, and 1 == True in Python.
            if type(value) is not str and type(value) is not int:
                passes = matches(test, value)
            elif (found := known.get(value)) is None:
                passes = known[value] = matches(test, value)
            else:
                passes = found
            if passes:
                passing.append(one)
        left = passing
    return left


def matches(test: FactValue | Matcher, value: Any) -> bool:  # noqa: ANN401  # facts hold values of any shape, and every shape must be answered
    """Say whether a value passes a test; a value that is not there passes only `present = false`."""
    if not isinstance(test, Matcher):
        return _same(value, test)
    there = value is not None and value not in ("", ())
    if test.present is not None and there is not test.present:
        return False
    if value is None:
        return test.present is False
    return (
        (test.one_of is None or any(_same(value, one) for one in test.one_of))
        and (test.none_of is None or not any(_same(value, one) for one in test.none_of))
        and _list_matches(test, value)
        and _number_matches(test, value)
    )


def _list_matches(test: Matcher, value: object) -> bool:
    if test.contains is None and test.items_at_least is None and test.items_at_most is None:
        return True
    return (
        isinstance(value, tuple)
        and (test.contains is None or any(_same(one, test.contains) for one in value))
        and (test.items_at_least is None or len(value) >= test.items_at_least)
        and (test.items_at_most is None or len(value) <= test.items_at_most)
    )


def _number_matches(test: Matcher, value: object) -> bool:
    if test.at_least is None and test.above is None and test.below is None:
        return True
    return (
        isinstance(value, int | float)
        and (test.at_least is None or value >= test.at_least)
        and (test.above is None or value > test.above)
        and (test.below is None or value < test.below)
    )


def _same(value: object, wanted: FactValue) -> bool:
    # 1 == True in Python; attempt 1 and "yes, it matches" are not the same thing here.
    return isinstance(value, bool) == isinstance(wanted, bool) and value == wanted


def _setting(predicate: Predicate, value: object) -> Answer:
    if predicate.present is not None and (value is not None and value not in ("", ())) is not predicate.present:
        return _FALSE
    if predicate.is_in is not None and not any(_same(value, one) for one in predicate.is_in):
        return _FALSE
    if predicate.matches is not None and not matches(predicate.matches, value):
        return _FALSE
    return _TRUE


def _walk(value: object, path: str) -> object:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
    return value


def _unique(evidence: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(evidence))
