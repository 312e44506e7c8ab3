"""Where and how a document differs from the structure that it should have."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.inspect import (
    BoolType,
    CollectionType,
    DictType,
    EnumType,
    FloatType,
    IntType,
    LiteralType,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)

from ccdiag.model.confidential import masked
from ccdiag.model.conversion import convert
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable

_LONGEST_KEY = 80
_LONGEST_VALUE = 120


class Mismatch(Struct, frozen=True):
    """The first place that does not fit."""

    key_path: str
    expected: Message


def find_mismatch(data: object, kind: type) -> Mismatch | None:
    """Look for the first value that does not fit `kind`; None when all fit as far as can be told from here."""
    return _in_value(data, type_info(kind), "")


def nearest(key: str, known: Iterable[str]) -> str | None:
    """Return the known key that somebody who wrote `key` most likely meant."""
    by_lower = {name.lower(): name for name in known}
    close = get_close_matches(key[:_LONGEST_KEY].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def unknown_key(key: str, known: Sequence[str]) -> Message:
    """Say that a key is unknown, with the nearest known one."""
    near = nearest(key, known)
    if near is not None:
        return message('unknown key; did you mean "{nearest}"?', nearest=near)
    if known:
        return message("unknown key; known here: {known}", known=", ".join(known))
    return message("unknown key; nothing stands below this one")


def shown_value(value: object) -> str:
    """Render a value as TOML writes it, safe to show and cut short; a key or card number that was pasted there is masked."""
    match value:
        case str():
            return f'"{printable(masked("", value), most=_LONGEST_VALUE)}"'
        case bool():
            return "true" if value else "false"
        case int() | float():
            # A number of thousands of digits cannot be turned into text at all.
            return masked("", str(value)) if not isinstance(value, int) or value.bit_length() < 1000 else "…"  # noqa: PLR2004  # far above any use
        case Mapping():
            return "{…}"
        case list() | tuple():
            return "[…]"
        case _:
            return printable(str(value), most=_LONGEST_VALUE)


def join_key(path: str, key: str) -> str:
    """Append a key to a key path."""
    shown = printable(masked("", key), most=_LONGEST_KEY)
    return f"{path}.{shown}" if path else shown


def _in_value(value: Any, kind: Type, path: str) -> Mismatch | None:  # noqa: ANN401  # whatever a document holds
    if isinstance(kind, UnionType):
        return _in_union(value, kind, path)
    if isinstance(kind, StructType) and isinstance(value, Mapping):
        return _in_struct(value, kind, path)
    if isinstance(kind, DictType) and isinstance(value, Mapping):
        return _first(_in_value(inner, kind.value_type, join_key(path, key)) for key, inner in value.items())
    if isinstance(kind, CollectionType) and isinstance(value, list | tuple):
        return _first(_in_value(inner, kind.item_type, f"{path}[{index}]") for index, inner in enumerate(value)) or _wrong_length(
            value, kind, path
        )
    return None if _fits(value, kind) else Mismatch(path, _wrong(value, kind))


def _in_struct(value: Mapping[str, Any], kind: StructType, path: str) -> Mismatch | None:
    fields = {field.encode_name: field for field in kind.fields}
    for key, inner in value.items():
        if key in fields:
            if found := _in_value(inner, fields[key].type, join_key(path, key)):
                return found
        elif kind.forbid_unknown_fields:
            return Mismatch(join_key(path, key), unknown_key(key, tuple(fields)))
    for name, field in fields.items():
        if field.required and name not in value:
            return Mismatch(join_key(path, name), message("is missing; expected {expected}", expected=_name(field.type)))
    return None


def _in_union(value: Any, kind: UnionType, path: str) -> Mismatch | None:  # noqa: ANN401  # whatever a document holds
    found = [_in_value(value, option, path) for option in kind.types]
    if None in found:
        return None
    # A table or a list is best explained by the option that also is one.
    deeper = [mismatch for mismatch in found if mismatch is not None and mismatch.key_path != path]
    if deeper:
        return deeper[0]
    choices = [option for option in kind.types if not isinstance(option, NoneType)]
    if len(choices) == 1:
        return Mismatch(path, _wrong(value, choices[0]))
    if isinstance(value, str) and (texts := [option for option in choices if isinstance(option, StrType)]):
        return Mismatch(path, _wrong(value, texts[0]))
    return Mismatch(path, _wrong(value, kind))


def _first(found: Iterable[Mismatch | None]) -> Mismatch | None:
    return next((mismatch for mismatch in found if mismatch is not None), None)


def _fits(value: object, kind: Type) -> bool:
    try:
        convert(value, _plain(kind))
    except (msgspec.ValidationError, TypeError, ValueError, OverflowError):
        return False
    return _within(value, kind)


def _plain(kind: Type) -> Any:  # noqa: ANN401  # msgspec takes any annotation
    match kind:
        case StrType():
            return str
        case BoolType():
            return bool
        case IntType():
            return int
        case FloatType():
            return float
        case NoneType():
            return None
        case EnumType():
            return kind.cls
        case StructType():
            return kind.cls
        case CollectionType():
            return list
        case DictType():
            return dict
        case _:
            return Any


def _within(value: object, kind: Type) -> bool:
    match kind:
        case LiteralType():
            return any(type(value) is type(choice) and value == choice for choice in kind.values)
        case IntType() | FloatType() if isinstance(value, int | float):
            return (
                (kind.ge is None or value >= kind.ge)
                and (kind.le is None or value <= kind.le)
                and (kind.gt is None or value > kind.gt)
                and (kind.lt is None or value < kind.lt)
            )
        case StrType() if isinstance(value, str):
            return (
                (kind.min_length is None or len(value) >= kind.min_length)
                and (kind.max_length is None or len(value) <= kind.max_length)
                and (kind.pattern is None or re.search(kind.pattern, value) is not None)
            )
        case _:
            return True


def _wrong_length(value: Sequence[object], kind: CollectionType, path: str) -> Mismatch | None:
    if kind.min_length is not None and len(value) < kind.min_length:
        return Mismatch(path, message("needs at least {least} entries", least=kind.min_length))
    if kind.max_length is not None and len(value) > kind.max_length:
        return Mismatch(path, message("has more than {most} entries", most=kind.max_length))
    return None


def _wrong(value: object, kind: Type) -> Message:
    shown = shown_value(value)
    choices = _choices(kind)
    if choices:
        return message("{found} is not one of {choices}", found=shown, choices=", ".join(choices))
    match kind:
        case StrType() if isinstance(value, str):
            return _wrong_text(value, shown, kind)
        case IntType() if isinstance(value, int) and not isinstance(value, bool):
            return message("{found} is not a number from {least} to {most}", found=shown, least=_bound(kind.ge), most=_bound(kind.le))
        case StrType():
            return message('{found} is not text in quotes, such as "text"', found=shown)
        case IntType():
            return message("{found} is not a whole number", found=shown)
        case BoolType():
            return message("{found} is not true or false", found=shown)
        case _:
            return message("{found} does not fit here; expected {expected}", found=shown, expected=_name(kind))


def _wrong_text(value: str, shown: str, kind: StrType) -> Message:
    if kind.max_length is not None and len(value) > kind.max_length:
        return message("{found} is longer than {most} characters", found=shown, most=kind.max_length)
    if kind.min_length is not None and len(value) < kind.min_length:
        return message("{found} is too short", found=shown)
    return message("{found} holds characters that do not belong here", found=shown)


def _bound(bound: float | None) -> str:
    return "…" if bound is None else str(bound)


def _choices(kind: Type) -> tuple[str, ...]:
    match kind:
        case LiteralType():
            return tuple(shown_value(choice) for choice in kind.values)
        case EnumType():
            return tuple(shown_value(choice.value) for choice in kind.cls)
        case UnionType():
            parts = [_choices(option) for option in kind.types if not isinstance(option, NoneType)]
            return tuple(choice for part in parts for choice in part) if all(parts) else ()
        case _:
            return ()


def _name(kind: Type) -> str:
    """Name a type as TOML does; these words are part of the format, and are not translated."""
    if choices := _choices(kind):
        return " | ".join(choices)
    match kind:
        case UnionType():
            return " | ".join(dict.fromkeys(_name(option) for option in kind.types if not isinstance(option, NoneType)))
        case StrType():
            return "string"
        case IntType():
            return "integer"
        case FloatType():
            return "float"
        case BoolType():
            return "boolean"
        case StructType() | DictType():
            return "table"
        case CollectionType() | VarTupleType():
            return "array"
        case _:
            return "value"
