"""Many terminals: what is missing on each, and in which order to migrate the configurations that serve them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import chain
from operator import itemgetter
from typing import Final

from msgspec import Struct

from ccdiag.model.case import Generation
from ccdiag.model.message import message
from ccdiag.settings_check.fleet_columns import Columns
from ccdiag.settings_check.fleet_judgement import Effort, FleetState, Gap, Judgement, WhitelistAnswer, contradicted
from ccdiag.settings_check.fleet_rows import FleetRows, FleetTerminal, Kept, RowTrouble, TroubledRow
from ccdiag.settings_check.webkassa import kick_of

RULE: Final = (
    message("All terminals of one configuration come first, the Webkassa's configuration last."),
    message("First come configurations that are on Cloud Connect 2.0 while a terminal of theirs is not ready: it may not answer now."),
    message("Then those whose terminals are all ready: only the Webkassa's configuration has to be changed."),
    message("Then those of which nothing is known to be missing, but not all is stated."),
    message(
        "Then those where something is missing, the quickest to mend first: on the terminal, in TMS, by a software upgrade, by the vendor, "
        "by another terminal; small ones before large ones. At the end come those that are ready."
    ),
)
"""How the order of migration comes about, in sentences."""


class Turn(IntEnum):
    """Why a configuration stands where it does in the order of migration."""

    CUT_OFF = 0
    """It is on 2.0 already, and a terminal of it is not ready."""
    CONFIGURATION_LAST = 1
    UNKNOWN = 2
    NOT_READY = 3
    READY = 4
    NOT_NAMED = 5
    """Which configuration serves these terminals is not stated."""


_NOT_READY, _UNKNOWN, _LAST = FleetState.NOT_READY, FleetState.UNKNOWN, FleetState.CONFIGURATION_LAST


class Count(Struct, frozen=True):
    """How many terminals of a configuration have one thing."""

    id: str
    count: int


class FleetConfiguration:
    """One configuration with its terminals; what is only shown is counted when it is asked for."""

    __slots__ = ("_counted", "_several_systems", "cut_off", "effort", "kept", "name", "not_ready", "state", "turn", "undecided")

    def __init__(self, name: str, kept: Sequence[Kept], generation: Generation) -> None:
        self.name = name
        """Empty: not stated."""
        self.kept = kept
        """The terminals as bare tuples."""
        self._counted: Counter[Judgement] | None = None
        cut_off = not_ready = undecided = last = 0
        effort, several_systems = Effort.CONFIGURATION, False
        first = kept[0][3]
        system = first.values.system
        # Those of one shop are mostly alike.
        alike = len(set(map(_judgement_of, kept))) == 1
        for _, _, _, judgement in kept[:1] if alike else kept:
            state, values = judgement.state, judgement.values
            if values.system != system:
                several_systems = True
            if state is _NOT_READY:
                not_ready += 1
                effort = max(effort, judgement.effort)
                if values.kick == "2.0":
                    cut_off += 1
            elif state is _UNKNOWN:
                undecided += 1
            elif state is _LAST:
                last += 1
        if alike:
            cut_off, not_ready, undecided, last = (count * len(kept) for count in (cut_off, not_ready, undecided, last))
        if generation == "1.0":
            cut_off = 0
        self._several_systems = several_systems
        self.cut_off = cut_off
        """Terminals that are not ready, while the Webkassa wakes them by Cloud Connect 2.0 already."""
        self.not_ready = not_ready
        self.undecided = undecided
        self.effort = effort
        self.state = self._state(last)
        self.turn = Turn.NOT_NAMED if not name else Turn.CUT_OFF if cut_off else _TURNS[self.state]

    def __len__(self) -> int:
        return len(self.kept)

    def __getitem__(self, place: int) -> FleetTerminal:
        return FleetTerminal(*self.kept[place])

    def __iter__(self) -> Iterator[FleetTerminal]:
        return map(FleetTerminal._make, self.kept)

    @property
    def judgements(self) -> Mapping[Judgement, int]:
        """How many terminals have each judgement."""
        if self._counted is None:
            self._counted = Counter(map(_judgement_of, self.kept))
        return self._counted

    @property
    def states(self) -> Mapping[FleetState, int]:
        """How many terminals are how far."""
        states: Counter[FleetState] = Counter()
        for judgement, count in self.judgements.items():
            states[judgement.state] += count
        return states

    @property
    def systems(self) -> tuple[str, ...]:
        """The management systems that are stated for it."""
        return tuple(dict.fromkeys(judgement.system for judgement in self.judgements if judgement.system))

    @property
    def missing(self) -> tuple[Count, ...]:
        """What is missing, with the number of terminals that miss it."""
        return _counted(self.judgements, lambda judgement: (gap.id for gap in judgement.missing))

    @property
    def unclear(self) -> tuple[Count, ...]:
        """What is stated so that nothing can be told from it."""
        return _counted(self.judgements, lambda judgement: (gap.id for gap in judgement.unclear))

    @property
    def not_stated(self) -> tuple[Count, ...]:
        """What is not stated, with the number of terminals."""
        return _counted(self.judgements, lambda judgement: judgement.not_stated)

    @property
    def warnings(self) -> tuple[Gap, ...]:
        """What is odd about it as a whole."""
        found = []
        if len({judgement.kick for judgement in self.judgements} - {None}) > 1:
            text = message("Some of its terminals are woken by Cloud Connect 1.0 and some by 2.0; terminal and Webkassa must use the same.")
            found.append(Gap("fleet.mixed_generations", text, Effort.CONFIGURATION))
        if self._is_of_two_countries():
            text = message(
                "Its management system is {systems}: one configuration for two countries.", systems=" / ".join(self._systems_2_0())
            )
            found.append(Gap("fleet.mixed_countries", text, Effort.CONFIGURATION))
        return tuple(found)

    def _systems_2_0(self) -> list[str]:
        return sorted({system for system in self.systems if kick_of(system) == "2.0"})

    def _is_of_two_countries(self) -> bool:
        if not self._several_systems:
            return False
        return len({system.lower().removesuffix("-thirdpartytest") for system in self._systems_2_0()}) > 1

    def _state(self, last: int) -> FleetState:
        if self.not_ready:
            return _NOT_READY
        if self.undecided or not self.name or self._is_of_two_countries():
            return _UNKNOWN
        return _LAST if last else FleetState.READY


class Fleet(Struct, frozen=True, kw_only=True):
    """All terminals of a file, sorted."""

    configurations: tuple[FleetConfiguration, ...]
    """In the order of migration."""
    generation: Generation
    columns: Columns
    rows: int
    terminals: int
    """Different ones; a terminal that two configurations serve counts once."""
    states: dict[FleetState, int]
    """How many terminals are how far, each counted once a configuration."""
    whitelist: dict[WhitelistAnswer, int]
    missing: tuple[Count, ...]
    unclear: tuple[Count, ...]
    not_stated: tuple[Count, ...]
    troubles: dict[RowTrouble, int]
    """Rows that could not be used as they are."""
    troubled: tuple[TroubledRow, ...]
    """The first of them."""

    @property
    def is_whole(self) -> bool:
        """Whether every row could be used; repeated ones say nothing new."""
        return not self.troubles.keys() - {"repeated"}

    @property
    def state(self) -> FleetState:
        """The state of all: what is not ready anywhere is not ready."""
        if not self.is_whole and FleetState.NOT_READY not in self.states and FleetState.CONFIGURATION_LAST not in self.states:
            return FleetState.UNKNOWN
        states = {configuration.state for configuration in self.configurations}
        order = (FleetState.NOT_READY, FleetState.CONFIGURATION_LAST, FleetState.UNKNOWN)
        return next((state for state in order if state in states), FleetState.READY if states else FleetState.UNKNOWN)

    def each(self) -> Iterator[tuple[FleetConfiguration, FleetTerminal]]:
        """Go through all terminals in the order of migration."""
        return ((configuration, terminal) for configuration in self.configurations for terminal in configuration)


def fleet_of(rows: FleetRows, columns: Columns, generation: Generation, answers: Mapping[str, WhitelistAnswer] | None = None) -> Fleet:
    """Put what was read in order; `answers` are those of a whitelist that was asked for each terminal, by its TMS id."""
    groups = list(rows.groups)
    judgements = rows.judgements
    changes = _Changes(
        lines={tms_id.casefold(): lines for tms_id, lines in rows.contradicted.items()},
        asked={tms_id.casefold(): answer for tms_id, answer in (answers or {}).items()},
        is_comparable=_is_comparable(judgements),
        made={},
    )
    if changes:
        groups = [(name, changes.applied(group)) for name, group in groups]
        judgements = Counter(map(_judgement_of, chain.from_iterable(group for _, group in groups)))
    configurations = sorted((FleetConfiguration(name, group, generation) for name, group in groups), key=_place)
    states: Counter[FleetState] = Counter()
    whitelist: Counter[WhitelistAnswer] = Counter()
    for judgement, count in judgements.items():
        states[judgement.state] += count
        whitelist[judgement.whitelist] += count
    return Fleet(
        configurations=tuple(configurations),
        generation=generation,
        columns=columns,
        rows=rows.rows,
        terminals=rows.terminals,
        states=dict(states),
        whitelist=dict(whitelist),
        missing=_counted(judgements, lambda judgement: (gap.id for gap in judgement.missing)),
        unclear=_counted(judgements, lambda judgement: (gap.id for gap in judgement.unclear)),
        not_stated=_counted(judgements, lambda judgement: judgement.not_stated),
        troubles=dict(rows.troubles),
        troubled=tuple(rows.troubled),
    )


class _Changes(Struct, frozen=True, kw_only=True):
    """What is known of terminals only when all rows were read."""

    lines: Mapping[str, Sequence[int]]
    """Of terminals of which rows say different things."""
    asked: Mapping[str, WhitelistAnswer]
    is_comparable: bool
    """Whether the merchants of the table are those of the whitelist."""
    made: dict[tuple[Judgement, WhitelistAnswer], Judgement]
    """So that terminals of which the same is said go on sharing it."""

    def __bool__(self) -> bool:
        return bool(self.lines or self.asked or not self.is_comparable)

    def applied(self, kept: Sequence[Kept]) -> list[Kept]:
        changed = []
        for tms_id, line, merchant, judgement in kept:
            key, other = tms_id.casefold(), judgement
            if not self.is_comparable and other.whitelist is WhitelistAnswer.OTHER_MERCHANT:
                other = self._with_answer(other, WhitelistAnswer.MERCHANT_NOT_COMPARABLE)
            if key in self.asked:
                other = self._with_answer(other, self.asked[key])
            if key in self.lines:
                other = contradicted(other, self.lines[key])
            changed.append((tms_id, line, merchant, other))
        return changed

    def _with_answer(self, judgement: Judgement, answer: WhitelistAnswer) -> Judgement:
        key = judgement, answer
        if key not in self.made:
            self.made[key] = judgement.with_answer(answer)
        return self.made[key]


def _is_comparable(judgements: Mapping[Judgement, int]) -> bool:
    answers: Counter[WhitelistAnswer] = Counter()
    for judgement, count in judgements.items():
        answers[judgement.whitelist] += count
    return bool(answers[WhitelistAnswer.LISTED]) or answers[WhitelistAnswer.OTHER_MERCHANT] < _MANY_MERCHANTS


def _place(configuration: FleetConfiguration) -> tuple[Turn, Effort, int, int, int]:
    kept = configuration.kept
    return configuration.turn, configuration.effort, configuration.not_ready + configuration.undecided, len(kept), kept[0][1]


def _counted(judgements: Mapping[Judgement, int], ids: Callable[[Judgement], Iterable[str]]) -> tuple[Count, ...]:
    counts: dict[str, int] = {}
    for judgement, count in judgements.items():
        for one in ids(judgement):
            counts[one] = counts.get(one, 0) + count
    return tuple(Count(one, count) for one, count in sorted(counts.items(), key=lambda pair: -pair[1]))


_MANY_MERCHANTS: Final = 5
"""Where so many merchants differ and none agrees, it is the column that is wrong and not each of them."""
_judgement_of = itemgetter(3)
_TURNS: Final = {
    FleetState.CONFIGURATION_LAST: Turn.CONFIGURATION_LAST,
    FleetState.UNKNOWN: Turn.UNKNOWN,
    FleetState.NOT_READY: Turn.NOT_READY,
    FleetState.READY: Turn.READY,
}
