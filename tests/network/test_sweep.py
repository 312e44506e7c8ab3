"""The sweep on real packets: a laptop and a dozen machines on one switch."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from ccdiag.content.root import resource_root
from tests.network.lan import LAPTOP, NOBODY, ROOT, SHOP, SUBNET, Lan, Machine, environment
from tests.network.namespace import missing

USERS = pytest.mark.parametrize("user", [None, NOBODY], ids=["root", "user"])
GONE = f"{SUBNET}.99"
CONSENT = ("--touch-terminal", "--trigger-port")


@pytest.fixture(scope="module")
def made() -> Iterator[Lan]:
    if (reason := missing()) is not None:
        if os.environ.get("CI"):
            pytest.fail(f"the sweep cannot be tried here: {reason}")
        pytest.skip(reason)
    made = Lan()
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture
def lan(made: Lan) -> Lan:
    made.forget()
    return made


def sweep(lan: Lan, *arguments: str, user: int | None = NOBODY) -> dict[str, Any]:
    done = lan.ccdiag("sweep", "--json", *arguments, user=user)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    told: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(told, json.loads((resource_root() / "schema" / "sweep.json").read_text(encoding="utf-8")))
    return told


def hosts(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {host["address"]: host for host in told["hosts"]}


def state_of(machine: Machine, port: int) -> str:
    return "open" if port in machine.opens else "silent" if port in machine.drops else "refused"


@USERS
def test_everybody_is_found_with_the_state_of_both_ports(lan: Lan, user: int | None) -> None:
    told = sweep(lan, *CONSENT, user=user)
    found = hosts(told)
    assert list(found) == [machine.address for machine in SHOP]
    for machine in SHOP:
        host = found[machine.address]
        assert host["hardware_address"] == machine.hardware_address
        assert host["answered"] == "neighbour"
        assert [port["state"] for port in host["ports"]] == [state_of(machine, 4100), state_of(machine, 4105)]
        assert host["basis"] == "inferred"
    likely = {address.rpartition(".")[2]: host["likely"] for address, host in found.items() if host["likely"] != "unknown"}
    outgoing, other = "terminal_flat_outgoing", "till_or_terminal"
    assert likely == {"20": outgoing, "21": outgoing, "22": outgoing, "254": outgoing, "30": other, "31": other, "40": other}
    assert (told["addresses"], told["asked"], told["not_asked"], told["cancelled"]) == (253, 253, 0, False)
    assert told["networks"] == [{"network": f"{SUBNET}.0/24", "interface": "eth0", "by": "neighbour", "part_of": None}]


@pytest.mark.parametrize(
    ("arguments", "opi", "trigger"), [((), 0, 0), (("--touch-terminal",), 1, 0), (CONSENT, 1, 1)], ids=["none", "opi", "both"]
)
def test_no_port_is_touched_without_consent_and_none_gets_a_byte(lan: Lan, arguments: tuple[str, ...], opi: int, trigger: int) -> None:
    lan.count(20)
    told = sweep(lan, *arguments)
    assert lan.counted(20) == {"opi": opi, "trigger": trigger, "data": 0}
    assert [port["name"] for port in hosts(told)[f"{SUBNET}.20"]["ports"]] == ["opi"] * opi + ["trigger"] * trigger
    assert (told["touch_terminal"], told["trigger_port"]) == (bool(opi), bool(trigger))


def test_other_port_numbers(lan: Lan) -> None:
    told = sweep(lan, "--touch-terminal", "--opi-port", "4105", "--trigger-port-number", "4106", "--network", f"{SUBNET}.20/32")
    assert hosts(told)[f"{SUBNET}.20"]["ports"] == [{"port": 4105, "name": "opi", "state": "open"}]


@USERS
def test_machines_known_before_are_found_and_those_that_left_are_not(lan: Lan, user: int | None) -> None:
    lan.know_from_before(GONE, *(machine.address for machine in SHOP))
    told = sweep(lan, *CONSENT, user=user)
    # One that answers neither ping nor port refuses a datagram still, which an ordinary user hears too.
    assert set(hosts(told)) == {machine.address for machine in SHOP}
    assert told["elapsed_s"] < 4


def test_without_consent_machines_known_before_are_waited_for(lan: Lan) -> None:
    lan.know_from_before(GONE, f"{SUBNET}.20", f"{SUBNET}.51")
    told = sweep(lan)
    assert list(hosts(told)) == [machine.address for machine in SHOP]
    # A ping and the refusal of a datagram come at the same time.
    assert {host["answered"] for address, host in hosts(told).items() if address != f"{SUBNET}.20"} == {"neighbour"}
    assert hosts(told)[f"{SUBNET}.20"]["answered"] in {"neighbour", "ping"}


def test_a_question_that_is_just_being_given_up_is_asked_again(lan: Lan) -> None:
    sweep(lan, "--network", f"{SUBNET}.224/27")
    told = sweep(lan, "--network", f"{SUBNET}.192/26")
    assert list(hosts(told)) == [f"{SUBNET}.200", f"{SUBNET}.254"]


def test_a_part_of_the_subnet_by_interface(lan: Lan) -> None:
    told = sweep(lan, "--interface", "eth0", "--network", f"{SUBNET}.16/29")
    assert (told["addresses"], list(hosts(told))) == (6, [f"{SUBNET}.20", f"{SUBNET}.21", f"{SUBNET}.22"])


def test_of_a_large_subnet_the_part_around_the_laptop_is_swept_and_said_so(lan: Lan) -> None:
    with lan.laptop_with_prefix(16):
        told = sweep(lan)
        said = lan.ccdiag("sweep", "--language", "en", user=NOBODY).stdout.decode()
    network, whole = f"{SUBNET}.0/24", "192.168.0.0/16"
    assert told["networks"] == [{"network": network, "interface": "eth0", "by": "neighbour", "part_of": whole}]
    assert len(told["hosts"]) == len(SHOP)
    assert said.splitlines()[0].startswith(f"{network} around {LAPTOP} is swept, a part of {whole}")


def test_as_many_addresses_as_the_kernel_has_room_for_are_asked_in_waves(lan: Lan) -> None:
    with lan.laptop_with_prefix(22):
        told = sweep(lan)
    assert (told["addresses"], told["asked"], told["networks"][0]["part_of"]) == (1021, 1021, None)
    # The table is shared by everything that runs on this machine: what it had no room for has to be said.
    assert list(hosts(told)) == [machine.address for machine in SHOP] or told["not_asked"]


@USERS
def test_beyond_the_own_subnet_only_when_told_to(lan: Lan, user: int | None) -> None:
    refused = lan.ccdiag("sweep", "--network", "192.168.99.0/29", user=user)
    assert refused.returncode == 2
    assert b"--beyond" in refused.stderr
    router = lan.places[1]
    router.ip("address add 192.168.99.1/32 dev lo")
    lan.laptop.ip(f"route add default via {SUBNET}.1")
    try:
        told = sweep(lan, "--network", "192.168.99.0/29", "--beyond", "--touch-terminal", user=user)
    finally:
        lan.laptop.ip("route del default")
        router.ip("address del 192.168.99.1/32 dev lo")
    assert [(host["address"], host["answered"], host["interface"]) for host in told["hosts"]] == [("192.168.99.1", "ping", None)]


def test_a_laptop_without_a_network_cannot_tell(lan: Lan) -> None:
    lan.laptop.ip("link set eth0 down")
    try:
        done = lan.ccdiag("sweep", "--json", user=NOBODY)
    finally:
        lan.laptop.ip("link set eth0 up")
        lan.laptop.awaits_link("eth0")
    assert done.returncode == 3
    assert json.loads(done.stdout)["networks"] == []
    assert done.stderr


def test_an_own_firewall_that_forbids_asking_is_told(lan: Lan) -> None:
    lan.laptop.nft("table ip own {", "chain output { type filter hook output priority 0; meta l4proto udp drop; }", "}")
    try:
        told = sweep(lan)
    finally:
        lan.laptop.nft("delete table ip own")
    # A machine that asks for the laptop of its own accord becomes known that way.
    assert told["not_asked"] >= 253 - len(SHOP)
    assert {host["answered"] for host in told["hosts"]} <= {"ping"}


def test_ctrl_c_keeps_what_was_found(lan: Lan) -> None:
    command = lan.command(sys.executable, "-m", "ccdiag", "sweep", "--language", "en", user=NOBODY)
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        lines = [running.stdout.readline(), running.stdout.readline()]
        running.send_signal(signal.SIGINT)
        rest, errors = running.communicate(timeout=30)
    assert (running.returncode, errors) == (130, "")
    assert lines[1].startswith(SUBNET)
    assert "Stopped. 0 of 253 addresses were asked." in rest
    assert "machines are there" in rest
