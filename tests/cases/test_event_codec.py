import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ccdiag.cases.event_codec import (
    case_from_tree,
    decode_event,
    decode_state,
    encode_event,
    encode_state,
    environment_from_tree,
    event_from_tree,
    event_tree,
    folded,
    state_from_tree,
    state_tree,
)
from ccdiag.model.case import Case
from ccdiag.model.event import CheckFinished, ObservationMade, RunStarted
from ccdiag.model.facts import OPERATIONS
from ccdiag.model.observation import Observation
from tests.cases.kept_runs import seen_run

FAULTS = ((), ("tls.intercepted",), ("dns.forged",), ("terminal.day_closed", "webkassa.system_is_1_0"), ("network.captive_portal",))


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: "+".join(faults) or "healthy")
def test_every_event_of_a_run_survives(faults: tuple[str, ...]) -> None:
    run = seen_run(*faults)
    back = [decode_event(encode_event(event)) for event in run.events]
    assert back == list(run.events)
    assert folded(event for event in back if event is not None) == run.state
    assert decode_state(encode_state(run.state)) == run.state


def test_what_is_written_is_plain_json() -> None:
    for event in seen_run().events:
        tree = event_tree(event)
        assert event_from_tree(tree) == event
        assert event_from_tree(msgspec.json.decode(msgspec.json.encode(tree))) == event
    tree = state_tree(seen_run().state)
    assert state_from_tree(msgspec.json.decode(msgspec.json.encode(tree))) == seen_run().state


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_the_facts_of_every_operation_survive(operation: str) -> None:
    facts = OPERATIONS[operation]

    @given(st.from_type(facts), st.data())
    def survives(made: object, data: st.DataObject) -> None:
        # No number that JSON does not have is ever measured.
        assume("inf" not in repr(made) and "nan" not in repr(made))
        observation = Observation(
            target="example:443",
            started_at=seen_run().state.started_at,
            elapsed_s=data.draw(st.floats(0, 1e6)),
            facts=made,  # type: ignore[arg-type]
        )
        event = ObservationMade(check="mqtt.tcp", observation=observation)
        assert decode_event(encode_event(event)) == event

    survives()


def test_what_a_newer_version_wrote_is_read_as_far_as_it_is_known() -> None:
    started = event_tree(seen_run().events[0])
    first, *others = started["checks"]
    newer = {**started, "weather": "rain", "checks": [{**first, "id": "mqtt.telepathy"}, *({**one, "colour": 1} for one in others)]}
    read = event_from_tree(newer)
    assert isinstance(read, RunStarted)
    assert len(read.checks) == len(others)
    assert event_from_tree({"type": "check_dreamt"}) is None
    assert event_from_tree({"type": "check_started", "check": "mqtt.telepathy"}) is None


def test_an_unknown_operation_is_left_out_of_its_result() -> None:
    event = next(event for event in seen_run().events if isinstance(event, CheckFinished) and len(event.result.observations) > 1)
    tree = event_tree(event)
    tree["result"]["observations"][0]["operation"] = "telepathy"
    read = event_from_tree(tree)
    assert isinstance(read, CheckFinished)
    assert read.result.observations == event.result.observations[1:]


def test_an_unknown_key_of_a_case_is_left_out() -> None:
    case = seen_run().situation.case
    tree = msgspec.to_builtins(case)
    assert case_from_tree({**tree, "weather": 1, "terminal": {**tree["terminal"], "colour": "red"}}) == case
    assert case_from_tree({**tree, "terminal": {**tree["terminal"], "ip": 12}}).terminal.tms_id == case.terminal.tms_id
    assert case_from_tree(None) == Case()


def test_an_unknown_key_of_an_environment_is_left_out() -> None:
    environment = seen_run().situation.environment
    tree = msgspec.to_builtins(environment)
    assert environment_from_tree({**tree, "weather": 1, "dns": {**tree["dns"], "colour": "red"}}) == environment
    assert environment_from_tree({"schema": 1}) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(("type", "check", "result", "observation", "checks", "causes", "case", "facts")), json_values))
def test_nothing_that_json_holds_raises(tree: dict[str, object]) -> None:
    for kind in ("run_started", "check_started", "observation", "check_finished", "causes_changed", "run_finished", None):
        event_from_tree({**tree, "type": kind})
    state_from_tree(tree)
    case_from_tree(tree)
    environment_from_tree(tree)


@given(st.data())
def test_no_event_with_a_damaged_byte_raises(data: st.DataObject) -> None:
    content = bytearray(encode_event(data.draw(st.sampled_from(seen_run().events))))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    decode_event(bytes(content))
    decode_event(bytes(content[: data.draw(st.integers(0, len(content)))]))


def test_an_event_of_a_check_that_the_run_does_not_have_is_passed_over() -> None:
    started, *others = seen_run().events
    assert isinstance(started, RunStarted)
    fewer = msgspec.structs.replace(started, checks=started.checks[1:])
    state = folded((fewer, *others))
    assert set(state.checks) == {planned.id for planned in started.checks[1:]}
