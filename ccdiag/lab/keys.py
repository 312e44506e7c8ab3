"""Keys on the laboratory's terminal, given as words."""

from collections.abc import Sequence

from msgspec import Struct

from ccdiag.adminlight.key_words import press_words
from ccdiag.adminlight.reading import one_line
from ccdiag.adminlight.view import render
from ccdiag.model.terminal_state import TerminalState


class PressResult(Struct, frozen=True):
    """What came of some keys."""

    state: TerminalState
    """What was reached; also where a word meant nothing."""
    understood: bool
    line: str
    """What the screen shows now, and which word meant nothing, in one printable line."""


def pressed(state: TerminalState, words: Sequence[str]) -> PressResult:
    """Press keys given as words; those before a word that means nothing are pressed."""
    state, understood = press_words(state, [word.strip("\"'") for word in words])
    shown = one_line(render(state))
    if understood == len(words):
        return PressResult(state, understood=True, line=shown)
    # The word itself is not repeated: it may be a password that was typed in the wrong place.
    return PressResult(state, understood=False, line=f"word {understood + 1} means nothing here; now: {shown}")
