"""Events and states of a run as JSON and back, with nothing lost; what another version wrote is read as far as it is understood."""

from collections.abc import Iterable, Mapping
from time import sleep
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ccdiag.cases.redaction_secrets import encoded_without_secrets, masked_tree
from ccdiag.model.case import Case
from ccdiag.model.cause import Cause
from ccdiag.model.check import CHECK_IDS, CheckId, CheckResult
from ccdiag.model.confidential import may_hold_secret
from ccdiag.model.conversion import convert
from ccdiag.model.environment import Environment
from ccdiag.model.event import CausesChanged, CheckFinished, CheckStarted, ObservationMade, PlannedCheck, RunEvent, RunFinished, RunStarted
from ccdiag.model.facts import OPERATIONS
from ccdiag.model.observation import Observation
from ccdiag.model.run import CheckState, RunState

Tree = dict[str, Any]
"""What JSON holds: dictionaries, lists, texts, numbers."""
Kind = TypeVar("Kind", bound=Struct)


def encode_event(event: RunEvent) -> bytes:
    """Write an event as JSON, without what is secret."""
    match event:
        case ObservationMade():
            return msgspec.json.encode({"type": "observation", "check": event.check, "observation": _observation_json(event.observation)})
        case CheckFinished():
            return msgspec.json.encode({"type": "check_finished", "result": _result_json(event.result)})
        case _:
            return encoded_without_secrets(event_tree(event))


def decode_event(content: bytes) -> RunEvent | None:
    """Read an event back; None where it is damaged, or another version wrote what is unknown here."""
    try:
        return event_from_tree(msgspec.json.decode(content))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def event_tree(event: RunEvent) -> Tree:
    """Write an event as what JSON holds, with a `type`; messages stay messages, to be shown in any language."""
    match event:
        case ObservationMade():
            return {"type": "observation", "check": event.check, "observation": _observation_tree(event.observation)}
        case CheckFinished():
            return {"type": "check_finished", "result": _result_tree(event.result)}
        case _:
            return cast("Tree", msgspec.to_builtins(event))


def event_from_tree(tree: object) -> RunEvent | None:
    """Read an event; None where it is not one that this version knows."""
    if not isinstance(tree, dict):
        return None
    match tree.get("type"):
        case "observation":
            observation = _observation(tree.get("observation"))
            if observation is None or tree.get("check") not in CHECK_IDS:
                return None
            return ObservationMade(check=tree["check"], observation=observation)
        case "check_finished":
            result = _result(tree.get("result"))
            return CheckFinished(result=result) if result is not None else None
        case "run_started":
            planned = _all(tree.get("checks"), PlannedCheck)
            case = case_from_tree(tree["case"]) if tree.get("case") is not None else None
            started = _converted({**tree, "checks": (), "case": None}, RunStarted)
            return replace(started, checks=planned, case=case) if started is not None else None
        case "causes_changed":
            return CausesChanged(causes=_all(tree.get("causes"), Cause))
        case "check_started":
            return _converted(tree, CheckStarted)
        case "run_finished":
            return _converted(tree, RunFinished)
        case _:
            return None


def state_tree(state: RunState) -> Tree:
    """Write the state of a run as what JSON holds."""
    bare = cast("Tree", msgspec.to_builtins(replace(state, checks={})))
    return {**bare, "checks": [_check_tree(check) for check in state.checks.values()]}


def state_from_tree(tree: object) -> RunState | None:
    """Read the state of a run; None where it is not one."""
    if not isinstance(tree, dict):
        return None
    checks = [check for one in _list(tree.get("checks")) if (check := _check(one)) is not None]
    case = case_from_tree(tree["case"]) if tree.get("case") is not None else None
    causes = _all(tree.get("causes"), Cause)
    state = _converted({**tree, "checks": {}, "case": None, "causes": ()}, RunState)
    return replace(state, checks={check.planned.id: check for check in checks}, case=case, causes=causes) if state is not None else None


def encode_state(state: RunState) -> bytes:
    """Write the state of a run as JSON, without what is secret."""
    bare = _bare(replace(state, checks={}))
    return msgspec.json.encode({**bare, "checks": [_check_json(check) for check in state.checks.values()]})


def decode_state(content: bytes) -> RunState | None:
    """Read the state of a run back; None where it is damaged."""
    try:
        return state_from_tree(msgspec.json.decode(content))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def folded(events: Iterable[RunEvent]) -> RunState:
    """Return the state after these events; one about a check that the run does not have is passed over."""
    state = RunState()
    for event in events:
        if (about := _check_of(event)) is None or about in state.checks:
            state = state.apply(event)
    return state


