"""A saved case in the window: seen then and judged now, on every page, with nothing measured."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from ccdiag.cases.bundle import bundle_bytes, read_bundle_bytes
from ccdiag.cases.case_documents import documents_of
from ccdiag.content.environments import load_environment
from ccdiag.model.case import Case, Merchant
from ccdiag.model.check import CheckId
from ccdiag.model.saved_case import SavedCase
from ccdiag.model.verdict import Verdict
from ccdiag.ui.controller import Controller
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.models.check_model import CheckRole
from ccdiag.ui.models.check_row import CheckRow
from ccdiag.ui.pages.adminlight_page import AdminLightPage
from ccdiag.ui.pages.saved_guide_page import SavedGuidePage
from ccdiag.ui.pages.saved_run_page import SavedRunPage
from ccdiag.ui.viewing import Viewing
from ccdiag.ui.widgets.viewing_bar import ViewingBar
from ccdiag.ui.window_pages import ADMINLIGHT, CHECKLIST, GUIDE
from tests.cases.lab_cases import lab_run, saved_case
from tests.ui.test_program import assert_ended_clean, lived
from tests.ui.windows import settle

OWN = Case(merchant=Merchant(name="Slagerij Smit"))


class Stood(NamedTuple):
    """What stands together."""

    window: MainWindow
    controller: Controller
    viewing: Viewing

    @property
    def page(self) -> SavedRunPage:
        page = self.window.page(CHECKLIST)
        assert isinstance(page, SavedRunPage)
        return page

    @property
    def bar(self) -> ViewingBar:
        bar = self.viewing._bar
        assert bar is not None
        return bar

    def row(self, check: str) -> CheckRow:
        at = self.page.list.model.row_of_check(check)
        assert at is not None
        row = self.page.list.model.index(at).data(CheckRole.ROW)
        assert isinstance(row, CheckRow)
        return row

    @property
    def boxes(self) -> list[QMessageBox]:
        return [box for box in self.window.findChildren(QMessageBox) if box.isVisible()]


@pytest.fixture
def stood(qtbot: QtBot, look: Look) -> Iterator[Stood]:
    window = MainWindow(look)
    qtbot.addWidget(window)
    controller = Controller(load_environment("ccv"), OWN)
    controller.state_changed.connect(window.show_state)
    viewing = Viewing(look, window, controller)
    window.show_case_name("Slagerij Smit")
    window.resize(1280, 800)
    window.show()
    settle()
    yield Stood(window, controller, viewing)
    viewing.leave()
    window.let_close()


def case_of_file(saved: SavedCase | None = None) -> SavedCase:
    """Return a case as it comes back from a file."""
    return read_bundle_bytes(bundle_bytes(documents_of(saved or two_runs()))).saved


def two_runs() -> SavedCase:
    return saved_case(lab_run("tls.intercepted"), lab_run("terminal.pos_mode_wrong"))


def judged_as(saved: SavedCase, check: CheckId, verdict: Verdict) -> SavedCase:
    """Return a case whose first run an older version judged otherwise."""
    first = saved.runs[0]
    before = first.state.checks[check]
    assert before.result is not None
    checks = {**first.state.checks, check: replace(before, result=replace(before.result, verdict=verdict))}
    return replace(saved, runs=(replace(first, state=replace(first.state, checks=checks)), *saved.runs[1:]))


def test_the_last_run_is_shown_and_the_way_back_leads_to_what_was_there(stood: Stood) -> None:
    before = stood.window.windowTitle()
    stood.viewing.open(two_runs(), None, "bakkerij.ccdiag")
    assert stood.viewing.is_viewing
    assert "POS mode" in stood.page.banner.accessibleName()
    assert "bakkerij.ccdiag" in stood.bar.origin.text()
    assert "seen then, not now" in stood.bar.accessibleName()
    assert "saved:" in stood.window.windowTitle()
    assert "Slagerij Smit" not in stood.window.windowTitle()
    assert stood.window.strip.isVisible(), "it was measured in the lab"
    stood.bar.leave.click()
    settle()
    assert not stood.viewing.is_viewing
    assert stood.window.page(CHECKLIST) is stood.window.checklist
    assert stood.window.windowTitle() == before
    assert not stood.window.strip.isVisible()
    assert not stood.window.findChildren(ViewingBar)


def test_the_endpoints_in_sight_are_those_of_the_saved_run(stood: Stood) -> None:
    assert stood.viewing.environment is None
    saved = two_runs()
    stood.viewing.open(saved)
    assert stood.viewing.environment == saved.runs[-1].environment
    stood.viewing.leave()
    assert stood.viewing.environment is None


def test_what_the_user_measured_is_not_touched(stood: Stood) -> None:
    stood.controller.set_case(replace(OWN, generation="2.0"))
    state, case = stood.controller.state, stood.controller.case
    stood.viewing.open(two_runs())
    stood.page.answered.emit("terminal.day_open", "no")
    stood.viewing.leave()
    assert stood.controller.state is state
    assert stood.controller.case is case
    assert stood.window.checklist.banner.accessibleName() == "Not measured yet"


def test_no_run_begins_before_a_clear_step_back(stood: Stood) -> None:
    stood.viewing.open(two_runs())
    for start in (
        stood.controller.start,
        lambda: stood.controller.start(watch_s=5.0),
        lambda: stood.controller.again("mqtt.tls"),
        lambda: stood.page.again_wanted.emit("mqtt.tls"),
        stood.window.action("again").trigger,
    ):
        start()
        (box,) = stood.boxes
        assert "nothing is measured" in box.text()
        assert not stood.controller.running
        box.reject()
        settle()
        assert stood.viewing.is_viewing
    stood.viewing.refuse()
    (box,) = stood.boxes
    next(button for button in box.buttons() if "Back" in button.text()).click()
    settle()
    assert not stood.viewing.is_viewing
    assert not stood.controller.barred


def test_nothing_on_the_page_offers_to_measure(stood: Stood) -> None:
    stood.viewing.open(two_runs())
    bar = stood.page.case_bar
    assert not any(part.isVisible() for part in (bar._run, bar._watch))
    assert not any(edit.isEnabled() for edit in bar._edits.values())
    assert not stood.page.detail._again.isEnabled()
    assert [button.text() for button in stood.page.banner.buttons] == ["&Copy for the ticket"]


def test_a_case_is_not_opened_over_a_test_that_goes_on(stood: Stood, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Controller, "running", property(lambda _self: True))
    stood.viewing.open(two_runs())
    assert not stood.viewing.is_viewing
    (box,) = stood.boxes
    assert "A test is going on" in box.text()
    box.accept()


def test_another_run_of_the_case_is_chosen_in_the_bar(stood: Stood) -> None:
    saved = two_runs()
    stood.viewing.open(saved, saved.runs[0].id)
    assert "firewall" in stood.page.banner.accessibleName()
    assert stood.bar.runs.count() == 2
    stood.bar.runs.setCurrentIndex(0)
    stood.bar.runs.activated.emit(0)
    assert "POS mode" in stood.page.banner.accessibleName()
    assert stood.page.time_line.at_end


def test_what_was_judged_otherwise_is_marked_in_words_and_listed(stood: Stood) -> None:
    saved = judged_as(case_of_file(), "dns.rewriting", Verdict.FAIL)
    stood.viewing.open(saved, saved.runs[0].id, "x.ccdiag")
    row = stood.row("dns.rewriting")
    assert row.then == "then: fault"
    assert "then: fault" in row.detail
    assert "then: fault" in row.readable
    assert stood.row("mqtt.tls").then == ""
    assert "Names that do not exist: fault then, good now" in stood.bar.changes.text()
    stood.page.choose("dns.rewriting")
    assert "Then: fault: " in stood.page.detail.plain_text()
    assert [station.value for station in stood.page.way._changed] == ["dns"]


def test_what_comes_from_a_file_is_in_the_readers_language(stood: Stood, look: Look) -> None:
    saved = case_of_file()
    stood.viewing.open(saved, saved.runs[0].id, "x.ccdiag")
    look.set_language("nl")
    settle()
    assert stood.page.banner.accessibleName() == "Een firewall opent de versleutelde verbinding"
    assert stood.row("mqtt.tls").title == "Versleuteling van de MQTT-dienst"
    assert stood.row("mqtt.tls").detail.startswith("Het certificaat")
    stood.page.time_line.go_to(stood.page.time_line.duration_s / 2)
    assert stood.row("mqtt.tls").title == "Versleuteling van de MQTT-dienst"
    look.set_language("en")


def test_the_time_line_shows_the_run_as_it_went(stood: Stood) -> None:
    saved = two_runs()
    stood.viewing.open(saved, saved.runs[0].id)
    page, line = stood.page, stood.page.time_line
    whole = page.list.model.counts()
    line.go_to(line.duration_s / 2)
    assert page.banner.accessibleName() == "Testing the way"
    running = [page.list.model.index(at).data(CheckRole.ROW) for at in page.list.model.running_rows()]
    assert running
    for row in running:
        at = page.list.model.row_of_check(row.check)
        assert at is not None
        elapsed = page.list.model.index(at).data(CheckRole.ELAPSED)
        assert 0 <= elapsed <= line.at_s, "the run's own time, not that of this machine"
    line.go_to(0.0)
    assert sum(check.result is not None for check in page._state.checks.values()) == 0
    line.go_to(line.duration_s)
    assert page.list.model.counts() == whole


def test_the_check_that_is_looked_at_stays_chosen_along_the_time_line(stood: Stood) -> None:
    stood.viewing.open(two_runs())
    stood.page.choose("dns.rewriting")
    line = stood.page.time_line
    for at_s in (0.0, line.duration_s / 2, line.duration_s):
        line.go_to(at_s)
        assert stood.page.chosen == "dns.rewriting"


def test_where_only_the_end_was_kept_the_time_line_says_so(stood: Stood) -> None:
    run = replace(lab_run("tls.intercepted"), events=())
    stood.viewing.open(saved_case(run))
    assert not stood.page.time_line.track.isEnabled()
    assert "only how it ended" in stood.page.time_line.text
    assert "firewall" in stood.page.banner.accessibleName()


def test_a_run_that_was_cut_off_says_so(stood: Stood) -> None:
    run = lab_run("tls.intercepted")
    state = run.state
    stood.viewing.open(saved_case(replace(run, state=replace(state, elapsed_s=None), events=run.events[:-1])))
    assert stood.page.banner.accessibleName() == "This run was not finished"


def test_what_would_be_if_a_question_were_answered_is_shown_and_kept_nowhere(stood: Stood) -> None:
    run = lab_run("tls.intercepted")
    unknown = replace(run.case, terminal=replace(run.case.terminal, day_open=None))
    saved = saved_case(replace(run, case=unknown))
    stood.viewing.open(saved)
    stood.page.time_line.go_to(0.5)
    stood.page.answered.emit("terminal.day_open", "no")
    assert stood.page.time_line.at_end
    assert stood.row("terminal.day").word == "fault"
    assert "Is the day open on the terminal? No" in stood.bar.supposed.text()
    assert "kept nowhere" in stood.bar.supposed.text()
    assert stood.viewing.case == unknown
    stood.bar.take_back.click()
    assert stood.row("terminal.day").word != "fault"
    assert not stood.bar.supposed.isVisible()


def test_the_terminal_is_in_the_state_of_the_customers(stood: Stood) -> None:
    saved = two_runs()
    stood.viewing.open(saved)
    stood.window.show_page(ADMINLIGHT)
    page = stood.window.page(ADMINLIGHT)
    assert isinstance(page, AdminLightPage)
    world = page.terminal.state.world
    assert world.pos_mode != "flat-outgoing"
    assert not world.day_open, "it is owed"
    assert "in the state of the saved case" in page._which.text
    page.open_screen("pos-mode")
    page.terminal.begin_again()
    assert page.terminal.state.world == world
    stood.viewing.leave()
    other = stood.window.page(ADMINLIGHT)
    assert other is None, "the user's own page was never made"


def test_the_procedures_are_read_and_none_is_begun(stood: Stood) -> None:
    stood.viewing.open(two_runs())
    stood.window.show_page(GUIDE)
    page = stood.window.page(GUIDE)
    assert isinstance(page, SavedGuidePage)
    assert "Nothing is begun" in page.note.text
    page.start.record_wanted.emit("0" * 32)
    assert page._stack.currentWidget() is page.end
    assert page.end.test.isHidden()
    assert page.end.record_text()
    page.end.start.click()
    assert page._stack.currentWidget() is page.start


def test_what_is_owed_there_stands_in_the_bar(stood: Stood) -> None:
    stood.viewing.open(two_runs())
    assert "Owed there: The day is closed." in stood.bar.owed.text()
    assert stood.window._obligations is None, "it is not owed in a shop of this user's"


def test_a_case_without_a_run_can_be_looked_at(stood: Stood) -> None:
    stood.viewing.open(replace(two_runs(), runs=()), None, "leeg.ccdiag")
    assert "There is no run in it." in stood.bar.changes.text()
    assert not stood.page.time_line.track.isEnabled()
    stood.window.show_page(ADMINLIGHT)
    stood.window.show_page(GUIDE)


def test_one_case_after_the_other(stood: Stood) -> None:
    stood.viewing.open(two_runs(), None, "one.ccdiag")
    stood.window.show_page(ADMINLIGHT)
    saved = case_of_file(saved_case(lab_run("tls.intercepted")))
    stood.viewing.open(saved, None, "two.ccdiag")
    settle()
    assert "two.ccdiag" in stood.bar.origin.text()
    assert "firewall" in stood.page.banner.accessibleName()
    stood.window.show_page(ADMINLIGHT)
    page = stood.window.page(ADMINLIGHT)
    assert isinstance(page, AdminLightPage)
    assert page.terminal.state.world.pos_mode == "flat-outgoing"


def test_copies_come_from_the_saved_run(stood: Stood) -> None:
    stood.viewing.open(two_runs())
    stood.page.list.select("dns.rewriting")
    stood.window.action("copy_row").trigger()
    assert "Names that do not exist" in QApplication.clipboard().text()


# --- the whole program ---


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "één winkel.ccdiag").write_bytes(bundle_bytes(documents_of(two_runs())))
    return folder


_UNTIL_VIEWING = """
async def until_viewing():
    began = asyncio.Event()
    program.viewing.began.connect(began.set)
    async with asyncio.timeout(60):
        while not program.viewing.is_viewing:
            began.clear()
            await began.wait()
