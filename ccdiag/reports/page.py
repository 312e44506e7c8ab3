"""The page of a report: every text in the reader's language and in its place, for whoever draws it as HTML or as PDF."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from ccdiag.app.evidence_table import Cell, EvidenceTable
from ccdiag.model.cause import Certainty, Owner
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Basis, Light
from ccdiag.model.words import BASIS_WORDS, CERTAINTY_WORDS, LIGHT_WORDS, OWNER_WORDS
from ccdiag.picture.layout import lay_out
from ccdiag.picture.legend import with_legend
from ccdiag.picture.shapes import Picture
from ccdiag.picture.sketch import TextWidth
from ccdiag.reports.parts import CheckLine, Deed, Report, ReportedCause
from ccdiag.reports.plain import origin, vendor_contact
from ccdiag.reports.wording import Wording

PICTURE_EMS: Final = 66.0
"""The width that the picture is laid out for: at the width of a sheet its texts are as large as the others."""
_MOST_OTHERS: Final = 3
_MOST_EXPLAINED: Final = 4
_MOST_QUESTIONS: Final = 4
_MOST_NOT_TESTED: Final = 4
_SQUARES: Final = {Certainty.CERTAIN: 3, Certainty.LIKELY: 2, Certainty.POSSIBLE: 1}
HEADINGS: Final = {
    "report": message("Report"),
    "remedy": message("What to do"),
    "means": message("What it means"),
    "evidence": message("Evidence"),
    "against": message("Speaks against it"),
    "also": message("Also found"),
    "done": message("What was done"),
    "owed": message("Still owed"),
    "questions": message("Not known yet"),
    "not_tested": message("Not looked at"),
    "checks": message("All checks"),
    "command": message("To see for yourself"),
    "way": message("The way of a payment"),
    "this": message("this measurement"),
    "stated": BASIS_WORDS[Basis.STATED],
    "known": message("As filled in by people, not measured:"),
    "simulation": message("SIMULATION"),
}


class ShownCause(Struct, frozen=True, kw_only=True):
    """A cause that stands beside the primary one."""

    title: str
    id: str
    light: Light
    basis: Basis
    owner: str
    sure: str
    remedy: str


class ShownCell(Struct, frozen=True, kw_only=True):
    """One cell of the evidence."""

    text: str
    light: Light | None = None
    fixed: bool = False
    number: bool = False


class ShownDeed(Struct, frozen=True, kw_only=True):
    """One thing that was done."""

    at: str
    iso: str
    what: str
    light: Light | None
    stated: bool
    steps: tuple[str, ...]
    is_this: bool


class ShownOwing(Struct, frozen=True, kw_only=True):
    """Something that is owed."""

    title: str
    since: str
    consequence: str
    procedure: str


class ShownCheck(Struct, frozen=True, kw_only=True):
    """One check."""

    title: str
    word: str
    light: Light
    basis: Basis
    reason: str
    loud: bool
    """It is not good, so that its reason is told."""


class Page(Struct, frozen=True, kw_only=True):
    """All that stands on the page, from top to bottom."""

    title: str
    shop: str
    subtitle: str
    moment: str
    iso: str
    simulation: str
    """Empty, or the words that say so."""
    light: Light
    basis: Basis
    result: str
    mend: tuple[str, str]
    """Who mends it: the words before and the name; empty where nobody has to."""
    contact: str
    sure: str
    squares: int
    basis_word: str
    explains: str
    remedy: tuple[str, ...]
    procedure: str
    known: tuple[tuple[str, str], ...]
    picture: Picture
    meaning: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    more_rows: str
    against: tuple[str, ...]
    command: str
    others: tuple[ShownCause, ...]
    more_others: str
    deeds: tuple[ShownDeed, ...]
    earlier: str
    owed: tuple[ShownOwing, ...]
    questions: tuple[str, ...]
    not_tested: tuple[str, ...]
    checks: tuple[ShownCheck, ...]
    footer: tuple[str, ...]
    changes: tuple[str, ...]


def page_of(report: Report, wording: Wording, text_width: TextWidth, *, picture_ems: float = PICTURE_EMS) -> Page:
    """Put every text of a report in its place; `text_width` measures with the font that the picture is drawn in."""
    say, clean = wording.say, wording.clean
    primary = report.fault
    others = report.causes[1:] if primary is not None else report.causes
    shop = clean(report.shop) or clean(report.case.terminal.tms_id or "") or say(message("Shop without a name"))
    tms_id = clean(report.case.terminal.tms_id or "")
    return Page(
        title=say(report.headline),
        shop=shop,
        subtitle=wording.titled(message("TMS id"), tms_id) if tms_id and tms_id != shop else "",
        moment=wording.moment_with_zone(report.measured_at),
        iso=report.measured_at.isoformat(timespec="seconds"),
        simulation=origin(report, wording)[0] if report.simulation else "",
        light=report.light,
        basis=primary.basis if primary is not None else Basis.MEASURED,
        result=say(report.result),
        mend=(say(message("To be mended by")), say(OWNER_WORDS[primary.owner])) if primary is not None else ("", ""),
        contact=_contact(report, primary, wording),
        sure=say(CERTAINTY_WORDS[primary.certainty]) if primary is not None else "",
        squares=_SQUARES[primary.certainty] if primary is not None else 0,
        basis_word=say(BASIS_WORDS[primary.basis]) if primary is not None else "",
        explains=_explains(primary, wording),
        remedy=tuple(say(step) for step in primary.remedy) if primary is not None else (),
        procedure=_procedure(primary.procedure if primary is not None else None, wording),
        known=tuple((say(known.label), clean(known.value)) for known in report.known),
        picture=picture_of(report, wording, text_width, picture_ems),
        meaning=_meaning(report, primary, wording),
        columns=_columns(report.table, wording),
        rows=tuple(_cells(report.table, number, wording) for number in range(len(report.table.rows))) if primary is not None else (),
        more_rows=_more(report.more_rows, wording),
        against=tuple(clean(line) for line in primary.against) if primary is not None else (),
        command=report.commands[0].text if report.commands and primary is not None else "",
        others=tuple(_other(cause, wording) for cause in others[:_MOST_OTHERS]),
        more_others=_more(len(others) - _MOST_OTHERS, wording),
        deeds=tuple(_deed(deed, report.measured_at, wording) for deed in report.deeds),
        earlier=_more(report.earlier, wording),
        owed=tuple(
            ShownOwing(
                title=say(owing.title),
                since=say(message("since {date}", date=wording.moment(owing.since))),
                consequence=say(owing.consequence),
                procedure=_procedure(owing.procedure, wording),
            )
            for owing in report.owed
        ),
        questions=_cut(tuple(say(question) for question in report.questions), _MOST_QUESTIONS, wording),
        not_tested=_cut(_not_tested(report.not_tested, wording), _MOST_NOT_TESTED, wording),
        checks=tuple(_check(check, wording) for check in report.checks),
        footer=origin(report, wording),
        changes=tuple(say(change) for change in report.changes),
    )


def picture_of(report: Report, wording: Wording, text_width: TextWidth, width: float) -> Picture:
    """Draw the way, so many em wide, with what its lines mean."""
    laid = lay_out(width, report.way, wording.say, text_width, taken=wording.moment(report.measured_at))
    return with_legend(laid, report.way, wording.say, text_width)


def _meaning(report: Report, primary: ReportedCause | None, wording: Wording) -> tuple[str, ...]:
    if primary is not None:
        told = (primary.meaning, primary.note)
        return tuple(wording.say(one) for one in told if one is not None)
    good = sum(check.light is Light.PASS for check in report.checks)
    counted = message("{count} of {total} checks are good.", count=good, total=len(report.checks))
    match report.light:
        case Light.PASS:
            said = message("Nothing on the way that this laptop can see keeps the terminal from paying.")
        case Light.INCONCLUSIVE:
            said = message("No fault was found, and not everything could be judged: nobody is accused.")
        case _:
            said = message("What was seen until then counts; the rest was not looked at.")
    return wording.say(said), wording.say(counted)


def _contact(report: Report, primary: ReportedCause | None, wording: Wording) -> str:
    contact = vendor_contact(report) if primary is not None and primary.owner is Owner.VENDOR else None
    return wording.say(contact) if contact is not None else ""


def _explains(primary: ReportedCause | None, wording: Wording) -> str:
    if primary is None or len(primary.explains) < 2:  # noqa: PLR2004  # one is the check that the cause was found at
        return ""
    others = tuple(wording.say(title) for title in primary.explains[1:])
    checks = ", ".join(_cut(others, _MOST_EXPLAINED, wording))
    return wording.say(message("Explains too: {checks}", checks=checks))


def _procedure(title: Message | None, wording: Wording) -> str:
    return wording.say(message("Procedure: {title}", title=title)) if title is not None else ""


def _columns(table: EvidenceTable, wording: Wording) -> tuple[str, ...]:
    return (*(wording.say(column) for column in table.columns), *((wording.say(table.bar),) if table.bar is not None else ()))


def _cells(table: EvidenceTable, number: int, wording: Wording) -> tuple[ShownCell, ...]:
    row = table.rows[number]
    cells = [_cell(cell, wording) for cell in row.cells]
    if table.bar is not None:
        time = wording.seconds(row.latency.total_s) if row.latency is not None else ""
        cells.append(ShownCell(text=time, number=True))
    return tuple(cells)


def _cell(cell: Cell, wording: Wording) -> ShownCell:
    if cell.seconds is not None:
        return ShownCell(text=wording.seconds(cell.seconds), number=True)
    return ShownCell(text=wording.shown(cell.text), light=cell.light, fixed=cell.fixed)


def _other(cause: ReportedCause, wording: Wording) -> ShownCause:
    return ShownCause(
        title=wording.say(cause.title),
        id=cause.id,
        light=cause.light,
        basis=cause.basis,
        owner=wording.say(OWNER_WORDS[cause.owner]),
        sure=f"{wording.say(CERTAINTY_WORDS[cause.certainty])}, {wording.say(BASIS_WORDS[cause.basis])}",
        remedy=wording.sentences(*cause.remedy[:1]),
    )


def _deed(deed: Deed, measured_at: datetime, wording: Wording) -> ShownDeed:
    steps = [wording.say(step) for step in deed.steps]
    if deed.more_steps:
        steps.append(_more(deed.more_steps, wording))
    return ShownDeed(
        # The head of the page has the date.
        at=f"{deed.at:%H:%M}" if deed.at.date() == measured_at.date() else wording.moment(deed.at),
        iso=deed.at.isoformat(timespec="minutes"),
        what=wording.say(deed.what),
        light=deed.light,
        stated=deed.basis is not Basis.MEASURED,
        steps=tuple(steps),
        is_this=deed.is_this,
    )


def _check(check: CheckLine, wording: Wording) -> ShownCheck:
    word = wording.say(LIGHT_WORDS[check.light])
    if check.basis is not Basis.MEASURED:
        word = f"{word} ({wording.say(BASIS_WORDS[check.basis])})"
    loud = check.light not in {Light.PASS, Light.SKIPPED}
    return ShownCheck(
        title=wording.say(check.title), word=word, light=check.light, basis=check.basis, reason=wording.say(check.reason), loud=loud
    )


def _not_tested(checks: tuple[CheckLine, ...], wording: Wording) -> tuple[str, ...]:
    """Tell what was not looked at, together what has one reason."""
    titles: dict[str, list[str]] = {}
    for check in checks:
        titles.setdefault(wording.say(check.reason), []).append(wording.say(check.title))
    return tuple(wording.clean(f"{'; '.join(named)}: {reason}") for reason, named in titles.items())


def _cut(items: tuple[str, ...], most: int, wording: Wording) -> tuple[str, ...]:
    return (*items[:most], *((_more(len(items) - most, wording),) if len(items) > most else ()))


def _more(count: int, wording: Wording) -> str:
    return wording.say(message("and {count} more", count=count)) if count > 0 else ""
