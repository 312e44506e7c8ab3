"""What every check is, and what it may use."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Protocol, TypeVar

from msgspec import Struct

from ccdiag.checks.meanwhile import Meanwhile
from ccdiag.model.check import CheckId, CheckResult, Judgement, Question
from ccdiag.model.facts import Facts
from ccdiag.model.message import Message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.probes.source import Source

Kind = TypeVar("Kind", bound=Facts)


class Skip(Struct, frozen=True):
    """Why a check does not apply, and the question that would make it apply."""

    reason: Message
    question: Question | None = None


class Seen:
    """Observations, with a typed look at their facts."""

    def __init__(self, observations: Sequence[Observation] = ()) -> None:
        self._observations = tuple(observations)

    def __len__(self) -> int:
        return len(self._observations)

    def __getitem__(self, index: int) -> Observation:
        return self._observations[index]

    def __iter__(self) -> Iterator[Observation]:
        return iter(self._observations)

    def of(self, kind: type[Kind]) -> "list[tuple[Observation, Kind]]":
        """Return the observations of one kind, each with its facts typed."""
        return [(observation, observation.facts) for observation in self._observations if isinstance(observation.facts, kind)]


class Recorder(Protocol):
    """Takes an observation into the run and returns it with its id."""

    def __call__(self, observation: Observation) -> Observation:
        """Record it."""


class CheckContext:
    """What a check may use while it observes: the situation, the results it waited for, and the way to record."""

    def __init__(
        self,
        situation: Situation,
        results: Mapping[CheckId, CheckResult],
        record: Recorder,
        *,
        source: Source,
        terminal_turn: asyncio.Lock,
        meanwhile: Meanwhile | None = None,
    ) -> None:
        self.situation = situation
        self.environment = situation.environment
        self.case = situation.case
        self.limits = situation.limits
        self.results = results
        """Of the checks in `needs` and `after`, as far as they are part of this run."""
        self._record = record
        self.source = source
        """Binds sockets to the interface that the user chose."""
        self.terminal_turn = terminal_turn
        """Held while a connection to the terminal is open: at most one at a time."""
        self.meanwhile = meanwhile or Meanwhile()
        """What the other checks of this run meet before they end."""

    def record(self, observation: Observation) -> Observation:
        """Take an observation into the run and return it with its id."""
        recorded = self._record(observation)
        self.meanwhile.notice(recorded, self.limits)
        return recorded

    def seen(self, check: CheckId) -> Seen:
        """Return what another check saw; empty when it is not part of this run."""
        result = self.results.get(check)
        return Seen(result.observations if result else ())


class Check(ABC):
    """One check: stateless; `observe` asks the world, `judge` is pure and can be repeated on saved observations."""

    id: ClassVar[CheckId]
    title: ClassVar[Message]
    purpose: ClassVar[Message]
    """What it finds out, as a question that a field engineer understands."""
    place: ClassVar[Place]
    needs: ClassVar[tuple[CheckId, ...]] = ()
    """Where one of these failed, this check is skipped, blocked by it."""
    early: ClassVar[tuple[CheckId, ...]] = ()
    """Of `needs`: this check begins as soon as these have found what it needs, and does not wait for the rest of them."""
    after: ClassVar[tuple[CheckId, ...]] = ()
    """Waited for, whatever they end with, because their observations are used."""
    judged_after: ClassVar[tuple[CheckId, ...]] = ()
    """Waited for between observing and judging: what they saw tells how to read what this one saw."""
    beside: ClassVar[tuple[CheckId, ...]] = ()
    """Part of every run that this check is part of, and run beside it: `meanwhile` tells what they meet. Waited for before judging."""
    looks_by_itself: ClassVar[bool] = True
    """False: it only concludes from what those in `after` saw, so to run it again is to run them again."""
    changes_by_itself: ClassVar[bool] = False
    """What it sees is out of date soon, as answers of name servers are: nothing that runs again builds on what it saw before."""
    limit: ClassVar[float]
    """Seconds for `observe`; what it saw by then is judged."""
    touches_terminal: ClassVar[bool] = False
    asks_of_case: ClassVar[tuple[str, ...]] = ()
    """Keys of the case that say what is looked at: where one has changed, what was seen is of something else."""
    only_for_2_0: ClassVar[bool] = False
    """Skipped for a shop that is stated to be on Cloud Connect 1.0: none of its payments takes this way, so nothing here is its fault."""

    def skip(self, situation: Situation) -> Skip | None:
        """Say why this check does not apply here; None when it does."""
        return None

    def limit_for(self, situation: Situation) -> float:
        """Seconds for `observe` in this situation."""
        return self.limit

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the targets that will be waited for, as they appear in the observations."""
        return ()

    def reconsider(self, seen: Seen | None, situation: Situation) -> Sequence[Observation] | None:
        """Return what would be seen after an answer was given, as far as that is known without looking; None where it is not.

        `seen` is what was seen before; None when this check has not looked, or looked at something else. What was measured stays as it
        is, what is stated is stated anew.
        """
        return None if seen is None else tuple(seen)

    @abstractmethod
    async def observe(self, context: CheckContext) -> None:
        """Run the probes and record what they saw."""

    @abstractmethod
    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Conclude from what was seen; pure, so that a saved run can be judged again."""
