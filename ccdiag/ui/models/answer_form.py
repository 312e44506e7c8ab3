"""How a question about the case is answered: by one of a few values, by a text, or by a file."""

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from ccdiag.model.message import Message, message

UNKNOWN: Final = "unknown"
_WORDS: Final[dict[str, Message]] = {"yes": message("Yes"), "no": message("No"), UNKNOWN: message("Don't know")}
_ON_SCREEN: Final[dict[str, str]] = {
    # The entries of the terminal's menu under POS MODE, which are never translated.
    "standard": "TCP STANDAARD",
    "flat-incoming": "TCP FLAT-INCOMING",
    "flat-outgoing": "TCP FLAT-OUTGOING",
    "serial": "SERIEEL",
}
_FEW: Final = 3
"""Values that fit side by side as buttons; more are a menu."""


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What an answer to one key may be."""

    kind: Literal["buttons", "menu", "text", "file"]
    key: str
    """What the answer is given to; for a file, the key that names it."""
    options: tuple[tuple[str, Message | str], ...] = ()
    """Values, and what they are called; not knowing comes last."""


@cache
def answer_form(key: str) -> AnswerForm:
    """Read from the case's own types how a key is answered; a key that the case does not have takes a text."""
    from msgspec.inspect import DictType, LiteralType, StructType, UnionType, type_info

    from ccdiag.model.case import Case

    kind = type_info(Case)
    for name in key.split("."):
        fields = {field.encode_name: field.type for field in kind.fields} if isinstance(kind, StructType) else {}
        if name not in fields:
            return AnswerForm("text", key)
        kind = fields[name]
    kinds = kind.types if isinstance(kind, UnionType) else (kind,)
    if any(isinstance(one, DictType) for one in kinds):
        return AnswerForm("file", f"{key}.file")
    values = [str(value) for one in kinds if isinstance(one, LiteralType) for value in one.values]
    if not values:
        return AnswerForm("text", key)
    # `msgspec` sorts the values; "yes" stands before "no", and the newer generation before the older.
    values.sort(key=lambda value: (value == UNKNOWN, value != "yes"))
    if key == "generation":
        values.sort(key=lambda value: (value == UNKNOWN, value != "2.0"))
    options = tuple((value, _WORDS.get(value, _ON_SCREEN.get(value, value))) for value in values)
    return AnswerForm("buttons" if len(values) <= _FEW else "menu", key, options)
