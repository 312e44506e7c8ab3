"""Make the pictures of the README: the window, without a screen, showing runs of the built-in lab."""

import argparse
import asyncio
import os
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontDatabase, QImage, QPixmap
from PySide6.QtWidgets import QApplication

from ccdiag.app.procedure_store import ProcedureStore
from ccdiag.app.session import make_run
from ccdiag.content.environments import load_environment
from ccdiag.lab.thread import LabThread
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.check import CheckId
from ccdiag.model.event import CheckStarted, RunEvent
from ccdiag.model.message import message
from ccdiag.model.procedure import AnswerKind
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.procedures.machine import current_step
from ccdiag.ui.controller import Controller
from ccdiag.ui.guidance import Guidance
from ccdiag.ui.history import History
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.pages.adminlight_page import AdminLightPage
from ccdiag.ui.theme import DARK, LIGHT, Theme
from ccdiag.ui.window_pages import ADMINLIGHT, GUIDE

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER: Final = Path(__file__).parent.parent / "docs" / "pictures"
FONTS: Final = ("Noto Sans", "Segoe UI", "DejaVu Sans")
MOST_BYTES: Final = 200_000
FAULT: Final = "tls.intercepted"
LAST: Final[CheckId] = "mqtt.session"
"""The check whose beginning is the picture of a run that goes on."""
CHOSEN: Final[CheckId] = "tas.tcp"
RUNNING_MS: Final = 1300
"""Milliseconds for which the window is left running: clocks that all stand at nothing say little."""
MOST_COLOURS: Final = 256
SHOP: Final = Case(
    merchant=Merchant(name="Bakkerij De Korenaar"),
    terminal=Terminal(tms_id="NL0012345", system="GrundmasterNL", ip="192.0.2.40", software="14.0.11.01"),
)
STEP: Final = "tms-id"
MOST_STEPS: Final = 100


class Shown(NamedTuple):
    """A picture: its name, what it shows, how large, and how light."""

    name: str
    state: RunState
    situation: Situation
    size: tuple[int, int]
    mode: Literal["light", "dark"]
    running: bool = False


def recorded(*faults: str) -> tuple[list[RunEvent], Situation]:
    """Run the checklist on a lab that is broken so, and keep what it told."""
    events: list[RunEvent] = []
    with LabThread(faults) as lab:
        situation = Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True)
        asyncio.run(make_run(situation, events.append).execute())
    return events, situation


def folded(events: list[RunEvent], until: "Callable[[RunEvent], bool]" = lambda _event: False) -> RunState:
    """Return the state after these events, or after the first one that `until` holds for."""
    state = RunState()
    for event in events:
        state = state.apply(event)
        if until(event):
            break
    return state


def half_way(events: list[RunEvent]) -> RunState:
    """Return the run as it was when the session with the service began."""
    return folded(events, lambda event: isinstance(event, CheckStarted) and event.check == LAST)


def grabbed(shown: Shown, history: History, application: QApplication) -> QImage:
    """Draw the window with a run in it."""
    look, situation = Look("en", shown.mode), shown.situation
    window = MainWindow(look)
    window.resize(*shown.size)
    page = window.checklist
    page.complete()
    page.show_environment(situation.environment, chosen=not situation.simulation)
    page.show_situation(situation)
    window.show_simulation(situation.simulation)
    window.show_case_name(situation.case.merchant.name or "")
    window.show_endpoints(message("Endpoints: {title}", title=situation.environment.title))
    page.show_history(history.lights)
    window.show()
    window.show_running(shown.running)
    window.show_state(RunState())
    window.show_state(shown.state)
    if shown.running:
        page.choose(CHOSEN)
        QTimer.singleShot(RUNNING_MS, lambda: application.exit(0))
        application.exec()
    return taken(window, application)


def guide(application: QApplication) -> QImage:
    """Draw the window with a procedure in the middle; nothing is measured."""
    with TemporaryDirectory() as folder:
        look, checklist = Look("en", "light"), Controller(load_environment("ccv"), SHOP)
        window = MainWindow(look)
        guidance = Guidance(look, window, checklist, search=lambda: None, store=ProcedureStore(Path(folder)), parent=window)
        guidance.controller.set_seen = lambda _seen: None  # type: ignore[assignment]  # so that no live check begins
        window.resize(1280, 800)
        window.checklist.complete()
        window.show_case_name(SHOP.merchant.name or "")
        window.show()
        window.show_page(GUIDE)
        guidance.begin("hardware-installation")
        for _ in range(MOST_STEPS):
            content = guidance.controller.content
            step = current_step(content.progress) if content is not None else None
            if content is None or step is None or step.id == STEP:
                break
            typed = SHOP.terminal.tms_id or ""
            guidance.controller.answer(typed if content.view.kind is AnswerKind.TEXT else step.expected, "")
        return taken(window, application)


