"""Where the parts of a checklist row stand, for a width; measured on the words of the language, so that none is cut."""

from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

from PySide6.QtGui import QFontMetricsF

from ccdiag.model.verdict import Basis
from ccdiag.model.words import BASIS_WORDS, LIGHT_WORDS, PLACE_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.models.check_row import QUESTION_WORD
from ccdiag.ui.paint.history import history_width

Form = Literal["wide", "narrow", "stacked"]
PICTOGRAM_EMS: Final = 1.4
LIGHT_EMS: Final = 1.33
BASIS_EMS: Final = 1.1
MARK_EMS: Final = 0.83
"""Sides of the drawings in a row."""
_TEXT_WORDY: Final = 22.0
_TEXT_WIDE: Final = 14.0
_TEXT_NARROW: Final = 13.0
"""Ems for title and fact below which a form gives way to the next smaller one."""
_LONGEST_TIME_S: Final = 99.99


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edges and widths in device-independent pixels; what a form leaves out has no width."""

    form: Form
    width: int
    place: int
    """Left edge of the pictogram."""
    place_width: int
    """Of pictogram and name; the name is left out where there is no room for it."""
    light: int
    word: int
    word_width: int
    text: int
    text_width: int
    basis: int
    basis_width: int
    basis_words: bool
    """Whether "measured" is written out. Where there is little room, its sign and the filled light tell it, and the fact gets the room;
    what was stated or inferred keeps its word as long as there is one line for it."""
    history: int
    history_width: int
    time: int
    time_width: int

    @property
    def right(self) -> int:
        """The right edge of the last column."""
        return self.time + self.time_width


class ColumnMeasure:
    """Measures the words of a look once, then lays out any width."""

    def __init__(self, look: Look) -> None:
        metrics = look.metrics
        self._length = metrics.length
        bold, small = metrics.sized(1.0, bold=True), metrics.small
        places = max(metrics.width(look.say(word), bold) for word in PLACE_WORDS.values())
        words = max(metrics.width(look.say(word), bold) for word in (*LIGHT_WORDS.values(), QUESTION_WORD))
        bases = max(metrics.width(look.say(BASIS_WORDS[basis]), metrics.sized(0.92, bold=True)) for basis in Basis)
        # Beside what is measured, room for the parts of a pixel that rounding takes.
        gap = metrics.space[2] + 2
        self._places = max(metrics.length(10.4), ceil(places) + metrics.length(0.7 + PICTOGRAM_EMS + 0.5) + gap)
        self._words = max(metrics.length(6.0), ceil(words) + gap)
        self._bases = max(metrics.length(7.0), ceil(bases) + metrics.length(BASIS_EMS + 0.35) + gap)
        self._time = max(metrics.length(3.3), ceil(metrics.width(look.seconds(_LONGEST_TIME_S), small)))
        self._line = max(metrics.length(2.1), round(QFontMetricsF(bold).height()) + metrics.length(0.5))
        self._two_lines = max(metrics.length(3.35), round(2 * QFontMetricsF(bold).height()) + metrics.length(0.7))

    def row_height(self, columns: Columns, *, two_lines: bool) -> int:
        """Return the height of a row."""
        return self._two_lines if two_lines or columns.form == "stacked" else self._line

    def columns(self, width: int) -> Columns:
        """Lay out a row of this width."""
        wide, narrow = self._lay_out("wide", width), self._lay_out("narrow", width)
        if wide.text_width >= self._length(_TEXT_WIDE):
            return wide
        return narrow if narrow.text_width >= self._length(_TEXT_NARROW) else self._lay_out("stacked", width)

    def _lay_out(self, form: Form, width: int) -> Columns:
        length = self._length
        gap, margin = length(0.55), length(0.7)
        time = width - length(0.35) - self._time
        history = round(history_width(length(MARK_EMS))) if form == "wide" else 0
        history_left = time - gap - history if history else time
        basis_width = self._bases if form == "wide" else length(BASIS_EMS)
        basis = (history_left if history else time) - gap - basis_width
        light = self._places if form == "wide" else margin + length(PICTOGRAM_EMS + 0.5)
        word = light + length(1.9)
        word_width = 0 if form == "stacked" else self._words
        text = word + word_width
        text_width = max(0, (time if form == "stacked" else basis) - gap - text)
        return Columns(
            form=form,
            width=width,
            place=margin,
            place_width=light - margin - gap,
            light=light,
            word=word,
            word_width=word_width,
            text=text,
            text_width=text_width,
            basis=time + self._time - basis_width if form == "stacked" else basis,
            basis_width=basis_width,
            basis_words=form == "wide" and text_width >= length(_TEXT_WORDY),
            history=history_left,
            history_width=history,
            time=time,
            time_width=self._time,
        )
