"""Two runs compared: what changed, what that says, and what cannot be said."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ccdiag.cases.comparison import Comparison, Fate, compare
from ccdiag.cases.comparison_text import comparison_text
from ccdiag.cases.meantime import HappeningKind, Meantime
from ccdiag.checks.questions import ask_terminal_dns_set
from ccdiag.checks.registry import all_checks
from ccdiag.content.environments import load_environment
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.cause import Cause, Certainty, Owner, Severity
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.event import PlannedCheck
from ccdiag.model.facts import InterfaceFacts
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.procedure_progress import Obligation, ProcedureRecord, Status
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.saved_case import CaseNote, RunSummary, SavedRun, StatedAnswer
from ccdiag.model.verdict import Basis, Light, RunVerdict, Verdict
from tests.app.runs import lab_run

THEN: Final = datetime(2025, 11, 21, 15, 12, tzinfo=UTC)
NOW: Final = datetime(2025, 11, 22, 9, 58, tzinfo=UTC)
CASE: Final = Case(merchant=Merchant(name="Bakkerij De Korenaar"), terminal=Terminal(tms_id="NL0012345", ip="192.0.2.40"))
PLAN: Final = {
    check.id: PlannedCheck(id=check.id, title=check.title, place=check.place, needs=check.needs, limit_s=check.limit)
    for check in all_checks()
}
INTERCEPTED: Final = Cause(
    id="tls.intercepted",
    certainty=Certainty.CERTAIN,
    severity=Severity.FAULT,
    basis=Basis.MEASURED,
    title=message("A firewall opens the encrypted connection"),
    meaning=message("meaning"),
    owner=Owner.NETWORK,
    place=Place.FIREWALL,
    explains=("mqtt.tls", "mqtt.session"),
)
DROPPED: Final = replace(
    INTERCEPTED, id="tas.port_dropped", title=message("Port {port} is silently dropped", port=5555), explains=("tas.tcp",)
)
LEFTOVER: Final = replace(
    INTERCEPTED,
    id="webkassa.leftover_1_0",
    severity=Severity.WARNING,
    title=message("The Webkassa configuration still holds settings of 1.0"),
    place=Place.WEBKASSA,
    explains=("webkassa.configuration",),
)


def result(
    check: CheckId, verdict: Verdict = Verdict.PASS, *, blocked_by: CheckId | None = None, basis: Basis = Basis.MEASURED
) -> CheckResult:
    return CheckResult(id=check, verdict=verdict, basis=basis, reason=message("It is {word}.", word=verdict.value), blocked_by=blocked_by)


def saved(
    *results: CheckResult,
    causes: tuple[Cause, ...] = (),
    at: datetime = THEN,
    cancelled: bool = False,
    simulation: bool = False,
    case: Case = CASE,
    **told: object,
) -> SavedRun:
    """Return a run in which every check is good but these."""
    ends = {check: result(check) for check in PLAN} | {one.id: one for one in results}
    state = RunState(
        started_at=at,
        environment="ccv",
        simulation=simulation,
        case=case,
        checks={
            check: CheckState(planned=PLAN[check], phase="done", result=end, observations=end.observations) for check, end in ends.items()
        },
        causes=causes,
        elapsed_s=2.0,
        cancelled=cancelled,
    )
    fields = {"version": "0.3", "environment": load_environment("ccv")} | told
    return SavedRun(id=f"{at:%H%M}", case=case, state=state, **fields)  # type: ignore[arg-type]  # what the test tells


def intercepted(at: datetime = THEN) -> SavedRun:
    return saved(
        result("mqtt.tls", Verdict.FAIL),
        result("mqtt.session", Verdict.SKIPPED, blocked_by="mqtt.tls"),
        causes=(INTERCEPTED,),
        at=at,
    )


def said(comparison: Comparison) -> str:
    return comparison.headline.english()


# --- what is said ---


def test_a_mended_shop_is_told_as_mended() -> None:
    comparison = compare(intercepted(), saved(at=NOW))
    assert said(comparison) == "The firewall no longer opens the connection to AWS IoT"
    assert [change.check for change in comparison.changed] == ["mqtt.tls", "mqtt.session"]
    tls, session = comparison.changed
    assert (tls.then.light, tls.now.light) == (Light.FAIL, Light.PASS)
    assert session.then.reason is not None
    assert session.then.reason.english() == f"because {PLAN['mqtt.tls'].title.english()} failed"
    assert session.then.basis is None, "nothing was concluded"
    assert comparison.stations == (Place.FIREWALL, Place.AWS_IOT)
    assert [one.fate for one in comparison.causes] == [Fate.GONE]
    assert comparison.open == ()
    assert comparison.total == len(PLAN)


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        (saved(), saved(at=NOW), "Both healthy, and nothing changed"),
        (saved(), saved(result("clock.skew", Verdict.WARN), at=NOW), "Both healthy; one check differs"),
        (saved(), intercepted(NOW), "Now broken: A firewall opens the encrypted connection"),
        (intercepted(), intercepted(NOW), "Still the same: A firewall opens the encrypted connection"),
        (
            intercepted(),
            saved(result("tas.tcp", Verdict.FAIL), causes=(DROPPED,), at=NOW),
            "The firewall no longer opens the connection to AWS IoT, but now: Port 5555 is silently dropped",
        ),
        (
            saved(result("tas.tcp", Verdict.FAIL), result("mqtt.tls", Verdict.FAIL), causes=(INTERCEPTED, DROPPED)),
            intercepted(NOW),
            "Fewer faults than before. Still: A firewall opens the encrypted connection",
        ),
        (
            saved(result("tas.tcp", Verdict.FAIL), result("mqtt.tls", Verdict.FAIL), causes=(INTERCEPTED, DROPPED)),
            saved(at=NOW),
            "The firewall no longer opens the connection to AWS IoT, and another fault is gone too",
        ),
        (
            intercepted(),
            saved(
                result("mqtt.tcp", Verdict.FAIL),
                result("mqtt.tls", Verdict.SKIPPED),
                causes=(replace(DROPPED, explains=("mqtt.tcp",)),),
                at=NOW,
            ),
            "Another fault stands in front now: Port 5555 is silently dropped",
        ),
        (
            intercepted(),
            saved(result("mqtt.tls", Verdict.SKIPPED), at=NOW),
            "Nothing wrong is found any more, but it was not seen that this was mended: A firewall opens the encrypted connection",
        ),
        (
            intercepted(),
            saved(result("mqtt.tls", Verdict.INCONCLUSIVE), at=NOW),
            "It cannot be told whether this was mended: A firewall opens the encrypted connection",
        ),
        (
            intercepted(),
            saved(result("tms.tcp", Verdict.INCONCLUSIVE), at=NOW),
            "The firewall no longer opens the connection to AWS IoT, but not everything can be told yet",
        ),
        (saved(), saved(result("tms.tcp", Verdict.INCONCLUSIVE), at=NOW), "Healthy before; now it cannot be told"),
        (saved(result("tms.tcp", Verdict.INCONCLUSIVE)), saved(at=NOW), "It could not be told before; now nothing wrong is found"),
        (
            saved(result("tms.tcp", Verdict.INCONCLUSIVE)),
            intercepted(NOW),
            "It could not be told before; now: A firewall opens the encrypted connection",
        ),
        (
            saved(result("tms.tcp", Verdict.INCONCLUSIVE)),
            saved(result("tas.tcp", Verdict.INCONCLUSIVE), at=NOW),
            "Neither of the two could tell",
        ),
        (intercepted(), saved(at=NOW, cancelled=True), "The later run was stopped: what it did not reach cannot be compared"),
        (saved(cancelled=True), intercepted(NOW), "The earlier run was stopped: what it did not reach cannot be compared"),
        (
            intercepted(),
            saved(at=NOW, simulation=True),
            "These two cannot be told apart as before and after. One of them is of the simulated shop.",
        ),
        (
            intercepted(),
            saved(at=NOW, environment=replace(load_environment("ccv"), id="other", title="Other")),
            "These two cannot be told apart as before and after. They measured other endpoints: CCV, production, then Other.",
        ),
    ],
)
def test_the_headline_says_no_more_than_was_seen(then: SavedRun, now: SavedRun, told: str) -> None:
    assert said(compare(then, now)) == told


def test_what_was_only_stated_is_said_to_be_stated() -> None:
    missing = replace(INTERCEPTED, id="terminal.hw_install_missing", place=Place.TERMINAL, explains=("terminal.settings",))
    before = saved(result("terminal.settings", Verdict.FAIL, basis=Basis.STATED), causes=(missing,))
    comparison = compare(before, saved(result("terminal.settings", basis=Basis.STATED), at=NOW))
    assert said(comparison) == "The hardware installation has been done now (stated)"
    assert comparison.changed[0].now.basis is Basis.STATED


def test_a_warning_that_went_is_no_change_of_the_verdict() -> None:
    comparison = compare(saved(result("webkassa.configuration", Verdict.WARN), causes=(LEFTOVER,)), saved(at=NOW))
    assert said(comparison) == "Both healthy; one check differs"
    assert [one.fate for one in comparison.causes] == [Fate.GONE]


def test_a_cause_that_became_less_sure_is_told() -> None:
    doubtful = replace(INTERCEPTED, certainty=Certainty.POSSIBLE)
    now = saved(result("mqtt.tls", Verdict.FAIL), causes=(doubtful,), at=NOW)
    comparison = compare(intercepted(), now)
    assert [(one.fate, one.then, one.now) for one in comparison.causes] == [(Fate.CHANGED, INTERCEPTED, doubtful)]


# --- how it was measured ---


def test_what_was_not_the_same_when_they_were_measured_is_told() -> None:
    def seen(name: str, address: str) -> CheckResult:
        facts = InterfaceFacts(name=name, up=True, kind="wired", addresses=(address, "fe80::1/64", "nonsense"), carries_traffic=True)
        one = Observation(id="o1", target=name, started_at=THEN, elapsed_s=0.0, facts=facts)
        return replace(result("network.interface"), observations=(one,))

    then = saved(seen("eth0", "192.0.2.7/24"), case=replace(CASE, generation="1.0"))
    now = saved(
        seen("wlan0", "198.51.100.7/24"),
        at=NOW,
        case=replace(CASE, generation="2.0"),
        version="0.4",
        touch_terminal=True,
        hold_s=60.0,
        environment=replace(load_environment("ccv"), as_of="2031"),
    )
    assert [one.text.english() for one in compare(then, now).conditions] == [
        f"The endpoints in {load_environment('ccv').title} were changed in between.",
        "Cloud Connect: 1.0, then 2.0.",
        "This laptop measured over eth0, then over wlan0.",
        "This laptop was in another network: 192.0.2.0/24, then 198.51.100.0/24.",
        "The terminal's ports were opened in one of them only.",
        "A session was held in one of them only.",
        "Judged by ccdiag 0.3, then by ccdiag 0.4.",
    ]


def test_two_terminals_are_not_compared_as_one() -> None:
    other = replace(CASE, terminal=Terminal(tms_id="NL0099999"))
    assert "two terminals: NL0012345 and NL0099999" in said(compare(saved(), saved(at=NOW, case=other)))
    unnamed = replace(CASE, terminal=Terminal())
    assert said(compare(saved(case=unnamed), saved(at=NOW))) == "Both healthy, and nothing changed", "the id was filled in between"


def test_checks_that_only_one_run_had_are_told_apart() -> None:
    now = saved(at=NOW)
    less = replace(now, state=replace(now.state, checks={check: at for check, at in now.state.checks.items() if check != "tms.tcp"}))
    comparison = compare(saved(), less)
    assert (comparison.only_then, comparison.only_now, comparison.same) == (("tms.tcp",), (), len(PLAN) - 1)
    assert compare(less, saved(at=NOW + timedelta(hours=1))).only_now == ("tms.tcp",)


# --- in between ---


def test_what_happened_in_between_is_told_in_its_order() -> None:
    def measured(at: datetime, verdict: RunVerdict, cause: str | None = None, title: Message | None = None) -> RunSummary:
        return RunSummary(
            id=f"{at:%d%H%M}", key="tms:NL0012345", started_at=at, finished=True, elapsed_s=2.0, verdict=verdict, cause=cause, title=title,
            warnings=0, environment="ccv", version="0.3", simulation=False,
        )  # fmt: skip

    def followed(procedure: str, status: Status, at: datetime) -> ProcedureRecord:
        return ProcedureRecord(id="1", procedure=procedure, shop="k", status=status, started_at=THEN, ended_at=at, steps=())

    early, middle = NOW - timedelta(minutes=16), NOW - timedelta(minutes=8)
    meantime = Meantime(
        runs=(
            measured(THEN - timedelta(days=1), RunVerdict.HEALTHY),
            measured(early, RunVerdict.FAULT, "tls.intercepted", INTERCEPTED.title),
            measured(middle + timedelta(minutes=1), RunVerdict.FAULT, "tas.port_dropped", DROPPED.title),
            measured(middle + timedelta(minutes=2), RunVerdict.INCONCLUSIVE),
        ),
        notes=(CaseNote(at=middle, text="Exception set in {firewall}\x1b"),),
        answers=(
            StatedAnswer(at=early + timedelta(minutes=1), key="terminal.dns_set", value="yes"),
            StatedAnswer(at=early + timedelta(minutes=2), key="merchant.name", value=""),
            StatedAnswer(at=THEN - timedelta(hours=1), key="terminal.dns_set", value="no"),
        ),
        procedures=(
            followed("hardware-installation", Status.FINISHED, middle + timedelta(minutes=3)),
            followed("gone", Status.STOPPED, middle + timedelta(minutes=4)),
        ),
        owed=(Obligation(kind="nobody-knows", shop="k", since=early, certain=True, procedure="x"),),
    )
    now = saved(replace(result("terminal.settings", Verdict.INCONCLUSIVE), question=ask_terminal_dns_set()), causes=(LEFTOVER,), at=NOW)
    comparison = compare(intercepted(), now, meantime)
    question = ask_terminal_dns_set().text.english()
    assert [one.text.english() for one in comparison.between] == [
        "Measured: still a fault",
        f"{question} Yes",
        "Shop: taken back",
        "Exception set in {firewall}\\x1b",
        "Measured: Port 5555 is silently dropped",
        "Measured: cannot tell",
        "Done: Hardware installation",
        "Broken off: gone",
        "Measured: cannot tell (B)",
    ]
    assert [one.kind for one in comparison.between][3] is HappeningKind.NOTE
    assert [one.english() for one in comparison.open] == [
        "The Webkassa configuration still holds settings of 1.0",
        "One question is open.",
        "nobody-knows",
    ]


def test_the_text_for_a_ticket_says_it_all_in_its_first_line() -> None:
    meantime = Meantime(notes=(CaseNote(at=NOW - timedelta(minutes=1), text="key l_abcdefgh12345678 card 4111111111111111"),))
    then, now = intercepted(), saved(at=NOW)
    text = comparison_text(compare(then, now, meantime), then, now, Message.english)
    lines = text.splitlines()
    assert lines[0] == "The firewall no longer opens the connection to AWS IoT"
    assert "Bakkerij De Korenaar, NL0012345" in lines[1]
    assert "Changed: 2 of 23 checks" in lines
    assert "4111" not in text
    assert "l_abc" not in text
    assert "(stated)" in next(line for line in lines if "key" in line)


def test_runs_of_the_lab_are_told_as_what_they_are() -> None:
    (broken, situation), (healthy, mended) = lab_run("tls.intercepted"), lab_run()
    before = SavedRun(id="1", version="1", environment=situation.environment, case=situation.case, touch_terminal=True, state=broken)
    after = SavedRun(id="2", version="1", environment=mended.environment, case=mended.case, touch_terminal=True, state=healthy)
    comparison = compare(before, after)
    assert said(comparison) == "The firewall no longer opens the connection to AWS IoT"
    assert comparison.stations == (Place.FIREWALL, Place.AWS_IOT)
    assert comparison.conditions == ()


# --- laws ---

_results = st.lists(
    st.builds(
        result,
        st.sampled_from(["mqtt.tls", "mqtt.session", "tas.tcp", "terminal.settings", "webkassa.configuration"]),
        st.sampled_from(Verdict),
        blocked_by=st.sampled_from([None, "mqtt.tcp"]),
        basis=st.sampled_from(Basis),
    ),
    max_size=5,
)
_causes = st.lists(
    st.builds(
        lambda cause, certainty, basis: replace(cause, certainty=certainty, basis=basis),
        st.sampled_from([INTERCEPTED, DROPPED, LEFTOVER]),
        st.sampled_from(Certainty),
        st.sampled_from(Basis),
    ),
    max_size=3,
    unique_by=lambda cause: cause.id,
)
_runs = st.builds(
    lambda results, causes, minutes, cancelled: saved(
        *results, causes=tuple(causes), at=THEN + timedelta(minutes=minutes), cancelled=cancelled
    ),
    _results,
    _causes,
    st.integers(0, 600),
    st.booleans(),
)


@given(_runs)
def test_nothing_changed_in_the_same_run(run: SavedRun) -> None:
    comparison = compare(run, run)
    assert (comparison.changed, comparison.stations, comparison.conditions, comparison.between) == ((), (), (), ())
    assert {one.fate for one in comparison.causes} <= {Fate.STAYED}
    assert comparison.same == comparison.total == len(PLAN)


@given(_runs, _runs)
def test_the_other_way_round_everything_is_the_other_way_round(one: SavedRun, other: SavedRun) -> None:
    there, back = compare(one, other), compare(other, one)
    assert [(change.check, change.then, change.now) for change in there.changed] == [
        (change.check, change.now, change.then) for change in back.changed
    ]
    assert there.stations == back.stations
    assert there.same == back.same
    turned = {
        Fate.GONE: Fate.NEW,
        Fate.NEW: Fate.GONE,
        Fate.UNSEEN_NOW: Fate.UNSEEN_THEN,
        Fate.UNSEEN_THEN: Fate.UNSEEN_NOW,
        Fate.STAYED: Fate.STAYED,
        Fate.CHANGED: Fate.CHANGED,
    }
    assert {(cause.id, turned[cause.fate], cause.basis) for cause in there.causes} == {
        (cause.id, cause.fate, cause.basis) for cause in back.causes
    }
    assert [happened.at for happened in there.between] == [happened.at for happened in back.between]


@given(_runs, _runs)
def test_nothing_is_called_gone_that_was_not_looked_at(one: SavedRun, other: SavedRun) -> None:
    comparison = compare(one, other)
    results = other.state.results
    for gone in comparison.causes_with(Fate.GONE):
        assert gone.then is not None
        assert any(results[check].verdict in {Verdict.PASS, Verdict.WARN} for check in gone.then.explains)
    assert comparison_text(comparison, one, other, Message.english).splitlines()[0] == said(comparison)
