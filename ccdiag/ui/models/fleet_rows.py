"""Many terminals for the window: the configurations in the order of migration, and the terminals of one of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon

from ccdiag.model.message import message
from ccdiag.model.verdict import Basis, Light
from ccdiag.settings_check.fleet_judgement import FleetState
from ccdiag.settings_check.fleet_words import STATE_WORDS, WHITELIST_WORDS, gap_words, setting_words
from ccdiag.ui.look import Look
from ccdiag.ui.models.plain_rows import NOTHING, Index, PlainRows
from ccdiag.ui.paint.lights import light_icon

if TYPE_CHECKING:
    from ccdiag.app.fleet import FleetReading
    from ccdiag.settings_check.fleet import Count, FleetConfiguration
    from ccdiag.settings_check.fleet_judgement import Judgement
    from ccdiag.settings_check.fleet_rows import FleetTerminal

STATE_LIGHTS: Final = {
    FleetState.READY: Light.PASS,
    FleetState.CONFIGURATION_LAST: Light.WARN,
    FleetState.NOT_READY: Light.FAIL,
    FleetState.UNKNOWN: Light.INCONCLUSIVE,
}
"""Drawn as outlines: a table states, and measures nothing."""
ORDER, CONFIGURATION, CONFIGURATION_STATE, TERMINALS, BLOCKS = range(5)
TMS_ID, STATE, MISSING, WHITELIST = range(4)
_MOST_WORDS: Final = 6


class FleetListing(Struct, frozen=True):
    """A table of terminals with what searching and filtering need, made beside the loop."""

    reading: "FleetReading"
    texts: tuple[str, ...]
    """Of each configuration all that is searched in, in small letters."""
    states: tuple[frozenset[FleetState], ...]
    """Of each configuration those that its terminals have, and its own."""

    def found(self, text: str, state: FleetState | None) -> list[int]:
        """Return the places of the configurations that have such a terminal or name."""
        wanted = text.strip().casefold()
        return [
            place
            for place, (searched, states) in enumerate(zip(self.texts, self.states, strict=True))
            if wanted in searched and (state is None or state in states)
        ]


def listing_of(reading: "FleetReading") -> FleetListing:
    """Prepare a table for the window; takes about as long as reading it."""
    configurations = reading.fleet.configurations
    texts = tuple("\n".join([one.name, *(kept[0] for kept in one.kept)]).casefold() for one in configurations)
    sets: dict[frozenset[FleetState], frozenset[FleetState]] = {}
    states = []
    for one in configurations:
        found = frozenset({one.state, *(kept[3].state for kept in one.kept)})
        # There are fifteen of them at the most.
        states.append(sets.setdefault(found, found))
    return FleetListing(reading, texts, tuple(states))


class _Rows(PlainRows):
    """What both tables share."""

    def _paint(self) -> None:
        self._icons: Mapping[FleetState, QIcon] = {
            state: light_icon(self._look, light, basis=Basis.STATED) for state, light in STATE_LIGHTS.items()
        }


class ConfigurationRows(_Rows):
    """One row a configuration."""

    headings = (message("No."), message("Configuration"), message("State"), message("Terminals"), message("What blocks"))

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._listing: FleetListing | None = None
        self._places: Sequence[int] = ()

    def show_found(self, listing: FleetListing | None, places: Sequence[int]) -> None:
        """Show these configurations of a table instead."""
        self.beginResetModel()
        self._listing, self._places = listing, places
        self.endResetModel()

    def configuration(self, row: int) -> "FleetConfiguration | None":
        """Return the configuration of a row."""
        if self._listing is None or not 0 <= row < len(self._places):
            return None
        return self._listing.reading.fleet.configurations[self._places[row]]

    def rowCount(self, parent: Index = NOTHING) -> int:  # noqa: N802  # Qt's name
        """Count the configurations that are shown."""
        return 0 if parent.isValid() else len(self._places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a cell."""
        one = self.configuration(index.row()) if index.isValid() else None
        if one is None:
            return None
        say, column = self._look.say, index.column()
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icons[one.state] if column == CONFIGURATION_STATE else None
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        match column:
            case 0:
                return str(self._places[index.row()] + 1)
            case 1:
                return one.name or say(message("not stated"))
            case 2:
                return say(STATE_WORDS[one.state])
            case 3:
                return self._look.locale.toString(len(one))
            case _:
                return blocks(one, self._look)


