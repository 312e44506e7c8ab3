"""What one operation saw."""

from datetime import datetime

from msgspec import Struct

from ccdiag.model.facts import Facts
from ccdiag.model.failure import Failure


class Observation(Struct, frozen=True, kw_only=True):
    """One network operation or one reading: what was tried, on what, when, how long it took and what was seen.

    A network failure is data here, never an exception that travels. `started_at` is in UTC, `elapsed_s` in seconds.
    """

    id: str = ""
    """Given by the run (`o1`, `o2`, …) when the observation is recorded."""
    target: str
    started_at: datetime
    elapsed_s: float
    failure: Failure | None = None
    facts: Facts

    @property
    def operation(self) -> str:
        """The operation's name in documents and rules."""
        return self.facts.operation
