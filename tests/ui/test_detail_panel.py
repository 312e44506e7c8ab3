import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ccdiag.app.evidence_table import EvidenceTable
from ccdiag.ui.look import Look
from ccdiag.ui.models.evidence_model import LATENCY_ROLE, LIGHT_ROLE, EvidenceModel
from ccdiag.ui.widgets.detail_panel import DetailPanel
from ccdiag.ui.widgets.flowing_text import FlowingText
from tests.ui.details import HOST, intercepted, running, stated


def shown(qtbot: QtBot, look: Look, width: int = 520, height: int = 700) -> DetailPanel:
    panel = DetailPanel(look)
    qtbot.addWidget(panel)
    panel.resize(width, height)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def texts(panel: QWidget) -> list[str]:
    flowing = [text.toPlainText() for text in panel.findChildren(FlowingText) if text.isVisible()]
    return flowing + [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def inside(panel: QWidget, part: QWidget) -> QRect:
    return QRect(part.mapTo(panel, QPoint(0, 0)), part.size())


def test_it_says_what_was_seen_what_it_means_and_what_to_do(qtbot: QtBot, look: Look) -> None:
    panel = shown(qtbot, look)
    panel.show_detail(intercepted())
    said = texts(panel)
    assert "Encryption of the MQTT service" in said
    assert "fault" in said
    assert "measured" in said
    assert "0.21 s" in said
    assert f"1. Exempt {HOST} from TLS inspection.\n2. Test again." in said
    assert any(text.startswith("Chain as received: *.iot") for text in said)
    assert any("openssl s_client" in text for text in said)


def test_nothing_chosen_says_what_to_do(qtbot: QtBot, look: Look) -> None:
    panel = shown(qtbot, look)
    assert texts(panel) == ["Choose a check to see what was seen, what it means and what to do."]
    panel.show_detail(intercepted())
    panel.show_detail(None)
    assert len(texts(panel)) == 1


def test_while_it_runs_it_says_what_is_waited_for(qtbot: QtBot, look: Look) -> None:
    panel = shown(qtbot, look)
    panel.show_detail(running())
    said = texts(panel)
    assert "198.51.100.77:443" in said
    assert "Waiting for" in said
    assert "measured" not in said
    assert not panel.findChildren(QPushButton)[1].isEnabled()


def test_what_was_stated_does_not_look_measured(qtbot: QtBot, look: Look) -> None:
    panel = shown(qtbot, look)
    panel.show_detail(stated())
    assert "stated" in texts(panel)
    assert "Was a hardware installation done after the change in TMS?\nAsk who was there last." in texts(panel)


def test_this_one_again(qtbot: QtBot, look: Look) -> None:
    panel = shown(qtbot, look)
    panel.show_detail(intercepted())
    button = next(button for button in panel.findChildren(QPushButton) if button.text() == "This one a&gain")
    with qtbot.waitSignal(panel.again_requested) as asked:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args == ["mqtt.tls"]
    panel.set_running(True)
    assert not button.isEnabled()


def test_narrow_it_has_a_way_back(qtbot: QtBot, look: Look) -> None:
    panel = shown(qtbot, look)
    panel.show_detail(intercepted())
    back = next(button for button in panel.findChildren(QPushButton) if "Back" in button.text())
    assert not back.isVisible()
    panel.set_narrow(True)
    assert back.isVisible()
    with qtbot.waitSignal(panel.back_requested):
        back.click()


def test_the_language_changes_under_it(qtbot: QtBot, look: Look) -> None:
    panel = shown(qtbot, look)
    panel.show_detail(intercepted())
    look.set_language("nl")
    assert "Versleuteling van de MQTT-dienst" in texts(panel)
    assert "fout" in texts(panel)
    assert "0,21 s" in texts(panel)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("ems", [17.5, 26, 44])
def test_nothing_is_cut_off(qtbot: QtBot, look: Look, ems: float, scale: float) -> None:
    look.set_text_scale(scale)
    look.set_language("nl")
    panel = shown(qtbot, look, look.metrics.length(ems), 900)
    panel.show_detail(replace(intercepted(), question=stated().question))
    qtbot.wait_until(
        lambda: all(text.height() >= text.heightForWidth(text.width()) for text in panel.findChildren(FlowingText) if text.isVisible())
    )
    for part in (*panel.findChildren(FlowingText), *panel.findChildren(QPushButton)):
        if part.isVisible():
            assert inside(panel, part).right() <= panel.width(), part
            assert inside(panel, part).left() >= 0


def test_the_command_is_copied(qtbot: QtBot, look: Look) -> None:
    panel = shown(qtbot, look)
    panel.show_detail(intercepted())
    next(button for button in panel.findChildren(QPushButton) if button.accessibleName() == "Copy the command").click()
    assert QGuiApplication.clipboard().text() == f"openssl s_client -alpn x-amzn-mqtt-ca \\\n  -connect {HOST}:443"


def test_everything_is_copied_as_text(qtbot: QtBot, look: Look) -> None:
    panel = shown(qtbot, look)
    panel.show_detail(intercepted())
    panel.copy()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Encryption of the MQTT service: fault\nSeen: ")
    assert "198.51.100.21\tSSL Inspection CA\tno\tyes\tnone\tTCP 0.020 s, TLS 0.190 s" in copied


def test_the_model_of_the_evidence(qtbot: QtBot, look: Look) -> None:
    model = EvidenceModel(look)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert (model.rowCount(), model.columnCount()) == (0, 0)
    model.show_table(intercepted().evidence)
    assert (model.rowCount(), model.columnCount()) == (3, 6)
    assert model.headerData(5, Qt.Orientation.Horizontal) == "TCP + TLS"
    assert model.index(0, 2).data(LIGHT_ROLE) == "fail"
    assert model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole) == "fault no"
    assert model.index(0, 5).data(Qt.ItemDataRole.AccessibleTextRole) == "TCP 0.020 s, TLS 0.190 s"
    assert model.index(1, 5).data(LATENCY_ROLE) == pytest.approx((0.02, 0.17, 0.21))
    model.show_table(running().evidence)
    assert model.index(1, 4).data(LATENCY_ROLE) is None
    model.show_table(EvidenceTable())
    assert model.rowCount() == 0
    del tester
