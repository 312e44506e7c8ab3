"""The window beside a bare one: the time to the first picture, and how long its event loop is kept waiting.

Ratios within one run, since machines differ and are busy. Needs no display.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

_BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: application.exit(0))
application = QApplication(["bare", "-style", "fusion"])
window = Window()
window.setCentralWidget(QLabel("ccdiag"))
window.resize(1280, 800)
window.show()
application.exec()
"""
_OURS = """
import gc
gc.disable()  # as __main__ does

from ccdiag.app.wishes import Wishes
from ccdiag.ui import application
program = application.QApplication(["ccdiag", "-style", "fusion"])
first = application.WindowProgram(program, Wishes())
first._closed_early = True
first.window.painted.connect(lambda: program.exit(0))
first._save = lambda: None
first.live()
"""


def seconds(code: str, environment: dict[str, str]) -> float:
    command = [sys.executable, "-c", f"import time\nbegin = time.process_time()\n{code}\nprint(time.process_time() - begin)"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def first_picture(times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"), "CCDIAG_DATA": folder}
        bare, ours = [], []
        for _ in range(times):
            bare.append(seconds(_BARE, environment))
            ours.append(seconds(_OURS, environment))
    ratio = statistics.median(ours) / statistics.median(bare)
    print(
        f"first picture: {1000 * statistics.median(ours):.0f} ms, bare QMainWindow with a label: {1000 * statistics.median(bare):.0f} ms, "
        f"ratio: {ratio:.2f} (at most 2.0)"
    )


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=11)
    first_picture(arguments.parse_args().times)
