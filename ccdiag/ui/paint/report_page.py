"""A report on paper: the page that HTML shows, put together from blocks from top to bottom."""

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QSizeF

from ccdiag.model.verdict import Basis, Light
from ccdiag.reports.page import HEADINGS, Page, ShownCell, ShownCheck, ShownDeed
from ccdiag.reports.wording import Wording
from ccdiag.ui.metrics import SMALL, Metrics
from ccdiag.ui.paint.report_blocks import Block, Paper, below, beside, bold, fixed, framed, plain, quiet, rule, space
from ccdiag.ui.theme import LIGHT

_GAP: Final = 0.75
"""Between the parts of the page, in em."""
_TINY: Final = 0.86
_BETWEEN_COLUMNS: Final = 1.8
_CHECK_COLUMNS: Final = 3
_CERTAINTIES: Final = 3
_UNBROKEN: Final = "\u00a0"


class ReportPage:
    """The blocks of one report, `width` wide in the units of its paper."""

    def __init__(self, page: Page, wording: Wording, paper: Paper, picture: Metrics, width: float) -> None:
        self._page = page
        self._paper = paper
        self._em = paper.em
        self._picture = picture
        self._width = width
        self._words = {name: wording.say(said) for name, said in HEADINGS.items()}

    def blocks(self) -> list[Block]:
        """Return the parts of the page; a sheet may end between any two of them."""
        parts = [self._header(), *self._simulation(), self._banner(), *self._changes(), *self._owed(), self._way(), *self._known()]
        return [*parts, self._columns(), *self._evidence(), self._checks()]

    def footer(self, sheet: int, sheets: int) -> Block:
        """Return what stands at the bottom of a sheet."""
        lines = [self._paper.text(quiet(line), self._width, size=_TINY) for line in self._page.footer]
        if sheets > 1:
            lines[0] = beside((0.0, lines[0]), (0.0, self._paper.text(quiet(f"{sheet} / {sheets}"), self._width, size=_TINY, right=True)))
        return below([rule(self._width, LIGHT.separator), *lines], 0.25 * self._em)

    @property
    def gap(self) -> float:
        """Between two parts."""
        return _GAP * self._em

    def _text(self, markup: str, width: float | None = None, *, size: float = 1.0) -> Block:
        return self._paper.text(markup, self._width if width is None else width, size=size)

    def _header(self) -> Block:
        page, half = self._page, self._width * 0.62
        left = [self._text(bold(page.shop), half, size=1.67)]
        if page.subtitle:
            left.append(self._text(quiet(page.subtitle), half))
        words = f"{self._words['report']} · ccdiag"
        right = self._paper.text(f"{quiet(words)}<br>{quiet(page.moment)}", self._width - half, right=True)
        name = below(left, 0.1 * self._em)
        return beside((0.0, name), (half, below([space(max(0.0, name.height - right.height)), right], 0.0)))

    def _simulation(self) -> Iterator[Block]:
        if self._page.simulation:
            inner = self._paper.text(bold(self._page.simulation), self._width - 1.5 * self._em, colour=LIGHT.on_strip)
            yield framed(inner, QSizeF(self._width, 0.5 * self._em), ground=LIGHT.strip, edge=LIGHT.strip, line=0.0)

    def _banner(self) -> Block:
        page, em = self._page, self._em
        ground = LIGHT.tint(page.light) if page.light in LIGHT.tints else LIGHT.alternate
        edge = LIGHT.graphics[page.light] if page.light in LIGHT.tints else LIGHT.control_border
        inside = self._width - 2.4 * em
        left_of_text = 3.8 * em
        found_width = (inside * 0.47 if page.remedy else inside) - left_of_text
        found = below(list(self._found(found_width)), 0.25 * em)
        sign = self._paper.light(page.light, page.basis, 2.8, ground=ground)
        if not page.remedy:
            inner = beside((0.0, sign), (left_of_text, found))
        else:
            at = left_of_text + found_width + 1.6 * em
            remedy = below(list(self._remedy(inside - at)), 0.2 * em)
            height = max(sign.height, found.height, remedy.height)
            line = Block(height, lambda painter, x, y: painter.fillRect(int(x), int(y), 1, int(height), edge))
            inner = beside((0.0, sign), (left_of_text, found), (at - 0.9 * em, line), (at, remedy))
        return framed(inner, QSizeF(self._width, 0.85 * em), ground=ground, edge=edge, bar=0.33 * em, radius=0.34 * em)

    def _found(self, width: float) -> Iterator[Block]:
        page = self._page
        yield self._text(bold(page.result), width, size=1.5)
        if page.mend[1]:
            yield self._text(f"{plain(page.mend[0])} {bold(page.mend[1])}", width)
            basis = plain(page.basis_word) if page.basis is Basis.MEASURED else bold(page.basis_word)
            words_at = 2.7 * self._em
            sure = self._text(f"{bold(page.sure)}, {basis}", width - words_at)
            yield beside((0.0, self._paper.squares(page.squares, _CERTAINTIES)), (words_at, sure))
        if page.contact:
            yield self._text(plain(page.contact), width)
        if page.explains:
            yield self._text(quiet(page.explains), width, size=SMALL)
        if not page.remedy:
            yield from (self._text(plain(line), width) for line in page.meaning)

    def _remedy(self, width: float) -> Iterator[Block]:
        yield self._text(bold(self._words["remedy"]), width)
        for number, step in enumerate(self._page.remedy, 1):
            indent = 1.5 * self._em
            yield beside((0.0, self._text(plain(f"{number}."), indent)), (indent, self._text(plain(step), width - indent)))
        if self._page.procedure:
            yield self._text(quiet(self._page.procedure), width, size=SMALL)

    def _changes(self) -> Iterator[Block]:
        if not self._page.changes:
            return
        lines = [self._text(plain(change), self._width - 2 * self._em) for change in self._page.changes]
        inner = below(lines, 0.2 * self._em)
        yield framed(inner, QSizeF(self._width, 0.4 * self._em), ground=LIGHT.alternate, edge=LIGHT.accent, bar=0.25 * self._em, line=0.0)

    def _owed(self) -> Iterator[Block]:
        page, em = self._page, self._em
        if not page.owed:
            return
        inside = self._width - 2.2 * em
        sign = self._paper.light(Light.WARN, Basis.MEASURED, 1.1, ground=LIGHT.tint(Light.WARN))
        rows = [beside((0.0, sign), (1.5 * em, self._text(bold(self._words["owed"]), inside - 1.5 * em)))]
        for owing in page.owed:
            after = " · ".join(part for part in (owing.since, owing.procedure) if part)
            rows.append(self._text(f"{bold(owing.title)} {plain(owing.consequence)} {quiet(after)}", inside))
        inner, ground = below(rows, 0.15 * em), LIGHT.tint(Light.WARN)
        yield framed(inner, QSizeF(self._width, 0.5 * em), ground=ground, edge=LIGHT.graphics[Light.WARN], bar=0.33 * em, line=0.0)

    def _way(self) -> Block:
        drawn = self._paper.picture(self._page.picture, self._picture)
        padding = (self._width - self._page.picture.width * self._picture.em) / 2
        return framed(drawn, QSizeF(self._width, padding), ground=LIGHT.base, edge=LIGHT.separator, radius=0.34 * self._em)

    def _known(self) -> Iterator[Block]:
        if not self._page.known:
            return
        told = "&nbsp;&nbsp;&nbsp; ".join(
            f"{quiet(label.replace(' ', _UNBROKEN))}{_UNBROKEN}{bold(value)}" for label, value in self._page.known
        )
        yield below([self._text(quiet(self._words["known"]), size=SMALL), self._text(told)], 0.1 * self._em)

    def _columns(self) -> Block:
        width = (self._width - _BETWEEN_COLUMNS * self._em) / 2
        left, right = below(list(self._left(width)), self.gap), below(list(self._right(width)), self.gap)
        return beside((0.0, left), (width + _BETWEEN_COLUMNS * self._em, right))

    def _left(self, width: float) -> Iterator[Block]:
        page = self._page
        if page.remedy:
            yield self._section("means", [self._text(plain(line), width) for line in page.meaning], width)
        if page.against:
            yield self._section("against", [self._text(fixed(line), width, size=_TINY) for line in page.against], width)
        if page.command:
            inside = width - self._em
            inner = self._text("<br>".join(fixed(line) for line in page.command.splitlines()), inside, size=_TINY)
            size = QSizeF(width, 0.4 * self._em)
            shown = framed(inner, size, ground=LIGHT.alternate, edge=LIGHT.separator, radius=0.34 * self._em)
            yield self._section("command", [shown], width)
        if page.not_tested:
            yield self._section("not_tested", self._listed(page.not_tested, width), width)

    def _right(self, width: float) -> Iterator[Block]:
        page = self._page
        if page.deeds:
            rows = [self._deed(deed, width) for deed in page.deeds]
            if page.earlier:
                rows.append(self._text(quiet(page.earlier), width, size=SMALL))
            yield self._section("done", rows, width)
        if page.others:
            rows = []
            for cause in page.others:
                sign = self._paper.light(cause.light, cause.basis, 1.1)
                told = f"{bold(cause.title)} – {plain(cause.owner)} ({plain(cause.sure)}). {plain(cause.remedy)}"
                rows.append(beside((0.0, sign), (1.5 * self._em, self._text(told, width - 1.5 * self._em))))
            if page.more_others:
                rows.append(self._text(quiet(page.more_others), width, size=SMALL))
            yield self._section("also", rows, width)
        if page.questions:
            yield self._section("questions", self._listed(page.questions, width), width)

    def _section(self, heading: str, rows: Sequence[Block], width: float) -> Block:
        return below([self._text(bold(self._words[heading]), width), *rows], 0.18 * self._em)

    def _listed(self, items: Sequence[str], width: float) -> list[Block]:
        indent = 0.9 * self._em
        return [beside((0.0, self._text("–", indent)), (indent, self._text(plain(item), width - indent))) for item in items]

    def _deed(self, deed: ShownDeed, width: float) -> Block:
        em = self._em
        at = self._text(quiet(deed.at), 12 * em)
        day = len(deed.at) > len("00:00")
        sign_at = (9.0 if day else 3.2) * em
        left = sign_at + 1.5 * em
        told = plain(deed.what)
        if deed.is_this:
            told += f" {quiet('(' + self._words['this'] + ')')}"
        if deed.stated:
            told += f" {bold(self._words['stated'])}"
        rows = [self._text(told, width - left)]
        if deed.steps:
            rows.append(self._text(quiet(" · ".join(deed.steps)), width - left, size=SMALL))
        parts = [(0.0, at), (left, below(rows, 0.0))]
        if deed.light is not None:
            parts.append((sign_at, self._paper.light(deed.light, Basis.MEASURED, 1.1)))
        return beside(*parts)

    def _evidence(self) -> Iterator[Block]:
        page = self._page
        if not page.rows:
            return
        columns = len(page.columns)
        gap = 1.1 * self._em
        each = (self._width - gap * (columns - 1)) / columns
        head = [(number * (each + gap), self._head(column, page.rows[0][number], each)) for number, column in enumerate(page.columns)]
        rows = [beside(*head), rule(self._width, LIGHT.separator)]
        for row in page.rows:
            rows.append(beside(*((number * (each + gap), self._cell(cell, each)) for number, cell in enumerate(row))))
            rows.append(rule(self._width, LIGHT.separator))
        if page.more_rows:
            rows.append(self._text(quiet(page.more_rows), size=SMALL))
        yield self._section("evidence", rows, self._width)

    def _head(self, column: str, below_it: ShownCell, width: float) -> Block:
        return self._paper.text(quiet(column), width, size=SMALL, right=below_it.number)

    def _cell(self, cell: ShownCell, width: float) -> Block:
        markup = fixed(cell.text) if cell.fixed else plain(cell.text)
        if cell.light is None:
            return self._paper.text(markup, width, size=_TINY if cell.fixed else SMALL, right=cell.number)
        indent = 1.4 * self._em
        return beside((0.0, self._paper.light(cell.light, Basis.MEASURED, 1.0)), (indent, self._text(markup, width - indent, size=SMALL)))

    def _checks(self) -> Block:
        checks = self._page.checks
        gap = 1.6 * self._em
        each = (self._width - gap * (_CHECK_COLUMNS - 1)) / _CHECK_COLUMNS
        length = -(-len(checks) // _CHECK_COLUMNS)
        columns = [
            below([self._check(check, each) for check in checks[at : at + length]], 0.0) for at in range(0, len(checks), length or 1)
        ]
        shown = beside(*((number * (each + gap), column) for number, column in enumerate(columns)))
        return self._section("checks", [shown], self._width)

    def _check(self, check: ShownCheck, width: float) -> Block:
        ink = LIGHT.texts[check.light].name()
        word = bold(check.word) if check.loud else plain(check.word)
        indent = 1.5 * self._em
        told = self._text(f'{plain(check.title)} <span style="color:{ink}">{word}</span>', width - indent, size=SMALL)
        return beside((0.0, below([space(0.1 * self._em), self._paper.light(check.light, check.basis, 0.95)], 0.0)), (indent, told))
