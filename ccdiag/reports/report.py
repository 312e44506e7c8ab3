"""A report, made from what is kept of a case: pure, so that every form and every place tells the same."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Final

from msgspec.structs import replace

from ccdiag.app.commands import ShellCommand, commands_for
from ccdiag.app.evidence import evidence_of
from ccdiag.app.evidence_line import evidence_line
from ccdiag.app.evidence_table import EvidenceTable
from ccdiag.content.procedures import load_procedures
from ccdiag.diagnosis.diagnose import terminal_goes_another_way
from ccdiag.model.case import Case
from ccdiag.model.case_key import case_key, shop_of
from ccdiag.model.cause import Cause, Severity
from ccdiag.model.check import CheckId
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.procedure_progress import Obligation
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.saved_case import SavedCase, SavedRun
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Light, RunVerdict, Verdict
from ccdiag.model.words import BASIS_WORDS, CERTAINTY_WORDS, OWNER_WORDS
from ccdiag.picture.way import way_of
from ccdiag.procedures.owed import consequence_of, title_of_obligation
from ccdiag.reports.deeds import deeds_of
from ccdiag.reports.parts import CheckLine, KnownValue, Owing, Report, ReportedCause

__all__ = ["NothingMeasuredError", "Report", "alone", "make_report"]

MOST_EVIDENCE: Final = 4
"""Lines of one cause: a report fits one page, the document that is exported has all."""
_MOST_AGAINST: Final = 2
_MOST_ROWS: Final = 4
_LIGHTS: Final = {
    RunVerdict.HEALTHY: Light.PASS,
    RunVerdict.FAULT: Light.FAIL,
    RunVerdict.INCONCLUSIVE: Light.INCONCLUSIVE,
    RunVerdict.CANCELLED: Light.SKIPPED,
}


class NothingMeasuredError(Exception):
    """A case without a run: there is nothing to report."""


def alone(state: RunState, situation: Situation, version: str) -> SavedCase:
    """Return a run that is at hand as a case of its own, where nothing else is kept of it."""
    run = SavedRun(
        id="0" * 32,
        version=version,
        environment=situation.environment,
        case=situation.case,
        touch_terminal=situation.touch_terminal,
        hold_s=situation.hold_s,
        state=state,
    )
    case = situation.case
    simulation = situation.simulation
    return SavedCase(key=case_key(case, simulation=simulation), shop=shop_of(case), simulation=simulation, case=case, runs=(run,))


def make_report(
    saved: SavedCase,
    run: SavedRun | None = None,
    *,
    version: str,
    zone: tzinfo | None = None,
    state: RunState | None = None,
    changes: Iterable[Message] = (),
) -> Report:
    """Make the report of a run, the newest by default; raises NothingMeasuredError.

    `state` is the run as today's rules judge it, where it was judged again, and `changes` what they say otherwise. `zone` is that of the
    reader's clock; without one, that of this machine.
    """
    run = run or (saved.runs[-1] if saved.runs else None)
    if run is None:
        raise NothingMeasuredError
    state = state or run.state
    case = run.case
    causes = tuple(_cause(cause, state, first=number == 0, zone=zone) for number, cause in enumerate(state.causes))
    primary = state.causes[0] if state.causes else None
    failed = _failed_check(primary, state)
    table, more_rows = _table(primary, state, failed)
    shop = saved.shop or shop_of(case)
    deeds, earlier = deeds_of(saved, run, zone)
    light, result = _result(state)
    return Report(
        headline=_headline(state, case, shop),
        light=light,
        result=result,
        verdict=state.verdict,
        finished=state.finished,
        simulation=saved.simulation or state.simulation,
        shop=shop,
        known=tuple(_known(case)),
        way=replace(way_of(state, case), simulation=saved.simulation or state.simulation),
        another_way=terminal_goes_another_way(state.results, run.situation),
        causes=causes,
        table=table,
        more_rows=more_rows,
        checks=tuple(_line(check) for check in state.checks.values()),
        commands=_commands(failed, state, run.situation),
        failed_check=failed,
        deeds=deeds,
        earlier=earlier,
        owed=tuple(_owing(obligation, zone) for obligation in saved.owed),
        questions=_questions(state),
        not_tested=tuple(_line(check) for check in state.checks.values() if _is_not_tested(check)),
        measured_at=state.started_at.astimezone(zone),
        elapsed_s=state.elapsed_s or 0.0,
        environment=run.environment,
        case=case,
        version=version,
        judged_by=run.version,
        changes=tuple(changes),
    )


def _headline(state: RunState, case: Case, shop: str) -> Message:
    who = _who(case, shop)
    said = _result_line(state)
    if who is not None:
        said = message("{result} – {shop}", result=said, shop=who)
    return message("SIMULATION – {result}", result=said) if state.simulation else said


def _result_line(state: RunState) -> Message:
    if not state.finished:
        return message("NOT ENDED: the measurement has no end")
    if state.verdict is RunVerdict.CANCELLED:
        return message("STOPPED: the measurement was stopped before its end")
    cause = state.causes[0] if state.causes else None
    if cause is not None and cause.severity is Severity.FAULT:
        certainty = CERTAINTY_WORDS[cause.certainty]
        if cause.basis is not Basis.MEASURED:
            certainty = message("{certainty}, {basis}", certainty=certainty, basis=BASIS_WORDS[cause.basis])
        return message(
            "FAULT ({certainty}): {title} – {owner}",
            certainty=certainty,
            title=cause.title,
            owner=OWNER_WORDS[cause.owner],
        )
    if state.verdict is RunVerdict.INCONCLUSIVE:
        return message("COULD NOT TELL: no fault was found, and not everything could be judged")
    if cause is not None:
        return message("HEALTHY, with attention: {title} – {owner}", title=cause.title, owner=OWNER_WORDS[cause.owner])
    return message("HEALTHY: nothing wrong was found")


def _result(state: RunState) -> tuple[Light, Message]:
    """Return the light and the heading of a report."""
    if not state.finished:
        return Light.SKIPPED, message("The run has not ended yet.")
    light = _LIGHTS[state.verdict]
    match state.verdict:
        case RunVerdict.FAULT:
            return light, state.causes[0].title
        case RunVerdict.CANCELLED:
            return light, message("The measurement was stopped")
        case RunVerdict.INCONCLUSIVE:
            return light, message("Could not tell")
        case RunVerdict.HEALTHY:
            return light, message("Nothing wrong was found")


def _who(case: Case, shop: str) -> Message | None:
    parts = [part for part in dict.fromkeys((shop, case.terminal.tms_id or "")) if part]
    return Message("{shop}", {"shop": ", ".join(parts)}) if parts else None


def _known(case: Case) -> Iterable[KnownValue]:
    terminal, merchant = case.terminal, case.merchant
    told = (
        (message("Shop"), " ".join(part for part in (merchant.name, f"({merchant.id})" if merchant.id else None) if part)),
        (message("TMS id"), terminal.tms_id),
        (message("TMS system"), terminal.system),
        (message("Terminal"), terminal.ip),
        (message("DNS on terminal"), ", ".join(terminal.dns or ())),
        (message("Software"), terminal.software),
        (message("Model"), terminal.model),
        (message("Cloud Connect"), case.generation if case.generation != "unknown" else None),
    )
    return (KnownValue(label, value) for label, value in told if value)


def _cause(cause: Cause, state: RunState, *, first: bool, zone: tzinfo | None) -> ReportedCause:
    seen = {one.id: one for check in state.checks.values() for one in check.observations}
    evidence, against = _lines(cause.evidence, seen, zone), _lines(cause.contradicted_by, seen, zone)
    most = MOST_EVIDENCE if first else 1
    procedure = load_procedures().procedures.get(cause.procedure or "")
    return ReportedCause(
        id=cause.id,
        title=cause.title,
        meaning=cause.meaning,
        note=cause.note,
        owner=cause.owner,
        place=cause.place,
        severity=cause.severity,
        certainty=cause.certainty,
        basis=cause.basis,
        remedy=cause.remedy,
        procedure=Message(procedure.title) if procedure is not None else None,
        evidence=evidence[:most],
        more_evidence=max(0, len(evidence) - most),
        against=against[:_MOST_AGAINST],
        more_against=max(0, len(against) - _MOST_AGAINST),
        explains=tuple(
            state.checks[check].planned.title for check in cause.explains if check in state.checks and _went_wrong(state.checks[check])
        ),
    )


def _lines(ids: tuple[str, ...], seen: dict[str, Observation], zone: tzinfo | None) -> tuple[str, ...]:
    return tuple(evidence_line(seen[identity], zone) for identity in ids if identity in seen)


def _went_wrong(check: CheckState) -> bool:
    return check.result is not None and check.result.verdict not in {Verdict.PASS, Verdict.WARN}


def _failed_check(cause: Cause | None, state: RunState) -> CheckId | None:
    """Return the check that saw what the cause rests on, most of it; of equals the first."""
    if cause is None:
        return None
    wanted = set(cause.evidence)
    counts = {id_: sum(one.id in wanted for one in check.observations) for id_, check in state.checks.items()}
    failed = [id_ for id_ in cause.explains if id_ in counts and counts[id_] and _went_wrong(state.checks[id_])]
    if failed:
        return failed[0]
    most = max(counts.values(), default=0)
    return next((id_ for id_, count in counts.items() if count == most), None) if most else None


def _table(cause: Cause | None, state: RunState, check: CheckId | None) -> tuple[EvidenceTable, int]:
    """Return what the check saw that the cause rests on; all that it saw where the rows are of something else."""
    if cause is None or check is None:
        return EvidenceTable(), 0
    table = evidence_of(state.checks[check])
    wanted = set(cause.evidence)
    rows = tuple(row for row in table.rows if wanted.intersection(row.observations)) or table.rows
    return replace(table, rows=rows[:_MOST_ROWS]), max(0, len(rows) - _MOST_ROWS)


def _commands(check: CheckId | None, state: RunState, situation: Situation) -> tuple[ShellCommand, ...]:
    return commands_for(check, state.checks[check], situation) if check is not None else ()


def _line(check: CheckState) -> CheckLine:
    result = check.result
    if result is None:
        return CheckLine(
            id=check.planned.id, title=check.planned.title, light=check.light, basis=Basis.MEASURED, reason=message("not ended")
        )
    return CheckLine(
        id=check.planned.id,
        title=check.planned.title,
        light=check.light,
        basis=Basis.MEASURED if result.verdict is Verdict.SKIPPED else result.basis,
        reason=result.reason,
        asks=result.question is not None and result.verdict in {Verdict.SKIPPED, Verdict.INCONCLUSIVE},
    )


def _is_not_tested(check: CheckState) -> bool:
    """Whether a check did not look; what only a person can say is asked for elsewhere."""
    result = check.result
    return result is None or (result.verdict is Verdict.SKIPPED and result.question is None)


def _questions(state: RunState) -> tuple[Message, ...]:
    asked = {result.question.key: result.question.text for result in state.results.values() if result.question is not None}
    return tuple(asked.values()) if state.verdict is not RunVerdict.CANCELLED else ()


def _owing(obligation: Obligation, zone: tzinfo | None) -> Owing:
    book = load_procedures()
    procedure = book.procedures.get(obligation.procedure)
    if obligation.kind not in book.obligations:
        # Of a newer program: what it is called there is told as it stands.
        title = Message("{kind}", {"kind": obligation.kind})
        return Owing(title=title, consequence=Message(""), since=obligation.since.astimezone(zone))
    return Owing(
        title=title_of_obligation(obligation, book),
        consequence=consequence_of(obligation, book),
        since=obligation.since.astimezone(zone),
        procedure=Message(procedure.title) if procedure is not None else None,
    )
