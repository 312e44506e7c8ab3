"""Walking through documents: every text, number and key with the place where it stands."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

Documents = Mapping[str, Any]
"""Parts by their names (`case.json`, `runs/1.json`), each a tree of dictionaries, lists, texts, numbers, True, False and None."""
Scalar = str | int | float


class Place(Struct, frozen=True):
    """Where something stands in the documents."""

    part: str
    path: tuple[str | int, ...]
    is_key: bool = False

    @property
    def field(self) -> str:
        """The nearest name around it: a list's elements belong to the list's field."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def around(self) -> str:
        """The name around the field."""
        names = [step for step in self.path if isinstance(step, str)]
        return names[-2] if len(names) > 1 else ""


def places(documents: Documents) -> Iterator[tuple[Place, Scalar]]:
    """Yield every text and number, and every key before what it leads to."""
    for part, tree in documents.items():
        yield from _in_tree(tree, part, ())


def _in_tree(tree: object, part: str, path: tuple[str | int, ...]) -> Iterator[tuple[Place, Scalar]]:
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield Place(part, (*path, key), is_key=True), key
            yield from _in_tree(value, part, (*path, key))
    elif isinstance(tree, list | tuple):
        for index, value in enumerate(tree):
            yield from _in_tree(value, part, (*path, index))
    elif isinstance(tree, str | int | float) and not isinstance(tree, bool):
        yield Place(part, path), tree


def tables(documents: Documents) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Yield every dictionary, the outer before the inner."""
    for part, tree in documents.items():
        yield from _tables_in(tree, part, ())


def _tables_in(tree: object, part: str, path: tuple[str | int, ...]) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    if isinstance(tree, Mapping):
        yield Place(part, path), tree
        for key, value in tree.items():
            yield from _tables_in(value, part, (*path, key))
    elif isinstance(tree, list | tuple):
        for index, value in enumerate(tree):
            yield from _tables_in(value, part, (*path, index))


Change = Callable[[Place, Scalar], Scalar]


def changed(documents: Documents, change: Change) -> dict[str, Any]:
    """Return new documents with every text, number and key as `change` gives it; two keys that become one are numbered."""
    return {part: _changed(tree, part, (), change) for part, tree in documents.items()}


def _changed(tree: Any, part: str, path: tuple[str | int, ...], change: Change) -> Any:  # noqa: ANN401  # a tree holds whatever JSON holds
    if isinstance(tree, Mapping):
        table: dict[str, Any] = {}
        for key, value in tree.items():
            name = str(change(Place(part, (*path, key), is_key=True), key))
            table[_free(name, table)] = _changed(value, part, (*path, key), change)
        return table
    if isinstance(tree, list | tuple):
        return [_changed(value, part, (*path, index), change) for index, value in enumerate(tree)]
    if isinstance(tree, str | int | float) and not isinstance(tree, bool):
        return change(Place(part, path), tree)
    return tree


def _free(name: str, table: Mapping[str, Any]) -> str:
    number, free = 1, name
    while free in table:
        number += 1
        free = f"{name} ({number})"
    return free
