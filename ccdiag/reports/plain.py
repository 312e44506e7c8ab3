"""A report as plain text for a ticket: the first line says it all."""

from collections.abc import Iterable, Iterator
from typing import Final

from ccdiag.model.cause import Owner
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Basis, Light, RunVerdict
from ccdiag.model.words import BASIS_WORDS, CERTAINTY_WORDS, LIGHT_WORDS, OWNER_WORDS, RUN_VERDICT_WORDS, SIMULATION
from ccdiag.reports.parts import CheckLine, Deed, Report, ReportedCause
from ccdiag.reports.wording import Wording

MEASURED_HERE: Final = message("Measured from a laptop in the shop, not by the terminal itself.")


def plain_text(report: Report, wording: Wording) -> str:
    """Write a report down for a ticket; whatever it holds, no line steers a screen or tells a secret."""
    lines = (
        *_heading(report, wording),
        *_causes(report, wording),
        *_list(message("What was done:"), (_deed(deed, wording) for deed in report.deeds), wording, report.earlier),
        *_list(message("Still owed:"), (_owing_lines(report, wording)), wording),
        *_list(message("Not known yet:"), (wording.say(question) for question in report.questions), wording),
        "",
        *_checks(report.checks, wording),
    )
    return "\n".join(line.rstrip() for line in lines) + "\n"


def vendor_contact(report: Report) -> Message | None:
    """Say how the vendor is reached, where the environment knows it."""
    contact = report.environment.contact
    if contact is None:
        return None
    told = ", ".join(part for part in (contact.phone, contact.mail) if part)
    return message("The vendor is reached at {contact}.", contact=told) if told else None


def origin(report: Report, wording: Wording) -> tuple[str, str]:
    """Say when, from where, and by what it was measured and judged."""
    environment = report.environment
    when = wording.say(SIMULATION if report.simulation else MEASURED_HERE)
    service = environment.title or environment.id
    dated = message("{environment} ({date})", environment=service, date=environment.as_of) if environment.as_of else None
    how = message(
        "{date}, environment {environment}, ccdiag {version}",
        date=wording.moment_with_zone(report.measured_at),
        environment=dated or service,
        version=report.version,
    )
    if report.judged_by != report.version:
        how = message("{origin} (judged at the time by {version})", origin=how, version=report.judged_by)
    return when, wording.say(how)


def certainty(cause: ReportedCause) -> Message:
    """Say how sure a cause is, and on what ground."""
    return message("{certainty}, {basis}", certainty=CERTAINTY_WORDS[cause.certainty], basis=BASIS_WORDS[cause.basis])


def _heading(report: Report, wording: Wording) -> Iterator[str]:
    yield wording.say(report.headline)
    yield from origin(report, wording)
    if report.known:
        yield "; ".join(wording.titled(known.label, known.value) for known in report.known)
    # The first line has said it where there is a fault.
    if report.finished and report.verdict is not RunVerdict.FAULT:
        yield wording.say(RUN_VERDICT_WORDS[report.verdict])
    yield from (wording.say(change) for change in report.changes)


def _causes(report: Report, wording: Wording) -> Iterator[str]:
    for number, cause in enumerate(report.causes):
        if number == 0:
            yield ""
            yield from _primary(cause, report, wording)
            continue
        also = message(
            "Also: {title} [{id}] – {owner} – {certainty}",
            title=cause.title,
            id=cause.id,
            owner=OWNER_WORDS[cause.owner],
            certainty=certainty(cause),
        )
        yield wording.say(also)
        yield "  " + wording.sentences(*cause.remedy)


def _primary(cause: ReportedCause, report: Report, wording: Wording) -> Iterator[str]:
    yield wording.say(message("{title} [{id}]", title=cause.title, id=cause.id))
    yield wording.say(message("Who mends it: {owner}", owner=OWNER_WORDS[cause.owner]))
    if cause.owner is Owner.VENDOR and (contact := vendor_contact(report)) is not None:
        yield wording.say(contact)
    sure = CERTAINTY_WORDS[cause.certainty]
    yield wording.say(message("Certainty: {certainty}, {basis}", certainty=sure, basis=BASIS_WORDS[cause.basis]))
    yield wording.sentences(cause.meaning, cause.note)
    yield wording.say(message("What to do:"))
    for number, step in enumerate(cause.remedy, 1):
        yield f"  {number}. {wording.say(step)}"
    yield from _list(message("Evidence:"), cause.evidence, wording, cause.more_evidence, apart=False)
    yield from _list(message("Speaks against it:"), cause.against, wording, cause.more_against, apart=False)


def _list(heading: Message, items: Iterable[str], wording: Wording, more: int = 0, *, apart: bool = True) -> Iterator[str]:
    told = [wording.clean(item) for item in items]
    if not told:
        return
    if apart:
        yield ""
    yield wording.say(heading)
    yield from (f"  {item}" for item in told)
    if more:
        yield "  " + wording.say(message("and {count} more", count=more))


def _deed(deed: Deed, wording: Wording) -> str:
    what = wording.say(deed.what)
    if deed.basis is not Basis.MEASURED:
        what = f"{what} ({wording.say(BASIS_WORDS[deed.basis])})"
    if deed.is_this:
        what = f"{what} ← " + wording.say(message("this measurement"))
    steps = [wording.say(step) for step in deed.steps]
    if deed.more_steps:
        steps.append(wording.say(message("and {count} more", count=deed.more_steps)))
    return f"{wording.moment(deed.at)}  {what}" + (f": {'; '.join(steps)}" if steps else "")


def _owing_lines(report: Report, wording: Wording) -> Iterator[str]:
    for owing in report.owed:
        since = message("{what} Since {date}.", what=owing.title, date=wording.moment(owing.since))
        yield wording.sentences(since, owing.consequence)


def _checks(checks: tuple[CheckLine, ...], wording: Wording) -> Iterator[str]:
    """Tell each check that is not good by itself, and those that are good, or were not looked at, in one line."""
    yield wording.say(message("Checks:"))
    together: dict[str, list[str]] = {}
    for check in checks:
        word = word_of(check, wording)
        title = wording.say(check.title)
        if check.light in {Light.PASS, Light.SKIPPED}:
            together.setdefault(word, []).append(title)
        else:
            yield f"  {word}  {wording.clean(f'{title}: {wording.say(check.reason)}')}"
    yield from (f"  {word}  {wording.clean('; '.join(titles))}" for word, titles in together.items())


def word_of(check: CheckLine, wording: Wording) -> str:
    """Write the verdict of a check, with its ground where that was not measured."""
    word = wording.say(LIGHT_WORDS[check.light])
    return word if check.basis is Basis.MEASURED else f"{word} ({wording.say(BASIS_WORDS[check.basis])})"
