"""Cases to redact: made of runs, written as documents, and judged from documents again."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from ccdiag.app.saved_cases import judged_again
from ccdiag.cases.case_documents import documents_of
from ccdiag.cases.case_reading import read_case
from ccdiag.cases.redaction import PersonalValue, redacted
from ccdiag.cases.redaction_kinds import PersonalKind
from ccdiag.model.case import Case
from ccdiag.model.case_key import case_key, shop_of
from ccdiag.model.environment import Environment
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SavedCase, SavedRun, TimedEvent

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVERYTHING: Collection[PersonalKind] = ()
"""Kept: nothing."""


def saved_run(state: RunState, environment: Environment, case: Case, *, events: tuple[TimedEvent, ...] = (), number: int = 1) -> SavedRun:
    return SavedRun(
        id=f"{number:032x}", version="0.1.0", environment=environment, case=case, touch_terminal=True, state=state, events=events
    )


def saved_case(case: Case, *runs: SavedRun, simulation: bool = False, **more: Any) -> SavedCase:  # noqa: ANN401  # fields of a case
    return SavedCase(key=case_key(case, simulation=simulation), shop=shop_of(case), simulation=simulation, case=case, runs=runs, **more)


def named(case: Case, name: str) -> Case:
    return replace(case, merchant=replace(case.merchant, name=name))


Judged = tuple[str, list[tuple[str, str, str]], list[tuple[str, str]]]


def judged_from(documents: Mapping[str, Any]) -> list[Judged]:
    """Read documents back and judge each run again: its verdict, its causes and its checks' verdicts."""
    states = [judged_again(run).state for run in read_case(documents).saved.runs]
    return [
        (
            state.verdict.value,
            [(cause.id, cause.certainty.value, cause.basis.value) for cause in state.causes],
            [(check, result.verdict.value) for check, result in state.results.items()],
        )
        for state in states
    ]


def assert_judged_alike(documents: Mapping[str, Any]) -> None:
    """Whatever is replaced, the causes and verdicts are those of the documents as they were."""
    before = judged_from(documents)
    assert judged_from(redacted(documents).documents) == before, "with what is replaced by default"
    assert judged_from(redacted(documents, EVERYTHING).documents) == before, "with everything replaced"


def assert_state_judged_alike(state: RunState, environment: Environment, case: Case) -> None:
    """Hold a run's state, without its events, against itself redacted."""
    known = named(case, "Bakkerij Jansen")
    run = saved_run(replace(state, case=known), environment, known)
    assert_judged_alike(documents_of(saved_case(known, run, simulation=state.simulation)))


def values_of(found: Collection[PersonalValue], kind: PersonalKind) -> set[str]:
    return {one.value for one in found if one.kind is kind}