def case_from_tree(tree: object) -> Case:
    """Read a case; a key that this version does not know, or a value that it does not take, is left out."""
    return _lenient(tree, Case)


def environment_from_tree(tree: object) -> Environment | None:
    """Read an environment likewise; None where what it cannot be without is missing."""
    try:
        return _lenient(tree, Environment)
    except (msgspec.ValidationError, TypeError):
        return None


def _check_of(event: RunEvent) -> CheckId | None:
    match event:
        case CheckStarted() | ObservationMade():
            return event.check
        case CheckFinished():
            return event.result.id
        case _:
            return None


# --- observations: their facts are told apart by their operation ---


def _observation_tree(observation: Observation) -> Tree:
    return {**msgspec.to_builtins(observation), "operation": observation.operation}


def _observation(tree: object) -> Observation | None:
    if not isinstance(tree, dict) or (kind := OPERATIONS.get(tree.get("operation", ""))) is None:
        return None
    facts, observation = _converted(tree.get("facts"), kind), _converted({**tree, "facts": {}}, Observation)
    return replace(observation, facts=facts) if observation is not None and facts is not None else None


def _observations(trees: object) -> tuple[Observation, ...]:
    return tuple(observation for tree in _list(trees) if (observation := _observation(tree)) is not None)


def _result_tree(result: CheckResult) -> Tree:
    bare = msgspec.to_builtins(replace(result, observations=()))
    return {**bare, "observations": [_observation_tree(one) for one in result.observations]}


def _result(tree: object) -> CheckResult | None:
    if not isinstance(tree, dict):
        return None
    result = _converted({**tree, "observations": ()}, CheckResult)
    return replace(result, observations=_observations(tree.get("observations"))) if result is not None else None


def _check_tree(check: CheckState) -> Tree:
    return {
        **msgspec.to_builtins(replace(check, observations=(), result=None)),
        "observations": [_observation_tree(one) for one in check.observations],
        "result": _result_tree(check.result) if check.result is not None else None,
    }


def _check(tree: object) -> CheckState | None:
    if not isinstance(tree, dict):
        return None
    check = _converted({**tree, "observations": (), "result": None}, CheckState)
    if check is None:
        return None
    result = _result(tree["result"]) if tree.get("result") is not None else None
    return replace(check, observations=_observations(tree.get("observations")), result=result)


# --- as JSON, piece by piece: other threads of the program wait while one text is looked through for secrets ---


def _bare(part: Struct) -> Tree:
    return cast("Tree", msgspec.json.decode(encoded_without_secrets(msgspec.to_builtins(part))))


def _observation_json(observation: Observation) -> msgspec.Raw:
    # Not its time, whose many digits would be looked at closely.
    told = msgspec.json.encode((observation.target, observation.facts)).decode()
    if may_hold_secret(told):
        return msgspec.Raw(msgspec.json.encode(masked_tree(_observation_tree(observation))))
    # As _observation_tree() has it, and many times as fast.
    return msgspec.Raw(b'%s,"operation":"%s"}' % (msgspec.json.encode(observation)[:-1], observation.operation.encode()))


def _observations_json(observations: Iterable[Observation]) -> list[msgspec.Raw]:
    pieces: list[msgspec.Raw] = []
    for one in observations:
        pieces.append(_observation_json(one))
        # Lets go of the interpreter: a thread that wants it, the window's say, waits five milliseconds each time else.
        sleep(0)
    return pieces


def _result_json(result: CheckResult) -> Tree:
    return {**_bare(replace(result, observations=())), "observations": _observations_json(result.observations)}


def _check_json(check: CheckState) -> Tree:
    return {
        **_bare(replace(check, observations=(), result=None)),
        "observations": _observations_json(check.observations),
        "result": _result_json(check.result) if check.result is not None else None,
    }


# --- what another version wrote ---


def _converted(tree: object, kind: type[Kind]) -> Kind | None:
    try:
        return convert(tree, kind)
    except (msgspec.ValidationError, ValueError, TypeError):
        return None


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _all(trees: object, kind: type[Kind]) -> tuple[Kind, ...]:
    return tuple(one for tree in _list(trees) if (one := _converted(tree, kind)) is not None)


def _lenient(tree: object, kind: type[Kind]) -> Kind:
    """Convert, leaving out each field that is unknown or not taken. Raises ValidationError where a field is missing then."""
    known = tree if isinstance(tree, Mapping) else {}
    fields: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.encode_name not in known:
            continue
        value = known[field.encode_name]
        try:
            if isinstance(field.type, type) and issubclass(field.type, Struct):
                fields[field.name] = _lenient(value, field.type)
            else:
                fields[field.name] = convert(value, field.type)
        except (msgspec.ValidationError, ValueError, TypeError):
            continue
    return kind(**fields)
