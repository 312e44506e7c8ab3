"""A table of terminals as other programs see it: the contract's `ccdiag.fleet/1`, written piece by piece."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, Literal

import msgspec
from msgspec import Struct

from ccdiag.model.case import Generation
from ccdiag.model.message import Message
from ccdiag.settings_check.fleet import RULE, Count, Fleet, FleetConfiguration, Turn
from ccdiag.settings_check.fleet_judgement import FleetState, Gap, Judgement, WhitelistAnswer
from ccdiag.settings_check.fleet_rows import Kept, RowTrouble
from ccdiag.settings_check.fleet_words import TROUBLE_WORDS, gap_words, setting_words

Render = Callable[[Message], str]

_TERMINALS_AT_ONCE: Final = 1_000
_FEW: Final = 12
"""Configurations with so many terminals are often alike."""


class GapDocument(Struct, kw_only=True):
    """One thing that is missing, unclear or worth a warning."""

    id: str
    text: str


class CountDocument(Struct, kw_only=True):
    """How many terminals have one thing."""

    id: str
    text: str
    count: int


class TroubleDocument(Struct, kw_only=True):
    """Rows that could not be used as they are."""

    id: RowTrouble
    text: str
    count: int


class TroubledRowDocument(Struct, kw_only=True):
    """One of these rows."""

    id: RowTrouble
    line: int
    until: int


class WhitelistDocument(Struct, kw_only=True):
    """Which whitelist the terminals were held against."""

    source: Literal["csv", "http", "ask"]
    file: str
    rows: int | None
    problem: str | None


class ColumnDocument(Struct, kw_only=True):
    """A column that says something, and what it stands for."""

    title: str
    name: str


class FleetTerminalDocument(Struct, kw_only=True):
    """A terminal."""

    tms_id: str
    merchant: str
    line: int
    state: FleetState
    whitelist: WhitelistAnswer
    missing: list[GapDocument]
    unclear: list[GapDocument]
    warnings: list[GapDocument]
    not_stated: list[str]


class FleetConfigurationDocument(Struct, kw_only=True):
    """A configuration of the Webkassa, with the terminals that it serves."""

    order: int
    configuration: str
    """Empty: not stated."""
    state: FleetState
    turn: Literal["cut_off", "configuration_last", "unknown", "not_ready", "ready", "not_named"]
    systems: list[str]
    states: dict[FleetState, int]
    cut_off: int
    missing: list[CountDocument]
    unclear: list[CountDocument]
    not_stated: list[CountDocument]
    warnings: list[GapDocument]
    terminals: list[FleetTerminalDocument]


class FleetDocument(Struct, kw_only=True):
    """The contract's `ccdiag.fleet/1`."""

    schema: Literal["ccdiag.fleet/1"]
    simulation: bool
    version: str
    file: str
    environment: str
    generation: Generation
    basis: Literal["stated"]
    """All of it is what a table says; nothing was measured."""
    state: FleetState
    rule: list[str]
    """How the order comes about."""
    whitelist: WhitelistDocument
    columns: list[ColumnDocument]
    unused_columns: list[str]
    rows: int
    terminals: int
    states: dict[FleetState, int]
    whitelist_answers: dict[WhitelistAnswer, int]
    missing: list[CountDocument]
    unclear: list[CountDocument]
    not_stated: list[CountDocument]
    troubles: list[TroubleDocument]
    troubled_rows: list[TroubledRowDocument]
    configurations: list[FleetConfigurationDocument]


def fleet_document_head(
    fleet: Fleet, *, whitelist: WhitelistDocument, version: str, file: str, environment: str, simulation: bool, render: Render
) -> FleetDocument:
    """Return the document without its configurations."""
    return FleetDocument(
        schema="ccdiag.fleet/1",
        simulation=simulation,
        version=version,
        file=file,
        environment=environment,
        generation=fleet.generation,
        basis="stated",
        state=fleet.state,
        rule=[render(sentence) for sentence in RULE],
        whitelist=whitelist,
        columns=[ColumnDocument(title=title, name=name) for name, title in fleet.columns.titles.items()],
        unused_columns=list(fleet.columns.unused),
        rows=fleet.rows,
        terminals=fleet.terminals,
        states=fleet.states,
        whitelist_answers=fleet.whitelist,
        missing=_counts(fleet.missing, gap_words, render),
        unclear=_counts(fleet.unclear, gap_words, render),
        not_stated=_counts(fleet.not_stated, setting_words, render),
        troubles=[TroubleDocument(id=one, text=render(TROUBLE_WORDS[one]), count=count) for one, count in fleet.troubles.items()],
        troubled_rows=[TroubledRowDocument(id=row.trouble, line=row.line, until=row.until) for row in fleet.troubled],
        configurations=[],
    )


