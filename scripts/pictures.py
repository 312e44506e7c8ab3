"""Make the pictures of the README: the window, without a screen, showing runs of the built-in lab."""

import argparse
import asyncio
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontDatabase, QImage, QPixmap
from PySide6.QtWidgets import QApplication

from ccdiag.app.session import make_run
from ccdiag.lab.thread import LabThread
from ccdiag.model.check import CheckId
from ccdiag.model.event import CheckStarted, RunEvent
from ccdiag.model.message import message
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.ui.history import History
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.theme import DARK, LIGHT, Theme

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
    page.show_environment(situation.environment)
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
    for _ in range(20):
        application.sendPostedEvents()
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
    good = True
    for shown in (
        Shown("checklist-broken", folded(broken), at_broken, (1280, 920), "light"),
        Shown("checklist-running-dark", half_way(healthy), at_healthy, (1280, 860), "dark", running=True),
    ):
        size = written(grabbed(shown, history, application), folder / f"{shown.name}.png", inks(DARK if shown.mode == "dark" else LIGHT))
        good = good and size < MOST_BYTES
        print(f"{shown.name}.png: {size // 1000} kB{'' if size < MOST_BYTES else ', TOO LARGE'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
