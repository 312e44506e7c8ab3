"""The page of cases: finding, one run, two compared, deleting and taking back, by keyboard and in little room."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccdiag.cases.store import CaseStore
from ccdiag.model.case import Case, Terminal
from ccdiag.model.place import Place
from ccdiag.model.saved_case import RunSummary, SavedCase
from ccdiag.model.verdict import RunVerdict
from ccdiag.ui.case_browser import CaseBrowser, FoundCases
from ccdiag.ui.casework import Casework
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.models.case_rows import CaseRows
from ccdiag.ui.models.change_rows import ChangeRows
from ccdiag.ui.models.moments import long_moment, short_moment
from ccdiag.ui.models.run_rows import RUN_ROLE, RunRow, RunRows
from ccdiag.ui.pages.cases_page import CasesPage
from ccdiag.ui.window_pages import CASES
from tests.ui import kept

MOST_MS = 20_000


class Desk(QObject):
    """A window on a store, and what was done with saved runs in it."""

    def __init__(self, qtbot: QtBot, look: Look, file: Path, *, days: int = 365) -> None:
        super().__init__()
        self.qtbot = qtbot
        self.done: list[tuple[str, SavedCase, str]] = []
        self.window = MainWindow(look)
        qtbot.addWidget(self.window)
        self.work = Casework(
            look,
            self.window,
            file=file,
            kept_days=lambda: days,
            opens=lambda saved, run: self.done.append(("open", saved, run)),
            reports=lambda saved, run: self.done.append(("report", saved, run)),
            exports=lambda saved, run: self.done.append(("export", saved, run)),
            # Answers that are still on their way go with the window.
            parent=self.window,
        )
        self.window.resize(1280, 800)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.window.show_page(CASES)
        assert self.work._browser is not None
        with qtbot.waitSignal(self.work._browser.found, timeout=MOST_MS):
            pass

    @property
    def page(self) -> CasesPage:
        page = self.work.page
        assert page is not None
        return page

    def search(self, text: str) -> None:
        assert self.work._browser is not None
        with self.qtbot.waitSignal(self.work._browser.found, timeout=MOST_MS, check_params_cb=lambda found: found.text == text):
            self.page.finder.field.setText(text)

    def bakery(self) -> None:
        """Open the history of the bakery, and see its newest run."""
        self.search("Korenaar")
        self.until(lambda: self.page.overview.run is not None)

    def compare(self) -> None:
        self.bakery()
        for row in (0, 2):
            self.page.finder.runs.toggle(row)
        self.until(lambda: self.page.comparison.pair is not None)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        place = QApplication.focusWidget()
        assert place is not None
        self.qtbot.keyClick(place, key, modifier)

    def until(self, holds: object) -> None:
        self.qtbot.waitUntil(holds, timeout=MOST_MS)  # type: ignore[arg-type]  # a function that tells


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("cases") / "cases.sqlite3"
    kept.visits(file)
    return file


@pytest.fixture
def file(visited: Path, tmp_path: Path) -> Path:
    """Return a store of one's own."""
    copy = tmp_path / "cases.sqlite3"
    copy.write_bytes(visited.read_bytes())
    return copy


@pytest.fixture
def desk(qtbot: QtBot, look: Look, file: Path) -> Iterator[Desk]:
    made = Desk(qtbot, look, file)
    yield made
    made.work.shut_down()
    made.window.let_close()


def names(desk: Desk) -> list[str]:
    cases = desk.page.finder.cases
    return [str(cases.index(row, 0).data()) for row in range(cases.rowCount())]


# --- models ---


def summary(number: int, verdict: RunVerdict = RunVerdict.HEALTHY) -> RunSummary:
    return RunSummary(
        id=f"{number:032x}",
        key="tms:X",
        started_at=kept.noon() - timedelta(hours=number),
        finished=True,
        elapsed_s=2.0,
        verdict=verdict,
        cause=None,
        warnings=1,
        environment="ccv",
        version="0.3",
        simulation=False,
    )


