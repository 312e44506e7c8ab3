"""What Windows' neighbour table tells of one address, by the row before it was poked and the rows since; pure.

A row tells of the past as well: for up to 45 s an answer is taken for granted, and one that is older rests until somebody sends (RFC 4861,
7.3). Only what changes after the poke tells of now. What Windows does in each case is not documented: whatever does not fit is unknown.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from ccdiag.probes.windows_neighbours import NeighbourState, WindowsNeighbour

_SETTLED = 0.5
"""Seconds after which a row for the poke must be there, and Windows must have begun to ask if it asks at all."""
_FRESH = 1.0
"""Seconds: an answer that is older than the poke by so little still tells of now."""
_LEAST_SPAN = 0.3
"""Seconds between two readings of a row that show whether its age grows with time."""
_TICK = 0.1
"""Seconds; Windows' clocks go in steps of 16 ms, and a busy machine reads late."""
_ASKING = frozenset({NeighbourState.INCOMPLETE, NeighbourState.PROBE})
_HEARD_ONCE = frozenset({NeighbourState.REACHABLE, NeighbourState.STALE, NeighbourState.DELAY, NeighbourState.PROBE})

Since = Sequence[tuple[float, WindowsNeighbour | None]]
"""Seconds since the poke, and the row at that time; None: there was none."""


class Reading(Struct, frozen=True, kw_only=True):
    """What is known by now."""

    state: Literal["present", "absent", "unknown"] = "unknown"
    over: bool = False
    """Whether waiting longer would tell nothing new."""
    last_heard_s: float | None = None
    """How long ago somebody answered, where Windows tells that in a way that was seen to be right."""


def read_rows(before: WindowsNeighbour | None, since: Since) -> Reading:
    """Conclude from the rows of one address; `since` has at least one, the last one is from now."""
    seconds, row = since[-1]
    settled = seconds > _SETTLED
    if row is None:
        # It went to a gateway, or by an interface without neighbours.
        return Reading(over=settled)
    asked = any(seen is not None and seen.state in _ASKING for _, seen in since)
    age = _age(since) if row.state in _HEARD_ONCE else None
    match row.state:
        case NeighbourState.REACHABLE:
            stood = before is not None and before.state == row.state and before.hardware_address == row.hardware_address
            if asked or not stood or (age is not None and age <= seconds + _FRESH):
                return Reading(state="present", over=True)
            return Reading(over=settled, last_heard_s=age)
        case NeighbourState.UNREACHABLE:
            stood = before is not None and before.state == row.state
            if asked or (settled and not stood):
                return Reading(state="absent", over=True)
            # Nobody was asked anew, so it tells of an earlier question.
            return Reading(over=settled)
        case NeighbourState.PERMANENT:
            # Written by hand.
            return Reading(over=settled)
        case _:
            return Reading(last_heard_s=age)


def _age(since: Since) -> float | None:
    """Return the seconds since the last answer; None unless the figure grew by as much as time went by.

    Microsoft's page calls it the time "that a node assumes a neighbor is reachable", which may be an age or a term.
    """
    marked = [(at, row.reachability_ms / 1000) for at, row in since if row is not None and row.reachability_ms is not None]
    if not marked:
        return None
    (begin, first), (end, last) = marked[0], marked[-1]
    span = end - begin
    return last if span >= _LEAST_SPAN and abs(last - first - span) <= _TICK else None