def document_pieces(head: FleetDocument, configurations: Iterable[FleetConfiguration], render: Render) -> Iterator[bytes]:
    """Write the document as JSON, one terminal a line, some thousand at once: all of it at once would need ten times the file."""
    encode = msgspec.json.encode
    told = _Told(render)
    yield _open_ended(encode(head))
    for order, configuration in enumerate(configurations, start=1):
        yield (b"\n" if order == 1 else b",\n") + told.configuration(order, configuration)
        kept = iter(configuration.kept)
        separator = b"\n"
        while lines := [told.line(terminal) for terminal in islice(kept, _TERMINALS_AT_ONCE)]:
            yield separator + b",\n".join(lines)
            separator = b",\n"
        yield b"]}"
    yield b"]}\n"


def _open_ended(document: bytes) -> bytes:
    """Leave off the end of a document whose last field is an empty list, so that the list can be filled."""
    assert document.endswith(b"[]}")
    return document[:-2]


class _Told:
    """Writes configurations and terminals; what many have in common is put into words once."""

    def __init__(self, render: Render) -> None:
        self._render = render
        self._ends: dict[Judgement, bytes] = {}
        self._words: dict[str, str] = {}
        self._configurations: dict[tuple[int, ...], bytes] = {}

    def configuration(self, order: int, configuration: FleetConfiguration) -> bytes:
        """Write a configuration up to where its terminals begin."""
        end = self._alike(configuration) if len(configuration) <= _FEW else self._described(configuration)
        return b'{"order":%d,"configuration":%b,%b' % (order, msgspec.json.encode(configuration.name), end)

    def _alike(self, configuration: FleetConfiguration) -> bytes:
        # What is said of it goes by what is said of its terminals, whichever of them it is said of.
        key = (not configuration.name, *sorted(id(judgement) for _, _, _, judgement in configuration.kept))
        known = self._configurations.get(key)
        if known is None:
            known = self._configurations[key] = self._described(configuration)
        return known

    def _described(self, configuration: FleetConfiguration) -> bytes:
        document = FleetConfigurationDocument(
            order=0,
            configuration="",
            state=configuration.state,
            turn=_TURN_NAMES[configuration.turn],
            systems=sorted(configuration.systems),
            states=dict(configuration.states),
            cut_off=configuration.cut_off,
            missing=self._counts(configuration.missing, gap_words),
            unclear=self._counts(configuration.unclear, gap_words),
            not_stated=self._counts(configuration.not_stated, setting_words),
            warnings=_gaps(configuration.warnings, self._render),
            terminals=[],
        )
        return _open_ended(msgspec.json.encode(document)).removeprefix(b'{"order":0,"configuration":"",')

    def _counts(self, counts: Iterable[Count], words: Callable[[str], Message]) -> list[CountDocument]:
        documents = []
        for one in counts:
            text = self._words.get(one.id)
            if text is None:
                text = self._words[one.id] = self._render(words(one.id))
            documents.append(CountDocument(id=one.id, text=text, count=one.count))
        return documents

    def line(self, terminal: Kept) -> bytes:
        tms_id, line, merchant, judgement = terminal
        end = self._ends.get(judgement)
        if end is None:
            end = self._ends[judgement] = self._end(judgement)
        encode = msgspec.json.encode
        return b'{"tms_id":%b,"merchant":%b,"line":%d,%b' % (encode(tms_id), encode(merchant), line, end)

    def _end(self, judgement: Judgement) -> bytes:
        whole = FleetTerminalDocument(
            tms_id="",
            merchant="",
            line=0,
            state=judgement.state,
            whitelist=judgement.whitelist,
            missing=_gaps(judgement.missing, self._render),
            unclear=_gaps(judgement.unclear, self._render),
            warnings=_gaps(judgement.warnings, self._render),
            not_stated=list(judgement.not_stated),
        )
        return msgspec.json.encode(whole).removeprefix(b'{"tms_id":"","merchant":"","line":0,')


def _counts(counts: Iterable[Count], words: Callable[[str], Message], render: Render) -> list[CountDocument]:
    return [CountDocument(id=one.id, text=render(words(one.id)), count=one.count) for one in counts]


def _gaps(gaps: Iterable[Gap], render: Render) -> list[GapDocument]:
    return [GapDocument(id=gap.id, text=render(gap.text)) for gap in gaps]


_TurnName = Literal["cut_off", "configuration_last", "unknown", "not_ready", "ready", "not_named"]
_TURN_NAMES: Final[dict[Turn, _TurnName]] = {
    Turn.CUT_OFF: "cut_off",
    Turn.CONFIGURATION_LAST: "configuration_last",
    Turn.UNKNOWN: "unknown",
    Turn.NOT_READY: "not_ready",
    Turn.READY: "ready",
    Turn.NOT_NAMED: "not_named",
}
