import pytest

from ccdiag.lab.webkassa import KickKind, KickResult
from tests.lab.conftest import Break

STEPS = {"cloud": ["vpos", "terminal", "dial", "tas"], "local": ["connect", "terminal", "dial", "tas"]}


def last(result: KickResult) -> tuple[str, str]:
    assert not result.succeeded
    return result.steps[-1].name, result.steps[-1].detail


@pytest.mark.parametrize("kind", ["cloud", "local"])
def test_a_kick_reaches_tas(broken: Break, kind: KickKind) -> None:
    lab = broken()
    result = lab.call(lab.lab.kick, kind)
    assert [step.name for step in result.steps] == STEPS[kind]
    assert result.succeeded
    assert result.line.startswith(f"kick {kind} ok: ")
    assert "\n" not in result.line
    assert [step.at_s for step in result.steps] == sorted(step.at_s for step in result.steps) or kind == "local"


def test_the_whitelist_refuses_a_kick(broken: Break) -> None:
    lab = broken("whitelist.missing")
    assert last(lab.call(lab.lab.kick, "cloud")) == ("vpos", "not on the whitelist")
    assert lab.call(lab.lab.kick, "local").succeeded


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("webkassa.system_is_1_0", "unknown management system"),
        ("webkassa.terminal_id_differs", "not on the whitelist"),
        ("whitelist.wrong_merchant", "not on the whitelist"),
        ("whitelist.source_unreachable", "ClientConnectorError"),
    ],
)
def test_vpos_refuses_a_kick(broken: Break, fault: str, why: str) -> None:
    lab = broken(fault)
    assert last(lab.call(lab.lab.kick, "cloud")) == ("vpos", why)


@pytest.mark.parametrize("fault", ["mqtt.port_rejected", "tls.intercepted", "tls.alpn_missing", "terminal.dns_not_set", "tms.topic_wrong"])
def test_a_terminal_without_its_session_hears_nothing(broken: Break, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccdiag.lab.webkassa._STEP_S", 0.2)
    lab = broken(fault)
    assert last(lab.call(lab.lab.kick, "cloud")) == ("terminal", "nothing happened")


@pytest.mark.parametrize("fault", ["tas.port_rejected", "terminal.dns_not_set"])
def test_tas_is_not_reached(broken: Break, fault: str) -> None:
    lab = broken(fault)
    assert last(lab.call(lab.lab.kick, "local")) == ("dial", "TAS not reached")


def test_tas_closes_at_once(broken: Break) -> None:
    lab = broken("tas.closes_at_once")
    assert not lab.call(lab.lab.kick, "cloud").succeeded


def test_a_closed_trigger_port(broken: Break) -> None:
    lab = broken("terminal.trigger_port_closed")
    assert last(lab.call(lab.lab.kick, "local")) == ("connect", "ConnectionRefusedError")
