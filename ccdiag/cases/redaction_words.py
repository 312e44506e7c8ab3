"""What this program itself writes into documents: names of fields, and values of closed lists. None of it is anybody's."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import msgspec

from ccdiag.cases.case_document import CaseDocument
from ccdiag.content.causes import load_causes
from ccdiag.content.procedures import load_procedures
from ccdiag.model.case import Case
from ccdiag.model.check import CHECK_IDS
from ccdiag.model.document import RunDocument
from ccdiag.model.environment import Environment
from ccdiag.model.event import RunStarted
from ccdiag.model.facts import OPERATIONS
from ccdiag.model.procedure_progress import ProcedureRecord

_KINDS: Final = (CaseDocument, RunDocument, ProcedureRecord, Case, Environment, RunStarted, *OPERATIONS.values())


def _names() -> Iterator[str]:
    for kind in _structures():
        yield from (field.encode_name for field in kind.fields)


def _structures() -> Iterator[msgspec.inspect.StructType]:
    seen: set[type] = set()
    open_types: list[Any] = [msgspec.inspect.type_info(kind) for kind in _KINDS]
    while open_types:
        kind = open_types.pop()
        if isinstance(kind, msgspec.inspect.StructType):
            if kind.cls in seen:
                continue
            seen.add(kind.cls)
            yield kind
            open_types += [field.type for field in kind.fields]
        open_types += _inside(kind)


def _inside(kind: Any) -> list[Any]:  # noqa: ANN401  # the inspector's classes share no base that has these
    inner = [getattr(kind, name) for name in ("item_type", "key_type", "value_type", "type") if hasattr(kind, name)]
    return [*inner, *getattr(kind, "types", ()), *getattr(kind, "item_types", ())]


def _closed_values() -> Iterator[str]:
    for structure in _structures():
        open_types: list[Any] = [field.type for field in structure.fields]
        while open_types:
            kind = open_types.pop()
            if isinstance(kind, msgspec.inspect.LiteralType):
                yield from (str(value) for value in kind.values)
            elif isinstance(kind, msgspec.inspect.EnumType):
                yield from (str(member.value) for member in kind.cls)
            elif not isinstance(kind, msgspec.inspect.StructType):
                open_types += _inside(kind)


FIELDS: Final = frozenset((*_names(), "type", "result", "observation", "at_s"))
"""The names of all fields that documents of this program have."""


def _number_names() -> Iterator[str]:
    numbers = (msgspec.inspect.IntType, msgspec.inspect.FloatType)
    for structure in _structures():
        for field in structure.fields:
            kinds = (field.type, *getattr(field.type, "types", ()))
            if any(isinstance(kind, numbers) for kind in kinds) and not any(isinstance(kind, msgspec.inspect.StrType) for kind in kinds):
                yield field.encode_name


NUMBER_FIELDS: Final = frozenset(_number_names())
"""The names of those that hold counts, times and ports."""


@cache
def vocabulary() -> frozenset[str]:
    """Return the words that stand alone in fields of closed lists: verdicts, roles, ids of checks, causes, procedures and steps."""
    procedures = load_procedures().procedures
    steps = (step.id for procedure in procedures.values() for step in procedure.steps)
    return frozenset((*_closed_values(), *CHECK_IDS, *(rule.id for rule in load_causes()), *procedures, *steps, *OPERATIONS))
