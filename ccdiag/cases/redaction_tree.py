"""Walking through documents: every text, number and key with the place where it stands."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from ccdiag.cases.redaction_words import FIELDS

Documents = Mapping[str, Any]
"""Parts by their names (`case.json`, `runs/1.json`), each a tree of dictionaries, lists, texts, numbers, True, False and None."""
Scalar = str | int | float


FIRST_BYTES: Final = "first_bytes"
"""What a server says unasked is kept as hexadecimal digits: many say their name."""


def decoded(digits: str) -> str | None:
    """Return the text that hexadecimal digits stand for; none where they are no such digits."""
    try:
        return bytes.fromhex(digits).decode("latin-1")
    except ValueError:
        return None


def encoded(text: str) -> str:
    """Return the hexadecimal digits of a text."""
    return text.encode("latin-1", "replace").hex()


class Place(Struct, frozen=True, gc=False):
    """Where something stands in the documents."""

    part: str
    path: tuple[str | int, ...] = ()
    field: str = ""
    """The nearest name around it: a list's elements belong to the list's field."""
    around: str = ""
    """The name around the field."""
    is_key: bool = False

    def inside(self, step: str | int) -> "Place":
        """Return the place one step further in."""
        if isinstance(step, str):
            return Place(self.part, (*self.path, step), step, self.field)
        return Place(self.part, (*self.path, step), self.field, self.around)

    def of_key(self) -> "Place":
        """Return the place of the key that leads here."""
        return Place(self.part, self.path, self.field, self.around, is_key=True)


def places(documents: Documents) -> Iterator[tuple[Place, Scalar]]:
    """Yield every text and number, and before what it leads to every key that is not a field of this program's own."""
    for part, tree in documents.items():
        # A list for each part: a generator inside a generator for each level would take most of the time.
        found: list[tuple[Place, Scalar]] = []
        _gather(tree, Place(part), found)
        yield from found


def _gather(tree: object, place: Place, found: list[tuple[Place, Scalar]]) -> None:
    if isinstance(tree, str):
        found.append((place, tree))
    elif isinstance(tree, dict):
        for key, value in tree.items():
            inner = place.inside(key)
            if key not in FIELDS:
                found.append((inner.of_key(), key))
            _gather(value, inner, found)
    elif isinstance(tree, list | tuple):
        for index, value in enumerate(tree):
            _gather(value, place.inside(index), found)
    elif isinstance(tree, int | float) and not isinstance(tree, bool):
        found.append((place, tree))


def tables(documents: Documents) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Yield every dictionary, the outer before the inner."""
    for part, tree in documents.items():
        found: list[tuple[Place, Mapping[str, Any]]] = []
        _gather_tables(tree, Place(part), found)
        yield from found


def _gather_tables(tree: object, place: Place, found: list[tuple[Place, Mapping[str, Any]]]) -> None:
    if isinstance(tree, dict):
        found.append((place, tree))
        for key, value in tree.items():
            if isinstance(value, dict | list | tuple):
                _gather_tables(value, place.inside(key), found)
    elif isinstance(tree, list | tuple):
        for index, value in enumerate(tree):
            _gather_tables(value, place.inside(index), found)


Change = Callable[[Place, Scalar], Scalar]


def changed(documents: Documents, change: Change) -> dict[str, Any]:
    """Return new documents with every text, number and key as `change` gives it; two keys that become one are numbered."""
    return {part: _changed(tree, Place(part), change) for part, tree in documents.items()}


def _changed(tree: Any, place: Place, change: Change) -> Any:  # noqa: ANN401  # a tree holds whatever JSON holds
    if isinstance(tree, dict):
        table: dict[str, Any] = {}
        for key, value in tree.items():
            inner = place.inside(key)
            name = key if key in FIELDS else _free(str(change(inner.of_key(), key)), table)
            table[name] = _changed(value, inner, change)
        return table
    if isinstance(tree, list | tuple):
        return [_changed(value, place.inside(index), change) for index, value in enumerate(tree)]
    if isinstance(tree, str | int | float) and not isinstance(tree, bool):
        return change(place, tree)
    return tree


def _free(name: str, table: Mapping[str, Any]) -> str:
    number, free = 1, name
    while free in table:
        number += 1
        free = f"{name} ({number})"
    return free
