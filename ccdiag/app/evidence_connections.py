"""TCP connections as evidence: which address answered, who refused, and whether the connection stayed."""

from collections.abc import Iterator, Sequence
from typing import Final

from ccdiag.app.evidence_columns import ROLE_WORDS, Cells, Column, Row, outside, took
from ccdiag.app.evidence_table import Cell
from ccdiag.app.failure_words import FAILURE_WORDS
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import PassiveReadFacts, TcpFacts
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.model.verdict import Light

PLAIN: Final = Cell("TCP", fixed=True)
"""What a row of a connection is, where there are others beside it."""
_NAMED = frozenset({"control", "opi", "trigger"})
"""Roles that are not plain from the check itself."""
_ENDED_WORDS: Final[dict[str, tuple[Message, Light | None]]] = {
    "us": (message("open, and stays"), Light.PASS),
    "peer_close": (message("open, and closed at once"), Light.FAIL),
    "peer_reset": (message("open, and reset at once"), Light.FAIL),
}


def connection_rows(seen: Sequence[Observation]) -> Iterator[Row]:
    """Yield a row an attempt; what came on a connection afterwards stands in its row."""
    after = {(facts.role, facts.address): (one, facts) for one in seen if isinstance(facts := one.facts, PassiveReadFacts)}
    for one in seen:
        facts = one.facts
        if not isinstance(facts, TcpFacts):
            continue
        read = after.pop((facts.role, facts.address), None) if one.failure is None else None
        yield _row(one, facts, read)


def _row(observation: Observation, facts: TcpFacts, read: tuple[Observation, PassiveReadFacts] | None) -> Row:
    cells: Cells = {
        Column.TARGET: outside(str(Endpoint(facts.address, facts.port))),
        Column.RESULT: _result(observation, facts, read[1] if read else None),
        Column.TIME: took(observation),
    }
    if facts.role in _NAMED:
        cells[Column.WHAT] = Cell(ROLE_WORDS[facts.role])
    elif facts.attempt > 1:
        cells[Column.WHAT] = Cell(message("second attempt"))
    else:
        cells[Column.WHAT] = PLAIN
    return Row(cells, observations=(observation.id, *((read[0].id,) if read else ())))


def _result(observation: Observation, facts: TcpFacts, read: PassiveReadFacts | None) -> Cell:
    failure = observation.failure
    if failure is None:
        return Cell(*_ENDED_WORDS[read.ended_by]) if read else Cell(message("open"), Light.PASS)
    # What the terminal listens on is no fault by itself.
    light = None if facts.role in {"opi", "trigger"} else Light.FAIL
    if facts.answered_by is not None and facts.answered_by not in {facts.address, facts.local_address}:
        said = message("{failure}, says {hop}", failure=FAILURE_WORDS[failure], hop=printable(facts.answered_by))
        return Cell(said, light)
    return Cell(FAILURE_WORDS[failure], light)
