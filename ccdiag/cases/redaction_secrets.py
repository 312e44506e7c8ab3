"""Secrets and card numbers, masked wherever they stand: there is no switch for them."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
from msgspec import Struct

from ccdiag.cases.redaction_tree import FIRST_BYTES, Documents, Place, Scalar, decoded, encoded
from ccdiag.cases.redaction_words import FIELDS, NUMBER_FIELDS
from ccdiag.model.confidential import MASK, looks_like_card_number, masked, may_hold_secret
from ccdiag.model.procedure import AnswerKind

_CACHED_TEXTS: Final = 10_000
"""Runs of one terminal say the same most of the time."""
_PLAIN_ID: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}|[0-9T:.+-]{10,32}Z?")
"""Ids, fingerprints and moments that this program writes: their digits are no card number."""
_PLAIN_FIELDS: Final = frozenset(
    {"id", "fingerprint_sha256", "started_at", "at", "since", "shown_at", "answered_at", "ended_at", "not_before", "not_after"}
)

_TABLES: Final = frozenset({"webkassa", "tms_parameters"})
"""Here names are those of the files that people gave: a number may be anything."""
_MESSAGE: Final = frozenset({"text", "values"})
"""The fields of a message that is not rendered yet."""


class Masked(Struct, frozen=True):
    """Documents without secrets, and how many places had one."""

    documents: dict[str, Any]
    places: int


def without_secrets(documents: Documents) -> Masked:
    """Mask passwords, keys, tokens, logins and card numbers in every text, number and key."""
    masking = _Masking()
    return Masked({part: masking.tree(tree, Place(part), "") for part, tree in documents.items()}, masking.places)


def encoded_without_secrets(tree: object) -> bytes:
    """Write an event, a state or records as JSON, without what is secret."""
    content = msgspec.json.encode(tree)
    # Looking at each text takes a hundred times as long as writing all of them.
    return msgspec.json.encode(masked_tree(msgspec.json.decode(content))) if may_hold_secret(content.decode()) else content


def masked_tree(tree: Any) -> Any:  # noqa: ANN401  # a tree holds whatever JSON holds
    """Mask what is secret in one tree of events or records; of a message only its values, for its text is the program's own."""
    return _Masking(messages=True).tree(tree, Place(""), "")


@lru_cache(maxsize=_CACHED_TEXTS)
def masked_text(text: str, name: str = "") -> str:
    """Mask what is secret in one text; `name` is that of its field: our own fields hold no secrets by their names."""
    return masked("" if name in FIELDS else name, text)


class _Masking:
    """One pass over all parts."""

    def __init__(self, *, messages: bool = False) -> None:
        self.places = 0
        self._messages = messages

    def tree(self, tree: Any, place: Place, name: str) -> Any:  # noqa: ANN401  # a tree holds whatever JSON holds
        if isinstance(tree, dict):
            if self._messages and tree.keys() == _MESSAGE:
                return {**tree, "values": self.tree(tree["values"], place, "")}
            told = _told_by(tree)
            return {self._text(key, place, ""): self.tree(value, place.inside(key), str(told.get(key, key))) for key, value in tree.items()}
        if isinstance(tree, list | tuple):
            if _card_in_pieces(tree):
                self.places += 1
                return [MASK] * len(tree)
            return [self.tree(value, place.inside(index), name) for index, value in enumerate(tree)]
        if isinstance(tree, str):
            return tree if _is_plain(tree, place) else self._text(tree, place, name)
        if isinstance(tree, int | float) and not isinstance(tree, bool):
            return self._number(tree, place, name)
        return tree

    def _text(self, text: str, place: Place, name: str) -> str:
        if name == FIRST_BYTES and (told := decoded(text)) is not None:
            hidden = masked_text(told)
            without = text if hidden == told else encoded(hidden)
        else:
            without = masked_text(text, name)
        self.places += without != text
        return without

    def _number(self, number: float, place: Place, name: str) -> Scalar:
        if name in NUMBER_FIELDS and not _TABLES.intersection(place.path):
            return number
        written = str(int(number)) if isinstance(number, int) or number.is_integer() else ""
        secret = masked("" if name in FIELDS else name, str(number)) == MASK or (
            written != "" and looks_like_card_number(written.lstrip("-"))
        )
        self.places += secret
        return MASK if secret else number


def _told_by(table: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of values whose name stands beside them: `{"setting": "apiKey", "found": "…"}`."""
    names = (table.get(key) for key in ("setting", "key", "name", "field", "parameter"))
    name = next((name for name in names if isinstance(name, str)), None)
    told = {} if name is None else dict.fromkeys(("found", "expected", "value", "answer", "old_value"), name)
    if table.get("answer") == AnswerKind.DONE.value:
        # A password that is asked for is never taken down; masked, this would look as though one had been.
        told.pop("answer", None)
    return told


def _card_in_pieces(values: list[Any] | tuple[Any, ...]) -> bool:
    pieces = [str(value) for value in values if isinstance(value, str | int) and not isinstance(value, bool)]
    if len(pieces) < 2 or len(pieces) != len(values) or not all(piece.isdecimal() for piece in pieces):  # noqa: PLR2004  # pieces of one number
        return False
    return looks_like_card_number("".join(pieces))


def _is_plain(text: str, place: Place) -> bool:
    return place.field in _PLAIN_FIELDS and _PLAIN_ID.fullmatch(text) is not None
