"""What is told of a saved case that is looked at: where it comes from, what is owed there, and what is judged otherwise now."""

from collections.abc import Sequence

from msgspec import Struct

from ccdiag.app.saved_cases import Change
from ccdiag.cases.redaction import RedactionDocument
from ccdiag.cases.redaction_kinds import KIND_WORDS
from ccdiag.model.cause import Severity
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SavedCase, SavedRun
from ccdiag.model.verdict import Light, RunVerdict
from ccdiag.ui.look import Look
from ccdiag.ui.models.banner_content import joined
from ccdiag.ui.models.guide_presenter import owed_of
from ccdiag.ui.widgets.guide_rows import moment_text

_LONGEST_NAME = 120
_VERDICT_LIGHTS = {
    RunVerdict.HEALTHY: Light.PASS,
    RunVerdict.FAULT: Light.FAIL,
    RunVerdict.INCONCLUSIVE: Light.INCONCLUSIVE,
    RunVerdict.CANCELLED: Light.SKIPPED,
}


class ViewedCase(Struct, frozen=True, kw_only=True):
    """What stands in the bar over every page."""

    saved: SavedCase
    run: SavedRun | None
    source: str
    """The name of the file; empty where it was kept on this machine."""
    version: str
    notices: tuple[Message, ...] = ()
    redaction: RedactionDocument | None = None
    """What was replaced before it was sent; None: that is not told."""
    changes: tuple[Change, ...] = ()
    supposed: tuple[Message, ...] = ()
    """What was answered here to see what would follow; kept nowhere."""


def headline(viewed: ViewedCase, look: Look, *, whole: bool = True) -> str:
    """Say what is looked at; without `whole` in fewer words."""
    shop = shop_line(viewed)
    if viewed.run is None:
        return look.say(message("Saved case of {shop}", shop=shop)) if shop else look.say(message("Saved case"))
    if not whole:
        named = viewed.saved.shop or viewed.saved.case.terminal.tms_id or ""
        shop, at = printable(named, most=_LONGEST_NAME), moment_text(look, viewed.run.state.started_at)
    else:
        at = run_moment(viewed.run, look)
    text = message("Saved run of {moment}, {shop}", moment=at, shop=shop) if shop else message("Saved run of {moment}", moment=at)
    return look.say(text)


def shop_line(viewed: ViewedCase) -> str:
    """Return the shop and its TMS id."""
    saved = viewed.saved
    return " – ".join(printable(part, most=_LONGEST_NAME) for part in (saved.shop, saved.case.terminal.tms_id) if part)


def run_moment(run: SavedRun, look: Look) -> str:
    """Write when a run was, with the day of the week: it was seen then."""
    local = run.state.started_at.astimezone()
    return f"{look.locale.dayName(local.isoweekday())} {moment_text(look, local)}"


def origin(viewed: ViewedCase, look: Look) -> list[str]:
    """Say where it comes from, and what to mind."""
    said = [printable(viewed.source, most=_LONGEST_NAME)] if viewed.source else [look.say(message("kept on this machine"))]
    if viewed.version:
        said.append(look.say(message("made with ccdiag {version}", version=viewed.version)))
    redaction = viewed.redaction
    if redaction is not None and redaction.replaced:
        kinds = joined(tuple(KIND_WORDS[one.kind] for one in redaction.replaced))
        said.append(look.say(message("replaced before it was sent: {kinds}", kinds=kinds)))
    elif viewed.source:
        said.append(look.say(message("nothing was replaced in it")))
    return [" · ".join(said), *(look.say(notice) for notice in viewed.notices)]


def owed_lines(viewed: ViewedCase, look: Look, *, whole: bool = True) -> list[str]:
    """Say what must still be put right there, which this window cannot do; without `whole` in a few words."""
    owed = owed_of(viewed.saved.key, viewed.saved.owed)
    if not whole:
        return [look.say(message("Owed there: {title}", title=one.title)) for one in owed]
    return [
        look.say(
            message(
                "Owed there: {title} {consequence} (since {time})",
                title=one.title,
                consequence=one.consequence,
                time=moment_text(look, one.obligation.since),
            )
        )
        for one in owed
    ]


def change_lines(changes: Sequence[Change], look: Look, *, most: int) -> list[str]:
    """Say what is judged otherwise, the gravest first."""
    lines = [look.say(one.said) for one in changes[:most]]
    if len(changes) > most:
        lines.append(look.say(message("and {count} more", count=len(changes) - most)))
    return lines


def run_light(state: RunState) -> Light:
    """Return the light of a run as a whole."""
    return _VERDICT_LIGHTS[state.verdict] if state.finished else Light.SKIPPED


def run_title(run: SavedRun, look: Look) -> str:
    """Write one line for a run in a list: when, and what was found."""
    state = run.state
    faults = [cause for cause in state.causes if cause.severity is Severity.FAULT]
    if not state.finished:
        found = look.say(message("not finished"))
    elif faults:
        found = look.say(message("fault"))
    else:
        found = look.say(_RUN_WORDS[state.verdict])
    return f"{moment_text(look, state.started_at)}: {found}"


_RUN_WORDS = {
    RunVerdict.HEALTHY: message("good"),
    RunVerdict.FAULT: message("fault"),
    RunVerdict.INCONCLUSIVE: message("could not tell"),
    RunVerdict.CANCELLED: message("stopped"),
}
