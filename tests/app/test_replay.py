"""A saved run moment by moment: what was known then, judged by today's rules."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ccdiag.app.replay import MomentKind, Replay, differing
from ccdiag.cases.bundle import bundle_bytes, read_bundle_bytes
from ccdiag.cases.case_documents import documents_of
from ccdiag.model.check import CheckId
from ccdiag.model.event import CausesChanged, CheckFinished, CheckStarted, RunFinished
from ccdiag.model.message import Message
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SavedRun, TimedEvent
from ccdiag.model.verdict import Verdict
from tests.cases.lab_cases import lab_run, saved_case


def broken() -> SavedRun:
    return lab_run("tls.intercepted")


def from_file() -> SavedRun:
    """Return it as it comes back from a file, in which all texts are English."""
    return read_bundle_bytes(bundle_bytes(documents_of(saved_case(broken())))).saved.runs[0]


def judged_as(run: SavedRun, check: CheckId, verdict: Verdict) -> SavedRun:
    """Return a run in which an older version judged a check otherwise."""
    state = run.state.checks[check]
    assert state.result is not None
    result = replace(state.result, verdict=verdict)
    events = tuple(
        TimedEvent(one.at_s, CheckFinished(result=replace(one.event.result, verdict=verdict)))
        if isinstance(one.event, CheckFinished) and one.event.result.id == check
        else one
        for one in run.events
    )
    checks = {**run.state.checks, check: replace(state, result=result)}
    return replace(run, state=replace(run.state, checks=checks), events=events)


def test_at_first_it_is_known_what_will_be_looked_at_and_at_the_end_everything() -> None:
    replay = Replay(broken())
    assert replay.can_be_played
    first = replay.state_at(0.0)
    assert first.begun
    assert set(first.checks) == set(replay.judged.checks)
    assert first.results == {}
    assert replay.state_at(-1.0) == RunState()
    assert replay.state_at(replay.duration_s) is replay.judged
    assert replay.judged.causes[0].id == "tls.intercepted"


def test_a_moment_shows_what_had_ended_by_then() -> None:
    replay = Replay(broken())
    ends = [one for one in replay.moments if one.kind is MomentKind.CHECK]
    middle = ends[len(ends) // 2]
    state = replay.state_at(middle.at_s)
    ended = {one.check for one in ends if one.at_s <= middle.at_s}
    assert set(state.results) == ended
    assert not state.finished
    assert {check for check, one in state.checks.items() if one.phase != "done"} == set(state.checks) - ended


def test_every_moment_fits_what_a_window_would_have_shown() -> None:
    run, replay = broken(), Replay(broken())
    began = run.events[0].at_s
    state = RunState()
    for one in run.events[:-1]:
        state = state.apply(one.event)
        if one.at_s == next((later.at_s for later in run.events[run.events.index(one) + 1 :]), None):
            # Two events at once are one moment.
            continue
        shown = replay.state_at(one.at_s - began)
        assert {check: result.verdict for check, result in shown.results.items()} == {
            check: result.verdict for check, result in state.results.items()
        }
        if isinstance(one.event, CausesChanged):
            assert [cause.id for cause in shown.causes] == [cause.id for cause in state.causes]


def test_what_comes_from_a_file_is_said_in_the_readers_language() -> None:
    replay = Replay(from_file())
    state = replay.state_at(replay.duration_s / 2)
    titles = {check: one.planned.title for check, one in Replay(broken()).judged.checks.items()}
    assert {check: one.planned.title for check, one in state.checks.items()} == titles
    assert {check: one.planned.title for check, one in replay.judged.checks.items()} == titles
    reasons = [result.reason for result in state.results.values()]
    assert any(reason.values for reason in reasons), "judged anew: a text with its values, not a line of English"


def test_a_check_that_is_judged_otherwise_now_is_told_with_what_it_was() -> None:
    run = judged_as(broken(), "dns.rewriting", Verdict.FAIL)
    replay = Replay(run)
    assert {check: then.verdict for check, then in differing(run.state, replay.judged).items()} == {"dns.rewriting": Verdict.FAIL}
    end = next(one.at_s for one in replay.moments if one.check == "dns.rewriting")
    assert "dns.rewriting" in differing(replay.then_at(end), replay.state_at(end))
    # At the very end the run counts as it was shown last.
    assert replay.then_at(replay.duration_s) == run.state


def test_a_run_of_which_only_the_end_was_kept_cannot_be_played() -> None:
    replay = Replay(replace(broken(), events=()))
    assert not replay.can_be_played
    assert replay.state_at(0.0) is replay.judged


def test_a_run_that_was_not_finished_is_shown_as_far_as_it_came() -> None:
    run = broken()
    state = RunState()
    events = tuple(one for one in run.events if not isinstance(one.event, RunFinished))[:60]
    for one in events:
        state = state.apply(one.event)
    replay = Replay(replace(run, state=state, events=events))
    assert not replay.judged.finished
    assert replay.duration_s == events[-1].at_s - events[0].at_s


def test_a_cause_that_comes_is_a_moment() -> None:
    kinds = [one.kind for one in Replay(broken()).moments]
    assert kinds[0] is MomentKind.BEGAN
    assert kinds[-1] is MomentKind.ENDED
    assert MomentKind.CAUSE in kinds


def test_what_would_be_if_something_were_answered_is_judged_without_a_trace() -> None:
    run, replay = broken(), Replay(broken())
    before = replay.judged
    supposed = replay.judged_with(replace(run.case, terminal=replace(run.case.terminal, day_open="no")))
    assert supposed.checks["terminal.day"].light != before.checks["terminal.day"].light
    assert replay.judged is before


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(-5, 20, allow_nan=False), max_size=30), st.randoms(use_true_random=False))
def test_whatever_times_and_orders_a_file_has_every_moment_can_be_shown(times: list[float], random: object) -> None:
    run = broken()
    events = list(run.events)
    random.shuffle(events)  # type: ignore[attr-defined]  # hypothesis's own
    events.append(TimedEvent(3.0, CheckStarted(check="terminal.lan", waiting_for=("x",))))
    replay = Replay(replace(run, events=tuple(events)))
    for at_s in (*times, 0.0, replay.duration_s):
        replay.state_at(at_s)
        replay.then_at(at_s)
    assert [one.at_s for one in replay.moments] == sorted(one.at_s for one in replay.moments)


@given(st.integers(0, 200), st.integers(0, 200))
def test_events_together_make_the_same_state_as_one_after_the_other(first: int, second: int) -> None:
    events = [one.event for one in broken().events]
    begin, end = sorted((min(first, len(events)), min(second, len(events))))
    after = RunState()
    for event in events[:begin]:
        after = after.apply(event)
    state = after
    for event in events[begin:end]:
        state = state.apply(event)
    assert after.apply_all(events[begin:end]) == state


def test_an_unknown_title_of_another_version_stays_as_it_was_written() -> None:
    run = from_file()
    check = next(iter(run.state.checks))
    odd = replace(run.state.checks[check], planned=replace(run.state.checks[check].planned, title=Message("Something else")))
    replay = Replay(replace(run, state=replace(run.state, checks={**run.state.checks, check: odd})))
    assert replay.judged.checks[check].planned.title != Message("Something else")
