"""Time for observations."""

from datetime import UTC, datetime
from time import perf_counter

from ccdiag.model.facts import Facts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation


class Stopwatch:
    """Runs from its making; turns facts into an observation with the time that passed."""

    def __init__(self) -> None:
        self.started_at = datetime.now(UTC)
        self._begin = perf_counter()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return perf_counter() - self._begin

    def observation(self, target: str, facts: Facts, failure: Failure | None = None, *, elapsed_s: float | None = None) -> Observation:
        """Make the observation, ending now unless `elapsed_s` says otherwise."""
        elapsed = self.elapsed_s if elapsed_s is None else elapsed_s
        return Observation(target=target, started_at=self.started_at, elapsed_s=round(elapsed, 6), failure=failure, facts=facts)