"""


def test_a_dropped_file_is_looked_at_and_f5_measures_nothing(data: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*")}
    told = lived(
        data,
        f"""
        {_UNTIL_VIEWING.replace(chr(10), chr(10) + "        ")}
        print(drop(program.window, Path({str(data)!r}) / "één winkel.ccdiag"))
        await until_viewing()
        print(program.viewing._bar.origin.text())
        program.window.action("run").trigger()
        await asyncio.sleep(0)
        print(program.controller.running, len(boxes(program.window)))
        program.window.action("copy_ticket").trigger()
        print("LAB" in QApplication.clipboard().text())
        program.guidance.begin("day-open")
        print(program.guidance.controller.content)
        program.window.close()
        """,
    )
    assert told.output[0] == "True"
    assert "één winkel.ccdiag" in told.output[1]
    assert told.output[2:5] == ["False 1", "True", "None"]
    assert_ended_clean(told)
    assert "run ended" not in told.log
    after = {path.name for path in data.rglob("*")} - {path.name for path in before}
    assert not {name for name in after if "procedures" in name}


def test_a_file_that_cannot_be_read_is_told_and_nothing_changes(data: Path) -> None:
    (data / "broken.ccdiag").write_bytes(b"PK\x03\x04 not a zip")
    told = lived(
        data,
        f"""
        drop(program.window, Path({str(data)!r}) / "broken.ccdiag")
        while not boxes(program.window):
            await asyncio.sleep(0)
        print(boxes(program.window), program.viewing.is_viewing)
        program.window.close()
        """,
    )
    assert "broken.ccdiag cannot be opened" in told.output[0]
    assert told.output[0].endswith("False")
    assert_ended_clean(told)


def test_closing_while_a_file_is_read_ends_clean(data: Path) -> None:
    told = lived(
        data,
        f"""
        drop(program.window, Path({str(data)!r}) / "één winkel.ccdiag")
        program.window.close()
        """,
    )
    assert_ended_clean(told)


def test_the_lab_goes_on_unseen_while_a_saved_case_is_looked_at(data: Path) -> None:
    told = lived(
        data,
        f"""
        {_UNTIL_VIEWING.replace(chr(10), chr(10) + "        ")}
        controller, viewing = program.controller, program.viewing
        await program.until(lambda: controller.state.finished and not controller.running)
        state = controller.state
        window = program.window
        drop(window, Path({str(data)!r}) / "één winkel.ccdiag")
        await until_viewing()
        print(window.page("checklist").banner.accessibleName())
        program.lab.set_fault("terminal.day_closed", True)
        await program.until(lambda: controller.case.terminal.day_open == "no")
        print(window.page("checklist").banner.accessibleName(), controller.running)
        viewing.leave()
        print(window.page("checklist") is window.checklist, window.strip.isVisible())
        controller.start()
        await program.until(lambda: controller.state is not state and controller.state.finished and not controller.running)
        print(controller.state.verdict.value, window.checklist.banner.accessibleName())
        window.close()
        """,
        lab=True,
    )
    assert told.output[:4] == [
        "The terminal is in another POS mode than TCP FLAT-OUTGOING",
        "The terminal is in another POS mode than TCP FLAT-OUTGOING False",
        "True True",
        "fault The terminal's day is closed",
    ]
    assert_ended_clean(told)
