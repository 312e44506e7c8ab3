"""What a step says, done on the lab's terminal, whose sockets and session follow it."""

from typing import NamedTuple

from ccdiag.adminlight.view import render
from ccdiag.lab.thread import LabThread
from ccdiag.model.terminal_state import Key, KeyKind, ScreenView
from ccdiag.procedures.view import StepView

_ANY_TEXT = "0000"
"""For a password: the simulation takes whatever is typed, and keeps nothing of it."""


class Pressed(NamedTuple):
    """What the simulated terminal shows."""

    screen: ScreenView
    pressed: bool
    """False: it shows another screen than the step is about, so that nothing was pressed."""


def press_marks(laboratory: LabThread, view: StepView) -> Pressed:
    """Press what is marked, where the terminal shows the screen of the step."""
    state = laboratory.lab.terminal_state
    if render(state).screen != view.screen:
        return Pressed(render(state), pressed=False)
    for mark in view.marks:
        text = _ANY_TEXT if mark.secret else mark.typed or mark.label
        # What is typed takes the place of what stands there, should it be pressed twice.
        kind = KeyKind.FILL if mark.key is KeyKind.TEXT else mark.key
        state = laboratory.call(laboratory.lab.press_key, Key(kind, text))
    return Pressed(render(state), pressed=True)
