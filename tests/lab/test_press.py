"""The laboratory's terminal is the simulated AdminLight: what is done there changes its sockets, its session and the files."""

import socket
import tomllib
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from ccdiag.adminlight.view import render
from ccdiag.lab.faults import FAULTS
from ccdiag.lab.lab import Lab
from ccdiag.lab.terminal_world import LOADED_BY_INSTALLATION, READ_OFF, faults_of
from ccdiag.lab.thread import LabThread
from ccdiag.model.terminal_state import OK, START_MENU, choose
from tests.lab.conftest import Break

SERVICE = ("START MENU", "SERVICE MENU", "1234", "OK")
POS_MODE = (*SERVICE, "CONFIGUREREN", "TERMINAL", "OPI INSTELLINGEN", "POS MODE")
DAY = ("START MENU", "MANAGER MENU", "1234", "OK", "FUNCTIES", "TERMINAL")
INSTALL = (
    *(*SERVICE, "FUNCTIES", "TERMINAL", "CONTACT TMS", "HW INSTALLATIE", "TERM. INSTALLATIE"),
    *("LAB00042", "OK", "LAB00042", "OK", "OK", "OK", "OK"),
)


@pytest.fixture(autouse=True)
def _mended(running_lab: LabThread) -> Iterator[None]:
    yield
    running_lab.call(running_lab.lab.set_faults, ())


def press(lab: LabThread, *words: str) -> str:
    result = lab.call(lab.lab.press, words)
    assert result.understood, result.line
    return result.line


def listens(lab: LabThread) -> tuple[bool, bool]:
    """Whether the OPI port and the trigger port answer."""
    terminal = lab.case.terminal
    assert terminal.ip is not None
    return can_connect(terminal.ip, terminal.opi_port), can_connect(terminal.ip, terminal.trigger_port)


def can_connect(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=20).close()
    except ConnectionRefusedError:
        return False
    return True


def mode_of(lab: LabThread) -> str:
    return lab.lab.terminal_state.world.pos_mode


def day_of(lab: LabThread) -> tuple[frozenset[str], str | None]:
    return lab.lab.faults, lab.case.terminal.day_open


def events(lab: LabThread) -> list[str]:
    return [entry.event for entry in lab.lab.journal.entries if entry.actor == "terminal"]


def test_every_fault_that_is_read_off_exists() -> None:
    assert FAULTS.keys() >= READ_OFF | LOADED_BY_INSTALLATION


@pytest.mark.parametrize("fault", sorted(READ_OFF))
def test_adminlight_shows_the_faults(broken: Break, fault: str) -> None:
    lab = broken(fault)
    assert faults_of(lab.lab.terminal_state.world) == {fault}
    lab.call(lab.lab.set_fault, fault, False)
    assert faults_of(lab.lab.terminal_state.world) == frozenset()


@pytest.mark.parametrize("mode", ["TCP STANDAARD", "TCP FLAT-INCOMING", "SERIEEL"])
def test_the_pos_mode_decides_the_ports(broken: Break, mode: str) -> None:
    lab = broken()
    assert listens(lab) == (False, True)
    line = press(lab, *POS_MODE, mode)
    assert line.startswith("Confirmation: OPI INSTELLINGEN / ER ZIJN VERANDERINGEN")
    assert listens(lab) == (False, True), "nothing changes before it is confirmed"
    press(lab, "OK")
    assert listens(lab) == (mode != "SERIEEL", False)
    assert lab.lab.faults == {"terminal.pos_mode_wrong"}
    assert lab.case.terminal.pos_mode == lab.lab.terminal_state.world.pos_mode
    press(lab, "TCP FLAT-OUTGOING", "OK")
    assert listens(lab) == (False, True)
    assert (lab.lab.faults, lab.case.terminal.pos_mode) == (frozenset(), "flat-outgoing")


def test_another_wrong_mode_stays_when_another_fault_comes(broken: Break) -> None:
    lab = broken()
    press(lab, *POS_MODE, "SERIEEL", "OK")
    lab.call(lab.lab.set_fault, "tas.port_rejected", True)
    assert mode_of(lab) == "serial"
    assert listens(lab) == (False, False)
    lab.call(lab.lab.set_fault, "terminal.pos_mode_wrong", False)
    assert mode_of(lab) == "flat-outgoing"


