"""What happened between two runs, one line each: when, a sign, and what; what was stated says so."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from html import escape
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ccdiag.cases.meantime import Happening, HappeningKind
from ccdiag.model.message import message
from ccdiag.model.printable import printable
from ccdiag.model.verdict import Basis
from ccdiag.model.words import BASIS_WORDS
from ccdiag.ui.look import Look
from ccdiag.ui.models.moments import short_day, short_time
from ccdiag.ui.paint.basis import paint_basis
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.text_colour import colour_text
from ccdiag.ui.widgets.wrapping import WrappingLabel

_MOST: Final = 40
"""More of them than anybody reads are left out, the oldest first."""
_SIGN_EM: Final = 1.2
_LEAST_EM: Final = 8.0
_LONG_WORD: Final = re.compile(r"\S{20,}")
_STATED: Final = frozenset({HappeningKind.ANSWER, HappeningKind.NOTE})


class HappeningList(QWidget):
    """As high as its texts need."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._happenings: tuple[Happening, ...] = ()
        self._left_out = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(2, 1)
        self._rows: list[tuple[QLabel, Mark, WrappingLabel]] = []
        look.changed.connect(self._restyle)

    def show_happenings(self, happenings: Sequence[Happening]) -> None:
        """Show these."""
        self._happenings = tuple(happenings[-_MOST:])
        self._left_out = len(happenings) - len(self._happenings)
        self._restyle()

    @property
    def texts(self) -> tuple[str, ...]:
        """What is shown."""
        return tuple(label.accessibleName() for time, _, label in self._rows if not label.isHidden())

    def _restyle(self) -> None:
        look, metrics, theme = self._look, self._look.metrics, self._look.theme
        _, small, gap, _, _, _ = metrics.space
        self._grid.setHorizontalSpacing(gap)
        self._grid.setVerticalSpacing(small)
        while len(self._rows) < len(self._happenings):
            self._add_row()
        days = {one.at.astimezone().date() for one in self._happenings}
        for (time, sign, label), one in zip(self._rows, self._happenings, strict=False):
            time.setFont(metrics.font)
            time.setText(self._time(one.at, with_day=len(days) > 1))
            colour_text(time, theme.secondary)
            sign.show_drawing(partial(self._sign, one))
            text = printable(look.say(one.text), most=600)
            stated = look.say(BASIS_WORDS[Basis.STATED]) if one.kind in _STATED else ""
            label.setFont(metrics.font)
            label.setTextFormat(Qt.TextFormat.RichText)
            shown = escape(_LONG_WORD.sub(_breakable, text))
            label.setText(f"{shown} <b>{escape(stated)}</b>" if stated else shown)
            # Less than its longest word: that may be an address, and breaks where it must.
            label.setMinimumWidth(metrics.length(_LEAST_EM))
            label.setAccessibleName(", ".join(part for part in (time.text(), text, stated) if part))
        for number, row in enumerate(self._rows):
            for part in row:
                part.setVisible(number < len(self._happenings))
        left_out = look.say(message("{count} earlier ones are left out.", count=self._left_out)) if self._left_out else ""
        self.setAccessibleName(". ".join((*self.texts, left_out)).strip())

    def _add_row(self) -> None:
        time, sign, label = QLabel(), Mark(self._look, _SIGN_EM), WrappingLabel()
        number = len(self._rows)
        self._grid.addWidget(time, number, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(sign, number, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label, number, 2)
        self._rows.append((time, sign, label))

    def _time(self, at: datetime, *, with_day: bool) -> str:
        time = short_time(at, self._look)
        return f"{short_day(at, self._look)}  {time}" if with_day else time

    def _sign(self, one: Happening, painter: QPainter, rect: QRectF) -> None:
        theme = self._look.theme
        if one.light is not None:
            paint_light(painter, rect, one.light, theme)
        elif one.kind is HappeningKind.PROCEDURE:
            paint_pictogram(painter, rect, Pictogram.GUIDE, theme.secondary)
        else:
            paint_basis(painter, rect, Basis.STATED, theme.secondary)


def _breakable(word: re.Match[str]) -> str:
    """Let a word that is longer than any of a language break every few letters."""
    return re.sub(r"(\S{8})(?=\S)", "\\1\u200b", word[0])
