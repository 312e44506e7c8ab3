"""Whatever anybody answers, in whatever order: the guide stays among its steps, and nothing that is owed is lost."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.model.procedure import AnswerKind
from ccdiag.model.procedure_progress import Answer, Progress, Status
from ccdiag.procedures.machine import (
    advance,
    back,
    begin,
    can_go_back,
    current_step,
    give_up,
    pause,
    resume,
    with_facts,
    with_variant,
)
from ccdiag.procedures.outline import PreconditionState, StepState, outline
from ccdiag.procedures.view import ending, view
from ccdiag.procedures.visit import Visit, settled_by_hand, taken
from tests.procedures.walking import ADMINLIGHT, AT, BOOK, FACTS, start, typed_for

OFFERED = [procedure.id for procedure in BOOK.offered()]
SECRETS = ("l_0123456789abcdef", "4111 1111 1111 1111", "Bearer abcdefghijklmnop", "4111111111111111")
NONSENSE = ("", " ", "99999", "x" * 5000, "\x1b[2J", "done", "0", "-1", "65536", "٤١٠٥", "SIM00043", *SECRETS)


def answered(progress: Progress, value: str = "", *, reason: str = "") -> Progress:
    """Answer the step that is shown: as given, else as when all goes well."""
    step = current_step(progress)
    assert step is not None
    if not value:
        value = typed_for(step, progress) if step.kind is AnswerKind.TEXT else step.expected
    return advance(progress, Answer(value=value, at=AT, reason=reason))


def until(progress: Progress, id_: str) -> Progress:
    """Go on as when all goes well up to a step."""
    for _ in range(200):
        step = current_step(progress)
        assert step is not None, f"ended before {id_}"
        if step.id == id_:
            return progress
        progress = answered(progress)
        assert progress.refusal is None
    raise AssertionError(f"no {id_}")


def kinds(progress: Progress) -> set[str]:
    return {one.kind for one in progress.obligations}


class _Person:
    """Somebody who does anything, and a record of what must then still be owed."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.owed: set[str] = set()

    def act(self, progress: Progress) -> Progress:
        deed = self.data.draw(st.sampled_from(("answer",) * 8 + ("back", "pause", "facts", "variant", "nonsense")))
        step = current_step(progress)
        assert step is not None
        if progress.status is Status.PAUSED:
            assert answered(progress) == progress
            return resume(progress, AT)
        match deed:
            case "back":
                gone = back(progress, AT)
                assert (gone != progress) is can_go_back(progress)
                return gone
            case "pause":
                return pause(progress)
            case "facts":
                return with_facts(progress, {**FACTS, "merchant.name": "Slagerij"})
            case "variant":
                chosen = self.data.draw(st.sampled_from(sorted(ADMINLIGHT.variants)))
                return with_variant(progress, chosen, shown=self.data.draw(st.booleans()))
            case "nonsense":
                return self._say(progress, self.data.draw(st.sampled_from(NONSENSE)), self.data.draw(st.sampled_from(("", *SECRETS))))
            case _:
                value = typed_for(step, progress) if step.kind is AnswerKind.TEXT else self.data.draw(st.sampled_from(step.answers()))
                return self._say(progress, value, "TMS was looked at")

    def _say(self, progress: Progress, value: str, reason: str) -> Progress:
        step = current_step(progress)
        assert step is not None
        after = advance(progress, Answer(value=value, at=AT, reason=reason))
        if after.refusal is not None:
            assert (after.frames, after.log, after.obligations) == (progress.frames, progress.log, progress.obligations)
            return after
        way = step.way("done" if step.kind is AnswerKind.TEXT else " ".join(value.split()))
        self.owed |= set(filter(None, (step.arises, way.arises)))
        self.owed -= set(filter(None, (step.meets, way.meets)))
        return after


