"""What a check saw, as a table for people: one row a thing that was tried, and the columns that tell something."""

from collections.abc import Iterable
from itertools import chain, islice

from ccdiag.app.evidence_columns import Column, Row
from ccdiag.app.evidence_connections import PLAIN, connection_rows
from ccdiag.app.evidence_names import name_rows
from ccdiag.app.evidence_rows import row_of
from ccdiag.app.evidence_table import Cell, EvidenceRow, EvidenceTable, Latency
from ccdiag.app.evidence_tls import chain_names, short_tls_rows, tls_rows
from ccdiag.model.facts import DnsFacts, PassiveReadFacts, SystemLookupFacts, TcpFacts, TlsFacts
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.run import CheckState

__all__ = ["Cell", "EvidenceRow", "EvidenceTable", "Latency", "certificate_chain", "evidence_of"]

_ABOUT_TLS = frozenset({"mqtt.tls", "network.path_mtu"})
_MOST_ROWS = 40
"""Nobody reads more; the document that is exported has all."""


def evidence_of(check: CheckState) -> EvidenceTable:
    """Return what a check saw; what only helped to see it (the look-up of a host to compare with) is left out where there is more."""
    return _table(_rows(check))


def certificate_chain(check: CheckState) -> tuple[str, ...]:
    """Return the names in the chain of certificates that the service showed, the service's own first and the issuer of the last at the end.

    Empty where none was seen.
    """
    shown = [facts for one in check.observations if isinstance(facts := one.facts, TlsFacts) and facts.chain]
    shown.sort(key=lambda facts: facts.purpose != "identify")
    return chain_names(shown[0]) if shown else ()


def _rows(check: CheckState) -> list[Row]:
    seen = _Sorted(check.observations)
    handshakes = tls_rows if check.planned.id in _ABOUT_TLS else short_tls_rows
    told = (row for one in seen.others if (row := row_of(one)) is not None)
    rows = list(islice(chain(handshakes(seen.handshakes), connection_rows(seen.connections), told), _MOST_ROWS))
    if check.planned.id.startswith("dns.") or not rows:
        rows += name_rows(seen.lookups, missing=check.planned.id == "dns.rewriting")
    return rows[:_MOST_ROWS]


class _Sorted:
    """Observations by what they are shown as; connections with what came on them."""

    def __init__(self, seen: Iterable[Observation]) -> None:
        self.handshakes: list[tuple[Observation, TlsFacts]] = []
        self.connections: list[Observation] = []
        self.lookups: list[Observation] = []
        self.others: list[Observation] = []
        for one in seen:
            match one.facts:
                case TcpFacts() | PassiveReadFacts():
                    self.connections.append(one)
                case TlsFacts() as facts:
                    self.handshakes.append((one, facts))
                case DnsFacts() | SystemLookupFacts():
                    self.lookups.append(one)
                case _:
                    self.others.append(one)


def _table(rows: list[Row]) -> EvidenceTable:
    columns = [column for column in Column if any(_tells(row.cells.get(column)) for row in rows)]
    if all(row.cells.get(Column.WHAT) == PLAIN for row in rows):
        columns = [column for column in columns if column is not Column.WHAT]
    barred = any(row.latency is not None for row in rows)
    if barred and all(row.latency is not None or not _tells(row.cells.get(Column.TIME)) for row in rows):
        columns = [column for column in columns if column is not Column.TIME]
    return EvidenceTable(
        columns=tuple(column.value for column in columns),
        rows=tuple(
            EvidenceRow(
                cells=tuple(row.cells.get(column, Cell()) for column in columns), latency=row.latency, observations=row.observations
            )
            for row in rows
        ),
        bar=message("TCP + TLS") if barred else None,
    )


def _tells(cell: Cell | None) -> bool:
    return cell is not None and (cell.text != "" or cell.seconds is not None)
