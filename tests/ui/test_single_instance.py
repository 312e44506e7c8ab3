"""A second start hands over what it was asked to open."""

import subprocess
import sys
import uuid
from functools import partial

from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from ccdiag.ui.single_instance import Instance, hand_over, server_name

_SECOND_START = """
import sys
from PySide6.QtCore import QCoreApplication
from ccdiag.ui.single_instance import hand_over
application = QCoreApplication([])
sys.exit(0 if hand_over(sys.argv[1], sys.argv[2:]) else 1)
"""


def fresh_name() -> str:
    return server_name(uuid.uuid4().hex)


def test_the_first_window_gets_what_the_second_start_was_asked_to_open(qtbot: QtBot) -> None:
    name = fresh_name()
    instance = Instance(name)
    assert instance.listening
    with qtbot.waitSignal(instance.handed_over, timeout=20000) as handed:
        second = subprocess.Popen([sys.executable, "-c", _SECOND_START, name, "shop één.toml", "--lab"])
    assert handed.args == [["shop één.toml", "--lab"]]
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20000)
    assert second.returncode == 0
    instance.close()


def test_without_a_first_window_there_is_nobody_to_hand_over_to(qtbot: QtBot) -> None:
    assert not hand_over(fresh_name(), [])


def test_the_name_tells_nothing_of_the_user() -> None:
    assert server_name("/home/someone") == server_name("/home/someone")
    assert server_name("/home/someone") != server_name("/home/another")
    assert "someone" not in server_name("/home/someone")


def test_a_name_left_behind_by_a_killed_window_is_taken_over(qtbot: QtBot) -> None:
    name = fresh_name()
    first, second = Instance(name), Instance(name)
    assert second.listening
    second.close()
    first.close()


def is_closed(socket: QLocalSocket) -> bool:
    return socket.state() == QLocalSocket.LocalSocketState.UnconnectedState


def test_nonsense_is_hung_up_on(qtbot: QtBot) -> None:
    name = fresh_name()
    instance = Instance(name)
    handed: list[list[str]] = []
    instance.handed_over.connect(handed.append)
    for nonsense in (b"{}\n", b"[1]\n", b"\xff\xfe\n", b"x" * 70000):
        socket = QLocalSocket()
        socket.connectToServer(name)
        assert socket.waitForConnected(1000)
        socket.write(nonsense)
        socket.flush()
        qtbot.waitUntil(partial(is_closed, socket), timeout=20_000)
    assert handed == []
    instance.close()
