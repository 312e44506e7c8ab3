"""Searching the case store: a rare word leads to its cases, common ones are met soon by going through the newest."""

import sqlite3
from typing import Final, NamedTuple

from ccdiag.cases.store_words import Label, matches_label, terms_of

_MOST_COUNTED: Final = 20_000
"""Cases that a word is counted in; what more have is common."""
_TRIGRAM: Final = 3
"""Letters that the index needs; shorter words are looked for in every case."""


class Found(NamedTuple):
    """A case that fits, and the newest of its runs that does, where a word fits a run and not the case."""

    case: int
    run: int | None


class _Term(NamedTuple):
    text: str
    labels: tuple[int, ...]

    @property
    def is_indexed(self) -> bool:
        """Whether the index of words can tell where it is."""
        return len(self.text) >= _TRIGRAM

    @property
    def quoted(self) -> str:
        """As the index takes it, whatever signs it holds."""
        return '"' + self.text.replace('"', '""') + '"'


class _Lead(NamedTuple):
    """A selection of cases' numbers that holds all that fit, and how many these are."""

    statement: str
    values: tuple[object, ...]
    cases: int


def find(connection: sqlite3.Connection, query: str, *, simulation: bool, limit: int, offset: int) -> list[Found]:
    """Return the cases that fit every word of a query, the one with the newest run first."""
    if limit <= 0:
        return []
    wanted = limit + offset
    terms = _terms(connection, query)
    visible = "c.deleted IS NULL" + ("" if simulation else " AND c.simulation = 0")
    if not terms:
        rows = connection.execute(
            f"SELECT c.id FROM cases c WHERE {visible} ORDER BY c.last_at DESC, c.id DESC LIMIT ? OFFSET ?", (limit, offset)
        )
        return [Found(case, None) for (case,) in rows]
    best = min(leads := _leads(connection, terms), key=lambda lead: lead.cases, default=None)
    if best is not None and best.cases <= _gone_through(connection, leads, wanted):
        within = f"c.id IN ({best.statement}) AND {visible}"
        return _fitting(connection, within, best.values, terms, wanted)[offset:]
    return _fitting(connection, visible, (), terms, wanted)[offset:]


def _terms(connection: sqlite3.Connection, query: str) -> list[_Term]:
    texts = terms_of(query)
    if not texts:
        return []
    labels = [
        (number, Label(kind, name, text)) for number, kind, name, text in connection.execute("SELECT id, kind, name, text FROM labels")
    ]
    return [_Term(text, tuple(number for number, label in labels if matches_label(text, label))) for text in texts]


def _leads(connection: sqlite3.Connection, terms: list[_Term]) -> list[_Lead]:
    """Return what leads to all cases that fit: the words that only cases have, together, and each that runs may have, by itself."""
    leads: list[_Lead] = []
    only_cases = " ".join(term.quoted for term in terms if term.is_indexed and not term.labels)
    if only_cases:
        leads.append(_counted(connection, "SELECT rowid FROM words WHERE words MATCH ?", (only_cases,)))
    for term in terms:
        if term.labels and term.is_indexed:
            labelled = f"SELECT of_case FROM case_labels WHERE label IN ({_places(term.labels)})"
            both = f"SELECT rowid FROM words WHERE words MATCH ? UNION ALL {labelled}"
            leads.append(_counted(connection, both, (term.quoted, *term.labels)))
    return leads


def _counted(connection: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> _Lead:
    counted = connection.execute(f"SELECT count(*) FROM (SELECT 1 FROM ({statement}) LIMIT {_MOST_COUNTED})", values)
    return _Lead(statement, values, int(counted.fetchone()[0]))


def _gone_through(connection: sqlite3.Connection, leads: list[_Lead], wanted: int) -> float:
    """Estimate how many cases, the newest first, have to be looked at until as many fit as are wanted."""
    cases = max(int(connection.execute("SELECT count(*) FROM cases").fetchone()[0]), 1)
    share = 1.0
    for lead in leads:
        share *= min(max(lead.cases, 1) / cases, 1.0)
    return min(wanted / share, cases)


def _fitting(connection: sqlite3.Connection, within: str, values: tuple[object, ...], terms: list[_Term], wanted: int) -> list[Found]:
    """Return the first cases of a selection that fit every word, with the run that does."""
    by_case = ", ".join("instr(w.text, ?) > 0" for _ in terms)
    conditions: list[str] = []
    tested: list[object] = []
    for term in terms:
        test = "instr(w.text, ?) > 0"
        tested.append(term.text)
        if term.labels:
            # The plus keeps SQLite from looking up each of the labels, of which a short word may have hundreds; a case has some ten.
            test = f"({test} OR EXISTS (SELECT 1 FROM case_labels l WHERE l.of_case = c.id AND +l.label IN ({_places(term.labels)})))"
            tested += term.labels
        conditions.append(test)
    statement = (
        f"SELECT c.id, {by_case} FROM cases c CROSS JOIN words w ON w.rowid = c.id"
        f" WHERE {within} AND {' AND '.join(conditions)} ORDER BY c.last_at DESC, c.id DESC"
    )
    found: list[Found] = []
    for case, *fits_case in connection.execute(statement, (*(term.text for term in terms), *values, *tested)):
        by_run = [term for term, fits in zip(terms, fits_case, strict=True) if not fits]
        run = _newest_run(connection, case, by_run) if by_run else None
        if by_run and run is None:
            # Each word fits some run of the case, and none fits all of them.
            continue
        found.append(Found(case, run))
        if len(found) >= wanted:
            break
    return found


def _newest_run(connection: sqlite3.Connection, case: int, terms: list[_Term]) -> int | None:
    """Return the newest run of a case that has a label for each of these words."""
    if len(terms) == 1:
        newest = f"SELECT max(run) FROM case_labels WHERE of_case = ? AND +label IN ({_places(terms[0].labels)})"
        return _number(connection, newest, case, *terms[0].labels)
    labelled = "FROM run_labels WHERE of_case = ? AND label IN ({places})"
    counts = [
        _number(connection, f"SELECT count(*) {labelled.format(places=_places(one.labels))}", case, *one.labels) or 0 for one in terms
    ]
    # The rarest word leads: a terminal that was watched for a night has thousands of runs.
    rarest, *others = (term for _, _, term in sorted(zip(counts, range(len(terms)), terms, strict=True)))
    also = " AND ".join(
        f"EXISTS (SELECT 1 FROM run_labels o WHERE o.run = run_labels.run AND +o.label IN ({_places(one.labels)}))" for one in others
    )
    kept = "EXISTS (SELECT 1 FROM runs WHERE runs.id = run_labels.run AND deleted IS NULL)"
    newest = f"SELECT run {labelled.format(places=_places(rarest.labels))} AND {also} AND {kept} ORDER BY run DESC LIMIT 1"
    return _number(connection, newest, case, *rarest.labels, *(label for one in others for label in one.labels))


def _number(connection: sqlite3.Connection, statement: str, *values: object) -> int | None:
    row = connection.execute(statement, values).fetchone()
    return row[0] if row is not None else None


def _places(values: tuple[int, ...]) -> str:
    return ", ".join("?" for _ in values)