def test_a_kick_is_not_obeyed_in_another_mode(broken: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccdiag.lab.webkassa._STEP_S", 0.3)
    lab = broken("terminal.pos_mode_wrong")
    assert not lab.call(lab.lab.kick, "cloud").succeeded
    assert "cloud kick not obeyed" in events(lab)


def test_the_day_is_closed_and_opened(broken: Break) -> None:
    lab = broken("terminal.day_closed")
    press(lab, *DAY, "DAGOPENING")
    assert day_of(lab) == (frozenset(), "yes")
    press(lab, "DAGAFSLUITING")
    assert day_of(lab) == (frozenset({"terminal.day_closed"}), "no")
    assert "DAG GESLOTEN" in lab.lab.terminal_state.printer


def test_a_hardware_installation_brings_the_session_up(broken: Break) -> None:
    lab = broken("terminal.hw_install_missing", "terminal.pos_mode_wrong")
    before = events(lab).count("MQTT session up")
    assert "DAG IS NOG OPEN" in press(lab, *INSTALL[:-1])
    assert lab.lab.faults == {"terminal.hw_install_missing", "terminal.pos_mode_wrong"}
    press(lab, "OK", *DAY, "DAGAFSLUITING")
    assert "KLANTGEGEVENS" in press(lab, *INSTALL[:-1])
    assert events(lab).count("MQTT session up") == before
    press(lab, "OK")
    assert events(lab).count("MQTT session up") == before + 1
    assert lab.lab.faults == {"terminal.day_closed"}
    assert lab.case.terminal.hw_installed == "yes"
    assert listens(lab) == (False, True), "with MQT on, the mode is set too"
    press(lab, *DAY, "DAGOPENING")
    assert lab.lab.faults == frozenset()
    assert lab.call(lab.lab.kick, "cloud").succeeded


def test_an_installation_begins_a_new_session(broken: Break) -> None:
    lab = broken("terminal.day_closed")
    before = events(lab).count("MQTT session up")
    press(lab, *INSTALL)
    assert events(lab).count("MQTT session up") == before + 1
    assert "hardware installation" in events(lab)


def test_with_mqt_off_an_installation_brings_no_session(broken: Break) -> None:
    lab = broken("tms.mqt_disabled", "terminal.day_closed")
    before = events(lab).count("MQTT session up")
    press(lab, *INSTALL)
    assert lab.lab.faults == {"tms.mqt_disabled", "terminal.day_closed"}
    assert events(lab).count("MQTT session up") == before


def test_mqt_that_comes_on_in_tms_waits_for_an_installation(broken: Break) -> None:
    lab = broken("tms.mqt_disabled", "terminal.day_closed")
    state = lab.lab.terminal_state
    lab.call(lab.lab.set_terminal_state, replace(state, world=replace(state.world, mqt=True)))
    assert lab.lab.faults == {"terminal.hw_install_missing", "terminal.day_closed"}
    press(lab, *INSTALL)
    assert lab.lab.faults == {"terminal.day_closed"}


@pytest.mark.parametrize("fault", sorted(LOADED_BY_INSTALLATION))
def test_an_mqtt_setting_put_right_in_tms_waits_for_an_installation(broken: Break, fault: str) -> None:
    lab = broken(fault, "terminal.day_closed")
    lab.call(lab.lab.mend_in_tms, fault)
    assert lab.lab.faults == {"terminal.hw_install_missing", "terminal.day_closed"}
    before = events(lab).count("MQTT session up")
    press(lab, *INSTALL)
    assert lab.lab.faults == {"terminal.day_closed"}
    assert events(lab).count("MQTT session up") == before + 1


def test_another_setting_put_right_in_tms_is_right(broken: Break) -> None:
    lab = broken("tms.cloud_connection_disabled")
    lab.call(lab.lab.mend_in_tms, "tms.cloud_connection_disabled")
    assert lab.lab.faults == frozenset()
    lab.call(lab.lab.mend_in_tms, "tms.mqt_disabled")
    assert lab.lab.faults == frozenset(), "what is not broken needs no installation"


def test_without_cloud_connection_the_mode_is_missing(broken: Break) -> None:
    lab = broken("tms.cloud_connection_disabled")
    assert "FLAT-OUTGOING" not in press(lab, *POS_MODE)
    lab.call(lab.lab.set_fault, "tms.cloud_connection_disabled", False)
    assert "TCP FLAT-OUTGOING" in [entry.label for entry in render(lab.lab.terminal_state).entries]


def test_a_tms_that_does_not_answer_installs_nothing(broken: Break) -> None:
    lab = broken("tms.port_rejected", "terminal.hw_install_missing", "terminal.day_closed")
    assert "GEEN CONTACT MET TMS" in press(lab, *INSTALL[:-1])
    assert lab.lab.faults == {"tms.port_rejected", "terminal.hw_install_missing", "terminal.day_closed"}


def test_forcing_old_software_is_a_fault_of_its_own(broken: Break) -> None:
    lab = broken("tms.software_too_old", "terminal.day_closed")
    assert "KOMT NIET OVEREEN" in press(lab, *INSTALL)
    press(lab, "OK")
    assert lab.lab.faults == {"tms.software_too_old", "terminal.software_too_old", "terminal.day_closed"}
    assert lab.case.terminal.software == "13.2.00.04"


def test_another_id_hears_no_kick(broken: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccdiag.lab.webkassa._STEP_S", 0.3)
    lab = broken("terminal.day_closed")
    assert "ANDERE KLANT" in press(lab, *(word.replace("LAB00042", "LAB00043") for word in INSTALL[:-1]))
    press(lab, "OK")
    assert not lab.call(lab.lab.kick, "cloud").succeeded
    press(lab, *INSTALL)
    assert lab.call(lab.lab.kick, "cloud").succeeded


def test_single_keys_and_the_files(broken: Break) -> None:
    lab = broken()
    lab.call(lab.lab.press_key, START_MENU)
    assert render(lab.call(lab.lab.press_key, choose("DISPLAY INFO"))).screen == "display-info"
    assert render(lab.call(lab.lab.press_key, OK)).screen == "main-menu"
    press(lab, *POS_MODE, "TCP STANDAARD", "OK")
    written = tomllib.loads((lab.lab.directory / "case.toml").read_text(encoding="utf-8"))
    assert written["terminal"]["pos_mode"] == "standard"


def test_the_title_is_the_shops(broken: Break) -> None:
    lab = broken()
    view = render(lab.lab.terminal_state)
    assert view.window_title == f"CCV AdminLight - Bakkerij Voorbeeld (verzonnen) - {lab.case.terminal.ip}"


async def test_a_laboratory_can_start_broken() -> None:
    async with Lab(["terminal.pos_mode_wrong"]) as lab:
        assert lab.terminal_state.world.pos_mode == "standard"
        assert lab.case.terminal.pos_mode == "standard"