@given(st.sampled_from(OFFERED), st.data())
def test_random_answers_never_leave_the_known_states(procedure: str, data: st.DataObject) -> None:
    progress, person = start(procedure), _Person(data)
    for _ in range(data.draw(st.integers(1, 60))):
        if progress.status.ended:
            break
        progress = person.act(progress)
        assert person.owed <= {one.kind for one in progress.obligations if one.certain}
        if progress.status.ended:
            assert current_step(progress) is None
            assert view(progress) is None
            assert ending(progress) is None or ending(progress).english()  # type: ignore[union-attr]
            continue
        shown, glance = view(progress), outline(progress)
        assert shown is not None
        assert shown.can_go_back is can_go_back(progress)
        assert [step.state for step in glance.steps].count(StepState.CURRENT) == 1
        for text in (shown.title, shown.why, shown.danger, shown.check, shown.question, shown.says):
            assert text is None or "{" not in text.english(), text
    # What is written down and read again is the same, and nothing in it is secret.
    kept = taken(Visit(key="tms:SIM00042"), msgspec.structs.replace(progress, refusal=None))
    written = msgspec.json.encode(kept)
    assert msgspec.json.decode(written, type=Visit) == kept
    assert not [secret for secret in SECRETS if secret.encode() in written]


@given(st.sampled_from(OFFERED), st.data())
def test_back_returns_to_what_was_shown_before(procedure: str, data: st.DataObject) -> None:
    shown = [start(procedure)]
    for _ in range(data.draw(st.integers(0, 40))):
        step = current_step(shown[-1])
        assert step is not None
        value = typed_for(step, shown[-1]) if step.kind is AnswerKind.TEXT else data.draw(st.sampled_from(step.answers()))
        following = advance(shown[-1], Answer(value=value, at=AT, reason="looked up"))
        if following.status.ended:
            break
        shown.append(following)
    progress = shown.pop()
    while shown:
        assert can_go_back(progress)
        progress = back(progress, AT)
        before = shown.pop()
        assert progress.frames == before.frames
        assert progress.answers() == before.answers()
    assert not can_go_back(progress)
    assert back(progress, AT) == progress


def test_a_closed_day_stays_owed_until_somebody_has_seen_it_open() -> None:
    progress = until(start("day-close"), "close")
    assert [(one.kind, one.certain) for one in progress.obligations] == [("day-closed", False)], (
        "the step is shown: it may be closed by now"
    )
    assert kinds(back(progress, AT)) == set(), "the step was left without doing it"
    progress = answered(progress)
    assert [one.certain for one in progress.obligations] == [True]
    assert kinds(back(progress, AT)) == {"day-closed"}, "going back in a guide opens no day"
    assert kinds(give_up(progress, AT)) == {"day-closed"}
    while not progress.status.ended:
        progress = answered(progress)
    assert progress.status is Status.FINISHED
    opening = begin("day-open", id_="2", shop="x", at=AT, obligations=progress.obligations)
    opening = until(opening, "ready")
    assert kinds(opening) == {"day-closed"}, "pressing DAGOPENING proves nothing yet"
    unsure = answered(opening, "unknown")
    assert kinds(unsure) == {"day-closed"}
    opened = answered(opening, "yes")
    assert kinds(opened) == set()
    assert [one.obligation.kind for one in opened.settled] == ["day-closed"]
    assert kinds(give_up(unsure, AT)) == {"day-closed"}


def test_an_installation_closes_and_opens_the_day_only_where_needed() -> None:
    progress = start("hardware-installation")
    owed = [one.kind for one in outline(progress).obligations]
    assert owed == ["day-closed"], "said before the first step"
    assert outline(progress).obligations[0].met_on_the_way
    already = begin("hardware-installation", id_="1", shop="x", at=AT, facts=FACTS, obligations=until_closed().obligations)
    assert "day" not in {step.step for step in outline(already).steps if step.procedure == "hardware-installation"}
    assert outline(already).preconditions[-1].state is PreconditionState.MET


def until_closed() -> Progress:
    return answered(until(start("day-close"), "close"))


def test_the_tms_id_has_to_be_that_of_the_case_each_time() -> None:
    progress = start("hardware-installation")
    refused = answered(progress, "SIM00043")
    assert refused.refusal is not None
    assert "SIM00042" in refused.refusal.english()
    assert answered(progress, "sim00042").refusal is None, "upper and lower case are not told apart"
    typed = until(progress, "tms-id")
    assert answered(typed, "SIM00043").refusal is not None
    again = answered(typed, "SIM00042")
    step = current_step(again)
    assert step is not None
    assert step.id == "tms-id-again"
    assert answered(again, "SIM0042").refusal is not None


