import tomllib

import pytest

from ccdiag.content.root import resource_root
from ccdiag.lab.conditions import Conditions, PortState
from ccdiag.lab.faults import FAULTS, UnavailableFaultError, combined, known
from ccdiag.model.case import Terminal
from ccdiag.settings_check.names import tms_name, webkassa_name


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_turns_knobs_that_exist(name: str) -> None:
    fault = FAULTS[name]
    assert fault.conditions.keys() <= set(Conditions.__struct_fields__)
    assert fault.terminal.keys() <= set(Terminal.__struct_fields__)
    assert all(webkassa_name(field) == field for field in fault.webkassa)
    assert all(tms_name(parameter) == parameter for parameter in fault.tms)
    assert fault.description.endswith(".")
    broken = combined([name])
    assert name == "webkassa.browser_blocks_kick" or broken != combined([])


def test_every_fault_is_named_after_a_cause() -> None:
    files = (resource_root() / "causes").glob("*.toml")
    causes = {cause["id"] for file in files for cause in tomllib.loads(file.read_text("utf-8")).get("cause", [])}
    assert FAULTS.keys() <= causes


def test_a_silent_port_needs_a_silent_port() -> None:
    for name, fault in FAULTS.items():
        silent = PortState.DROPPED in fault.conditions.values()
        assert not silent or fault.platform == "linux", name


def test_faults_lie_over_one_another() -> None:
    both = combined(["tas.port_rejected", "tms.mqt_disabled", "tms.port_wrong", "network.captive_portal"])
    assert both.conditions.captive_portal
    assert both.conditions.tas_port is PortState.REJECTED
    assert both.tms == {"MQT": "Disabled", "MqtServicePort": "8883"}
    # The nearer one wins, in whatever order they are named.
    assert combined(["mqtt.port_rejected", "mqtt.port_dropped"]) == combined(["mqtt.port_dropped", "mqtt.port_rejected"])


def test_a_system_that_cannot_show_a_fault_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccdiag.lab.faults.sys.platform", "win32")
    assert known(["tas.port_rejected"]) == {"tas.port_rejected"}
    with pytest.raises(UnavailableFaultError) as raised:
        known(["tas.port_dropped", "tas.port_rejected"])
    assert raised.value.names == ("tas.port_dropped",)
