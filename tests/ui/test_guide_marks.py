"""Where the guide's rings and flags stand on AdminLight, at every step of every procedure."""

import pytest

from ccdiag.content.procedures import load_procedures
from ccdiag.ui.look import Look
from ccdiag.ui.models.guide_content import StepContent
from ccdiag.ui.models.guide_presenter import step_content
from ccdiag.ui.paint.adminlight_layout import Part, Places, places_of
from ccdiag.ui.paint.guide_marks import Mark, PlacedMark, place_marks
from tests.ui import guides

MOST_STEPS = 60
ANSWERS = {"old-port": "4105", "change": "4106", "put-back": "4105"}


def marked(procedure: str) -> list[StepContent]:
    """Return the steps of a procedure on whose screen something is marked."""
    found = []
    for steps in range(MOST_STEPS):
        progress = guides.walked(procedure, steps=steps, answers=ANSWERS)
        content = step_content(progress)
        if progress.current is None or content is None:
            break
        if content.screen is not None and content.view.marks:
            found.append(content)
    return found


def placed(content: StepContent, look: Look, ems: int) -> tuple[Places, tuple[PlacedMark, ...]]:
    marks = [Mark(Part(mark.key, mark.label), number, look.say(mark.text)) for number, mark in enumerate(content.view.marks, 1)]
    assert content.screen is not None
    places = places_of(content.screen, ems * look.metrics.em, look.metrics)
    return places, place_marks(marks, content.screen, places, look.metrics)


@pytest.mark.parametrize("ems", [20, 36, 51])
@pytest.mark.parametrize("procedure", load_procedures().procedures)
def test_a_flag_hides_neither_a_mark_nor_a_button_it_could_be_taken_for(look: Look, procedure: str, ems: int) -> None:
    look.set_language("nl")
    for content in marked(procedure):
        places, marks = placed(content, look, ems)
        for mark in marks:
            others = [other for other in marks if other is not mark]
            assert not any(mark.flag.intersects(other.ring) or mark.flag.intersects(other.flag) for other in others)
            assert not mark.flag.intersects(mark.ring)
            assert mark.mark.flag
            if places.dialog is not None:
                assert not any(mark.flag.intersects(button) for button in (places.stop, places.ok, *places.dialog.buttons.values()))


def test_flags_stand_next_to_what_they_are_about_where_they_can(look: Look) -> None:
    content = guides.step("hardware-installation", "tms-id")
    _, (typed, pressed) = placed(content, look, 51)
    assert typed.pole is not None
    assert pressed.pole is not None
    assert typed.flag.left() == pressed.flag.left()
    look.set_language("nl")
    look.set_text_scale(2.0)
    _, (typed, pressed) = placed(content, look, 20)
    assert 0 <= pressed.flag.top() - typed.flag.bottom() <= look.metrics.em, "not on what lies far below"
