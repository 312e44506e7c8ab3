import asyncio
import socket

import dns.edns
import dns.exception
import dns.flags
import dns.rcode
import pytest

from ccdiag.lab.thread import LabThread
from tests.lab.clients import addresses, ask
from tests.lab.conftest import Break

MQTT = "mqtt.ccdiag.test"


def _servers(lab: LabThread) -> tuple[str, str]:
    assert lab.case.terminal.dns is not None
    return lab.environment.dns.servers[0], lab.case.terminal.dns[0]


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_names_and_their_absence(broken: Break, transport: str) -> None:
    over_tcp = transport == "tcp"
    for server in _servers(broken()):
        for name in (MQTT, "tas.ccdiag.test", "vpos.ccdiag.test", "control.ccdiag.test"):
            reply = ask(server, name, over_tcp=over_tcp)
            assert addresses(reply) == ["127.0.0.1"]
            assert reply.flags & dns.flags.RA
        assert ask(server, "no-such-name.invalid", over_tcp=over_tcp).rcode() == dns.rcode.NXDOMAIN
        six = ask(server, MQTT, record="AAAA", over_tcp=over_tcp)
        assert (six.rcode(), addresses(six)) == (dns.rcode.NOERROR, [])


def test_garbage_gets_no_answer_and_does_no_harm(broken: Break) -> None:
    server, _ = _servers(broken())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for garbage in (b"", b"\0", b"\xff" * 600, b"\xab\xcd\x01\x00\xff\xff" + b"\xc0\x0c" * 40):
            sock.sendto(garbage, ("127.0.0.1", int(server.rpartition(":")[2])))
    assert addresses(ask(server, MQTT)) == ["127.0.0.1"]


def test_the_udp_port_survives_an_error(broken: Break) -> None:
    """As Windows reports one when a client is gone before its answer."""
    lab = broken()
    server = lab.lab._dns

    async def fail() -> None:
        server.revive()
        server.revive()
        if server._reviving is not None:
            await asyncio.wait_for(server._reviving, 1)

    lab.call(fail)
    assert addresses(ask(server.address, MQTT)) == ["127.0.0.1"]


def test_silent(broken: Break) -> None:
    for server in _servers(broken("dns.server_silent")):
        for over_tcp in (False, True):
            with pytest.raises(dns.exception.Timeout):
                ask(server, MQTT, over_tcp=over_tcp, limit=0.15)


@pytest.mark.parametrize(
    ("fault", "rcode"),
    [("dns.server_failure", dns.rcode.SERVFAIL), ("dns.refused", dns.rcode.REFUSED), ("dns.name_missing", dns.rcode.NXDOMAIN)],
)
def test_refusals(broken: Break, fault: str, rcode: dns.rcode.Rcode) -> None:
    for server in _servers(broken(fault)):
        assert ask(server, MQTT).rcode() == rcode


def test_a_refusal_says_that_it_is_a_block(broken: Break) -> None:
    server, _ = _servers(broken("dns.refused"))
    (option,) = ask(server, MQTT).options
    assert isinstance(option, dns.edns.EDEOption)
    assert option.code == dns.edns.EDECode.BLOCKED


def test_only_the_service_is_missing(broken: Break) -> None:
    server, _ = _servers(broken("dns.name_missing"))
    assert addresses(ask(server, "control.ccdiag.test")) == ["127.0.0.1"]


@pytest.mark.parametrize(("fault", "expected"), [("dns.no_address", []), ("dns.forged", ["0.0.0.0"])])
def test_wrong_answers(broken: Break, fault: str, expected: list[str]) -> None:
    for server in _servers(broken(fault)):
        reply = ask(server, MQTT)
        assert (reply.rcode(), addresses(reply)) == (dns.rcode.NOERROR, expected)


def test_malformed(broken: Break) -> None:
    server, _ = _servers(broken("dns.malformed"))
    with pytest.raises(dns.exception.DNSException) as raised:
        ask(server, MQTT)
    assert not isinstance(raised.value, dns.exception.Timeout)


def test_slow(broken: Break) -> None:
    server, _ = _servers(broken("dns.slow"))
    reply = ask(server, MQTT, limit=3)
    assert addresses(reply) == ["127.0.0.1"]
    assert reply.time > 1.0


def test_tcp_blocked(broken: Break) -> None:
    for server in _servers(broken("dns.tcp_blocked")):
        reply = ask(server, MQTT)
        assert reply.flags & dns.flags.TC
        assert not reply.answer
        with pytest.raises(ConnectionRefusedError):
            ask(server, MQTT, over_tcp=True)


def test_site_server_faulty(broken: Break) -> None:
    environment, site = _servers(broken("dns.site_server_faulty"))
    assert addresses(ask(environment, MQTT)) == ["127.0.0.1"]
    assert ask(site, MQTT).rcode() == dns.rcode.SERVFAIL


def test_rewritten(broken: Break) -> None:
    server, _ = _servers(broken("dns.rewritten"))
    assert addresses(ask(server, "random-name.invalid")) == ["127.0.0.1"]
    assert addresses(ask(server, "random-name.invalid", record="AAAA")) == []
    assert addresses(ask(server, MQTT)) == ["127.0.0.1"]
