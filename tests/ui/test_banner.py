"""The banner and what it says at each moment of a run."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ccdiag.model.cause import Cause, Certainty, Owner, Severity
from ccdiag.model.check import CheckId, CheckResult, Question
from ccdiag.model.event import CausesChanged, CheckFinished, CheckStarted, PlannedCheck, RunFinished, RunStarted
from ccdiag.model.message import message
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Basis, Light, Verdict
from ccdiag.ui.look import Look
from ccdiag.ui.models.banner_content import BannerAction, banner_of, idle, trouble
from ccdiag.ui.widgets.banner import Banner

CAUSE = Cause(
    id="tls.intercepted",
    certainty=Certainty.LIKELY,
    severity=Severity.FAULT,
    basis=Basis.MEASURED,
    title=message("A firewall opens <b>it</b>"),
    meaning=message("It reads along."),
    owner=Owner.NETWORK,
    place=Place.FIREWALL,
    explains=("mqtt.tls", "mqtt.session"),
    remedy=(message("Exempt it."), message("Test again.")),
)


def state_of(
    *verdicts: Verdict, causes: tuple[Cause, ...] = (), cancelled: bool = False, finished: bool = True, ask: bool = False
) -> RunState:
    checks: tuple[CheckId, ...] = ("mqtt.tls", "mqtt.session", "tas.tcp")
    planned = tuple(PlannedCheck(id=check, title=message(check), place=Place.AWS_IOT, limit_s=5) for check in checks)
    state = RunState().apply(RunStarted(started_at=datetime(2026, 1, 1, tzinfo=UTC), environment="x", simulation=False, checks=planned))
    for check, verdict in zip(checks, verdicts, strict=False):
        question = Question("terminal.hw_installed", message("Was it?"), message("There.")) if ask else None
        result = CheckResult(id=check, verdict=verdict, basis=Basis.MEASURED, reason=message("seen"), question=question)
        state = state.apply(CheckFinished(result=result))
    for check in checks[len(verdicts) :]:
        state = state.apply(CheckStarted(check=check, waiting_for=("192.0.2.1:443",), at_s=0.1))
    state = state.apply(CausesChanged(causes=causes))
    return state.apply(RunFinished(elapsed_s=1.25, cancelled=cancelled)) if finished else state


def test_each_end_of_a_run_has_its_banner() -> None:
    good = banner_of(state_of(Verdict.PASS, Verdict.PASS, Verdict.SKIPPED))
    assert (good.light, good.actions[0]) == (Light.PASS, BannerAction.COPY_TICKET)
    fault = banner_of(state_of(Verdict.FAIL, Verdict.SKIPPED, Verdict.PASS, causes=(CAUSE,)))
    assert (fault.light, fault.title, fault.actions[0]) == (Light.FAIL, CAUSE.title, BannerAction.SHOW_HOW)
    assert [title.english() for title in fault.explains] == ["mqtt.session"]
    unknown = banner_of(state_of(Verdict.INCONCLUSIVE, Verdict.PASS, Verdict.PASS, ask=True))
    assert (unknown.light, unknown.actions[0]) == (Light.INCONCLUSIVE, BannerAction.QUESTIONS)
    stopped = banner_of(state_of(Verdict.PASS, Verdict.SKIPPED, Verdict.SKIPPED, cancelled=True))
    assert stopped.light is None
    assert stopped.title.english() == "Stopped after 1.2 s"
    assert banner_of(RunState()) == idle()


def test_a_warning_is_no_fault() -> None:
    warning = replace(CAUSE, severity=Severity.WARNING)
    content = banner_of(state_of(Verdict.WARN, Verdict.PASS, Verdict.PASS, causes=(warning,)))
    assert content.light is Light.PASS
    assert "Attention" in content.lines[1].english()


def test_a_run_tells_how_far_it_is_and_what_it_waits_for() -> None:
    content = banner_of(state_of(Verdict.PASS, finished=False))
    assert (content.done, content.total) == (1, 3)
    assert [waiting.target for waiting in content.waiting] == ["192.0.2.1:443", "192.0.2.1:443"]
    assert content.more_waiting == 0


@pytest.mark.parametrize(("waits", "told", "more"), [(0, 0, 0), (3, 3, 0), (4, 4, 0), (5, 3, 2), (9, 3, 6)])
def test_what_it_waits_for_never_takes_more_lines_than_there_is_room_for(waits: int, told: int, more: int) -> None:
    targets = tuple(f"192.0.2.{number}:443" for number in range(waits))
    started = state_of(Verdict.PASS, Verdict.PASS, Verdict.PASS, finished=False)
    content = banner_of(started.apply(CheckStarted(check="tas.tcp", waiting_for=targets, at_s=0.1)))
    assert [waiting.target for waiting in content.waiting] == list(targets[:told])
    assert content.more_waiting == more


@pytest.mark.parametrize("narrow", [False, True])
def test_the_buttons_report_what_is_wanted(qtbot: QtBot, look: Look, narrow: bool) -> None:
    banner = Banner(look)
    qtbot.addWidget(banner)
    banner.set_narrow(narrow)
    banner.show_content(banner_of(state_of(Verdict.FAIL, causes=(CAUSE,))))
    banner.resize(900, 200)
    banner.show()
    assert len(banner.buttons) == 3
    assert banner.buttons[0].isDefault()
    wanted: list[str] = []
    banner.action_chosen.connect(wanted.append)
    for button in banner.buttons:
        assert button.accessibleName() or button.text()
        button.click()
    assert wanted == ["show_how", "run", "copy_ticket"]


def test_what_came_from_outside_is_no_markup(qtbot: QtBot, look: Look) -> None:
    banner = Banner(look)
    qtbot.addWidget(banner)
    banner.show_content(banner_of(state_of(Verdict.FAIL, causes=(CAUSE,))))
    title = banner.findChild(QLabel, "banner_title")
    assert isinstance(title, QLabel)
    assert title.text() == "A firewall opens <b>it</b>"
    assert title.textFormat().name == "PlainText"


def test_it_speaks_another_language_at_once(qtbot: QtBot, look: Look) -> None:
    banner = Banner(look)
    qtbot.addWidget(banner)
    banner.show_content(banner_of(state_of(Verdict.FAIL, causes=(CAUSE,))))
    assert "likely" in banner.accessibleDescription()
    look.set_language("nl")
    assert "waarschijnlijk" in banner.accessibleDescription()


def test_a_bug_is_told_with_its_message(qtbot: QtBot, look: Look) -> None:
    banner = Banner(look)
    qtbot.addWidget(banner)
    banner.show_content(trouble("ZeroDivisionError: division by zero"))
    assert "ZeroDivisionError" in banner.accessibleDescription()
    assert [button.text() for button in banner.buttons] == ["&Copy the message", "Open the &log folder"]
