"""Answers given beside a case: `KEY=VALUE`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec.inspect import CollectionType, IntType, StructType, Type, UnionType, type_info

from ccdiag.content.cases import case_from_document
from ccdiag.content.errors import ContentError
from ccdiag.content.mismatch import join_key, shown_value, unknown_key
from ccdiag.model.case import Case
from ccdiag.model.message import message

ANSWER = Path("--answer")
"""Stands for the file in errors about answers."""
_TABLES = ("webkassa", "tms_parameters")
_LONGEST_NUMBER = 18


def apply_answers(case: Case, answers: Sequence[str]) -> Case:
    """Return the case with these values put over its own; a later answer to the same key wins.

    A list is separated by commas. Files are looked for from the working folder. Raises ContentError, with `--answer` as its file.
    """
    if not answers:
        return case
    document: dict[str, Any] = msgspec.to_builtins(case)
    for answer in answers:
        key, equals, value = answer.partition("=")
        if not equals or not key.strip():
            raise ContentError(
                ANSWER, "", message('{found} is not KEY=VALUE, such as "terminal.hw_installed=yes"', found=shown_value(answer))
            )
        _put(document, key.strip(), value.strip())
    return case_from_document(document, ANSWER, _working_folder())


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:
        # It was deleted; what is looked for in it is then missing, and told so.
        return Path()


def _put(document: dict[str, Any], key: str, value: str) -> None:
    table, _, rest = key.partition(".")
    if table in _TABLES and rest:
        # The name of a setting may hold dots itself, so the rest is one key. A file and settings exclude each other: the answer wins.
        stated = document[table] or {}
        kept = {name: old for name, old in stated.items() if (name == "file") == (rest == "file")}
        document[table] = {**kept, rest: value}
        return
    names, kind, place = key.split("."), type_info(Case), document
    for depth, name in enumerate(names):
        fields = {field.encode_name: field.type for field in kind.fields} if isinstance(kind, StructType) else {}
        path = ".".join(names[:depth])
        if name not in fields:
            raise ContentError(ANSWER, join_key(path, name), unknown_key(name, tuple(fields)))
        if depth == len(names) - 1:
            if isinstance(fields[name], StructType) or name in _TABLES:
                raise ContentError(ANSWER, key, message("is a table; name a key in it, such as {example}", example=f"{key}.…"))
            place[name] = _typed(value, fields[name])
            return
        kind, place = fields[name], place[name]


def _typed(value: str, kind: Type) -> object:
    """Turn text into what TOML would have given; what cannot be turned stays text and is refused with the rest."""
    options = kind.types if isinstance(kind, UnionType) else (kind,)
    if any(isinstance(option, CollectionType) for option in options):
        return [part.strip() for part in value.split(",") if part.strip()]
    numeric = any(isinstance(option, IntType) or 1 in getattr(option, "values", ()) for option in options)
    if numeric and value.isascii() and value.isdecimal() and len(value) <= _LONGEST_NUMBER:
        return int(value)
    return value
