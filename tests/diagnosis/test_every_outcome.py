"""No check ends so that nobody knows what to do: failures have causes, undecided checks say how to find out, causes have evidence."""

import re
from collections.abc import Callable
from functools import cache
from itertools import chain

import pytest

from ccdiag.model.cause import Severity
from ccdiag.model.check import CHECK_IDS, CheckId
from ccdiag.model.verdict import Verdict
from tests.diagnosis.evidence import document_of, unsupported
from tests.diagnosis.outcomes import CHECKS, Judged, judged
from tests.diagnosis.outcomes_services import services
from tests.diagnosis.outcomes_shop import shop

_NEVER_FAIL: frozenset[CheckId] = frozenset({"network.proxy", "dns.rewriting"})
"""A proxy that does not work harms no terminal, and rewritten names harm nothing yet: they warn."""


def _has_unknown_failure(one: Judged) -> bool:
    return any(observation.failure == "unknown" for observation in one.result.observations)


def _others_tell(one: Judged) -> bool:
    """Whether a service that failed beside it has a fault of its own."""
    return one.outcome.check == "network.internet" and any(cause.severity is Severity.FAULT for cause in one.causes)


WITHOUT_CAUSE: tuple[tuple[str, Callable[[Judged], bool]], ...] = (
    ("an error code of the system that no document explains: nothing can be told of it but that it is there", _has_unknown_failure),
    ("known answers are witnesses for the services: where one of these fails, its own cause is told", _others_tell),
)
"""Why a failure may stand without a cause of its own."""

_WHAT_TO_DO = re.compile(r"\b(Test again|Try|Compare|Check|[Gg]ive|Look|Name|Plug|Connect|Open|See|Have|Copy)\b")


@cache
def _all() -> tuple[Judged, ...]:
    return tuple(judged(outcome) for outcome in chain(services(), shop()))


def _of(check: CheckId) -> list[Judged]:
    return [one for one in _all() if one.outcome.check == check]


def test_every_check_is_walked() -> None:
    assert {one.outcome.check for one in _all()} == set(CHECK_IDS) == set(CHECKS)
    failing = {one.outcome.check for one in _all() if one.result.verdict is Verdict.FAIL}
    assert failing == set(CHECK_IDS) - _NEVER_FAIL


@pytest.mark.parametrize("check", CHECK_IDS)
def test_every_failure_has_a_cause(check: CheckId) -> None:
    alone = [
        str(one)
        for one in _of(check)
        if one.result.verdict is Verdict.FAIL
        and not any(cause.severity is Severity.FAULT and check in cause.explains for cause in one.causes)
        and not any(excuses(one) for _, excuses in WITHOUT_CAUSE)
    ]
    assert not alone, "\n".join(alone[:20])


def test_every_excuse_is_needed() -> None:
    without = [one for one in _all() if one.result.verdict is Verdict.FAIL and not one.explained]
    for why, excuses in WITHOUT_CAUSE:
        assert any(excuses(one) for one in without), why


@pytest.mark.parametrize("check", CHECK_IDS)
def test_what_could_not_be_told_says_how_to_find_out(check: CheckId) -> None:
    silent = {
        one.result.reason.text
        for one in _of(check)
        if one.result.verdict is Verdict.INCONCLUSIVE and one.result.question is None and not _WHAT_TO_DO.search(one.result.reason.text)
    }
    assert not silent


@pytest.mark.parametrize("check", CHECK_IDS)
def test_every_cause_has_evidence(check: CheckId) -> None:
    wanting = [f"{one}: {complaint}" for one in _of(check) for complaint in unsupported(document_of(one.causes, one.results))]
    assert not wanting, "\n".join(wanting[:20])


@pytest.mark.parametrize("check", CHECK_IDS)
def test_every_text_has_its_values(check: CheckId) -> None:
    """A text that speaks of an alert, an address or a name has one."""
    for one in _of(check):
        for cause in one.causes:
            for text in (cause.title, cause.meaning):
                missing = [name for name, value in text.values.items() if value == "—" and name.startswith("fact.")]
                assert not missing, f"{one}: {cause.id}: {text.text} lacks {missing}"
