"""Takes in the rows of a table of terminals, some thousand at once, and keeps of each no more than is told later."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import compress
from operator import attrgetter, ne
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from ccdiag.settings_check import fleet_columns as column
from ccdiag.settings_check.fleet_judgement import Judged, Judgement, RowJudge, WhitelistAnswer, plain_cell
from ccdiag.settings_check.masking import shown

Row = Sequence[str]
RowTrouble = Literal["no_tms_id", "id_damaged", "too_many_cells", "broken", "repeated"]

_MOST_NAMED: Final = 100
"""Troubles of which the line is kept; the others are counted."""
_LONGEST_PLAIN_ID: Final = 12
"""Card numbers have 13 digits and more, and keys an underscore: what is shorter and has none needs no closer look."""
_PLAIN_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,11}")
_HARMLESS: Final = re.compile(r"(?:[A-Za-z./]++|[0-9-]{1,12}+(?![0-9-]))++")
"""A name without blanks, quotes and colons, in which no 13 digits follow each other: nothing in it can need masking."""
_LONGEST_HARMLESS: Final = 60
_LONGEST_ID: Final = 64
_MOST_LINES_NAMED: Final = 5
"""Of rows that say different things of one terminal."""
_MASKED: Final = "•"
_EXPONENT: Final = re.compile(r"\d+(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
"""What spreadsheets make of long numbers; which number it was is lost."""


class FleetTerminal(NamedTuple):
    """One terminal of one configuration."""

    tms_id: str
    line: int
    """Of the file, counted from 1."""
    merchant: str
    judgement: Judgement


_listed = attrgetter("listed")
_NOT_KNOWN, _NOT_LISTED = WhitelistAnswer.UNKNOWN, WhitelistAnswer.NOT_LISTED

Kept = tuple[str, int, str, Judgement]
"""A FleetTerminal as a bare tuple: the collector leaves those alone that hold nothing it would have to look at."""


Group = list[Kept]
"""The terminals that one configuration of a Webkassa serves; told apart from others by its identity."""


class TroubledRow(Struct, frozen=True):
    """A row that could not be used as it is."""

    line: int
    trouble: RowTrouble
    until: int
    """The last line of it."""


class Whitelisted(NamedTuple):
    """A whitelist as terminals are held against it."""

    merchants: Mapping[str, str | tuple[str, ...]]
    """Of each TMS id, both in the form in which they are compared."""
    whole: bool
    """False where a row of it could not be read: what is not found may stand in it."""
    comparable: Callable[[str], str]


class FleetRows:
    """Judges rows and sorts them by their configurations."""

    def __init__(self, columns: column.Columns, judge: RowJudge, whitelist: Whitelisted | None) -> None:
        self._columns = columns
        self._places = tuple(columns.places[name] for name in judge.names)
        self._judge = judge
        self._whitelist = whitelist
        lengths = frozenset(map(len, whitelist.merchants)) if whitelist is not None else frozenset()
        self._lengths = tuple(length for length in lengths if length <= _LONGEST_ID)
        # As nearly everywhere; then leading zeros cannot be what differs.
        self._only_length = self._lengths[0] if len(lengths) == 1 and self._lengths else None
        self._judged = _Remembered(judge)
        self._groups: dict[str, Group] = {}
        self._group_of_cell = _Remembered(self._group)
        self._merchants = _Remembered(self._merchant)
        self._seen: set[str] = set()
        self._first: dict[str, tuple[Kept, set[int]]] | None = None
        """By TMS id what was said of it first, and the configurations that it has; made when one comes again."""
        self.contradicted: dict[str, list[int]] = {}
        """Lines that say different things, by TMS id."""
        self.troubled: list[TroubledRow] = []
        self.troubles: dict[RowTrouble, int] = {}
        self.judgements: Counter[Judgement] = Counter()
        """How many terminals have each, counted once a configuration."""
        self.rows = 0
        """Those that are not blank."""

    @property
    def terminals(self) -> int:
        """How many different terminals there are so far."""
        return len(self._seen)

    @property
    def groups(self) -> Iterator[tuple[str, Group]]:
        """The configurations with their names, in the order in which they appear; no name: which one it is is not stated."""
        return ((name, group) for name, group in self._groups.items() if group)

    def add(self, rows: list[list[str]], lines: list[int]) -> None:
        """Take in rows, each with the number of its line."""
        width = self._columns.width
        if not all(map(width.__eq__, map(len, rows))):
            rows, lines = self._made_regular(rows, lines)
        if not rows:
            return
        cells = list(zip(*rows, strict=True))
        ids: Sequence[str] = cells[self._columns.places[column.TMS_ID]]
        together = "".join(ids)
        if not (together.isalnum() and together.isascii() and all(ids) and len(max(ids, key=len)) <= _LONGEST_PLAIN_ID):
            ids, usable = self._looked_at(ids, rows, lines)
            if len(usable) < len(ids):
                if usable:
                    self._add([rows[place] for place in usable], [lines[place] for place in usable], [ids[place] for place in usable])
                return
        self._take(cells, lines, ids, plain=together)

    def break_off(self, first: int, last: int) -> None:
        """Note that the lines from `first` to `last` could not be read."""
        self._note("broken", first, last)

    def _add(self, rows: list[list[str]], lines: list[int], ids: Sequence[str]) -> None:
        self._take(list(zip(*rows, strict=True)), lines, ids, plain="")

    def _take(self, cells: Sequence[Row], lines: Sequence[int], ids: Sequence[str], *, plain: str) -> None:
        self.rows += len(ids)
        compared = ids if plain.isdecimal() else [tms_id.casefold() for tms_id in ids]
        judged = self._judged_of(cells, len(ids))
        groups: list[Group] = list(map(self._group_of_cell.__getitem__, self._column(cells, column.CONFIGURATION, len(ids))))
        named = list(map(self._merchants.__getitem__, self._column(cells, column.MERCHANT, len(ids))))
        judgements = self._with_whitelist(judged, compared, [wanted for _, wanted in named])
        records: list[Kept] = list(zip(ids, lines, [merchant for merchant, _ in named], judgements, strict=True))
        before = len(self._seen)
        if self._first is None and self._seen.isdisjoint(compared):
            self._seen.update(compared)
            if len(self._seen) == before + len(records):
                self.judgements.update(judgements)
                for group, record in zip(groups, records, strict=True):
                    group.append(record)
                return
        self._take_one_by_one(compared, records, groups)

    def _take_one_by_one(self, compared: Sequence[str], records: Sequence[Kept], groups: Sequence[Group]) -> None:
        if self._first is None:
            self._first = {kept[0].casefold(): (kept, {id(group)}) for group in self._groups.values() for kept in group}
        self._seen.update(compared)
        for key, record, group in zip(compared, records, groups, strict=True):
            if self._is_new(key, record, group, self._first):
                self.judgements[record[3]] += 1
                group.append(record)

    def _group(self, cell: str) -> Group:
        name = _shown_cell(cell)
        group = self._groups.get(name)
        if group is None:
            group = self._groups[name] = []
        return group

    def _merchant(self, cell: str) -> tuple[str, str]:
        """Return a merchant as it is shown, and as it is compared."""
        if cell.isalnum() and len(cell) <= _LONGEST_PLAIN_ID:
            return cell, cell.casefold()
        merchant = _shown_cell(cell)
        return merchant, "" if self._whitelist is None else self._whitelist.comparable(plain_cell(cell))

    def _column(self, cells: Sequence[Row], name: str, count: int) -> Row:
        place = self._columns.places.get(name)
        return ("",) * count if place is None else cells[place]

    def _judged_of(self, cells: Sequence[Row], count: int) -> list[Judged]:
        if not self._places:
            return [self._judged[()]] * count
        return list(map(self._judged.__getitem__, zip(*[cells[place] for place in self._places], strict=True)))

    def _with_whitelist(self, judged: Sequence[Judged], compared: Sequence[str], wanted: Sequence[str]) -> list[Judgement]:
        if self._whitelist is None:
            return [one.with_answer(WhitelistAnswer.UNKNOWN) for one in judged]
        found = list(map(self._whitelist.merchants.get, compared))
        judgements = list(map(_listed, judged))
        # Mostly all are listed, and then nothing is done for each.
        odd = compress(range(len(found)), map(ne, found, wanted)) if all(wanted) else range(len(found))
        for place in odd:
            answer = self._answer(compared[place], found[place], wanted[place])
            judgements[place] = judged[place].with_answer(answer)
        return judgements

    def _answer(self, key: str, entry: str | tuple[str, ...] | None, merchant: str) -> WhitelistAnswer:
        assert self._whitelist is not None
        if entry is None:
            if not self._whitelist.whole:
                return _NOT_KNOWN
            if len(key) == self._only_length:
                return _NOT_LISTED
            return WhitelistAnswer.ZEROS_DIFFER if self._has_twin(key, self._whitelist.merchants) else WhitelistAnswer.NOT_LISTED
        if not merchant:
            return WhitelistAnswer.LISTED_FOR_ANY
        if merchant == entry or (not isinstance(entry, str) and merchant in entry):
            return WhitelistAnswer.LISTED
        return WhitelistAnswer.OTHER_MERCHANT if self._whitelist.whole else WhitelistAnswer.UNKNOWN

    def _has_twin(self, key: str, listed: Mapping[str, object]) -> bool:
        """Whether an id is listed that differs in leading zeros only."""
        bare = key.lstrip("0")
        return any(length >= len(bare) and bare.rjust(length, "0") in listed for length in self._lengths)

    def _is_new(self, key: str, record: Kept, group: Group, first: dict[str, tuple[Kept, set[int]]]) -> bool:
        """Whether a row is the first of its terminal in its configuration; what it says is held against the first of all."""
        before, served_by = first.setdefault(key, (record, {id(group)}))
        if before is record:
            return True
        (_, line, merchant, judgement), again = before, id(group) in served_by
        if not judgement.agrees_with(record[3], in_configuration=again) or merchant != record[2]:
            lines = self.contradicted.setdefault(key, [line])
            if len(lines) < _MOST_LINES_NAMED:
                lines.append(record[1])
        if again:
            self._note("repeated", record[1], record[1])
            return False
        served_by.add(id(group))
        return True

    def _made_regular(self, rows: list[list[str]], lines: list[int]) -> tuple[list[list[str]], list[int]]:
        """Fill up short rows, and leave out blank ones and those whose values stand under other headings than they should."""
        width = self._columns.width
        regular: list[list[str]] = []
        kept: list[int] = []
        for row, line in zip(rows, lines, strict=True):
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                self.rows += 1
                self._note("too_many_cells", line, line)
            elif row:
                regular.append([*row[:width], *[""] * (width - len(row))])
                kept.append(line)
        return regular, kept

    def _looked_at(self, ids: Sequence[str], rows: Sequence[Row], lines: Sequence[int]) -> tuple[list[str], list[int]]:
        """Return the ids as they are meant, and the places of those that can be used."""
        meant: list[str] = []
        usable: list[int] = []
        for place, cell in enumerate(ids):
            tms_id = cell if _PLAIN_ID.fullmatch(cell) else plain_cell(cell)
            if not _PLAIN_ID.fullmatch(tms_id):
                tms_id = shown("tms_id", tms_id[: _LONGEST_ID + 1])
            meant.append(tms_id)
            if not tms_id:
                if any(map(str.strip, rows[place])):
                    self.rows += 1
                    self._note("no_tms_id", lines[place], lines[place])
            elif _MASKED in tms_id or len(tms_id) > _LONGEST_ID or _EXPONENT.fullmatch(tms_id):
                self.rows += 1
                self._note("id_damaged", lines[place], lines[place])
            else:
                usable.append(place)
        return meant, usable

    def _note(self, trouble: RowTrouble, line: int, until: int) -> None:
        self.troubles[trouble] = self.troubles.get(trouble, 0) + 1
        if len(self.troubled) < _MOST_NAMED:
            self.troubled.append(TroubledRow(line, trouble, until))


class _Remembered(dict):  # type: ignore[type-arg]  # keys and values are those of `make`
    """Makes what is not there yet, so that looking up many is one call for all."""

    def __init__(self, make: Callable[..., object]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: object) -> object:
        made = self[key] = self._make(key)
        return made


def _shown_cell(cell: str) -> str:
    # Most cells are short names; tables have tens of thousands of them.
    if len(cell) <= _LONGEST_HARMLESS and _HARMLESS.fullmatch(cell):
        return cell
    return shown("", plain_cell(cell))
