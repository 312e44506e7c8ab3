import asyncio
import csv
import email.utils
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ccdiag.lab.faults import FAULTS
from ccdiag.lab.thread import LabThread
from ccdiag.model.endpoint import Endpoint
from tests.lab.clients import addresses, ask, connected, fate, shake_hands
from tests.lab.conftest import Break

SERVICES: dict[str, Callable[[LabThread], Endpoint]] = {
    "tas": lambda lab: lab.environment.tas.endpoint,
    "tms": lambda lab: lab.environment.tms.endpoint,
    "vpos": lambda lab: lab.environment.vpos.endpoint if lab.environment.vpos else Endpoint("", 0),
}
STATES = {"port_rejected": "refused", "port_dropped": "dropped", "closes_at_once": "closed", "unreachable": "unreachable"}


def get(url: str) -> tuple[int, str, dict[str, str]]:
    """Fetch a page without following redirects."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    opener = urllib.request.build_opener(Stay, urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=20) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)


def address_of(lab: LabThread, host: str) -> str:
    return host if Endpoint(host, 0).is_address else addresses(ask(lab.environment.dns.servers[0], host))[0]


@pytest.mark.parametrize("service", SERVICES)
def test_services_accept_and_stay_silent(broken: Break, service: str) -> None:
    endpoint = SERVICES[service](broken())
    assert fate(endpoint.port) == "open"


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("state", STATES)
def test_services_broken(broken: Break, service: str, state: str) -> None:
    lab = broken(f"{service}.{state}")
    endpoint = SERVICES[service](lab)
    assert fate(endpoint.port, address_of(lab, endpoint.host)) == STATES[state]


def test_mqtt_unreachable_and_partly_dead(broken: Break) -> None:
    lab = broken("mqtt.partly_dead")
    mqtt = lab.environment.mqtt
    found = addresses(ask(lab.environment.dns.servers[0], mqtt.host))
    assert sorted(fate(mqtt.port, address) for address in found) == ["open", "refused"]
    lab = broken("mqtt.unreachable")
    assert fate(mqtt.port, address_of(lab, mqtt.host)) == "unreachable"


def test_vpos_and_control_speak_tls(broken: Break) -> None:
    environment = broken().environment
    assert environment.vpos is not None
    seen = shake_hands(environment, host=environment.vpos.host, port=environment.vpos.port, alpn=(), client=False)
    assert (seen.error, seen.after) == ("", "silent")


def test_known_answers(broken: Break) -> None:
    for probe in broken().environment.internet.probes:
        status, body, headers = get(probe.url)
        assert status == probe.status
        assert probe.body is None or body == probe.body
        offset = email.utils.parsedate_to_datetime(headers["Date"]) - datetime.now(UTC)
        assert abs(offset.total_seconds()) < 5


def test_captive_portal(broken: Break) -> None:
    lab = broken("network.captive_portal")
    for probe in lab.environment.internet.probes:
        status, _, headers = get(probe.url)
        assert status == 302
        assert "log in" in get(headers["Location"])[1]
    assert fate(lab.environment.mqtt.port) == "refused"


def test_the_world_is_ahead(broken: Break) -> None:
    _, _, headers = get(broken("clock.skewed").environment.internet.probes[0].url)
    ahead = email.utils.parsedate_to_datetime(headers["Date"]) - datetime.now(UTC)
    assert 1.9 < ahead.total_seconds() / 86400 < 2.1


def test_no_internet(broken: Break) -> None:
    environment = broken("network.no_internet").environment
    for port in (environment.mqtt.port, environment.tas.port, environment.tms.port):
        assert fate(port) == "dropped"
    assert fate(int(environment.internet.probes[0].url.split(":")[2].split("/")[0])) == "dropped"


def through_proxy(lab: LabThread, target: str) -> tuple[int, bytes]:
    port = int(lab.environment.proxy.url.rpartition(":")[2])
    with connected(port) as sock:
        sock.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
        answer = sock.recv(1000)
        return int(answer.split(b" ")[1]), answer


@pytest.mark.parametrize(
    ("fault", "status"), [("network.proxy_required", 200), ("network.proxy_login", 407), ("network.proxy_denied", 403)]
)
def test_proxy(broken: Break, fault: str, status: int) -> None:
    lab = broken(fault)
    mqtt = lab.environment.mqtt
    assert fate(mqtt.port) == "refused"
    got, answer = through_proxy(lab, str(mqtt.endpoint))
    assert got == status
    assert (b"Proxy-Authenticate" in answer) is (status == 407)


def test_the_service_is_behind_the_proxy(broken: Break) -> None:
    lab = broken("network.proxy_required")
    mqtt = lab.environment.mqtt
    assert through_proxy(lab, "elsewhere.ccdiag.test:443")[0] == 502
    with connected(int(lab.environment.proxy.url.rpartition(":")[2])) as sock:
        sock.sendall(f"CONNECT {mqtt.endpoint} HTTP/1.1\r\n\r\n".encode())
        assert sock.recv(1000).startswith(b"HTTP/1.1 200")
        seen = shake_hands(lab.environment, through=sock)
    assert (seen.error, seen.alpn) == ("", mqtt.alpn)


def test_no_proxy_is_named_while_none_is_needed(broken: Break) -> None:
    assert not broken().environment.proxy.url


def whitelist(lab: LabThread) -> tuple[int, str]:
    case = lab.case
    url = lab.environment.whitelist.url.replace("{merchant}", case.merchant.id or "").replace("{tms_id}", case.terminal.tms_id or "")
    status, body, _ = get(url)
    return status, body


def test_whitelist(broken: Break) -> None:
    assert whitelist(broken()) == (200, '{"whitelisted": true}')
    assert whitelist(broken("whitelist.missing")) == (200, '{"whitelisted": false}')


def test_whitelist_sources(broken: Break) -> None:
    assert whitelist(broken("whitelist.source_denied"))[0] == 401
    lab = broken()
    lab.call(lab.lab.set_fault, "whitelist.source_denied", False)
    status, body = whitelist(broken("whitelist.source_invalid"))
    assert status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)
    with pytest.raises(urllib.error.URLError):
        whitelist(broken("whitelist.source_unreachable"))


def test_whitelist_as_a_file(broken: Break) -> None:
    lab = broken("whitelist.wrong_merchant")
    assert lab.environment.whitelist.source == "csv"
    rows = list(csv.DictReader(Path(lab.environment.whitelist.path).read_text("utf-8").splitlines(), delimiter=";"))
    own = [row for row in rows if row["tms_id"] == lab.case.terminal.tms_id]
    assert [row["merchant"] for row in own] != [lab.case.merchant.id]
    assert len(own) == 1


def terminal_ports(lab: LabThread) -> tuple[str, str]:
    terminal = lab.case.terminal
    assert terminal.ip is not None
    return fate(terminal.opi_port, terminal.ip), fate(terminal.trigger_port, terminal.ip)


@pytest.mark.parametrize(
    ("fault", "ports"),
    [
        ("terminal.day_closed", ("refused", "open")),
        ("terminal.pos_mode_wrong", ("open", "refused")),
        ("terminal.trigger_port_closed", ("refused", "refused")),
        ("terminal.ports_filtered", ("dropped", "dropped")),
    ],
)
def test_terminal_ports(broken: Break, fault: str, ports: tuple[str, str]) -> None:
    assert terminal_ports(broken(fault)) == ports


def test_faults_that_are_files(broken: Break) -> None:
    """Each fault of terminal, Webkassa and TMS changes what the files say."""
    lab = broken()
    folder = lab.lab.directory
    files = [folder / name for name in ("case.toml", "webkassa.json", "tms.json")]
    healthy = [path.read_bytes() for path in files]
    for name in FAULTS:
        if name.startswith(("webkassa.", "tms.")) and not name.startswith(("tms.port_rej", "tms.port_drop", "tms.closes", "tms.unreach")):
            lab.call(lab.lab.set_fault, name, True)
            assert [path.read_bytes() for path in files] != healthy, name
            lab.call(lab.lab.set_fault, name, False)
    assert [path.read_bytes() for path in files] == healthy


def test_switching_many_times_at_once(broken: Break) -> None:
    lab = broken()

    async def switch() -> None:
        for on in (True, False):
            await asyncio.gather(*(lab.lab.set_fault(name, on) for name in ("tas.port_rejected", "mqtt.port_rejected", "dns.refused")))

    lab.call(switch)
    assert lab.call(lab.lab.kick, "cloud").succeeded