def test_the_models_are_sound(qtbot: QtBot, look: Look, file: Path) -> None:
    cases, runs, changes = CaseRows(look), RunRows(look), ChangeRows(look)
    testers = [QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal) for model in (cases, runs, changes)]
    with CaseStore(file) as store:
        found = store.search(simulation=True)
        asked: list[int] = []
        cases.more_wanted.connect(asked.append)
        cases.show_cases(found[:1], more=True)
        cases.fetchMore(QModelIndex())
        cases.fetchMore(QModelIndex())
        assert asked == [1], "what was asked for is not asked for again"
        cases.add_cases(found, more=False)
        assert cases.rowCount() == len(found)
        runs.show_runs(store.history(kept.BAKERY_KEY)[:2], more=True)
        runs.add_runs(store.history(kept.BAKERY_KEY), more=False)
        assert runs.rowCount() == 6
    runs.toggle(0)
    runs.retell()
    changes.show_changes(())
    look.set_language("nl")
    for model in (cases, runs, changes):
        model.retell()
    assert testers


def test_two_runs_are_marked_the_earlier_one_is_a(look: Look) -> None:
    runs = RunRows(look)
    runs.show_runs([summary(number) for number in range(4)], more=False)

    def letters() -> str:
        rows: list[RunRow] = [runs.index(row, 0).data(RUN_ROLE) for row in range(runs.rowCount())]
        return "".join(row.letter or "-" for row in rows)

    runs.toggle(0)
    assert letters() == "A---"
    runs.toggle(2)
    assert letters() == "B-A-"
    runs.toggle(3)
    assert letters() == "--BA", "the third takes the place of the first"
    runs.show_runs([summary(number) for number in (9, 3, 2)], more=False)
    assert letters() == "-AB", "the marks stay on their runs"
    runs.toggle(1)
    assert letters() == "--A"
    runs.toggle(99)
    runs.unmark()
    assert letters() == "---"


