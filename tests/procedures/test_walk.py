"""Every procedure on a simulated terminal: no step names a screen or an entry that cannot be reached that way."""

import pytest

from tests.procedures.walking import ADMINLIGHT, BOOK, Walk

VARIANTS = sorted(ADMINLIGHT.variants)
OFFERED = [procedure.id for procedure in BOOK.offered()]


@pytest.mark.parametrize("procedure", OFFERED)
def test_every_way_through_a_procedure_can_be_walked(procedure: str) -> None:
    walk = Walk()
    walk.walk(procedure)
    assert sorted(walk.problems) == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_other_readings_of_the_menus_can_be_walked(variant: str) -> None:
    walk = Walk()
    for procedure in OFFERED:
        walk.walk(procedure, variant)
    assert sorted(walk.problems) == []
    varied = {
        (procedure.id, step.id, variant)
        for procedure in BOOK.procedures.values()
        for step in procedure.steps
        if any(one.variant == variant for one in step.variations)
    }
    assert varied <= walk.pressed


def test_no_step_and_no_answer_is_never_reached() -> None:
    walk = Walk()
    for name in OFFERED:
        walk.walk(name)
    walk.walk("hardware-installation", "configure-terminal-contact-tms")
    every = {
        (procedure.id, step.id, answer)
        for procedure in BOOK.procedures.values()
        for step in procedure.steps
        if step.runs is None
        for answer in step.answers()
    }
    assert every - walk.answered == set()
    appearing = {
        (procedure.id, step.id, one.screen)
        for procedure in BOOK.procedures.values()
        for step in procedure.steps
        for one in step.appears
        if one.screen is not None
    }
    assert appearing - walk.appeared == set()


def test_a_reading_without_the_usual_entry_has_a_variation() -> None:
    missing = [
        (procedure.id, step.id, variant.id)
        for procedure in BOOK.procedures.values()
        for step in procedure.steps
        if step.screen is not None and not step.aside
        for variant in ADMINLIGHT.variants_of(step.screen)
        for one in step.presses[:1]
        if one.text and one.text not in {entry.label for entry in variant.entries}
        if not any(variation.variant == variant.id for variation in step.variations)
    ]
    assert missing == []