def test_without_a_tms_id_in_the_case_what_was_looked_up_counts() -> None:
    progress = begin("hardware-installation", id_="1", shop="x", at=AT)
    progress = answered(progress, "ABC123")
    assert progress.refusal is None
    typed = until(progress, "tms-id")
    assert answered(typed, "ABC124").refusal is not None
    assert answered(typed, "ABC123").refusal is None


def test_forcing_asks_for_a_reason_and_stop_is_what_enter_does() -> None:
    progress = answered(until(start("hardware-installation"), "warned"), "warning")
    shown = view(progress)
    assert shown is not None
    assert [choice.value for choice in shown.choices if choice.default] == ["stop"]
    assert answered(progress, "force").refusal is not None
    for reason in (*SECRETS, "x" * 501, "\x1b[2J"):
        assert answered(progress, "force", reason=reason).refusal is not None
    forced = answered(progress, "force", reason="newer in TMS, said by the service desk")
    assert forced.log[-1].reason == "newer in TMS, said by the service desk"


def test_older_software_ends_the_installation() -> None:
    progress = answered(until(start("hardware-installation"), "software"), "older")
    assert progress.status is Status.STOPPED
    assert "Never downgrade" in progress.says
    assert not [entry for entry in progress.log if entry.step == "tms-id"]


def test_the_old_trigger_port_is_written_down_and_put_back() -> None:
    progress = until(start("prove-2.0"), "change")
    assert [(one.kind, one.old_value, one.certain) for one in progress.obligations] == [("trigger-port-changed", "4105", False)]
    assert answered(progress, "04105").refusal is not None, "it is the old one"
    changed = answered(progress, "0")
    stopped = give_up(changed, AT)
    assert [one.old_value for one in stopped.obligations] == ["4105"]
    # Days later, with nothing left of the procedure but what is owed.
    restoring = until(begin("trigger-port-restore", id_="2", shop="x", at=AT, obligations=stopped.obligations), "put-back")
    shown = view(restoring)
    assert shown is not None
    assert "4105" in shown.title.english()
    assert answered(restoring, "4106").refusal is not None
    assert kinds(answered(restoring, "4106")) == {"trigger-port-changed"}
    assert kinds(answered(restoring, "4105")) == set()


def test_all_terminals_come_before_the_webkassa() -> None:
    steps = [step.id for step in BOOK.procedures["migrate-to-2.0"].steps if not step.aside]
    assert steps.index("installation") < steps.index("others") < steps.index("webkassa")
    progress = until(start("migrate-to-2.0"), "several")
    progress = until(answered(progress, "yes"), "others")
    assert until(answered(progress, "no"), "others").answers()["others_adapted"] == "no"


def test_nothing_of_a_password_is_asked_or_kept() -> None:
    for procedure in BOOK.procedures.values():
        for step in procedure.steps:
            if any(press.secret for press in step.presses):
                assert step.kind is AnswerKind.DONE, (procedure.id, step.id)
                assert not any(press.text for press in step.presses if press.secret)


@pytest.mark.parametrize("procedure", OFFERED)
def test_a_paused_procedure_stands_where_it_was(procedure: str) -> None:
    progress = answered(start(procedure))
    if progress.status.ended:
        return
    paused = pause(progress)
    assert paused.frames == progress.frames
    assert advance(paused, Answer(at=AT)) == paused
    assert back(paused, AT) == paused
    later = AT + timedelta(days=3)
    assert resume(paused, later) == msgspec.structs.replace(progress, shown_at=later)


def test_what_is_settled_by_hand_keeps_its_reason() -> None:
    visit = taken(Visit(key="tms:SIM00042"), give_up(until_closed(), AT), reason="the phone rang")
    assert visit.records[0].reason == "the phone rang"
    assert visit.records[0].still_owed[0].kind == "day-closed"
    settled = settled_by_hand(visit, "day-closed", reason="opened by the shop", at=AT)
    assert (settled.obligations, settled.settled[0].reason) == ((), "opened by the shop")
