"""Procedures to show: walked as a person would walk them, without a window."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from ccdiag.model.message import message
from ccdiag.model.procedure import AnswerKind
from ccdiag.model.procedure_progress import Answer, Obligation, Progress
from ccdiag.model.terminal_state import ScreenView
from ccdiag.model.verdict import Verdict
from ccdiag.procedures.machine import advance, begin, current_step, pause
from ccdiag.procedures.visit import Visit, taken
from ccdiag.ui.models.guide_content import EndContent, LiveCheck, Owed, StartContent, StepContent
from ccdiag.ui.models.guide_presenter import end_content, owed_of, start_content, step_content
from tests.ui import runs

AT: Final = datetime(2026, 3, 2, 9, 44, tzinfo=UTC)
KEY: Final = "tms:NL0012345"
SHOP: Final = "Bakkerij De Korenaar & Zonen"
FACTS: Final = {
    "terminal.tms_id": "NL0012345",
    "terminal.ip": "192.0.2.40",
    "terminal.software": "14.0.11.01",
    "merchant.name": SHOP,
    "tms.host": "193.173.53.101",
    "tms.port": "15000",
}


def walked(procedure: str, until: str = "", *, answers: Mapping[str, str] | None = None, steps: int = 1000) -> Progress:
    """Return a procedure as it stands at a step, after so many steps, or at its end; answered as when all goes well."""
    progress = begin(procedure, id_=procedure, shop=SHOP, at=AT, facts=FACTS)
    while progress.current is not None and progress.current.step != until and steps:
        step = current_step(progress)
        assert step is not None
        usual = "NL0012345" if step.kind is AnswerKind.TEXT else step.expected
        progress = advance(progress, Answer(value=(answers or {}).get(step.id, usual), at=AT))
        assert progress.refusal is None
        steps -= 1
    return progress


def step(procedure: str, until: str, *, answers: Mapping[str, str] | None = None) -> StepContent:
    """Return what is shown at a step."""
    content = step_content(walked(procedure, until, answers=answers))
    assert content is not None
    return content


def screen_id(view: ScreenView | None) -> str:
    """Return which screen is shown; empty where there is none."""
    return view.screen if view is not None else ""


def visit() -> Visit:
    """Return a case with a procedure put aside, one under way, one that ended, and a closed day."""
    made = Visit(key=KEY, shop=SHOP)
    for progress in (pause(walked("prove-2.0", steps=3)), walked("day-close"), walked("hardware-installation", "tms-id")):
        made = taken(made, progress)
    return made


def start() -> StartContent:
    """Return what there is to choose from in that case."""
    return start_content(KEY, SHOP, [visit()], AT)


def empty() -> StartContent:
    """Return what there is to choose from while nothing is known of the shop."""
    return start_content("shop:", "", [], AT)


def end() -> EndContent:
    """Return the end of closing the day, with the day still closed."""
    made = visit()
    told = message("The day is closed. Do not forget to open it again.")
    return end_content(KEY, made.records[0], told, made.obligations, "hardware-installation")


def owed() -> tuple[Owed, ...]:
    """Return a closed day, and a trigger port that was changed in another shop."""
    port = Obligation(
        kind="trigger-port-changed", shop="Café ’t Hoekje", since=AT, certain=True, old_value="4105", procedure="trigger-port-restore"
    )
    return (*owed_of(KEY, visit().obligations), *owed_of("shop:hoekje", (port,)))


def live() -> tuple[LiveCheck, ...]:
    """Return one check that is good, and one that nobody has looked at yet."""
    state = runs.folded(runs.begun(), runs.ended("tms.tcp", Verdict.PASS, message("{target} answers.", target="tms.example:15000")))
    good = LiveCheck(check="tms.tcp", title=runs.TITLES["tms.tcp"], state=state.checks["tms.tcp"], ended_at=datetime.now(UTC))
    return good, LiveCheck(check="mqtt.tls", title=runs.TITLES["mqtt.tls"], state=None)
