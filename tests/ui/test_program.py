"""The window's program from its start to its end, each time as a process of its own without a screen."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest

from ccdiag.app.newer_version_file import FILE_NAME
from ccdiag.app.policy_file import machine_policy_file
from ccdiag.content.root import resource_root
from tests.app.signed_versions import key_text, payload, signed

_DRIVER = """
import asyncio
import gc
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from ccdiag.app.wishes import Wishes
from ccdiag.ui.application import WindowProgram

story = None


class Driven(WindowProgram):
    async def _serve(self):
        telling = asyncio.get_running_loop().create_task(self.tell())
        await super()._serve()
        await telling
        others = [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        print("tasks", others)

    async def tell(self):
        # The other task has put everything together when it first waits.
        while self._closing is None or self.controller is None:
            await asyncio.sleep(0)
        await story(self)

    async def until(self, condition):
        changed = asyncio.Event()
        for signal in (self.controller.state_changed, self.controller.running_changed, self.controller.case_changed,
                       self.controller.troubled):
            signal.connect(lambda *_: changed.set())
        async with asyncio.timeout(60):
            while not condition():
                changed.clear()
                await changed.wait()


def drop(window, *files):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    event = QDropEvent(QPointF(100, 100), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(event)
    return event.isAccepted()


def boxes(window):
    return [box.text() for box in window.findChildren(QMessageBox) if box.isVisible()]


def main(lab):
    gc.disable()  # as __main__ does
    application = QApplication(["ccdiag", "-style", "fusion"])
    application.setQuitOnLastWindowClosed(False)
    program = Driven(application, Wishes(lab=lab, language="en"))
    status = program.live()
    print("threads", [thread.name for thread in threading.enumerate() if thread is not threading.main_thread() and not thread.daemon])
    print("left", [thread.name for thread in threading.enumerate() if thread.name.startswith("ccdiag-lab")])
    sys.exit(status)
"""


class Told(NamedTuple):
    status: int
    output: list[str]
    log: str


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def lived(data: Path, story: str, *, lab: bool = False, before: str = "") -> Told:
    """Live through a story; whatever is complained of fails."""
    code = f"{_DRIVER}\n{before}\nasync def story(program):\n{textwrap.indent(textwrap.dedent(story), '    ')}\n\nmain({lab})\n"
    temporary = data.parent / "tmp"
    temporary.mkdir(exist_ok=True)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "CCDIAG_DATA": str(data), "PYTHONIOENCODING": "utf-8"}
    environment |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        encoding="utf-8",
    )
    complaints = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert complaints == []
    assert list(temporary.iterdir()) == [], "the lab leaves nothing behind"
    log = data / "log" / "ccdiag.log"
    return Told(done.returncode, done.stdout.splitlines(), log.read_text(encoding="utf-8") if log.exists() else "")


def assert_ended_clean(told: Told) -> None:
    assert told.status == 0
    assert told.output[-3:] == ["tasks []", "threads []", "left []"]


def test_closing_while_a_run_goes_on_ends_clean(data: Path) -> None:
    told = lived(
        data,
        """
        await program.until(lambda: program.controller.state.begun)
        print("running", program.controller.running)
        program.window.close()
        """,
        lab=True,
    )
    assert told.output[0] == "running True"
    assert_ended_clean(told)
    assert "ERROR" not in told.log


@pytest.mark.skipif(sys.platform == "win32", reason="there is no signal that a process sends itself")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_clean_while_nothing_happens(data: Path, number: signal.Signals) -> None:
    told = lived(
        data,
        f"""
        await program.until(lambda: program.controller.state.finished and not program.controller.running)
        import subprocess
        subprocess.Popen(["sh", "-c", f"kill -{number.value} {{__import__('os').getpid()}}"]).wait()
        """,
        lab=True,
    )
    assert told.status == 128 + number
    assert told.output[-3:] == ["tasks []", "threads []", "left []"]


def test_closing_while_the_lab_starts_ends_clean(data: Path) -> None:
    told = lived(
        data,
        """
        while program.lab is None:
            await asyncio.sleep(0)
        print(program.lab.view.stage.value)
        program.window.close()
        """,
        lab=True,
    )
    assert told.output[0] == "starting"
    assert_ended_clean(told)
    assert "ERROR" not in told.log


def test_garbage_is_looked_for_again_once_a_run_may_begin(data: Path) -> None:
    told = lived(
        data,
        """
        import gc
        await program.controller.until_warm()
        print(gc.isenabled(), gc.get_freeze_count() > 10_000)
        program.window.close()
        """,
    )
    assert told.output[0] == "True True"
    assert_ended_clean(told)


def test_an_ending_session_ends_it_clean(data: Path) -> None:
    told = lived(
        data,
        """
        await program.until(lambda: program.controller.state.begun)
        # What Qt does when Windows ends the session: it leaves its loop.
        QApplication.exit(0)
        """,
        lab=True,
    )
    assert_ended_clean(told)
    assert "geometry" in (data / "settings.toml").read_text(encoding="utf-8")


def test_what_was_typed_is_kept_when_the_session_is_about_to_end(data: Path) -> None:
    # Windows asks by WM_QUERYENDSESSION, and ends the program after that.
    told = lived(
        data,
        """
        from msgspec.structs import replace
        controller = program.controller
        await program.until(lambda: controller.state.finished and not controller.running)
        controller.set_case(replace(controller.case, terminal=replace(controller.case.terminal, software="14.0.11.02")))
        print(controller.keeping._typed.isActive())
        program._on_session_ending()
        print(controller.keeping._typed.isActive(), await controller.keeping.keeper.kept(20.0))
        program.window.close()
        """,
        lab=True,
    )
    assert told.output[:2] == ["True", "False True"]
    assert_ended_clean(told)


def test_a_bug_is_seen_copied_and_logged_and_the_window_lives_on(data: Path) -> None:
    told = lived(
        data,
        """
        QTimer.singleShot(0, lambda: 1 / 0)
        await program.until(lambda: bool(program.window._trouble))
        banner = program.window.checklist.banner
        print(banner.accessibleName())
        banner.buttons[0].click()
        print("ZeroDivisionError" in QApplication.clipboard().text())
        async def broken():
            raise RuntimeError("a task")
        program.controller.spawn(broken(), "broken")
        await program.until(lambda: "a task" in program.window._trouble)
        asyncio.get_running_loop().call_soon(lambda: [][1])
        await program.until(lambda: "IndexError" in program.window._trouble)
        print("visible", program.window.isVisible())
        program.window.close()
        """,
    )
    assert told.output[:3] == ["Something went wrong in ccdiag", "True", "visible True"]
    assert all(f"{error}:" in told.log for error in ("ZeroDivisionError", "RuntimeError", "IndexError"))
    assert_ended_clean(told)


def test_a_broken_settings_file_is_set_aside_with_a_notice(data: Path) -> None:
    (data / "settings.toml").write_bytes(b"\xff\xfe not toml = [")
    told = lived(
        data,
        """
        await asyncio.sleep(0)
        print(boxes(program.window))
        program.window.close()
        """,
    )
    assert "kept as settings.broken-" in told.output[0]
    assert len(list(data.glob("settings.broken-*.toml"))) == 1
    assert_ended_clean(told)


def test_closing_while_the_lab_starts_begins_no_run(data: Path) -> None:
    told = lived(data, "program.window.close()", lab=True)
    assert_ended_clean(told)
    assert "run ended" not in told.log


def test_a_broken_file_of_the_installation_is_told_once_and_the_rest_works(data: Path) -> None:
    broken = data.parent / "resources"
    shutil.copytree(resource_root(), broken)
    day = broken / "procedures" / "day.toml"
    day.write_text(day.read_text(encoding="utf-8").replace("\nid = ", "\nname = ", 1), encoding="utf-8")
    told = lived(
        data,
        """
        await program.until(lambda: program.controller.state.finished and not program.controller.running)
        asyncio.get_running_loop().call_soon(program.window.show_page, "guide")
        await asyncio.sleep(0)
        print(boxes(program.window))
        print(program.controller.state.verdict)
        program.window.close()
        """,
        lab=True,
        before=f"import ccdiag.content.procedures as procedures; procedures.resource_root = lambda: Path({str(broken)!r})",
    )
    assert told.output[0].count("day.toml: procedure[0].name: unknown key") == 1
    assert told.output[1] == "healthy"
    assert_ended_clean(told)


def test_a_settings_file_with_a_lost_environment_is_told_and_the_usual_one_taken(data: Path) -> None:
    (data / "settings.toml").write_text('environment = "/nowhere/own.toml"\n', encoding="utf-8")
    told = lived(
        data,
        """
        await asyncio.sleep(0)
        print(boxes(program.window))
        print(program.controller.environment.id)
        program.window.close()
        """,
    )
    assert "own.toml" in told.output[0]
    assert told.output[1] == "ccv"
    assert_ended_clean(told)


def test_files_are_dropped_opened_and_saved(data: Path) -> None:
    (data / "één winkel.toml").write_text('schema = 1\n[merchant]\nname = "Slagerij Hendriks"\n', encoding="utf-8")
    (data / "broken.toml").write_text("schema = 1\nshop = 1\n", encoding="utf-8")
    (data / "webkassa.json").write_text("{}", encoding="utf-8")
    told = lived(
        data,
        f"""
        folder = Path({str(data)!r})
        print(drop(program.window, folder / "één winkel.toml"), program.controller.case.merchant.name)
        print(program.window.windowTitle())
        drop(program.window, folder / "webkassa.json")
        print(Path(program.controller.case.webkassa["file"]).name)
        drop(program.window, folder / "broken.toml")
        print(boxes(program.window))
        program.window.save_wanted.emit(str(folder / "saved.toml"))
        program.window.close()
        """,
    )
    assert told.output[:3] == ["True Slagerij Hendriks", "Slagerij Hendriks – ccdiag", "webkassa.json"]
    assert "broken.toml" in told.output[3]
    assert 'name = "Slagerij Hendriks"' in (data / "saved.toml").read_text(encoding="utf-8")
    assert_ended_clean(told)


def test_what_was_chosen_is_there_the_next_time(data: Path) -> None:
    from_first = lived(
        data,
        """
        from msgspec.structs import replace
        program.kept.apply(replace(program.settings, mode="dark", text_scale=1.5, deadline_s=20.0))
        program.window.resize(700, 500)
        program.window.close()
        """,
    )
    assert_ended_clean(from_first)
    told = lived(
        data,
        """
        print(program.look.theme.name, program.look._text_scale, program.controller.deadline_s, program.window.width())
        program.window.close()
        """,
    )
    assert told.output[0] == "dark 1.5 20.0 700"


def test_the_lab_comes_and_goes_and_the_own_shop_is_back(data: Path) -> None:
    told = lived(
        data,
        """
        window, controller = program.window, program.controller
        await program.until(lambda: controller.state.finished and not controller.running)
        print(controller.state.verdict, window.strip.isVisible(), "SIMULATION" in window.windowTitle())
        program.lab.set_fault("tas.port_rejected", True)
        program.lab.stop()
        await program.until(lambda: not controller.simulation)
        print(window.strip.isVisible(), controller.environment.id, controller.state.begun)
        window.close()
        """,
        lab=True,
    )
    assert told.output[:2] == ["healthy True True", "False ccv False"]
    assert_ended_clean(told)


def test_a_link_shows_a_screen_and_starts_nothing(data: Path) -> None:
    told = lived(
        data,
        """
        for link in ("ccdiag:screen/pos-mode", "ccdiag:screen/none", "ccdiag:run/now"):
            program.opening.open_all([link])
            print(program.window.page("adminlight").terminal.view.screen, program.window.statusBar().currentMessage())
        print(program.controller.running, program.controller.state.begun)
        program.window.close()
        """,
    )
    assert told.output[:4] == [
        "pos-mode ",
        "pos-mode There is no such screen: none",
        "pos-mode This link cannot be shown: ccdiag:run/now",
        "False False",
    ]
    assert_ended_clean(told)


def test_a_newer_version_is_looked_for_where_a_policy_says_and_when_somebody_asks(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.path.lexists(machine_policy_file()):
        pytest.skip("this machine has a policy of its own")
    told = lived(data, _NEWER_VERSION)
    assert told.output[0] == "False"
    assert_ended_clean(told)
    published = data.parent / "published"
    published.mkdir()
    (published / FILE_NAME).write_bytes(signed(payload()))
    file = data.parent / "policy.toml"
    file.write_text(f'[newer_version]\nsource = {json.dumps(str(published))}\npublic_key = "{key_text()}"\n', encoding="utf-8")
    monkeypatch.setenv("CCDIAG_POLICY", str(file))
    told = lived(data, _NEWER_VERSION)
    assert told.output[:3] == ["True", "0", "Version 9.2.0 is there."]
    assert_ended_clean(told)
    assert "newer version: newer" in told.log


_NEWER_VERSION = """
        from ccdiag.ui.newer_version_dialog import NewerVersionDialog
        window = program.window
        there = "newer_version" in window.menus._actions
        print(there)
        if there:
            print(len(window.findChildren(NewerVersionDialog)))
            before = set(program.controller._tasks)
            window.action("newer_version").trigger()
            await asyncio.wait(set(program.controller._tasks) - before)
            print(window.findChildren(NewerVersionDialog)[0]._headline.toPlainText())
        window.close()
        """
