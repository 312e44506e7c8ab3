"""The rows of the checklist: what they say, and that only those that changed are told."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from ccdiag.model.event import CheckStarted, ObservationMade, RunFinished
from ccdiag.model.message import message
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Basis, Light, Verdict
from ccdiag.ui.look import Look
from ccdiag.ui.models.check_model import CheckFilter, CheckModel, CheckRole
from ccdiag.ui.models.check_row import CheckRow
from tests.ui.runs import PLAN, begun, broken, ended, folded, healthy, observation, running


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def model(look: Look, clock: _Clock) -> CheckModel:
    made = CheckModel(look, clock=clock)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def _row(model: CheckModel | CheckFilter, check: str) -> CheckRow:
    rows: list[CheckRow] = [model.index(at, 0).data(CheckRole.ROW) for at in range(model.rowCount())]
    return next(row for row in rows if row.check == check)


def _changed(model: CheckModel) -> list[int]:
    told: list[int] = []

    def tell(first: QModelIndex, last: QModelIndex) -> None:
        told.extend(range(first.row(), last.row() + 1))

    model.dataChanged.connect(tell)
    return told


def test_rows_are_grouped_by_place_in_the_order_of_the_way(model: CheckModel) -> None:
    model.show_state(healthy())
    rows = [model.index(at) for at in range(model.rowCount())]
    places = [Place(index.data(CheckRole.PLACE)) for index in rows]
    assert places == sorted(places, key=list(Place).index)
    firsts = [Place(index.data(CheckRole.PLACE)) for index in rows if index.data(CheckRole.FIRST_OF_PLACE)]
    assert firsts == list(dict.fromkeys(places))
    assert len(rows) == len(PLAN)


def test_a_row_says_what_was_seen_and_what_it_rests_on(model: CheckModel) -> None:
    model.show_state(broken())
    failed = _row(model, "mqtt.tls")
    assert (failed.light, failed.word, failed.time, failed.basis_word) == (Light.FAIL, "fault", "0.21 s", "measured")
    assert failed.weighty
    assert failed.two_lines
    assert "SSL Inspection CA" in failed.detail
    assert _row(model, "terminal.day").basis is Basis.STATED
    assert _row(model, "terminal.day").time == "–"


def test_what_was_blocked_says_because_of_what(model: CheckModel) -> None:
    model.show_state(broken())
    blocked = _row(model, "mqtt.session")
    assert blocked.blocked_by == "mqtt.tls"
    assert blocked.detail == "because Encryption of the MQTT service failed"
    assert blocked.basis is None
    assert not blocked.two_lines


def test_what_needs_an_answer_is_a_question(model: CheckModel) -> None:
    model.show_state(broken())
    asked = _row(model, "whitelist.entry")
    assert (asked.light, asked.word) == (Light.INCONCLUSIVE, "question")
    assert asked.headline == "Is the terminal's TMS id on the merchant's whitelist in VPOS?"
    assert asked.question is not None
    assert asked.question.key == "terminal.whitelisted"
    assert _row(model, "network.path_mtu").word == "cannot tell"


def test_a_running_row_tells_what_it_waits_for_and_how_far_it_is(model: CheckModel, clock: _Clock) -> None:
    model.show_state(running())
    at = model.row_of_check("mqtt.tls")
    assert at is not None
    index = model.index(at)
    assert _row(model, "mqtt.tls").detail == "waiting for 192.0.2.54:443, 192.0.2.77:443"
    clock.now += 7.0
    assert index.data(CheckRole.ELAPSED) == pytest.approx(7.0)
    assert index.data(CheckRole.PROGRESS) == pytest.approx(0.5)
    clock.now += 70.0
    assert index.data(CheckRole.PROGRESS) == 1.0
    assert _row(model, "mqtt.session").detail == "waiting for Encryption of the MQTT service"
    assert at in model.running_rows()


def test_only_rows_that_changed_are_told_and_nothing_is_reset(model: CheckModel, look: Look) -> None:
    state = running()
    model.show_state(state)
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    told = _changed(model)
    model.show_state(state)
    assert told == []
    state = state.apply(ended("mqtt.tls"))
    model.show_state(state)
    # Two others waited for it.
    rows = {model.index(at).data(CheckRole.CHECK) for at in told}
    assert "mqtt.tls" in rows
    assert rows <= {"mqtt.tls", "mqtt.session", "mqtt.hold", "network.path_mtu"}
    told.clear()
    for other in (folded(begun()), healthy(), broken()):
        model.show_state(other)
    assert resets == []


def test_ten_thousand_observations_of_a_running_check_change_no_row(model: CheckModel) -> None:
    state = running()
    model.show_state(state)
    told = _changed(model)
    check = state.checks["tms.tcp"]
    many = tuple(observation(number, "192.0.2.9:1") for number in range(10_000))
    state = replace(state, checks={**state.checks, "tms.tcp": replace(check, observations=many)})
    for number in range(20):
        state = state.apply(ObservationMade(check="tms.tcp", observation=observation(number, "192.0.2.9:1")))
        model.show_state(state)
    assert told == []


def test_another_plan_resets(model: CheckModel) -> None:
    model.show_state(healthy())
    model.show_state(RunState())
    assert model.rowCount() == 0
    model.show_state(folded(replace(begun(), checks=PLAN[:3])))
    assert model.rowCount() == 3


def test_the_history_is_told(model: CheckModel) -> None:
    model.show_state(healthy())
    told = _changed(model)
    model.set_history({"tas.tcp": (Light.PASS, Light.FAIL)})
    assert told == [model.row_of_check("tas.tcp")]
    assert _row(model, "tas.tcp").history == (Light.PASS, Light.FAIL)


def test_another_language_changes_every_row(model: CheckModel, look: Look) -> None:
    model.show_state(broken())
    told = _changed(model)
    look.set_language("nl")
    assert len(told) == model.rowCount()
    row = _row(model, "mqtt.tls")
    assert row.word == "fout"
    assert row.time == "0,21 s"


def test_control_characters_never_reach_the_window(model: CheckModel) -> None:
    state = folded(begun(), ended("mqtt.tls", Verdict.FAIL, message("issued by {name}", name="a\u202eb\nc")))
    model.show_state(state)
    assert _row(model, "mqtt.tls").detail == "issued by a\\u202eb\\nc"


def test_the_readable_row_and_the_accessible_text_say_it_all(model: CheckModel) -> None:
    model.show_state(broken())
    at = model.row_of_check("mqtt.tls")
    assert at is not None
    readable = model.index(at).data(CheckRole.COPY)
    assert readable.startswith("AWS IoT, Encryption of the MQTT service: fault, measured, 0.21 s. The certificate of")
    asked = _row(model, "whitelist.entry").readable
    assert "Is the terminal's TMS id on the merchant's whitelist" in asked


def test_counts_follow_the_lights(model: CheckModel) -> None:
    model.show_state(broken())
    counts = model.counts()
    assert counts[Light.FAIL] == 1
    assert counts[Light.INCONCLUSIVE] == 5
    assert sum(counts.values()) == len(PLAN)


def test_a_clock_starts_anew_with_each_run(model: CheckModel, clock: _Clock) -> None:
    started = CheckStarted(check="tas.tcp", waiting_for=("192.0.2.9:5555",))
    first = folded(begun(), started)
    model.show_state(first)
    clock.now += 5
    model.show_state(folded(ended("tas.tcp"), RunFinished(elapsed_s=5.0), after=first))
    model.show_state(folded(begun(), started))
    at = model.row_of_check("tas.tcp")
    assert at is not None
    assert model.index(at).data(CheckRole.ELAPSED) == 0.0


def test_the_filter_shows_one_light_and_its_own_first_of_place(model: CheckModel) -> None:
    shown = CheckFilter(model)
    QAbstractItemModelTester(shown, QAbstractItemModelTester.FailureReportingMode.Fatal, shown)
    model.show_state(broken())
    assert shown.rowCount() == model.rowCount()
    shown.set_light(Light.SKIPPED)
    assert {Light(shown.index(at, 0).data(CheckRole.LIGHT)) for at in range(shown.rowCount())} == {Light.SKIPPED}
    assert shown.index(0, 0).data(CheckRole.FIRST_OF_PLACE)
    at = next(at for at in range(shown.rowCount()) if shown.index(at, 0).data(CheckRole.CHECK) == "mqtt.session")
    assert shown.index(at, 0).data(CheckRole.FIRST_OF_PLACE)
    model.show_state(healthy())
    assert shown.rowCount() == 0
    shown.set_light(None)
    assert shown.rowCount() == len(PLAN)
