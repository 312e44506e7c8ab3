from pathlib import Path

import pytest

from ccdiag.lab.faults import FAULTS, combined
from ccdiag.lab.files import Layout
from ccdiag.lab.lab import Lab
from ccdiag.lab.parts import PartKind, PartState, parts_of
from ccdiag.model.endpoint import Endpoint

LAYOUT = Layout(
    directory=Path(),
    trust=Path("trust.pem"),
    client_certificate=Path("client.pem"),
    mqtt=Endpoint("mqtt.test", 40001),
    tas=Endpoint("tas.test", 40002),
    tms_port=40003,
    vpos=Endpoint("vpos.test", 40004),
    control=Endpoint("control.test", 40005),
    dns="127.0.0.1:40006",
    site_dns="127.0.0.1:40007",
    internet_url="http://127.0.0.1:40008",
    vpos_url="http://127.0.0.1:40009",
    proxy_url="http://127.0.0.1:40010",
    terminal="127.0.0.2",
    opi_port=40011,
    trigger_port=40012,
    known_text="known",
)


def states(*faults: str) -> dict[PartKind, PartState]:
    return {part.kind: part.state for part in parts_of(LAYOUT, combined(faults).conditions)}


def differing(*faults: str) -> dict[PartKind, PartState]:
    healthy = states()
    return {kind: state for kind, state in states(*faults).items() if healthy[kind] is not state}


def test_in_a_healthy_shop_everything_works_but_there_is_no_proxy() -> None:
    assert {kind for kind, state in states().items() if state is not PartState.WORKS} == {PartKind.PROXY}
    assert states()[PartKind.PROXY] is PartState.ABSENT
    assert list(states()) == [part.kind for part in parts_of(LAYOUT, combined(()).conditions)]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("tas.port_rejected", {PartKind.TAS: PartState.REJECTS}),
        ("tms.closes_at_once", {PartKind.TMS: PartState.CLOSES}),
        ("mqtt.server_silent", {PartKind.MQTT: PartState.SILENT}),
        ("mqtt.reset", {PartKind.MQTT: PartState.CLOSES}),
        ("mqtt.partly_dead", {PartKind.MQTT: PartState.ODD}),
        ("mqtt.certificate_refused", {PartKind.MQTT: PartState.ODD}),
        ("dns.site_server_faulty", {PartKind.SITE_DNS: PartState.ODD}),
        ("dns.server_silent", {PartKind.DNS: PartState.SILENT, PartKind.SITE_DNS: PartState.SILENT}),
        ("dns.refused", {PartKind.DNS: PartState.REJECTS, PartKind.SITE_DNS: PartState.REJECTS}),
        ("whitelist.source_denied", {PartKind.WHITELIST: PartState.ODD}),
        ("whitelist.source_unreachable", {PartKind.WHITELIST: PartState.REJECTS}),
        ("terminal.pos_mode_wrong", {PartKind.TERMINAL: PartState.ODD}),
        ("terminal.software_too_old", {}),
    ],
)
def test_a_fault_shows_at_its_part(fault: str, expected: dict[PartKind, PartState]) -> None:
    assert differing(fault) == expected


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.platform == "linux" and fault.available])
def test_what_is_silent_or_cannot_be_reached_says_so(name: str) -> None:
    assert set(differing(name).values()) & {PartState.SILENT, PartState.UNREACHABLE}


def test_every_part_has_an_address() -> None:
    for part in parts_of(LAYOUT, combined(()).conditions):
        assert part.address


async def test_a_running_laboratory_tells_its_parts_and_who_listens(tmp_path: Path) -> None:
    heard: list[str] = []
    lab = Lab(["tas.port_rejected"], directory=tmp_path)
    lab.journal.listener = lambda entry: heard.append(entry.event)
    async with lab:
        assert {part.kind: part.state for part in lab.parts}[PartKind.TAS] is PartState.REJECTS
        await lab.set_faults(("tms.closes_at_once",))
        assert lab.faults == {"tms.closes_at_once"}
        assert {part.kind: part.state for part in lab.parts}[PartKind.TMS] is PartState.CLOSES
    assert "MQTT session up" in heard
