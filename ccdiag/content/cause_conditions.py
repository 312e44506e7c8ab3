"""Whether the condition of a cause rule speaks of things that exist: operations, facts, values, keys."""

from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from ccdiag.model.case import Case
from ccdiag.model.cause import FactValue, Matcher, Predicate
from ccdiag.model.conversion import convert
from ccdiag.model.environment import Environment
from ccdiag.model.facts import OPERATIONS
from ccdiag.model.finding import Finding

Refusal = tuple[str, str]
"""The key within the condition, and what was expected there."""


def refusal(predicate: Predicate) -> Refusal | None:
    """Say what is not sound in a condition; None when all is."""
    if predicate == Predicate():
        return "", "a condition that says something"
    for name, parts in (("all", predicate.all), ("any", predicate.any)):
        if parts is not None and not parts:
            return name, "at least one condition"
        for number, part in enumerate(parts or ()):
            if (refused := refusal(part)) is not None:
                return f"{name}[{number}].{refused[0]}", refused[1]
    if predicate.not_ is not None and (refused := refusal(predicate.not_)) is not None:
        return f"not.{refused[0]}", refused[1]
    return _check_refusal(predicate) or _setting_refusal(predicate)


def _check_refusal(predicate: Predicate) -> Refusal | None:
    selects = {"of": predicate.of, "last_by": predicate.last_by, "facts": predicate.facts}
    tests = {"verdict": predicate.verdict, "operation": predicate.operation, "failure": predicate.failure, "elapsed_s": predicate.elapsed_s}
    if predicate.check is None:
        given = [name for name, value in (selects | tests).items() if value is not None]
        return (given[0], "a check beside it") if given else None
    if all(value is None for value in (selects | tests).values()):
        return "check", "something that is asked of the check"
    if predicate.operation is None:
        without = [name for name, value in selects.items() if value is not None]
        return (without[0], "an operation beside it") if without else None
    if predicate.operation not in OPERATIONS:
        return "operation", f"one of {', '.join(OPERATIONS)}"
    if predicate.last_by is not None and predicate.last_by not in _fields(predicate.operation):
        return "last_by", f"a fact of {predicate.operation}"
    for key, facts in (("of", predicate.of), ("facts", predicate.facts)):
        for name, test in (facts or {}).items():
            if (reason := _fact_refusal(predicate.operation, name, test)) is not None:
                return f"{key}.{name}", reason
    return None


def _fact_refusal(operation: str, name: str, test: FactValue | Matcher) -> str | None:
    fields = _fields(operation)
    if name not in fields:
        return f"a fact of {operation}: {', '.join(fields)}"
    return _test_refusal(name, test, fields[name])


def _test_refusal(name: str, test: FactValue | Matcher, kind: Any) -> str | None:  # noqa: ANN401  # a type annotation may be any object
    element = _element(kind)
    if not isinstance(test, Matcher):
        return _value_refusal(name, test, kind)
    if test == Matcher():
        return "a test that says something"
    if element is None and (test.contains is not None or test.items_at_least is not None or test.items_at_most is not None):
        return "another test: this fact is no list"
    if element is not None and test.contains is not None:
        return _value_refusal(name, test.contains, element)
    if any(bound is not None for bound in (test.at_least, test.above, test.below)) and not {int, float} & set(_plain(kind)):
        return "another test: this fact is no number"
    values = (*(test.one_of or ()), *(test.none_of or ()))
    return next((reason for value in values if (reason := _value_refusal(name, value, kind)) is not None), None)


def _value_refusal(name: str, value: FactValue, kind: Any) -> str | None:  # noqa: ANN401  # a type annotation may be any object
    try:
        convert(value, kind)
    except msgspec.ValidationError as error:
        return str(error)
    if name == "finding" and value not in set(Finding):
        return f"one of {', '.join(Finding)}"
    if name == "key" and _path_type(Case, str(value)) is None:
        return "a key of the case"
    return None


def _setting_refusal(predicate: Predicate) -> Refusal | None:
    for name, path, root in (("case", predicate.case, Case), ("environment", predicate.environment, Environment)):
        if path is None:
            continue
        if predicate.is_in is None and predicate.present is None and predicate.matches is None:
            return name, "is_in, present or matches beside it"
        kind = _path_type(root, path)
        if kind is None:
            return name, f"a key of the {name}, not {path}"
        for value in predicate.is_in or ():
            if (reason := _value_refusal("", value, kind)) is not None:
                return "is_in", reason
        if predicate.matches is not None and (reason := _test_refusal("", predicate.matches, kind)) is not None:
            return "matches", reason
    asks = any(test is not None for test in (predicate.is_in, predicate.present, predicate.matches))
    if predicate.case is None and predicate.environment is None and asks:
        return "", "a case or an environment beside is_in, present and matches"
    return None


@cache
def _fields(operation: str) -> dict[str, Any]:
    hints = get_type_hints(OPERATIONS[operation], include_extras=True)
    return {name: hints[name] for name in OPERATIONS[operation].__struct_fields__}


def _plain(kind: Any) -> tuple[Any, ...]:  # noqa: ANN401  # a type annotation may be any object
    return tuple(one for part in get_args(kind) for one in _plain(part)) if get_origin(kind) in {Union, UnionType} else (kind,)


def _element(kind: Any) -> Any | None:  # noqa: ANN401  # a type annotation may be any object
    """Return the type of a list's elements; None when it is no list."""
    return next((get_args(one)[0] for one in _plain(kind) if get_origin(one) is tuple), None)


def _path_type(root: type[Struct], path: str) -> Any | None:  # noqa: ANN401  # a type annotation may be any object
    kind: Any = root
    for name in path.split("."):
        struct = next((one for one in _plain(kind) if isinstance(one, type) and issubclass(one, Struct)), None)
        if struct is None or name not in struct.__struct_fields__:
            return None
        kind = get_type_hints(struct, include_extras=True)[name]
    return kind
