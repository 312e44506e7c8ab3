"""The window beside a bare one, and beside itself at rest.

The time to the first picture, as a ratio to a bare QMainWindow with a label; how long the event loop is kept waiting while a run, a sweep
of a /24 and 10,000 observations keep it busy, beside an idle loop's figures of the same process; and how soon everything has ended after
Stop. All of one run, since machines differ and are busy. Needs no display; the sweep needs root, for a LAN in network namespaces.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.network.lan import LAPTOP, ROOT, SUBNET, Lan
from tests.network.namespace import missing

RATIO_TARGET: Final = 2.0
GAP_TARGET_S: Final = 0.050
P99_TARGET_S: Final = 0.016
STOP_TARGET_S: Final = 0.200

_BARE: Final = """
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
_OURS: Final = """
import gc
gc.disable()  # as __main__ does
from ccdiag.app.wishes import Wishes
from ccdiag.ui import application
program = application.QApplication(["ccdiag", "-style", "fusion"])
window = application.WindowProgram(program, Wishes(language="LANGUAGE"))
window._closed_early = True
window.window.painted.connect(lambda: program.exit(0))
window.kept.save = lambda _window: None
window.live()
"""
_TOLD: Final = """
import time
print(time.process_time(), time.perf_counter())
"""


def milliseconds(seconds: float) -> str:
    """Write down a time."""
    return f"{1000 * seconds:.1f} ms" if seconds < 0.1 else f"{1000 * seconds:.0f} ms"


def environment(folder: str) -> dict[str, str]:
    """Return the environment of a user whose program was compiled before, as an installer or a first start does."""
    own = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"), "CCDIAG_DATA": f"{folder}/data"}
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    return own | {"PYTHONPYCACHEPREFIX": f"{folder}/compiled", "PYTHONPATH": str(ROOT)}


def once(code: str, folder: str) -> tuple[float, float]:
    """Return the processor's time and the clock's, from the start of the process to its first picture."""
    # Both clocks are the system's, and go on from one process to the next.
    timed = "import time, subprocess, sys; begin = time.perf_counter(); done = subprocess.run(sys.argv[1:], capture_output=True, text=True)"
    told = f"{timed}; print(begin, done.stdout); print(done.stderr, file=sys.stderr); sys.exit(done.returncode)"
    command = [sys.executable, "-c", told, sys.executable, "-c", code + _TOLD]
    done = subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=True)
    begin, work, end = map(float, done.stdout.split())
    return work, end - begin


def first_picture(times: int) -> bool:
    """Compare the first pictures, in turns."""
    good = True
    with tempfile.TemporaryDirectory() as folder:
        kinds = {"bare": _BARE, "English": _OURS.replace("LANGUAGE", "en"), "Dutch": _OURS.replace("LANGUAGE", "nl")}
        for code in kinds.values():
            once(code, folder)
        seen: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
        for _ in range(times):
            for kind, code in kinds.items():
                seen[kind].append(once(code, folder))
    medians = {kind: [statistics.median(column) for column in zip(*values, strict=True)] for kind, values in seen.items()}
    bare = medians.pop("bare")
    print(f"first picture, median of {times}, from the start of the process:")
    print(f"  a bare QMainWindow with a label: {milliseconds(bare[0])} of work, {milliseconds(bare[1])} by the clock")
    for kind, ours in medians.items():
        ratio = ours[0] / bare[0]
        good = good and ratio <= RATIO_TARGET
        print(
            f"  ccdiag in {kind}: {milliseconds(ours[0])} of work, {milliseconds(ours[1])} by the clock; {ratio:.2f} times the work, "
            f"{ours[1] / bare[1]:.2f} times the time (at most {RATIO_TARGET}) {'good' if ratio <= RATIO_TARGET else 'TOO SLOW'}"
        )
    return good


@contextmanager
def laptop() -> Iterator[tuple[list[str], str]]:
    """Yield what puts a program on a laptop in a shop, and the shop's network; nothing of it without root."""
    if (reason := missing()) is not None:
        print(f"the sweep is left out: {reason}")
        yield [], ""
        return
    lan = Lan()
    try:
        yield lan.command(), f"{SUBNET}.0/24"
    finally:
        lan.remove()


def load() -> dict[str, Any]:
    """Let the window be busy, and return what it saw."""
    with tempfile.TemporaryDirectory() as folder, laptop() as (inside, network):
        command = [*inside, sys.executable, str(ROOT / "benchmarks" / "window_load.py"), network]
        done = subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=True, cwd=ROOT)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def busy() -> bool:
    """Show how long the loop was kept waiting, and how soon a run stops."""
    told = load()
    print("event loop:")
    if told["swept"]:
        print(f"  the sweep from {LAPTOP} found {told['swept']} machines each time")
    good = True
    for phase, beats in told["beats"].items():
        clock, work, _ = (sorted(column) for column in zip(*beats, strict=True))
        own = sorted(gap - queued for gap, _, queued in beats)
        longest, p99 = own[-1], own[int(0.99 * len(own))]
        fits = longest < GAP_TARGET_S and p99 < P99_TARGET_S
        good = good and fits
        print(
            f"  {phase}: longest gap {milliseconds(longest)} (below {milliseconds(GAP_TARGET_S)}), 99th percentile {milliseconds(p99)} "
            f"(below {milliseconds(P99_TARGET_S)}), median {milliseconds(statistics.median(own))} {'good' if fits else 'TOO LONG'}"
        )
        print(
            f"    with the waiting for a processor that other programs had: {milliseconds(clock[-1])}, "
            f"{milliseconds(clock[int(0.99 * len(clock))])}; longest work of its own thread: {milliseconds(work[-1])}"
        )
    stops = [stopped - queued for stopped, _, queued in told["stops"]]
    print(
        f"from Stop to every check in its final state, with 10,000 observations: {milliseconds(max(stops))} at the most of {len(stops)} "
        f"(at most {milliseconds(STOP_TARGET_S)}) {'good' if max(stops) <= STOP_TARGET_S else 'TOO LONG'}; "
        f"with the waiting for a processor {milliseconds(max(stopped for stopped, _, _ in told['stops']))}"
    )
    return good and max(stops) <= STOP_TARGET_S


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--times", type=int, default=11)
    good = first_picture(arguments.parse_args().times)
    return 0 if busy() and good else 1


if __name__ == "__main__":
    print(f"{Path(__file__).name}:")
    raise SystemExit(main())
