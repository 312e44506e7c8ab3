"""Windows' neighbour table, faked: what tells of now, what of the past, and what is left unsaid."""

import socket
import sys
from collections.abc import Iterator

import pytest

from ccdiag.model.facts import NeighbourFacts
from ccdiag.model.failure import Failure
from ccdiag.probes import neighbours
from ccdiag.probes.source import ANY_SOURCE
from ccdiag.probes.windows_neighbour_reading import Reading, read_rows
from ccdiag.probes.windows_neighbours import NeighbourState, WindowsNeighbour

ADDRESS = "192.0.2.7"
REACHABLE, UNREACHABLE, STALE = NeighbourState.REACHABLE, NeighbourState.UNREACHABLE, NeighbourState.STALE
DELAY, PROBE, INCOMPLETE, PERMANENT = NeighbourState.DELAY, NeighbourState.PROBE, NeighbourState.INCOMPLETE, NeighbourState.PERMANENT
PRESENT, ABSENT = Reading(state="present", over=True), Reading(state="absent", over=True)
GIVEN_UP, WAITING = Reading(over=True), Reading()


def row(state: int | None, milliseconds: int | None = None, hardware: str = "02:00:00:00:07:02") -> WindowsNeighbour | None:
    if state is None:
        return None
    return WindowsNeighbour(address=ADDRESS, interface_index=5, state=state, reachability_ms=milliseconds, hardware_address=hardware)


@pytest.mark.parametrize(
    ("before", "since", "told"),
    [
        # Asked because of the poke.
        (None, [(0.0, None), (0.1, REACHABLE)], PRESENT),
        (None, [(0.0, INCOMPLETE), (3.1, UNREACHABLE)], ABSENT),
        (UNREACHABLE, [(0.0, INCOMPLETE), (3.1, UNREACHABLE)], ABSENT),
        (UNREACHABLE, [(0.0, INCOMPLETE), (0.1, REACHABLE)], PRESENT),
        (STALE, [(0.0, DELAY), (5.1, PROBE), (8.2, UNREACHABLE)], ABSENT),
        (STALE, [(0.0, DELAY), (5.1, PROBE), (5.2, REACHABLE)], PRESENT),
        (STALE, [(0.0, STALE), (0.1, REACHABLE)], PRESENT),
        (REACHABLE, [(0.0, REACHABLE), (2.0, PROBE), (2.1, REACHABLE)], PRESENT),
        # Nobody was asked: these tell of the past.
        (REACHABLE, [(0.0, REACHABLE)], WAITING),
        (REACHABLE, [(0.0, REACHABLE), (0.6, REACHABLE)], GIVEN_UP),
        (UNREACHABLE, [(0.0, UNREACHABLE)], WAITING),
        (UNREACHABLE, [(0.0, UNREACHABLE), (0.6, UNREACHABLE)], GIVEN_UP),
        (PERMANENT, [(0.0, PERMANENT), (0.6, PERMANENT)], GIVEN_UP),
        # It rests, and may still be asked for.
        (STALE, [(0.0, STALE), (3.0, STALE)], WAITING),
        (STALE, [(0.0, DELAY), (3.0, DELAY)], WAITING),
        # The poke went to a gateway.
        (None, [(0.0, None), (0.6, None)], GIVEN_UP),
        (None, [(0.0, None)], WAITING),
        # A state that nobody knows.
        (None, [(0.0, 77), (0.6, 77)], WAITING),
    ],
)
def test_what_rows_tell(before: int | None, since: list[tuple[float, int | None]], told: Reading) -> None:
    assert read_rows(row(before), [(at, row(state)) for at, state in since]) == told


def test_another_machine_than_before_has_answered_now() -> None:
    assert read_rows(row(REACHABLE), [(0.1, row(REACHABLE, hardware="02:00:00:00:07:03"))]) == PRESENT


def test_an_age_that_grows_with_time_is_believed() -> None:
    young = [(0.0, row(REACHABLE, 100)), (0.6, row(REACHABLE, 700))]
    assert read_rows(row(REACHABLE, 100), young) == PRESENT
    old = [(0.0, row(REACHABLE, 20_000)), (0.6, row(REACHABLE, 20_610))]
    assert read_rows(row(REACHABLE, 20_000), old) == Reading(over=True, last_heard_s=20.61)
    resting = [(0.0, row(STALE, 90_000)), (0.6, row(DELAY, 90_600))]
    assert read_rows(row(STALE, 90_000), resting) == Reading(last_heard_s=90.6)


@pytest.mark.parametrize("later", [20_000, 19_400, 0, 4_294_967_295], ids=["a term", "what is left", "not set", "for ever"])
def test_a_figure_that_means_something_else_is_not(later: int) -> None:
    assert read_rows(row(REACHABLE, 20_000), [(0.0, row(REACHABLE, 20_000)), (0.6, row(REACHABLE, later))]) == GIVEN_UP


def _tables(states: list[int | None]) -> Iterator[list[WindowsNeighbour]]:
    for state in states:
        yield [found] if (found := row(state)) else []
    while True:
        yield [found] if (found := row(states[-1])) else []


@pytest.mark.parametrize(
    ("states", "told", "failure"),
    [
        ([None, INCOMPLETE, REACHABLE], "present", None),
        ([None, INCOMPLETE, UNREACHABLE], "absent", Failure.HOST_UNREACHABLE),
        ([STALE], "unknown", Failure.DEADLINE),
        ([REACHABLE], "unknown", None),
        ([UNREACHABLE], "unknown", None),
        ([None], "unknown", None),
    ],
    ids=["somebody", "nobody", "stale", "taken for granted", "given up before", "elsewhere"],
)
async def test_a_look(monkeypatch: pytest.MonkeyPatch, states: list[int | None], told: str, failure: Failure | None) -> None:
    tables = _tables(states)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(neighbours, "windows_neighbours", lambda *, ipv6: next(tables))  # as Windows' is called
    monkeypatch.setattr(neighbours, "_poked", lambda _address, _source: socket.socket())
    seen = await neighbours.neighbour(ADDRESS, role="terminal", limit=0.9, source=ANY_SOURCE)
    assert isinstance(seen.facts, NeighbourFacts)
    assert (seen.facts.state, seen.failure) == (told, failure)


async def test_without_the_table_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(neighbours, "windows_neighbours", lambda *, ipv6: None)  # likewise
    monkeypatch.setattr(neighbours, "_poked", lambda _address, _source: socket.socket())
    seen = await neighbours.neighbour(ADDRESS, role="terminal", limit=0.9, source=ANY_SOURCE)
    assert seen.failure is Failure.UNSUPPORTED