def test_a_row_says_all_of_it_to_a_screen_reader(look: Look) -> None:
    runs = RunRows(look)
    runs.show_runs([summary(0)], more=False)
    runs.toggle(0)
    told = str(runs.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert told.startswith("A, chosen to be compared: ")
    assert told.endswith("good. No fault found, 1 to be minded")


@pytest.mark.parametrize(
    ("days", "short", "long"),
    [
        (0, "Today  16:12", "Today, Fri 21 Nov 2025 16:12"),
        (1, "Yesterday  16:12", "Yesterday, Thu 20 Nov 2025 16:12"),
        (2, "Wed 19 Nov  16:12", "Wed 19 Nov 2025 16:12"),
        (400, "17 Oct 2024  16:12", "Thu 17 Oct 2024 16:12"),
        (-1, "Sat 22 Nov  16:12", "Sat 22 Nov 2025 16:12"),
    ],
)
def test_days_are_told_as_the_reader_knows_them(look: Look, days: int, short: str, long: str) -> None:
    today = date(2025, 11, 21)
    at = datetime(2025, 11, 21, 16, 12).astimezone() - timedelta(days=days)
    at = at.replace(hour=16)
    assert (short_moment(at, look, today), long_moment(at, look, today)) == (short, long)


# --- finding ---


def test_terminals_are_found_and_simulated_ones_only_when_asked_for(desk: Desk) -> None:
    assert names(desk) == ["Bakkerij De Korenaar & Zonen", "Bloemenhuis 't Lelietje"]
    desk.page.finder.simulated.setChecked(True)
    desk.until(lambda: desk.page.finder.cases.rowCount() == 3)
    told = [str(desk.page.finder.cases.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(3)]
    assert sum("SIMULATION" in text for text in told) == 1


def test_a_single_hit_opens_its_history_and_its_newest_run(desk: Desk) -> None:
    desk.page.finder.field.setFocus()
    desk.bakery()
    assert desk.page.finder.runs.rowCount() == 6
    assert desk.page.overview.title.text() == "No fault found"
    assert desk.page.finder.field.hasFocus(), "who types goes on typing"
    assert "Bakkerij De Korenaar" in desk.window.windowTitle()
    desk.search("")
    assert names(desk) == ["Bakkerij De Korenaar & Zonen", "Bloemenhuis 't Lelietje"]
    assert desk.page.finder.case is None


def test_only_the_newest_question_is_answered(qtbot: QtBot, file: Path) -> None:
    browser = CaseBrowser(file)
    found: list[FoundCases] = []
    browser.found.connect(found.append)
    for text in ("K", "Ko", "Kor", "Lelie"):
        browser.search(text, simulation=False)
    qtbot.waitUntil(lambda: bool(found), timeout=MOST_MS)
    browser.shut_down()
    QApplication.processEvents()
    assert [one.text for one in found] == ["Lelie"]


def test_many_terminals_and_runs_are_read_as_they_are_scrolled(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    many = tmp_path / "many.sqlite3"
    at = kept.noon()
    with CaseStore(many) as store, store.writing():
        for number in range(130):
            case = Case(merchant=kept.FLORIST.merchant, terminal=Terminal(tms_id=f"NL{number:07}"))
            store.put_case(f"tms:NL{number:07}", case, at)
    desk = Desk(qtbot, look, many)
    assert desk.page.finder.cases.rowCount() == 100
    desk.page.finder.case_list.scrollToBottom()
    desk.page.finder.cases.fetchMore(QModelIndex())
    desk.until(lambda: desk.page.finder.cases.rowCount() == 130)
    desk.work.shut_down()
    desk.window.let_close()


# --- one run, two runs ---


def test_two_runs_are_compared_by_the_space_bar_alone(desk: Desk) -> None:
    desk.page.finder.field.setFocus()
    desk.bakery()
    desk.key(Qt.Key.Key_Down)
    assert desk.page.finder.history.hasFocus()
    desk.key(Qt.Key.Key_Space)
    desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Space)
    desk.until(lambda: desk.page.comparison.pair is not None)
    comparison = desk.page.comparison
    assert comparison.isVisible()
    assert comparison.panel.headline.text() == "The firewall no longer opens the connection to AWS IoT"
    assert comparison.then._changed == comparison.now._changed == {Place.FIREWALL, Place.AWS_IOT}
    assert "changed" in comparison.then.way._buttons[Place.FIREWALL].accessibleName()
    assert [text.partition(", ")[2] for text in comparison.panel.between.texts] == [
        "Measured: still a fault",
        "Uitzondering in de firewall gezet voor *.iot.eu-west-1.amazonaws.com, stated",
        "Measured: good (B)",
    ]
    with desk.qtbot.waitSignal(desk.page.copy_wanted):
        comparison.panel.copy.click()
    assert QGuiApplication.clipboard().text().startswith("The firewall no longer opens the connection to AWS IoT\n")
    desk.key(Qt.Key.Key_Space)
    desk.until(desk.page.overview.isVisible)


def test_a_click_on_the_box_marks_and_a_click_on_the_row_shows(desk: Desk) -> None:
    desk.compare()
    history = desk.page.finder.history

    def click(row: int, x: int) -> None:
        place = QPoint(x, history.visualRect(history.model().index(row, 0)).center().y())
        desk.qtbot.mouseClick(history.viewport(), Qt.MouseButton.LeftButton, pos=place)

    click(0, 20)
    assert [run.id for run in desk.page.finder.runs.marked] == [desk.page.finder.runs.runs[2].id]
    click(0, 20)
    desk.until(desk.page.comparison.isVisible)
    click(1, 200)
    desk.until(desk.page.overview.isVisible)
    assert desk.page.finder.runs.marked == ()
    desk.until(lambda: desk.page.overview.title.text() == "A firewall opens the encrypted connection")


def test_a_changed_check_unfolds_and_a_station_leads_to_it(desk: Desk) -> None:
    desk.compare()
    changes = desk.page.comparison.panel.changes
    folded = changes.height()
    desk.page.comparison.now.way._buttons[Place.AWS_IOT].click()
    assert changes.hasFocus()
    assert changes.currentIndex().row() == 0
    assert changes.height() > folded
    told = str(changes.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))
    assert told.startswith("Encryption of the MQTT service. Then fault: ")
    assert ". Now good: " in told


def test_a_saved_run_is_opened_reported_and_exported(desk: Desk) -> None:
    desk.bakery()
    run = desk.page.overview.run
    assert run is not None
    for button in (desk.page.overview.open, desk.page.overview.report):
        button.click()
        desk.until(lambda: len(desk.done) > 0)
        purpose, saved, chosen = desk.done.pop()
        assert (purpose, chosen) == ("open" if button is desk.page.overview.open else "report", run.id)
        assert len(saved.runs) == 6
    for entry, count in ((0, 1), (1, 6)):
        # Not by a click: the menu of a window that is nowhere on a screen cannot take the keyboard.
        desk.page.export_choices(run, kept.BAKERY_KEY).actions()[entry].trigger()
        desk.until(lambda: len(desk.done) > 0)
        purpose, saved, chosen = desk.done.pop()
        assert (purpose, len(saved.runs), bool(chosen)) == ("export", count, count == 1)


# --- what is written ---


def test_deleted_runs_come_back_by_undo(desk: Desk) -> None:
    desk.bakery()
    desk.page.finder.history.setFocus()
    desk.key(Qt.Key.Key_Delete)
    desk.until(lambda: desk.page.finder.runs.rowCount() == 5)
    assert desk.page.undo_bar.text == "Deleted: one run of Bakkerij De Korenaar & Zonen."
    assert desk.page.undo_bar.isVisible()
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: desk.page.finder.runs.rowCount() == 6)
    assert not desk.page.undo_bar.isVisible()


