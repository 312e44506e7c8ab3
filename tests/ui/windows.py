"""Whole windows to look at: every page in states that a person may meet, and what is seen of them."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import PureWindowsPath
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QTextEdit, QWidget

from ccdiag.app.installation_document import Part
from ccdiag.app.newer_version_reason import Reason
from ccdiag.app.policy import LoadedPolicy, Policy
from ccdiag.app.session import planned_state
from ccdiag.app.settings import Settings
from ccdiag.app.settings_in_force import in_force, locked_by_policy
from ccdiag.cases.case_documents import documents_of
from ccdiag.cases.redaction import find_personal
from ccdiag.content.environments import environment_names, load_environment
from ccdiag.i18n.translator import LANGUAGES, Language, translator
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.environment import WhitelistSource
from ccdiag.model.message import message
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Light
from ccdiag.reports.forms import Form
from ccdiag.ui.export_dialog import ExportDialog
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.models.check_model import CheckRole
from ccdiag.ui.models.guide_content import StepContent
from ccdiag.ui.models.lab_view import JournalLine, LabStage, LabView, ShopPart
from ccdiag.ui.newer_version_dialog import NewerVersionDialog
from ccdiag.ui.pages.about import AboutDialog
from ccdiag.ui.pages.adminlight_page import AdminLightPage
from ccdiag.ui.pages.guide_page import GuidePage
from ccdiag.ui.pages.guide_viewer import GuideViewer
from ccdiag.ui.pages.lab_page import LabPage
from ccdiag.ui.pages.options_page import OptionsPage
from ccdiag.ui.report_dialog import ReportDialog
from ccdiag.ui.self_test_dialog import SelfTestDialog
from ccdiag.ui.window_pages import ADMINLIGHT, CHECKLIST, GUIDE, LAB, OPTIONS
from tests.app.runs import lab_run
from tests.app.signed_versions import newer_check
from tests.reports.cases import broken_shop
from tests.ui import cases, guides, runs
from tests.ui.cases import cases_page
from tests.ui.configurations import configuration_page, with_faults, with_fleet
from tests.ui.viewed import half_way, records, supposed, terminal, viewed

CASE: Final = Case(
    merchant=Merchant(name="Bakkerij De Korenaar & Zonen"),
    terminal=Terminal(tms_id="NL0012345", system="GrundmasterNL", ip="192.0.2.40", software="14.0.11.01"),
)
VIEW: Final = LabView(
    stage=LabStage.RUNNING,
    parts=(
        ShopPart("dns", "127.0.0.1:35066", "works"),
        ShopPart("site_dns", "127.0.0.1:56244", "works"),
        ShopPart("internet", "http://127.0.0.1:45433", "works"),
        ShopPart("proxy", "http://127.0.0.1:42007", "absent"),
        ShopPart("mqtt", "mqtt.ccdiag.test:35999", "odd"),
        ShopPart("terminal", "127.0.0.2", "works"),
    ),
    faults=frozenset({"tls.intercepted"}),
)
JOURNAL: Final = (
    JournalLine(0.1, "terminal", "asked", "mqtt.ccdiag.test."),
    JournalLine(7.95, "mqtt", "tls_failed", "UNEXPECTED_EOF_WHILE_READING"),
)
HISTORY: Final = {"mqtt.tls": (Light.PASS, Light.PASS, Light.FAIL), "tas.tcp": (Light.PASS, Light.PASS, Light.PASS)}


@cache
def languages() -> tuple[Language, ...]:
    """Return English and whatever there is a catalogue for."""
    return tuple(language for language in LANGUAGES if language == "en" or translator(language).is_translated)


def situation(case: Case = CASE) -> Situation:
    """Return a shop with the usual endpoints."""
    return Situation(environment=load_environment("ccv"), case=case)


def main_window(look: Look, state: RunState, *, simulation: bool = False, running: bool = False) -> MainWindow:
    """Return a window with a run in it, as the program puts it together."""
    window = MainWindow(look)
    page = window.checklist
    page.complete()
    names = tuple((name, load_environment(name).title) for name in environment_names())
    page.case_bar.show_environments(names, "ccv")
    window.show_simulation(simulation)
    page.show_situation(situation())
    page.show_history(HISTORY)  # type: ignore[arg-type]  # ids of checks
    window.show_case_name("Bakkerij De Korenaar & Zonen – NL0012345")
    window.show_endpoints(message("Endpoints: {title} ({as_of})", title="CCV, production", as_of="2021, manual 1.1"))
    window.set_maker(ADMINLIGHT, lambda: _adminlight_page(look))
    window.set_maker(LAB, lambda: _lab_page(look))
    window.set_maker(OPTIONS, lambda: _options_page(look))
    if state.finished:
        # As a run ends: the row of the cause is chosen then.
        window.show_state(runs.running())
    window.show_state(state)
    window.show_running(running)
    return window


def _adminlight_page(look: Look) -> AdminLightPage:
    page = AdminLightPage(look)
    page.be_in_shop(CASE.merchant.name or "", CASE.terminal.tms_id or "")
    return page


def _adminlight(
    screen: str = "", search: str = "", side: str = "", variant: str | None = None, **world: object
) -> Callable[[Look], QWidget]:
    def make(look: Look) -> QWidget:
        window = main_window(look, runs.healthy())
        window.show_page(ADMINLIGHT)
        page = window.page(ADMINLIGHT)
        assert isinstance(page, AdminLightPage)
        page.terminal.set_world(**world)
        if search:
            page.search_for(search)
        if screen:
            page.open_screen(screen, variant)
        if side:
            page._show_side(side)
        return window

    return make


def _lab_page(look: Look) -> LabPage:
    page = LabPage(look)
    page.show_view(VIEW)
    page.add_lines(JOURNAL)
    return page


def _options_page(look: Look) -> OptionsPage:
    page = OptionsPage(look)
    page.show_settings(Settings())
    return page


def _locked_options(look: Look) -> QWidget:
    """Show the options where a policy sets all that it can."""
    policy = LoadedPolicy(
        Policy(
            language="nl",
            mode="light",
            deadline_s=20.0,
            hold_s=60.0,
            environment="ccv",
            whitelist=WhitelistSource(source="http", url="https://lists.example/{merchant}/{tms_id}", token_variable="LIST_TOKEN"),
            retention_days=30,
        ),
        None,
        PureWindowsPath(r"C:\ProgramData\ccdiag\policy.toml"),  # type: ignore[arg-type]  # only its name is shown
    )
    window = main_window(look, runs.broken())

    def make() -> OptionsPage:
        page = OptionsPage(look)
        page.lock(policy)
        page.show_settings(in_force(Settings(), policy))
        return page

    window.set_maker(OPTIONS, make)
    window.checklist.case_bar.lock_environment(locked_by_policy(policy))
    window.show_page(OPTIONS)
    return window


def _on_page(page: str, state: Callable[[], RunState] = runs.broken) -> Callable[[Look], QWidget]:
    def make(look: Look) -> QWidget:
        window = main_window(look, state(), simulation=page == LAB)
        window.show_page(page)
        return window

    return make


def _troubled(look: Look) -> QWidget:
    window = main_window(look, runs.broken())
    window.show_trouble("Traceback\nRuntimeError: nothing holds for ever, and this line is rather long for a banner in a narrow window")
    return window


def _open_case_bar(look: Look) -> QWidget:
    window = main_window(look, runs.healthy())
    bar = window.checklist.case_bar
    bar._data.setChecked(True)
    bar.show_case(CASE)
    bar._edits[next(field for field in bar._edits if field.value == "terminal.ip")].setText("192.0.2")  # type: ignore[union-attr]
    bar._on_edit(next(field for field in bar._edits if field.value == "terminal.ip"))
    return window


def _detail(look: Look) -> QWidget:
    window = main_window(look, lab_run("tls.intercepted")[0])
    window.checklist.choose("mqtt.tls")
    window.checklist._open_detail()
    return window


def _guide(look: Look) -> QWidget:
    viewer = GuideViewer(look)
    viewer.go_to("mqtt.tls")
    return viewer


def _guide_page(show: Callable[[GuidePage], object]) -> Callable[[Look], QWidget]:
    def make(look: Look) -> QWidget:
        window = main_window(look, runs.broken())
        page = GuidePage(look)
        window.set_maker(GUIDE, lambda: page)
        window.show_page(GUIDE)
        show(page)
        return window

    return make


def _show_step(page: GuidePage, content: StepContent) -> None:
    page.show_step(content)
    page.show_live(guides.live(), running=False)
    page.step.question.field.setText("NL0012345")
    page.step.question.field.textEdited.emit("NL0012345")


def _refused(page: GuidePage) -> None:
    """Show forcing without a reason, on a disk that is full."""
    content = guides.step("hardware-installation", "warning", answers={"warned": "warning"})
    page.show_step(content)
    page.step.question.choices["force"].setChecked(True)
    page.step.question.refuse(message("This asks for a reason."))
    page.show_trouble(message("This step is not kept ({reason}).", reason="No space left on device"))


def _with_obligations(look: Look) -> QWidget:
    window = main_window(look, runs.broken())
    window.obligations.show_owed(guides.owed())
    return window


def _export(look: Look) -> QWidget:
    saved = broken_shop(renamed=False)
    dialog = ExportDialog(look, None, saved)
    dialog.show_found(find_personal(documents_of(saved), salt=b"salt"), 1)
    return dialog


def _letter(look: Look) -> QWidget:
    dialog = ReportDialog(look, broken_shop(renamed=False))
    dialog.choose(Form.LETTER)
    return dialog


def _newer_version(reason: Reason | None) -> Callable[[Look], QWidget]:
    def make(look: Look) -> QWidget:
        dialog = NewerVersionDialog(look)
        dialog.show_check(newer_check(reason))
        return dialog

    return make


def _self_test(look: Look) -> QWidget:
    dialog = SelfTestDialog(look)
    for name, ok, attention in (("files", True, False), ("trust", False, False), ("trust.system", True, True)):
        # Names and findings come from the process in its own language.
        dialog.show_part(Part(name=name, title=name, ok=ok, attention=attention, detail="Amazon Root CA 1", error=None, elapsed_s=0.1))
    dialog.show_end(None)
    return dialog


SCENES: Final[dict[str, Callable[[Look], QWidget]]] = {
    "idle": _on_page(CHECKLIST, lambda: planned_state(situation())),
    "broken": _on_page(CHECKLIST, lambda: lab_run("tls.intercepted")[0]),
    "questions": _on_page(CHECKLIST),
    "healthy": _on_page(CHECKLIST, runs.healthy),
    "running": lambda look: main_window(look, runs.running(), running=True),
    "trouble": _troubled,
    "case": _open_case_bar,
    "detail": _detail,
    "adminlight": _adminlight("service-terminal", variant="service-terminal-activeer-terminal", gloss="nl"),
    "adminlight-search": _adminlight(search="komt nit overeen"),
    "adminlight-warning": _adminlight("configuration-warning", "beveiligd", side="terminal"),
    "adminlight-password": _adminlight("service-password"),
    "adminlight-switches": _adminlight("service-terminal", side="switches"),
    "guide-start": _guide_page(lambda page: page.show_start(guides.start())),
    "guide-empty": _guide_page(lambda page: page.show_start(guides.empty())),
    "guide-step": _guide_page(lambda page: _show_step(page, guides.step("hardware-installation", "tms-id"))),
    "guide-question": _guide_page(lambda page: _show_step(page, guides.step("hardware-installation", "software"))),
    "guide-refused": _guide_page(_refused),
    "guide-end": _guide_page(lambda page: page.show_end(guides.end())),
    "obligations": _with_obligations,
    "saved": viewed(lambda _window, _page: None),
    "saved-half-way": viewed(half_way),
    "saved-supposed": viewed(supposed),
    "saved-terminal": viewed(terminal),
    "saved-records": viewed(records),
    "cases": cases_page(cases.found),
    "cases-nothing": cases_page(cases.nothing),
    "cases-run": cases_page(cases.one_run),
    "cases-compared": cases_page(cases.compared),
    "configuration-nothing": configuration_page(lambda _page, _panel: None),
    "configuration": configuration_page(with_faults),
    "configuration-fleet": configuration_page(with_fleet),
    "lab": _on_page(LAB),
    "options": _on_page(OPTIONS),
    "options-locked": _locked_options,
    "guide": _guide,
    "about": AboutDialog,
    "export": _export,
    "newer-version": _newer_version(None),
    "newer-version-unknown": _newer_version(Reason.SIGNATURE),
    "self-test": _self_test,
    "report": lambda look: ReportDialog(look, broken_shop(renamed=False)),
    "report-letter": _letter,
}
"""Every page, in every state that looks different."""


def settle() -> None:
    """Let layouts, first paints and timers of no length happen; nothing here waits for anything outside."""
    for _ in range(4):
        QCoreApplication.sendPostedEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()


def seen(root: QWidget) -> list[QWidget]:
    """Return the parts of a window that are shown, be they scrolled out of sight."""
    return [widget for widget in root.findChildren(QWidget) if widget.window() is root and widget.isVisibleTo(root)]


def texts_of(root: QWidget) -> Iterator[str]:
    """Yield every text of a window that a person, or a screen reader, may meet."""
    yield root.windowTitle()
    for action in root.actions() + [action for widget in seen(root) for action in widget.actions()]:
        yield action.text()
        yield action.toolTip()
        if (menu := action.menu()) is not None:
            yield from (part.text() for part in menu.actions())  # type: ignore[attr-defined]  # a QMenu
    for widget in seen(root):
        yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
        if isinstance(widget, QAbstractButton | QLabel):
            yield widget.text()
        elif isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        elif isinstance(widget, QTextEdit):
            yield from widget.toPlainText().splitlines()
        elif isinstance(widget, QComboBox):
            yield from (widget.itemText(at) for at in range(widget.count()))
    if isinstance(root, MainWindow):
        yield from _painted_texts(root)


def _painted_texts(window: MainWindow) -> Iterator[str]:
    page = window.checklist
    if not page.isVisibleTo(window):
        return
    model = page.list.model
    for at in range(model.rowCount()):
        row = model.index(at).data(CheckRole.ROW)
        yield from (row.place_name, row.word, row.headline, row.below, row.basis_word, row.time)
    picture = page.way._picture(page.way.width())
    yield picture.sentence
    yield from (shape.text for shape in picture.shapes if hasattr(shape, "text"))
