"""The pictures of the steps: the screen that the step names, with everything that is to be pressed marked on it."""

import pytest

from ccdiag.cli.guide_screen import drawing, screen_as_it_should_look
from ccdiag.content.procedures import load_procedures
from ccdiag.model.message import Message
from ccdiag.model.procedure import Step
from ccdiag.model.procedure_progress import ProcedureFrame, Progress
from ccdiag.procedures.view import view
from tests.procedures.walking import ADMINLIGHT, AT, FACTS

OTHER_WAY = "configure-terminal-contact-tms"
STEPS = [
    (procedure.id, step)
    for procedure in load_procedures().procedures.values()
    for step in procedure.steps
    if step.screen is not None and step.runs is None
]


def pictures(procedure: str, step: Step, variants: tuple[str, ...], width: int) -> tuple[list[str], list[str]]:
    """Return the lines of the picture and what its flags should say."""
    if step.aside and procedure == "part-service-terminal":
        # Nobody gets there but on a terminal that shows this reading.
        variants = tuple(dict.fromkeys((*(name for name in variants if ADMINLIGHT.variants[name].screen != step.screen), OTHER_WAY)))
    progress = Progress(
        id="1",
        procedure=procedure,
        shop="x",
        started_at=AT,
        shown_at=AT,
        frames=(ProcedureFrame(procedure, step.id),),
        facts={**FACTS, "tms_id": "SIM00042"},
        variants=variants,
    )
    shown = view(progress)
    assert shown is not None
    screen = screen_as_it_should_look(shown, dict(progress.facts), variants)
    assert screen is not None
    assert screen.screen == step.screen
    lines = [line for line, _ in drawing(screen, shown.marks, Message.english, width=width)]
    return lines, [mark.text.english() for mark in shown.marks]


@pytest.mark.parametrize(("procedure", "step"), STEPS, ids=[f"{procedure}-{step.id}" for procedure, step in STEPS])
def test_everything_that_is_to_be_pressed_is_marked(procedure: str, step: Step) -> None:
    for variants in ((), *((one.variant,) for one in step.variations), *((name,) for name in ADMINLIGHT.variants)):
        lines, flags = pictures(procedure, step, variants, 76)
        assert {len(line) for line in lines} == {76}, "the frame is closed"
        for number, flag in enumerate(flags, 1):
            assert any(line.rstrip(" │|").endswith(flag if len(flags) == 1 else f"{number}. {flag}") for line in lines), (flag, lines)


def test_a_narrow_terminal_still_shows_every_word() -> None:
    for procedure, step in STEPS:
        lines, flags = pictures(procedure, step, (), 40)
        assert {len(line) for line in lines} == {40}
        said = " ".join(" ".join(line.strip(" │|") for line in lines).split())
        assert all(flag in said for flag in flags)