class TerminalRows(_Rows):
    """One row a terminal of the chosen configuration."""

    headings = (message("TMS id"), message("State"), message("What is missing"), message("Whitelist"))

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._configuration: FleetConfiguration | None = None
        self._places: Sequence[int] = ()

    def show_terminals(self, configuration: "FleetConfiguration | None", text: str, state: FleetState | None) -> None:
        """Show the terminals of a configuration that have this state and what is searched for."""
        self.beginResetModel()
        self._configuration = configuration
        self._places = () if configuration is None else _found(configuration, text.strip().casefold(), state)
        self.endResetModel()

    def terminal(self, row: int) -> "FleetTerminal | None":
        """Return the terminal of a row."""
        if self._configuration is None or not 0 <= row < len(self._places):
            return None
        return self._configuration[self._places[row]]

    def rowCount(self, parent: Index = NOTHING) -> int:  # noqa: N802  # Qt's name
        """Count the terminals that are shown."""
        return 0 if parent.isValid() else len(self._places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's
        """Tell a cell."""
        terminal = self.terminal(index.row()) if index.isValid() else None
        if terminal is None:
            return None
        say, column, judgement = self._look.say, index.column(), terminal.judgement
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icons[judgement.state] if column == STATE else None
        if role == Qt.ItemDataRole.ToolTipRole and column == MISSING:
            return " ".join(told(judgement, self._look))
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        match column:
            case 0:
                return terminal.tms_id
            case 1:
                return say(STATE_WORDS[judgement.state])
            case 2:
                return _in_short(judgement, self._look)
            case _:
                return say(WHITELIST_WORDS[judgement.whitelist])


def told(judgement: "Judgement", look: Look) -> list[str]:
    """Say all of a terminal, a sentence each."""
    lines = [look.say(gap.text) for gap in (*judgement.missing, *judgement.unclear, *judgement.warnings)]
    if judgement.not_stated:
        names = ", ".join(look.say(setting_words(name)) for name in judgement.not_stated)
        lines.append(look.say(message("Not stated: {names}.", names=names)))
    return lines


def blocks(configuration: "FleetConfiguration", look: Look) -> str:
    """Say in a few words what keeps a configuration from being ready."""
    parts = [*_words(configuration.missing, look), *_words(configuration.unclear, look)]
    parts += [look.say(gap.text) for gap in configuration.warnings]
    if configuration.not_stated:
        names = ", ".join(look.say(setting_words(one.id)) for one in configuration.not_stated[:_MOST_WORDS])
        parts.append(look.say(message("not stated: {names}", names=names)))
    return ", ".join(parts)


def _words(counts: "Iterable[Count]", look: Look) -> list[str]:
    return [f"{look.say(gap_words(one.id))} ({one.count})" for one in counts]


def _in_short(judgement: "Judgement", look: Look) -> str:
    parts = [look.say(gap_words(gap.id)) for gap in (*judgement.missing, *judgement.unclear)]
    if judgement.not_stated:
        names = ", ".join(look.say(setting_words(name)) for name in judgement.not_stated[:_MOST_WORDS])
        parts.append(look.say(message("not stated: {names}", names=names)))
    return ", ".join(parts)


def _found(configuration: "FleetConfiguration", wanted: str, state: FleetState | None) -> Sequence[int]:
    kept = configuration.kept
    # A search for the configuration's own name shows all of its terminals.
    if wanted and wanted not in configuration.name.casefold():
        places = [place for place, one in enumerate(kept) if wanted in one[0].casefold()]
    elif state is None:
        return range(len(kept))
    else:
        places = list(range(len(kept)))
    chosen = places if state is None else [place for place in places if kept[place][3].state is state]
    # The configuration as a whole may have a state that none of its terminals has.
    return chosen or (range(len(kept)) if not wanted else ())
