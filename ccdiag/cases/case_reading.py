"""A case from its documents: decoded strictly, by what this version knows, whoever wrote them."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from ccdiag.cases.case_document import CASE_SCHEMA, PROCEDURE_SCHEMA, CaseDocument, CaseRunDocument
from ccdiag.cases.known_fields import known_fields_of
from ccdiag.cases.run_reading import Leftovers, RunParts, UnfitDocumentError, run_of
from ccdiag.content.adminlight import load_adminlight
from ccdiag.content.procedures import load_procedures
from ccdiag.model.case import Case
from ccdiag.model.case_key import LONGEST_VALUE, case_key, is_simulation
from ccdiag.model.conversion import convert
from ccdiag.model.environment import Environment
from ccdiag.model.event import CheckFinished, ObservationMade
from ccdiag.model.message import Message
from ccdiag.model.observation import Observation
from ccdiag.model.procedure_progress import Obligation, ProcedureRecord, Settlement, StepRecord
from ccdiag.model.saved_case import LONGEST_NOTE, CaseNote, SavedCase, SavedRun, StatedAnswer

RUN_SCHEMA: Final = "ccdiag.run/1"
_SCHEMA: Final = re.compile(r"(ccdiag\.[a-z-]{1,20})/([1-9][0-9]{0,3})", re.ASCII)
_YEARS: Final = range(2000, 2200)
"""A date outside of them cannot be turned into every zone's time, and is none of a visit."""
T = TypeVar("T", bound=Struct)


class CaseReadingError(Exception):
    """Documents that are no case, or one that this version cannot read."""

    def __init__(self, part: str, *, newer: bool) -> None:
        super().__init__(part)
        self.part = part
        self.newer = newer
        """It says that a newer version wrote it, which is why."""


class ReadCase(Struct, frozen=True):
    """A case, and what the reader has to be told of it."""

    saved: SavedCase
    notices: tuple[Message, ...] = ()
    newer: bool = False
    """It has a newer schema; what this version knows of it was read."""


def read_case(documents: Mapping[str, Any]) -> ReadCase:
    """Make a case of the documents by their names, cleaned before. Raises CaseReadingError."""
    return _CaseReading(documents).read()


