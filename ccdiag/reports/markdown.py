"""A report as Markdown for trackers and wikis, GitHub's flavour; nothing that was seen can become markup, a link or a mention."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from ccdiag.model.message import message
from ccdiag.model.verdict import Light
from ccdiag.reports.page import HEADINGS, Page, page_of
from ccdiag.reports.parts import Report
from ccdiag.reports.text_width import text_width
from ccdiag.reports.wording import Wording

_MARKUP: Final = re.compile(r"[\\`*_{}\[\]~|$^]")
_AT_START: Final = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+=](?=[\s=-]|$)|\d{1,9}(?=[.)](?:\s|$)))")
_LINK: Final = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp):|\bwww\.")
_BROKEN: Final = "<!-- -->"
"""Ends a word where a tracker would make a mention or a reference of it, and is not shown."""
_MENTION: Final = re.compile(r"@(?=\w)|#(?=\d)|\bGH-(?=\d)")
_TICKS: Final = re.compile(r"`+")
_SIGNS: Final = {
    Light.PASS: "✔",
    Light.WARN: "▲",
    Light.FAIL: "✖",
    Light.SKIPPED: "–",
    Light.INCONCLUSIVE: "?",
    Light.CRASHED: "■",
    Light.RUNNING: "…",
    Light.WAITING: "…",
}
"""Those of the command line: every font has them, and the word beside them says the same."""


def markdown(report: Report, wording: Wording) -> str:
    """Write a report as Markdown."""
    page = page_of(report, wording, text_width)
    lines = _Document(report, page, wording).lines()
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """Make a text stand for itself: no markup, no HTML, no link, no mention."""
    text = " ".join(text.split())
    text = escape(text, quote=False)
    text = _MARKUP.sub(lambda found: f"\\{found.group()}", text)
    text = _AT_START.sub(lambda found: f"{found[1]}{_start(found[2])}", text)
    text = _LINK.sub(lambda found: f"{found.group()[:-1]}\\{found.group()[-1]}", text)
    return _MENTION.sub(lambda found: found.group() + _BROKEN, text)


def code(text: str) -> str:
    """Make a text a piece of code, whatever it holds."""
    text = " ".join(text.split())
    fence = "`" * (1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{fence}{space}{text}{space}{fence}"


def _start(mark: str) -> str:
    return f"{mark}\\" if mark[0].isdecimal() else f"\\{mark}"


class _Document:
    """One document in the making."""

    def __init__(self, report: Report, page: Page, wording: Wording) -> None:
        self._report = report
        self._page = page
        self._wording = wording

    def lines(self) -> Iterator[str]:
        """Yield it from top to bottom."""
        page = self._page
        yield f"# {escaped(page.title)}"
        yield ""
        yield from (f"> {escaped(line)}  " for line in (*page.footer, *page.changes))
        yield ""
        yield from self._result()
        yield from self._owed()
        yield from self._section("remedy", (f"{number}. {escaped(step)}" for number, step in enumerate(page.remedy, 1)), page.procedure)
        yield from self._section("means", (f"{escaped(line)}\n" for line in page.meaning))
        yield from self._section("evidence", (f"- {code(line)}" for line in self._evidence()))
        yield from self._section("against", (f"- {code(line)}" for line in page.against))
        yield from self._section("also", self._others(), page.more_others)
        yield from self._section("done", self._deeds(), page.earlier)
        yield from self._section("questions", (f"- {escaped(question)}" for question in page.questions))
        yield from self._section("not_tested", (f"- {escaped(line)}" for line in page.not_tested))
        yield from self._section("command", self._commands())
        yield from self._known()
        yield from self._checks()
        yield from self._section("way", (escaped(page.picture.sentence),))

    def _result(self) -> Iterator[str]:
        page = self._page
        yield f"{_SIGNS[page.light]} **{escaped(page.result)}**"
        if page.mend[1]:
            yield f"– {escaped(page.mend[0])} **{escaped(page.mend[1])}** ({escaped(page.sure)}, {escaped(page.basis_word)})"
        if page.contact:
            yield f"– {escaped(page.contact)}"

    def _owed(self) -> Iterator[str]:
        lines = []
        for owing in self._page.owed:
            what = f"**{escaped(owing.title)}** {escaped(owing.consequence)} ({escaped(owing.since)}) {escaped(owing.procedure)}"
            lines.append(f"- {_SIGNS[Light.WARN]} {what.rstrip()}")
        yield from self._section("owed", lines)

    def _section(self, heading: str, lines: Iterable[str], after: str = "") -> Iterator[str]:
        told = list(lines)
        if not told:
            return
        yield ""
        yield f"## {self._heading(heading)}"
        yield ""
        yield from told
        if after:
            yield ""
            yield escaped(after)

    def _heading(self, name: str) -> str:
        return escaped(self._wording.say(HEADINGS[name]))

    def _evidence(self) -> Iterator[str]:
        primary = self._report.fault
        if primary is None:
            return
        yield from (self._wording.clean(line) for line in primary.evidence)
        if primary.more_evidence:
            yield self._wording.say(message("and {count} more", count=primary.more_evidence))

    def _others(self) -> Iterator[str]:
        for cause in self._page.others:
            told = f"**{escaped(cause.title)}** {code(cause.id)} – {escaped(cause.owner)} ({escaped(cause.sure)}). {escaped(cause.remedy)}"
            yield f"- {_SIGNS[cause.light]} {told}"

    def _deeds(self) -> Iterator[str]:
        for deed in self._page.deeds:
            sign = f"{_SIGNS[deed.light]} " if deed.light is not None else ""
            ground = f" **({self._heading('stated')})**" if deed.stated else ""
            this = f" *({self._heading('this')})*" if deed.is_this else ""
            steps = f": {escaped('; '.join(deed.steps))}" if deed.steps else ""
            yield f"- {escaped(deed.at)} {sign}{escaped(deed.what)}{this}{ground}{steps}"

    def _commands(self) -> Iterator[str]:
        for command in self._report.commands:
            text = "\n".join(self._wording.kept(line) for line in command.text.splitlines())
            fence = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(text)), default=0))
            yield f"{fence}{'powershell' if command.shell == 'powershell' else 'sh'}\n{text}\n{fence}"

    def _known(self) -> Iterator[str]:
        rows = [f"| {escaped(label)} | {escaped(value)} |" for label, value in self._page.known]
        if rows:
            yield from ("", f"## {self._heading('known').rstrip(':')}", "", "| | |", "|---|---|", *rows)

    def _checks(self) -> Iterator[str]:
        said: dict[str, str] = {
            name: escaped(self._wording.say(word))
            for name, word in {"check": message("Check"), "result": message("Result"), "reason": message("Seen")}.items()
        }
        yield from ("", f"## {self._heading('checks')}", "", f"| {said['check']} | {said['result']} | {said['reason']} |", "|---|---|---|")
        for check in self._page.checks:
            yield f"| {escaped(check.title)} | {_SIGNS[check.light]} {escaped(check.word)} | {escaped(check.reason)} |"
