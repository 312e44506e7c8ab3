"""Documents of a newer version of the program, without the fields that this one does not know."""

from functools import cache
from typing import Any

from msgspec.inspect import CollectionType, DictType, StructType, Type, UnionType, type_info


def known_fields_of(document: object, kind: type) -> Any:  # noqa: ANN401  # whatever the document holds
    """Return the document without the fields that `kind`, or a structure in it, does not have."""
    return _known(document, _shape(kind))


@cache
def _shape(kind: type) -> Type:
    return type_info(kind)


def _known(value: Any, kind: Type) -> Any:  # noqa: ANN401  # likewise
    match kind:
        case UnionType():
            inner = next((one for one in kind.types if isinstance(one, StructType | DictType | CollectionType) and _is(value, one)), None)
            return value if inner is None else _known(value, inner)
        case StructType() if isinstance(value, dict):
            fields = {field.encode_name: field.type for field in kind.fields}
            return {key: _known(inner, fields[key]) for key, inner in value.items() if key in fields}
        case DictType() if isinstance(value, dict):
            return {key: _known(inner, kind.value_type) for key, inner in value.items()}
        case CollectionType() if isinstance(value, list):
            return [_known(inner, kind.item_type) for inner in value]
        case _:
            return value


def _is(value: object, kind: Type) -> bool:
    return isinstance(value, list) if isinstance(kind, CollectionType) else isinstance(value, dict)