def test_two_deletions_come_back_one_after_the_other(desk: Desk) -> None:
    desk.bakery()
    desk.page.finder.history.setFocus()
    for left in (5, 4):
        desk.key(Qt.Key.Key_Delete)
        desk.until(lambda left=left: desk.page.finder.runs.rowCount() == left)
    for there in (5, 6):
        assert desk.page.undo_bar.isVisible()
        desk.page.undo_bar.undo.click()
        desk.until(lambda there=there: desk.page.finder.runs.rowCount() == there)
    assert not desk.page.undo_bar.isVisible()


def test_what_is_gone_for_good_is_told(desk: Desk, file: Path) -> None:
    desk.bakery()
    desk.page.finder.history.setFocus()
    desk.key(Qt.Key.Key_Delete)
    desk.until(lambda: desk.page.finder.runs.rowCount() == 5)
    with CaseStore(file) as store:
        store.purge(older_than_s=0.0)
    assert desk.work._browser is not None
    with desk.qtbot.waitSignal(desk.work._browser.refused, timeout=MOST_MS) as told:
        desk.page.undo_bar.undo.click()
    assert told.args[0].english() == "This cannot be brought back any more."


def test_a_whole_case_is_deleted_and_comes_back(desk: Desk) -> None:
    desk.page.finder.case_list.setFocus()
    desk.key(Qt.Key.Key_Delete)
    desk.until(lambda: names(desk) == ["Bloemenhuis 't Lelietje"])
    assert "all that was kept of Bakkerij" in desk.page.undo_bar.text
    desk.page.undo_bar.undo.click()
    desk.until(lambda: len(names(desk)) == 2)


def test_a_terminal_whose_last_run_is_deleted_is_left(desk: Desk) -> None:
    desk.search("Lelie")
    desk.until(lambda: desk.page.overview.run is not None)
    _choose, delete = desk.page.finder.history.actions()
    assert delete.text() == "&Delete\tDel"
    delete.trigger()
    desk.until(lambda: desk.page.finder.case is None)
    assert desk.page.finder._empty.toPlainText().startswith("Nothing was found.")
    desk.page._undo()
    desk.until(lambda: desk.page.finder.runs.rowCount() == 1)


def test_what_was_deleted_is_gone_once_the_window_is_closed(qtbot: QtBot, look: Look, file: Path) -> None:
    desk = Desk(qtbot, look, file)
    desk.page.finder.case_list.setFocus()
    desk.key(Qt.Key.Key_Delete)
    desk.until(lambda: len(names(desk)) == 1)
    desk.work.shut_down()
    desk.window.let_close()
    assert b"Korenaar" not in file.read_bytes()


def test_a_note_is_kept_and_shown(desk: Desk) -> None:
    desk.bakery()
    notes = desk.page.overview.notes
    assert not notes.add.isEnabled()
    notes.field.setText("  Router herstart  ")
    notes.field.setFocus()
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: "Router herstart" in notes._told.toPlainText())
    assert notes.field.text() == ""


