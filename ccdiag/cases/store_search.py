"""Searching the case store. A broad query finds its answer among the cases of the last days; a narrow one by its index."""

import sqlite3
from typing import Final, NamedTuple

from ccdiag.cases.store_words import Label, matches_label, terms_of

_RECENT: Final = 3000
"""Cases of which each is looked at first, the newest first: where enough of them fit, no index is asked."""
_TRIGRAM: Final = 3
"""Letters that the index needs; shorter words are looked for in every case."""


class Found(NamedTuple):
    """A case that fits, and the newest of its runs that does, where a word fits a run and not the case."""

    case: int
    run: int | None


class _Term(NamedTuple):
    text: str
    labels: tuple[int, ...]


def find(connection: sqlite3.Connection, query: str, *, simulation: bool, limit: int, offset: int) -> list[Found]:
    """Return the cases that fit every word of a query, the one with the newest run first."""
    terms = _terms(connection, query)
    wanted = limit + offset
    recent = _recent(connection, terms, simulation=simulation, wanted=wanted)
    if terms and len(recent) < wanted:
        recent = _all(connection, terms, simulation=simulation, wanted=wanted)
    return recent[offset:wanted]


def _terms(connection: sqlite3.Connection, query: str) -> list[_Term]:
    texts = terms_of(query)
    if not texts:
        return []
    labels = [
        (number, Label(kind, name, text)) for number, kind, name, text in connection.execute("SELECT id, kind, name, text FROM labels")
    ]
    return [_Term(text, tuple(number for number, label in labels if matches_label(text, label))) for text in texts]


def _visible(*, simulation: bool) -> str:
    return "c.deleted IS NULL" + ("" if simulation else " AND c.simulation = 0")


def _recent(connection: sqlite3.Connection, terms: list[_Term], *, simulation: bool, wanted: int) -> list[Found]:
    within = f"SELECT c.id, c.last_at FROM cases c WHERE {_visible(simulation=simulation)} ORDER BY c.last_at DESC, c.id DESC"
    if not terms:
        return [Found(case, None) for case, _ in connection.execute(f"{within} LIMIT ?", (wanted,))]
    return _fitting(connection, f"{within} LIMIT {_RECENT}", [], terms, wanted)


def _all(connection: sqlite3.Connection, terms: list[_Term], *, simulation: bool, wanted: int) -> list[Found]:
    """Take the cases from the index of the longest word, and put the others to those only."""
    longest = max(terms, key=lambda term: len(term.text))
    labelled = f"SELECT of_case FROM case_labels WHERE label IN ({_places(longest.labels)})"
    values: list[object] = []
    if len(longest.text) >= _TRIGRAM:
        worded = "SELECT rowid FROM words WHERE words MATCH ?"
        values.append('"' + longest.text.replace('"', '""') + '"')
    else:
        worded = "SELECT rowid FROM words WHERE instr(text, ?)"
        values.append(longest.text)
    if longest.labels:
        worded += f" UNION {labelled}"
        values += longest.labels
    visible = _visible(simulation=simulation)
    within = f"SELECT c.id, c.last_at FROM cases c WHERE c.id IN ({worded}) AND {visible} ORDER BY c.last_at DESC, c.id DESC"
    return _fitting(connection, within, values, terms, wanted)


def _fitting(connection: sqlite3.Connection, within: str, values: list[object], terms: list[_Term], wanted: int) -> list[Found]:
    """Return the first cases of a selection that fit every word, with the run that does."""
    columns, conditions = [], []
    first: list[object] = []
    last: list[object] = []
    for term in terms:
        columns.append("instr(w.text, ?) > 0")
        first.append(term.text)
        if term.labels:
            conditions.append(
                "(instr(w.text, ?) > 0"
                f" OR EXISTS (SELECT 1 FROM case_labels l WHERE l.of_case = c.id AND l.label IN ({_places(term.labels)})))"
            )
            last += [term.text, *term.labels]
        else:
            conditions.append("instr(w.text, ?) > 0")
            last.append(term.text)
    statement = (
        f"SELECT c.id, {', '.join(columns)} FROM ({within}) c CROSS JOIN words w ON w.rowid = c.id"
        f" WHERE {' AND '.join(conditions)} ORDER BY c.last_at DESC, c.id DESC"
    )
    found: list[Found] = []
    for case, *by_case in connection.execute(statement, (*first, *values, *last)):
        by_run = [term for term, fits in zip(terms, by_case, strict=True) if not fits]
        run = _newest_run(connection, case, by_run) if by_run else None
        if by_run and run is None:
            # Each word fits some run of the case, and none fits all of them.
            continue
        found.append(Found(case, run))
        if len(found) == wanted:
            break
    return found


def _newest_run(connection: sqlite3.Connection, case: int, terms: list[_Term]) -> int | None:
    if len(terms) == 1:
        labels = terms[0].labels
        newest = connection.execute(f"SELECT max(run) FROM case_labels WHERE of_case = ? AND label IN ({_places(labels)})", (case, *labels))
    else:
        each = " AND ".join(
            f"EXISTS (SELECT 1 FROM run_labels l WHERE l.run = r.id AND l.label IN ({_places(term.labels)}))" for term in terms
        )
        newest = connection.execute(
            f"SELECT r.id FROM runs r WHERE r.of_case = ? AND r.deleted IS NULL AND {each} ORDER BY r.id DESC LIMIT 1",
            (case, *(label for term in terms for label in term.labels)),
        )
    row = newest.fetchone()
    return row[0] if row is not None else None


def _places(values: tuple[int, ...]) -> str:
    return ", ".join("?" for _ in values)
