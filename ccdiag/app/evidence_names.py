"""Look-ups as evidence: which server gave which answer."""

from collections.abc import Sequence
from typing import Final

from ccdiag.app.evidence_columns import Cells, Column, Row, outside, several, took
from ccdiag.app.evidence_table import Cell
from ccdiag.app.failure_words import FAILURE_WORDS
from ccdiag.model.facts import DnsFacts, SystemLookupFacts
from ccdiag.model.failure import Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.verdict import Light

_OWNER_WORDS: Final[dict[str, Message]] = {
    "environment": message("environment"),
    "laptop": message("this laptop"),
    "terminal": message("the terminal"),
    "reference": message("to compare"),
}
_MISSING = frozenset({Failure.NAME_NOT_FOUND, Failure.DNS_NAME_MISSING, Failure.DNS_NO_ADDRESS})


def name_rows(seen: Sequence[Observation], *, missing: bool) -> list[Row]:
    """Return a row a question; `missing`: the name does not exist, and an address is one too many."""
    return [Row(_cells(one, missing=missing), observations=(one.id,)) for one in seen]


def _cells(observation: Observation, *, missing: bool) -> Cells:
    facts = observation.facts
    assert isinstance(facts, DnsFacts | SystemLookupFacts)
    cells: Cells = {Column.FOUND: _answer(observation, facts, missing=missing), Column.TIME: took(observation)}
    if isinstance(facts, SystemLookupFacts):
        where = message("hosts file") if facts.in_hosts_file else message("own look-up")
        return {Column.TARGET: Cell(where), Column.WHOSE: Cell(_OWNER_WORDS["laptop"]), **cells}
    extended = f"EDE {facts.extended_error}" if facts.extended_error is not None else None
    code = " ".join(part for part in (facts.rcode, extended, "TCP" if facts.transport == "tcp" else None) if part)
    return {
        Column.TARGET: outside(facts.server),
        Column.WHOSE: Cell(_OWNER_WORDS[facts.role]),
        Column.RECORD: Cell(facts.record, fixed=True),
        Column.CODE: outside(code),
        **cells,
    }


def _answer(observation: Observation, facts: DnsFacts | SystemLookupFacts, *, missing: bool) -> Cell:
    given = (*facts.addresses, *facts.forged_addresses)
    if given:
        cell = several(given)
        bad = Light.WARN if missing else Light.FAIL if facts.forged_addresses or observation.failure is not None else Light.PASS
        return Cell(cell.text, bad, fixed=True)
    failure = observation.failure
    if failure is None:
        return Cell(message("no address"))
    if missing and failure in _MISSING:
        return Cell(FAILURE_WORDS[failure], Light.PASS)
    # A name need not have an IPv6 address.
    harmless = failure is Failure.DNS_NO_ADDRESS and isinstance(facts, DnsFacts) and facts.record == "AAAA"
    return Cell(FAILURE_WORDS[failure], None if harmless else Light.FAIL)
