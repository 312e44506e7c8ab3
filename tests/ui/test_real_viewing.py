"""A saved case opened in the program itself as a person opens it: by a start, by a second start, and by dragging."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from ccdiag.cases.bundle import bundle_bytes
from ccdiag.cases.case_documents import documents_of
from tests.cases.lab_cases import lab_run, saved_case
from tests.ui.real_display import Display, missing_tools, real_display, until
from tests.ui.test_real_keys import assert_ended_clean

_DRAGGED: Final = """
import sys
from PySide6.QtCore import QMimeData, QUrl, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QLabel

class Source(QLabel):
    def mousePressEvent(self, event):
        print("pressed", flush=True)
        drag = QDrag(self)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(sys.argv[1])])
        drag.setMimeData(mime)
        print(drag.exec(Qt.DropAction.CopyAction).name, flush=True)

application = QApplication(["source"])
label = Source("a file of the mail program")
label.setWindowTitle("Mail")
label.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
label.setGeometry(0, 0, 160, 60)
label.show()
sys.exit(application.exec())
"""


@pytest.fixture
def display() -> Iterator[Display]:
    if missing := missing_tools():
        if os.environ.get("CI") == "1":
            pytest.fail(f"missing here: {missing}")
        pytest.skip(f"needs {', '.join(missing)}")
    with tempfile.TemporaryDirectory(prefix="cc-") as folder, real_display(Path(folder)) as made:
        yield made


@pytest.fixture
def file(display: Display) -> Path:
    made = display.folder / "één winkel.ccdiag"
    made.write_bytes(bundle_bytes(documents_of(saved_case(lab_run("tls.intercepted")))))
    return made


def test_a_start_with_the_file_shows_it_and_keys_lead_back(display: Display, file: Path) -> None:
    program = display.start(str(file), "--language", "en")
    program.wait_for_log("a saved case is looked at, with 1 runs")
    display.window("saved:")
    # A run is refused; Enter does no harm in the question before it.
    display.press("F5")
    display.window("^ccdiag$")
    display.press("Return")
    display.window("saved:")
    display.press("ctrl+shift+c")
    assert "[tls.intercepted]" in display.clipboard()
    display.window("saved:")
    display.press("F5")
    display.window("^ccdiag$")
    display.press("alt+b")
    program.wait_for_log("back to measuring")
    display.press("alt+F4")
    assert_ended_clean(display, program)
    assert "run ended" not in program.log()


def test_a_second_start_hands_the_file_over(display: Display, file: Path) -> None:
    program = display.start("--language", "en")
    first = display.window("ccdiag")
    until((display.folder / "data" / "window.open").exists, "the window that later starts hand over to")
    second = display.start(str(file))
    assert second.ended() == 0
    program.wait_for_log("a saved case is looked at")
    assert display.window("saved:") == first
    display.press("alt+F4")
    assert_ended_clean(display, program)


def _has_told(file: Path, word: str, times: int) -> bool:
    return file.read_text().count(word) == times


def test_a_file_is_dragged_in_from_another_program(display: Display, file: Path) -> None:
    program = display.start("--language", "en")
    display.window("ccdiag")
    until((display.folder / "data" / "window.open").exists, "all of the window")
    told = display.folder / "source"
    with told.open("wb") as output:
        source = subprocess.Popen([sys.executable, "-c", _DRAGGED, str(file)], env=display.environment, stdout=output, stderr=output)
    try:
        until(lambda: display.xdotool("search", "--onlyvisible", "--name", "^Mail$"), "the other program")
        # A busy program may answer too late that it would take the file: then the hand comes back for it.
        for drag in range(1, 6):
            display.xdotool("mousemove", "40", "30", "mousedown", "1")
            until(partial(_has_told, told, "pressed", drag), "the drag")
            for at in range(60, 661, 60):
                display.xdotool("mousemove", "--sync", str(at), str(at // 2 + 100))
            display.xdotool("mouseup", "1")
            until(partial(_has_told, told, "Action", drag), "the drop")
            if "CopyAction" in told.read_text():
                break
        assert "CopyAction" in told.read_text()
        program.wait_for_log("a saved case is looked at")
    finally:
        source.terminate()
        source.wait()
    display.window("saved:")
    display.press("alt+F4")
    assert_ended_clean(display, program)