def adminlight(application: QApplication) -> QImage:
    """Draw the window with the simulated terminal, found by what a customer reads aloud."""
    look = Look("en", "light")
    window = MainWindow(look)
    page = AdminLightPage(look)
    page.be_in_shop(SHOP.merchant.name or "", SHOP.terminal.tms_id or "")
    window.set_maker(ADMINLIGHT, lambda: page)
    window.resize(1280, 800)
    window.show()
    window.show_page(ADMINLIGHT)
    page.search_for("komt nit overeen")
    page.open_screen("configuration-warning")
    return taken(window, application)


def scene(name: str, size: tuple[int, int], application: QApplication) -> QImage:
    """Draw one of the windows that the tests look at."""
    # They lie beside the package, and a script's own folder is all that is searched.
    sys.path.insert(0, str(FOLDER.parents[1]))
    from tests.ui.windows import SCENES

    window = SCENES[name](Look("en", "light"))
    assert isinstance(window, MainWindow)
    window.resize(*size)
    window.show()
    return taken(window, application)


def taken(window: MainWindow, application: QApplication) -> QImage:
    """Take a picture once everything that was asked for is drawn."""
    for _ in range(20):
        application.sendPostedEvents()
        # What was replaced goes with the events of a loop that runs; here nothing runs.
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        application.processEvents()
    pixmap: QPixmap = window.grab()
    window.let_close()
    return pixmap.toImage()


def inks(theme: Theme) -> set[int]:
    """Return the colours that tell something, however little of the picture they cover."""
    told = (*theme.texts.values(), *theme.graphics.values(), *theme.tints.values())
    plain = (part for part in theme if isinstance(part, QColor))
    return {colour.rgb() for colour in (*told, *plain)}


def written(image: QImage, file: Path, kept: set[int]) -> int:
    """Write a picture as small as PNG gets without a loss that shows; returns its size in bytes."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    # The window has few colours; of the shades at the edges of letters the most frequent are enough.
    counted = Counter(memoryview(plain.constBits()).cast("I"))
    meant = [colour for colour in kept if colour in counted]
    others = [colour for colour, _ in counted.most_common(MOST_COLOURS) if colour not in kept]
    table = [*meant, *others][:MOST_COLOURS]
    no_noise = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    small = plain.convertToFormat(QImage.Format.Format_Indexed8, table, no_noise)
    small.save(buffer, "PNG", 0)  # type: ignore[call-overload]  # a format's name, as the documentation has it
    file.write_bytes(data.data())
    return data.size()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    broken, at_broken = recorded(FAULT)
    healthy, at_healthy = recorded()
    history = History()
    for events in (healthy, healthy, broken):
        history.add(folded(events))
    application = QApplication(["ccdiag", "-style", "fusion"])
    family = next((name for name in FONTS if name in QFontDatabase.families()), None)
    if family is not None:
        font = QFont(family)
        font.setPointSizeF(9.0)
        application.setFont(font)
    drawn = {
        shown.name: (grabbed(shown, history, application), inks(DARK if shown.mode == "dark" else LIGHT))
        for shown in (
            Shown("checklist-broken", folded(broken), at_broken, (1280, 920), "light"),
            Shown("checklist-running-dark", half_way(healthy), at_healthy, (1280, 860), "dark", running=True),
        )
    }
    drawn |= {"guide": (guide(application), inks(LIGHT)), "adminlight": (adminlight(application), inks(LIGHT))}
    drawn |= {
        "cases": (scene("cases-compared", (1280, 800), application), inks(LIGHT)),
        "saved-case": (scene("saved-half-way", (1280, 920), application), inks(LIGHT)),
        "configuration": (scene("configuration", (1280, 800), application), inks(LIGHT)),
    }
    good = True
    for name, (image, kept) in drawn.items():
        size = written(image, folder / f"{name}.png", kept)
        good = good and size < MOST_BYTES
        print(f"{name}.png: {size // 1000} kB{'' if size < MOST_BYTES else ', TOO LARGE'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