class _CaseReading:
    def __init__(self, documents: Mapping[str, Any]) -> None:
        self._documents = documents
        self._newer = False
        self._left_out = Leftovers()
        self._part = "case.json"
        """The one that is being read."""

    def read(self) -> ReadCase:
        try:
            saved = self._everything()
        except (UnfitDocumentError, msgspec.ValidationError, ValueError, OverflowError, RecursionError) as error:
            raise CaseReadingError(self._part, newer=self._newer) from error
        return ReadCase(saved, self._left_out.notices(), self._newer)

    def _everything(self) -> SavedCase:
        written = self._document("case.json", CASE_SCHEMA, CaseDocument)
        saved = self._case(written)
        runs = tuple(self._run(run, number, written) for number, run in enumerate(written.runs, 1))
        records: list[ProcedureRecord] = []
        while (part := f"procedures/{len(records) + 1}.json") in self._documents:
            records.append(self._procedure(part))
        self._refuse_unreferred(len(runs), len(records))
        self._part = "case.json"
        if len({run.id for run in runs}) != len(runs):
            raise UnfitDocumentError
        return msgspec.structs.replace(saved, runs=runs, procedures=tuple(filter(None, map(self._known_record, records))))

    def _refuse_unreferred(self, runs: int, records: int) -> None:
        """Refuse parts that nothing refers to: they would travel unseen."""
        known = {"case.json", *(f"procedures/{number}.json" for number in range(1, records + 1))}
        known |= {f"runs/{number}{ending}" for number in range(1, runs + 1) for ending in (".json", ".events.jsonl")}
        for part in sorted(set(self._documents) - known):
            self._part = part
            raise UnfitDocumentError

    def _document(self, part: str, schema: str, kind: type[T]) -> T:
        self._part = part
        document = self._documents.get(part)
        if not isinstance(document, dict):
            raise UnfitDocumentError
        return convert({**document, "schema": self._known_schema(document.get("schema"), schema)}, kind)

    def _known_schema(self, found: object, known: str) -> str:
        told = _SCHEMA.fullmatch(found) if isinstance(found, str) else None
        name, _, number = known.rpartition("/")
        if told is None or told[1] != name:
            raise UnfitDocumentError
        if int(told[2]) > int(number):
            self._newer = True
        return known

    def _case(self, written: CaseDocument) -> SavedCase:
        case = _as(written.case, Case)
        key = written.key
        if is_simulation(key) != written.simulation or not 0 < len(key) <= LONGEST_VALUE:
            key = case_key(case, simulation=written.simulation)
        saved = SavedCase(
            key=key,
            shop=written.shop[:LONGEST_VALUE],
            simulation=written.simulation,
            case=case,
            answers=tuple(_as(msgspec.to_builtins(one), StatedAnswer) for one in written.answers),
            notes=tuple(CaseNote(at=one.at, text=one.text[:LONGEST_NOTE]) for one in written.notes),
            owed=self._known_obligations(tuple(written.owed)),
            settled=self._known_settlements(tuple(written.settled)),
            variants=self._known_variants(tuple(written.variants)),
        )
        _refuse_odd_times(saved)
        return saved

    def _run(self, written: CaseRunDocument, number: int, case: CaseDocument) -> SavedRun:
        if written.number != number or not 0 <= written.environment < len(case.environments):
            raise UnfitDocumentError
        self._part = f"runs/{number}.json"
        document = self._documents.get(self._part)
        if not isinstance(document, dict):
            raise UnfitDocumentError
        self._known_schema(document.get("schema"), RUN_SCHEMA)
        parts = RunParts(
            written=written,
            document={**document, "schema": RUN_SCHEMA},
            events=self._documents.get(f"runs/{number}.events.jsonl", []),
            environment=_as(case.environments[written.environment], Environment),
            case=_as(written.case, Case),
            case_at_start=None if written.case_at_start is None else _as(written.case_at_start, Case),
        )
        run = run_of(parts, self._left_out)
        if run.state.simulation != case.simulation or (run.environment.simulation and not case.simulation):
            # What was simulated must never look real, nor the other way round.
            raise UnfitDocumentError
        _refuse_odd_times(run.state.started_at)
        for seen in _observations(run):
            _refuse_odd_times(seen.started_at)
        return run

    def _procedure(self, part: str) -> ProcedureRecord:
        self._part = part
        document = self._documents[part]
        if not isinstance(document, dict):
            raise UnfitDocumentError
        self._known_schema(document.get("schema"), PROCEDURE_SCHEMA)
        record = convert(document, ProcedureRecord)
        _refuse_odd_times(record)
        return record

    def _known_record(self, record: ProcedureRecord) -> ProcedureRecord | None:
        """Leave out what this version's procedures do not have."""
        if record.procedure not in load_procedures().procedures:
            self._left_out.procedures.append(record.procedure)
            return None
        return msgspec.structs.replace(
            record,
            steps=tuple(step for step in record.steps if _is_known(step)),
            still_owed=self._known_obligations(record.still_owed),
            settled=self._known_settlements(record.settled),
        )

    def _known_obligations(self, obligations: tuple[Obligation, ...]) -> tuple[Obligation, ...]:
        self._left_out.obligations += [one.kind for one in obligations if not _is_known_obligation(one)]
        return tuple(one for one in obligations if _is_known_obligation(one))

    def _known_settlements(self, settled: tuple[Settlement, ...]) -> tuple[Settlement, ...]:
        return tuple(one for one in settled if _is_known_obligation(one.obligation))

    def _known_variants(self, variants: tuple[str, ...]) -> tuple[str, ...]:
        known = load_adminlight().variants
        return tuple(variant for variant in dict.fromkeys(variants) if variant in known)


def _as(document: object, kind: type[T]) -> T:
    return convert(known_fields_of(document, kind), kind)


def _is_known(step: StepRecord) -> bool:
    procedure = load_procedures().procedures.get(step.procedure)
    return procedure is not None and any(one.id == step.step for one in procedure.steps)


def _is_known_obligation(obligation: Obligation) -> bool:
    book = load_procedures()
    return obligation.kind in book.obligations and obligation.procedure in book.procedures


def _observations(run: SavedRun) -> Iterator[Observation]:
    for check in run.state.checks.values():
        yield from check.observations
    for timed in run.events:
        match timed.event:
            case ObservationMade(observation=seen):
                yield seen
            case CheckFinished(result=result):
                yield from result.observations
            case _:
                pass


def _refuse_odd_times(*values: object) -> None:
    for value in values:
        for moment in _times(value):
            if moment.tzinfo is None or moment.year not in _YEARS:
                raise UnfitDocumentError


def _times(value: object) -> Iterator[datetime]:
    match value:
        case datetime():
            yield value
        case tuple() | list():
            for inner in value:
                yield from _times(inner)
        case Struct():
            for name in value.__struct_fields__:
                yield from _times(getattr(value, name))
        case _:
            pass
