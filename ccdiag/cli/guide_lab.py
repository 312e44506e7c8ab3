"""What a step says, done on the lab's terminal, whose sockets and session follow it."""

from ccdiag.adminlight.view import render
from ccdiag.lab.thread import LabThread
from ccdiag.model.terminal_state import Key, ScreenView
from ccdiag.procedures.view import StepView

_ANY_TEXT = "0000"
"""For a password: the simulation takes whatever is typed, and keeps nothing of it."""


def press_marks(laboratory: LabThread, view: StepView) -> ScreenView:
    """Press what is marked, and return what the terminal shows then."""
    state = laboratory.lab.terminal_state
    for mark in view.marks:
        text = _ANY_TEXT if mark.secret else mark.typed or mark.label
        state = laboratory.call(laboratory.lab.press_key, Key(mark.key, text))
    return render(state)