def test_a_run_that_was_kept_meanwhile_appears_and_nothing_jumps(desk: Desk, file: Path) -> None:
    desk.bakery()
    desk.page.finder.history.choose(2)
    chosen = desk.page.finder.runs.runs[2].id
    with CaseStore(file) as store:
        kept.keep(store, "tls.intercepted", case=kept.BAKERY, at=kept.noon())
    desk.work.refresh()
    desk.until(lambda: desk.page.finder.runs.rowCount() == 7)
    assert desk.page.finder.runs.runs[desk.page.finder.history.chosen].id == chosen


# --- nothing, little room, other words ---


def test_nothing_is_told_in_words(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    desk = Desk(qtbot, look, tmp_path / "none.sqlite3")
    assert desk.page.hint.text.startswith("Nothing is kept yet.")
    desk.search("zzzz")
    assert desk.page.finder._empty.toPlainText().startswith("Nothing was found.")
    assert desk.page.hint.text == ""
    desk.work.shut_down()
    desk.window.let_close()


def test_keeping_that_is_switched_off_is_told(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    desk = Desk(qtbot, look, tmp_path / "none.sqlite3", days=0)
    assert desk.page.hint.text.startswith("Keeping is switched off")
    desk.work.shut_down()
    desk.window.let_close()


def test_a_store_that_cannot_be_used_is_told(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    desk = Desk(qtbot, look, tmp_path / "folder")
    desk.until(lambda: desk.page.finder._notice is not None)
    assert desk.page.finder._notice is not None
    assert desk.page.hint.text == desk.page.finder._notice.english()
    desk.work.shut_down()
    desk.window.let_close()


def test_how_long_it_is_kept_is_told(desk: Desk) -> None:
    desk.bakery()
    until = kept.noon() - timedelta(minutes=60) + timedelta(days=365)
    until = until.astimezone()
    assert f"Kept until {until.day} {until:%b %Y}." in desk.page.finder._foot.toPlainText()


def test_in_little_room_one_stands_behind_the_other(desk: Desk) -> None:
    desk.window.resize(640, 700)
    desk.bakery()
    page = desk.page
    assert page.finder.isVisible()
    assert not page.overview.isVisible()
    page.finder.history.setFocus()
    desk.key(Qt.Key.Key_Return)
    desk.until(page.overview.isVisible)
    assert not page.finder.isVisible()
    page.back.click()
    assert page.finder.isVisible()
    assert page.finder.history.hasFocus()
    for row in (0, 2):
        page.finder.runs.toggle(row)
    desk.until(page.comparison.isVisible)
    assert page.comparison.panel.headline.isVisible()
    page.comparison.panel.end.click()
    assert page.finder.isVisible()
    desk.window.resize(1280, 700)
    desk.until(lambda: page.finder.isVisible() and page._right.isVisible())


@pytest.mark.parametrize("width", [640, 1280])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_is_wider_than_the_page(qtbot: QtBot, file: Path, width: int, scale: float) -> None:
    look = Look("nl", "light", text_scale=scale)
    desk = Desk(qtbot, look, file)
    desk.window.resize(width, 900)
    desk.compare()
    for part in (desk.page.comparison, desk.page.overview):
        area = desk.page._scrolled[part]
        desk.until(lambda part=part, area=area: part.isVisible() and part.minimumSizeHint().width() <= area.width())
        desk.until(lambda part=part, area=area: part.width() <= area.width())
        desk.page.finder.runs.unmark()
        desk.page._on_opened(0)
    desk.work.shut_down()
    desk.window.let_close()
    look.set_text_scale(1.0)


def test_another_language_is_spoken_at_once(desk: Desk, look: Look) -> None:
    desk.compare()
    look.set_language("nl")
    told = desk.page.comparison.panel.changes.model().index(0, 0).data()
    assert told == "Versleuteling van de MQTT-dienst"
    assert desk.page.comparison.then._word.text() == "fout"


def test_the_back_key_leads_to_the_terminals(desk: Desk) -> None:
    desk.bakery()
    desk.page.finder.history.setFocus()
    desk.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert desk.page.finder.case is None
    assert desk.page.finder.case_list.hasFocus()
    desk.key(Qt.Key.Key_Return)
    assert desk.page.finder.case is not None
    desk.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert desk.page.finder.field.hasFocus()
