"""Work in a thread, for something that may be gone before the answer comes."""

import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from ccdiag.ui.errand import run_errand, wait_for_errands


def test_the_answer_comes_in_the_windows_thread(qtbot: QtBot) -> None:
    told: list[tuple[int, threading.Thread]] = []
    run_errand(lambda: 42, lambda answer: told.append((answer, threading.current_thread())), "errand")
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(42, threading.main_thread())]


def test_who_asked_may_be_gone_at_any_moment(qtbot: QtBot) -> None:
    ended: list[int] = []
    for number in range(200):
        owner = QObject()
        go = threading.Event()

        def work(go: threading.Event = go, number: int = number) -> int:
            go.wait()
            return number

        def done(answer: int, owner: QObject = owner) -> None:
            ended.append(-1 if isValid(owner) else answer)

        run_errand(work, done, "errand")
        go.set()
        delete(owner)
    qtbot.waitUntil(lambda: len(ended) == 200)
    assert sorted(ended) == list(range(200))


def test_what_is_still_done_is_waited_for_but_not_for_ever(qtbot: QtBot) -> None:
    go = threading.Event()
    written: list[bool] = []

    def work() -> None:
        go.wait()
        written.append(True)

    run_errand(work, lambda _answer: None, "errand")
    wait_for_errands(0.0)
    assert not written
    go.set()
    wait_for_errands(60.0)
    assert written
