"""Somebody in a prepared shop who has only the checklist, the guide and the terminal: what the steps say is done, and no more."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from ccdiag.adminlight.view import render
from ccdiag.app.session import make_run
from ccdiag.app.training import Training, finish, with_keys, with_mending
from ccdiag.app.training import begin as begin_training
from ccdiag.app.training_report import TrainingReport, report_of
from ccdiag.content.procedures import load_procedures
from ccdiag.content.shops import load_shops
from ccdiag.lab.lab import Lab
from ccdiag.lab.thread import LabThread
from ccdiag.model.check import CheckId
from ccdiag.model.limits import Limits
from ccdiag.model.prepared_shop import PreparedShop
from ccdiag.model.procedure import AnswerKind, Where
from ccdiag.model.procedure_progress import Answer, Progress, Status
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.model.terminal_state import Key, KeyKind, ScreenView, TerminalState
from ccdiag.model.verdict import RunVerdict, Verdict
from ccdiag.model.version import parse_version
from ccdiag.procedures.machine import advance, begin, with_variant
from ccdiag.procedures.view import Mark, StepView, view
from tests.scenarios.quick import QUICK

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOST_STEPS = 150
FLAT_OUTGOING = "TCP FLAT-OUTGOING"
_LABELLED = {KeyKind.CHOOSE, KeyKind.POINT, KeyKind.TOOL}


class Engineer:
    """One person in one shop."""

    def __init__(self, thread: LabThread, shop: PreparedShop) -> None:
        self._thread = thread
        self.shop = shop
        self.told: list[str] = []
        """Every step that was shown, with the answer that was given."""
        self.training: Training = begin_training(shop, self.lab.faults)
        """What is done, written down as in a training."""

    def on_keys(self, before: TerminalState, after: TerminalState, faults: frozenset[str]) -> None:
        """Write down what was pressed; for the laboratory to tell."""
        self.training = with_keys(self.training, before, after, faults, 0.0)

    def report(self) -> TrainingReport:
        return report_of(finish(self.training, 0.0), load_shops())

    @property
    def lab(self) -> Lab:
        return self._thread.lab

    # --- what can be looked at ---

    def checklist(self, *only: CheckId, limits: Limits = QUICK) -> RunState:
        situation = Situation(
            environment=self._thread.environment, case=self._thread.case, simulation=True, touch_terminal=True, limits=limits
        )
        return asyncio.run(make_run(situation, lambda _event: None, only=only).execute())

    def checklist_until(self, holds: Callable[[RunState], bool]) -> RunState:
        """Look quickly, and where that does not show it once more with patience: the machine may have been busy."""
        state = self.checklist()
        return state if holds(state) else self.checklist(limits=Limits())

    def screen(self) -> ScreenView:
        return render(self.lab.terminal_state)

    def webkassa(self) -> dict[str, str]:
        settings: dict[str, str] = json.loads((self.lab.directory / "webkassa.json").read_text(encoding="utf-8"))
        return settings

    def pays(self) -> str:
        """Make a payment in the shop: the Webkassa kicks the way it is set up, and a terminal whose day is closed takes nothing."""
        if not self.webkassa().get("managementSystemId", "").startswith("Grundmaster"):
            # A kick of 1.0 is sent by a page in the browser, which today's browsers do not let out.
            return "no"
        kicked = self._thread.call(self.lab.kick, "cloud").succeeded
        return "yes" if kicked and self.lab.terminal_state.world.day_open else "no"

    # --- what is done ---

    def mend(self, when: str, place: Where | None = None) -> None:
        """Have done elsewhere what the shop needs then, as far as it is done at this place."""
        book = load_shops()
        for needed in self.shop.mendings:
            mending = book.mendings[needed.what]
            if needed.when == when and (place is None or mending.place is place):
                helped = self._thread.call(self.lab.mend, mending)
                self.training = with_mending(self.training, mending, helped=helped, faults=self.lab.faults, at_s=0.0)

    def follow(self, procedure: str) -> Progress:
        """Follow a procedure to its end; fails on what cannot be done as the steps say it."""
        progress = begin(procedure, id_="1", shop=self.lab.terminal_state.world.shop, at=AT, facts=self._facts())
        for _ in range(MOST_STEPS):
            shown = view(progress)
            if shown is None:
                return progress
            progress = self._adapted(progress, shown)
            shown = view(progress)
            assert shown is not None
            asked_before = shown.kind is AnswerKind.CHOICE and not shown.marks
            if shown.screen is not None and not asked_before:
                assert self.screen().screen == shown.screen, (shown.procedure, shown.step, self.screen().screen, self.told)
            for mark in shown.marks:
                self._press(mark)
            answer = self.answer(progress, shown)
            if shown.kind is AnswerKind.DONE and not shown.marks:
                self.mend("guide", shown.place)
            self.told.append(f"{shown.procedure}/{shown.step}: {answer.value}")
            following = advance(progress, answer)
            assert following.refusal is None, (shown.procedure, shown.step, following.refusal)
            progress = following
        raise AssertionError(("no end", self.told))

    def _facts(self) -> dict[str, str]:
        case, environment = self._thread.case, self._thread.environment
        facts = {
            "terminal.tms_id": case.terminal.tms_id,
            "terminal.software": case.terminal.software,
            "terminal.system": case.terminal.system,
            "merchant.name": case.merchant.name,
            "merchant.id": case.merchant.id,
            "mqtt.host": environment.mqtt.host,
            "tms.host": environment.tms.host,
        }
        return {place: value for place, value in facts.items() if value}

    def _adapted(self, progress: Progress, shown: StepView) -> Progress:
        """Say "mine looks different" where what has to be chosen is not on the screen."""
        labels = {entry.label for entry in self.screen().entries}
        missing = [mark for mark in shown.marks[:1] if mark.key is KeyKind.CHOOSE and mark.label not in labels]
        for difference in shown.differences if missing else ():
            changed = with_variant(progress, difference.variant, shown=True)
            other = view(changed)
            if other is not None and other.marks and other.marks[0].label in labels:
                return changed
        return progress

    def _press(self, mark: Mark) -> None:
        if mark.key in _LABELLED:
            labels = {entry.label for entry in self.screen().entries}
            assert mark.label in labels, (mark.label, labels, self.told)
        text = "1234" if mark.secret else mark.label or mark.typed
        before = self.lab.terminal_state
        after = self._thread.call(self.lab.press_key, Key(mark.key, text))
        assert after != before, ("nothing happened", mark, self.told)

    # --- what is answered ---

    def answer(self, progress: Progress, shown: StepView) -> Answer:
        if shown.kind is AnswerKind.DONE:
            return Answer(at=AT)
        if shown.kind is AnswerKind.TEXT:
            return Answer(value=self._typed(progress, shown), at=AT)
        value = self._seen(progress, shown)
        return Answer(value=value, at=AT, reason="TMS was looked at: its software is newer" if self._asks_reason(shown, value) else "")

    def _asks_reason(self, shown: StepView, value: str) -> bool:
        return any(choice.asks_reason for choice in shown.choices if choice.value == value)

    def _typed(self, progress: Progress, shown: StepView) -> str:
        if (dialog := self.screen().dialog) is not None and dialog.lines:
            # What stands on the screen was typed a moment ago; the next dialog hides it.
            return progress.answers().get("tms_id", "") or self._thread.case.terminal.tms_id or ""
        values = [value.value for value in shown.shows if value.value]
        return values[0] if values else "4105"

    def _seen(self, progress: Progress, shown: StepView) -> str:
        """Answer by what can be seen: the screen, the Webkassa, a payment, the laptop's own checks."""
        known = self._known().get(f"{shown.procedure}/{shown.step}")
        if known is not None:
            return known()
        book = load_procedures()
        ways = book.procedures[shown.procedure].step(shown.step).on
        for value, way in ways.items():
            if way.sees is not None and way.sees == self.screen().screen:
                return value
        if shown.place is Where.TILL:
            return self.pays()
        if shown.live:
            results = self.checklist(*shown.live).results
            return "no" if any(results[check].verdict is Verdict.FAIL for check in shown.live if check in results) else "yes"
        return book.procedures[shown.procedure].step(shown.step).expected

    def _known(self) -> dict[str, Callable[[], str]]:
        """What a person sees or knows at steps where neither the screen nor a check says it."""
        world = self.lab.terminal_state.world
        listed = {entry.label for entry in self.screen().entries}
        software, in_tms = parse_version(world.software), parse_version(world.software_in_tms)
        assert software is not None
        assert in_tms is not None
        compared = "same" if software == in_tms else "newer" if software < in_tms else "older"
        system = self.webkassa().get("managementSystemId", "")
        kind = "cloud" if system in {"GrundmasterNL", "GrundmasterBE"} else "local" if system.isdecimal() else "unknown"
        return {
            "day-close/agreed": lambda: "yes",
            "day-open/ready": lambda: _yes(world.day_open),
            "day-open/not-open": lambda: _yes(world.day_open),
            "flat-outgoing-missing/after-installation": lambda: _yes(FLAT_OUTGOING in listed),
            "flat-outgoing-missing/cloud-connection": lambda: _yes(world.cloud_connection),
            "flat-outgoing-missing/there-now": lambda: _yes(FLAT_OUTGOING in listed),
            "hardware-installation/day": lambda: _yes(not world.day_open),
            "hardware-installation/software": lambda: compared,
            # Whose data they are is compared with the name of the shop; the message about the day is another screen.
            "hardware-installation/whose-data": self._whose_data,
            "hardware-installation/warning": lambda: "force" if compared == "newer" else "stop",
            "kick-does-not-arrive/dns": lambda: _yes(self._thread.case.terminal.dns_set == "yes"),
            # The laptop's look is at more than this: a name server that is missing is no missing installation.
            "kick-does-not-arrive/installed": lambda: _yes(self._thread.case.terminal.hw_installed == "yes"),
            "kick-does-not-arrive/kind": lambda: kind,
            "kick-does-not-arrive/open-day": lambda: _yes(world.day_open),
            "migrate-to-2.0/opi": lambda: "look",
            "migrate-to-2.0/prove": lambda: "no",
            "migrate-to-2.0/several": lambda: "no",
            "migrate-to-2.0/tms-software": lambda: _yes(compared != "older"),
            "migrate-to-2.0/webkassa": lambda: _yes(kind == "cloud"),
            "migrate-to-2.0/works-now": lambda: "browser" if kind == "local" else self.pays(),
            "opi-settings/listed": lambda: _yes(FLAT_OUTGOING in listed),
            "opi-settings/till": lambda: "yes",
        }

    def _whose_data(self) -> str:
        screen, name = self.screen(), self.lab.terminal_state.world.shop
        if screen.screen == "day-still-open":
            return "day"
        if screen.screen != "customer-data":
            return "nothing"
        assert screen.dialog is not None
        return "this" if any(name in line for line in screen.dialog.lines) else "other"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def is_over(progress: Progress) -> bool:
    """Whether it ended as it should, with nothing owed."""
    return progress.status is Status.FINISHED and not progress.obligations


def is_green(state: RunState) -> bool:
    """Whether every light is green."""
    return state.verdict is RunVerdict.HEALTHY and not state.causes and not lights(state)


def lights(state: RunState) -> Sequence[str]:
    """Return the lights that are not green, by check; what was not asked for has none."""
    return [f"{id_} {check.light.value}" for id_, check in state.checks.items() if check.light.value not in {"pass", "skipped"}]
