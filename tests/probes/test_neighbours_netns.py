"""The neighbour table, ping and routes on real packets: a laptop, a terminal and an intruder in namespaces of their own."""

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

ROOT = Path(__file__).parents[2]
LAPTOP, TERMINAL, NOBODY = "10.99.7.1", "10.99.7.2", "10.99.7.77"


def _missing() -> str | None:
    if sys.platform != "linux":
        return "network namespaces are Linux'"
    if os.geteuid() != 0:
        return "making network namespaces needs root"
    if shutil.which("ip") is None:
        return "the program ip is missing"
    probe = f"ccdiag-probe-{uuid4().hex[:6]}"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False)
    if made.returncode:
        return "this system makes no network namespaces"
    subprocess.run(["ip", "netns", "del", probe], check=True)
    return None


MISSING = _missing()
pytestmark = pytest.mark.skipif(MISSING is not None, reason=MISSING or "")


@dataclass(frozen=True)
class Lan:
    """Two machines on one bridge; `laptop` is where probes run."""

    laptop: str
    terminal: str
    switch: str

    def run(self, place: str, command: str) -> None:
        subprocess.run(["ip", "netns", "exec", place, *command.split()], check=True, capture_output=True)

    def attach(self, place: str, device: str, address: str, hardware: str) -> None:
        port = f"p{uuid4().hex[:8]}"
        self.run(self.switch, f"ip link add {port} type veth peer name {device} netns {place} address {hardware}")
        self.run(self.switch, f"ip link set {port} master br0 up")
        self.run(place, f"ip address add {address}/24 dev {device}")
        self.run(place, f"ip link set {device} up")

    def allow_ping(self, groups: str) -> None:
        """Say which groups may open datagram sockets for echo; `1 0`: none."""
        setting = f"net.ipv4.ping_group_range={groups}"
        subprocess.run(["ip", "netns", "exec", self.laptop, "sysctl", "-q", "-w", setting], check=True)

    def probe(self, expression: str, *, user: int = 0) -> dict[str, Any]:
        """Evaluate a probe in the laptop's namespace, in a process of its own, and return its observation as a document."""
        program = textwrap.dedent(
            f"""
            import asyncio, os, inspect, msgspec
            from ccdiag.probes.neighbours import neighbour
            from ccdiag.probes.ping import ping
            from ccdiag.probes.routes import route_to
            from ccdiag.probes.source import ANY_SOURCE, source_of
            if {user}:
                os.setgroups([]); os.setgid({user}); os.setuid({user})
            async def main():
                seen = {expression}
                seen = await seen if inspect.isawaitable(seen) else seen
                print(msgspec.json.encode(seen).decode())
            asyncio.run(main())
            """
        )
        done = subprocess.run(
            ["ip", "netns", "exec", self.laptop, sys.executable, "-c", program],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        seen = msgspec.json.decode(done.stdout)
        assert isinstance(seen, dict)
        return seen


@pytest.fixture
def lan() -> Iterator[Lan]:
    mark = uuid4().hex[:6]
    made = Lan(*(f"ccdiag-{mark}-{part}" for part in ("laptop", "terminal", "switch")))
    places = [made.laptop, made.terminal, made.switch]
    try:
        for place in places:
            subprocess.run(["ip", "netns", "add", place], check=True)
            made.run(place, "ip link set lo up")
        made.run(made.switch, "ip link add br0 type bridge forward_delay 0")
        made.run(made.switch, "ip link set br0 up")
        made.attach(made.laptop, "eth0", LAPTOP, "02:00:00:00:07:01")
        made.attach(made.terminal, "eth0", TERMINAL, "02:00:00:00:07:02")
        yield made
    finally:
        for place in places:
            subprocess.run(["ip", "netns", "del", place], check=False, capture_output=True)


def look(address: str, limit: float = 4.0, *, again: float = 0.0) -> str:
    return f"neighbour({address!r}, role='terminal', limit={limit}, source=ANY_SOURCE, again={again})"


@pytest.mark.parametrize("user", [0, 65534], ids=["root", "user"])
def test_somebody_answers(lan: Lan, user: int) -> None:
    seen = lan.probe(look(TERMINAL), user=user)
    assert seen["failure"] is None
    assert seen["facts"]["state"] == "present"
    assert seen["facts"]["hardware_addresses"] == ["02:00:00:00:07:02"]
    assert seen["elapsed_s"] < 0.3


@pytest.mark.parametrize("user", [0, 65534], ids=["root", "user"])
def test_nobody_answers(lan: Lan, user: int) -> None:
    seen = lan.probe(look(NOBODY), user=user)
    assert seen["facts"]["state"] == "absent"
    assert seen["failure"] == "host_unreachable"
    assert seen["elapsed_s"] < 3.9


@pytest.mark.parametrize("user", [0, 65534], ids=["root", "user"])
def test_that_nobody_answers_is_confirmed(lan: Lan, user: int) -> None:
    seen = lan.probe(look(NOBODY, limit=3.8, again=3.8), user=user)
    assert (seen["facts"]["state"], seen["failure"]) == ("absent", "host_unreachable")
    assert 5.0 < seen["elapsed_s"] < 7.6


@pytest.mark.parametrize("user", [0, 65534], ids=["root", "user"])
def test_nobody_is_absent_though_the_second_time_is_cut_short(lan: Lan, user: int) -> None:
    seen = lan.probe(look(NOBODY, limit=3.8, again=0.5), user=user)
    assert (seen["facts"]["state"], seen["failure"]) == ("absent", "host_unreachable")


@pytest.mark.parametrize(("again", "state"), [(0.0, "absent"), (3.8, "present")])
def test_three_requests_in_a_row_may_be_lost(lan: Lan, again: float, state: str) -> None:
    lan.run(lan.terminal, "nft add table arp early")
    lan.run(lan.terminal, "nft add chain arp early in { type filter hook input priority 0 ; }")
    lan.run(lan.terminal, "nft add rule arp early in arp operation request numgen inc mod 1000 < 3 drop")
    seen = lan.probe(look(TERMINAL, limit=3.8, again=again), user=65534)
    assert seen["facts"]["state"] == state


def test_a_machine_that_took_the_place_of_another(lan: Lan) -> None:
    """The kernel asks the one it knew, by its own hardware address, and only then everybody."""
    lan.run(lan.laptop, f"ip neighbour replace {TERMINAL} lladdr 02:00:00:00:07:98 dev eth0 nud probe")
    seen = lan.probe(look(TERMINAL, limit=3.8, again=3.8), user=65534)
    assert seen["facts"]["state"] == "present"
    assert seen["facts"]["hardware_addresses"] == ["02:00:00:00:07:02"]


@pytest.mark.parametrize(("user", "state"), [(0, "absent"), (65534, "unknown")], ids=["root", "user"])
def test_an_answer_of_before_is_not_taken_for_one_of_now(lan: Lan, user: int, state: str) -> None:
    lan.probe(look(TERMINAL))
    lan.run(lan.terminal, "ip link set eth0 down")
    # The answer has to grow older than what counts as fresh; the kernel goes on taking it for granted.
    lan.run(lan.laptop, "sleep 1.2")
    seen = lan.probe(look(TERMINAL), user=user)
    assert seen["facts"]["state"] == state
    if state == "unknown":
        assert 1.0 < seen["facts"]["last_heard_s"] < 10.0


@pytest.mark.parametrize("user", [0, 65534], ids=["root", "user"])
def test_an_answer_of_before_and_one_of_now(lan: Lan, user: int) -> None:
    """Whoever refuses a datagram is there, also where the kernel would not ask."""
    lan.probe(look(TERMINAL))
    lan.run(lan.laptop, "sleep 1.2")
    seen = lan.probe(look(TERMINAL), user=user)
    assert (seen["facts"]["state"], seen["failure"]) == ("present", None)
    assert seen["elapsed_s"] < 0.5


def test_a_firewall_of_ones_own_is_no_sign_of_life(lan: Lan) -> None:
    """It refuses datagrams just as the target would."""
    lan.probe(look(TERMINAL))
    lan.run(lan.terminal, "ip link set eth0 down")
    lan.run(lan.laptop, "sleep 1.2")
    lan.run(lan.laptop, "nft add table ip own")
    lan.run(lan.laptop, "nft add chain ip own out { type filter hook output priority 0 ; }")
    lan.run(lan.laptop, "nft add rule ip own out udp dport 9 reject")
    seen = lan.probe(look(TERMINAL), user=65534)
    assert seen["facts"]["state"] == "unknown"


@pytest.mark.parametrize(("user", "state"), [(0, "absent"), (65534, "unknown")], ids=["root", "user"])
def test_a_neighbour_that_rests_is_not_waited_for_in_vain(lan: Lan, user: int, state: str) -> None:
    """The kernel asks for it in five seconds, and the limit is shorter."""
    lan.probe(look(TERMINAL))
    lan.run(lan.terminal, "ip link set eth0 down")
    lan.run(lan.laptop, f"ip neighbour change {TERMINAL} dev eth0 nud stale")
    seen = lan.probe(look(TERMINAL, limit=3.8), user=user)
    assert seen["facts"]["state"] == state
    if state == "unknown":
        assert seen["failure"] is None
        assert seen["facts"]["last_heard_s"] is not None
        assert seen["elapsed_s"] < 1.5


@pytest.mark.parametrize(("user", "state"), [(0, "absent"), (65534, "unknown")], ids=["root", "user"])
def test_a_neighbour_that_has_rested_for_a_while(lan: Lan, user: int, state: str) -> None:
    """Until the kernel asks, and nobody answers, it takes longer than the limit."""
    lan.probe(look(TERMINAL))
    lan.run(lan.terminal, "ip link set eth0 down")
    lan.run(lan.laptop, f"ip neighbour change {TERMINAL} dev eth0 nud delay")
    lan.run(lan.laptop, "sleep 2")
    seen = lan.probe(look(TERMINAL, limit=3.8), user=user)
    assert seen["facts"]["state"] == state


def test_an_entry_that_was_written_by_hand_is_not_judged(lan: Lan) -> None:
    """Such entries are there for machines that answer no requests."""
    lan.run(lan.laptop, f"ip neighbour replace {NOBODY} lladdr 02:00:00:00:07:98 dev eth0 nud permanent")
    seen = lan.probe(look(NOBODY, limit=3.8))
    assert seen["facts"]["state"] == "unknown"


def test_given_up_while_packets_go_on_being_sent(lan: Lan) -> None:
    """The kernel then often begins to ask anew before it has told that nobody answers."""
    program = (
        f"import os,socket;os.fork();s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.connect(('{NOBODY}',9))\n"
        "while os.getppid()!=1:\n"
        "  try:s.send(b'')\n"
        "  except OSError:pass"
    )
    flood = subprocess.Popen(["ip", "netns", "exec", lan.laptop, "timeout", "20", sys.executable, "-c", program])
    try:
        seen = lan.probe(look(NOBODY, limit=3.8), user=65534)
    finally:
        flood.terminate()
        flood.wait()
    assert seen["facts"]["state"] == "absent"


def test_undecided_when_the_limit_is_shorter_than_the_kernels(lan: Lan) -> None:
    seen = lan.probe(look(NOBODY, limit=0.3))
    assert (seen["facts"]["state"], seen["failure"]) == ("unknown", "deadline")


def test_ipv6_neighbour(lan: Lan) -> None:
    lan.run(lan.laptop, "ip address add fd00:7::1/64 dev eth0 nodad")
    lan.run(lan.terminal, "ip address add fd00:7::2/64 dev eth0 nodad")
    seen = lan.probe(look("fd00:7::2"), user=65534)
    assert seen["facts"]["state"] == "present"
    assert seen["facts"]["hardware_addresses"] == ["02:00:00:00:07:02"]


def test_two_machines_with_one_address(lan: Lan) -> None:
    intruder = f"{lan.terminal}-2"
    subprocess.run(["ip", "netns", "add", intruder], check=True)
    try:
        lan.attach(intruder, "eth0", TERMINAL, "02:00:00:00:07:99")
        seen = lan.probe(look(TERMINAL))
    finally:
        subprocess.run(["ip", "netns", "del", intruder], check=True)
    assert sorted(seen["facts"]["hardware_addresses"]) == ["02:00:00:00:07:02", "02:00:00:00:07:99"]


def test_an_address_behind_a_gateway_is_nobodys_neighbour(lan: Lan) -> None:
    lan.run(lan.laptop, f"ip route add default via {TERMINAL}")
    seen = lan.probe(look("203.0.113.9"))
    assert (seen["facts"]["state"], seen["failure"]) == ("unknown", None)
    assert seen["elapsed_s"] < 1.0


def test_no_way_to_poke(lan: Lan) -> None:
    seen = lan.probe(look("203.0.113.9"))
    assert (seen["facts"]["state"], seen["failure"]) == ("unknown", "network_unreachable")


def test_route_by_a_gateway(lan: Lan) -> None:
    lan.run(lan.laptop, f"ip route add default via {TERMINAL}")
    seen = lan.probe("route_to('203.0.113.9', source=ANY_SOURCE)")
    assert seen["facts"] == {
        "destination": "203.0.113.9",
        "source_address": LAPTOP,
        "interface": "eth0",
        "interface_kind": "virtual",
        "gateway": TERMINAL,
    }


def test_no_route(lan: Lan) -> None:
    seen = lan.probe("route_to('203.0.113.9', source=ANY_SOURCE)")
    assert seen["failure"] == "network_unreachable"


def test_route_from_a_named_interface(lan: Lan) -> None:
    seen = lan.probe(f"route_to({TERMINAL!r}, source=source_of('eth0'))")
    assert (seen["facts"]["interface"], seen["facts"]["gateway"]) == ("eth0", None)


PING = "ping({address!r}, role='terminal', count=3, limit={limit}, source=ANY_SOURCE)"


@pytest.mark.parametrize(
    ("user", "groups"),
    [(0, "1 0"), (0, "0 2147483647"), (65534, "0 2147483647"), (65534, "1 0")],
    ids=["raw", "datagram-root", "datagram-user", "program"],
)
def test_ping_by_every_way(lan: Lan, user: int, groups: str) -> None:
    lan.allow_ping(groups)
    if groups == "1 0" and user and shutil.which("ping") is None:
        pytest.skip("the program ping is missing")
    seen = lan.probe(PING.format(address=TERMINAL, limit=1), user=user)
    if seen["failure"] == "not_permitted" and groups == "1 0" and user:
        pytest.skip("the program ping has no rights of its own here")
    assert seen["failure"] is None
    assert (seen["facts"]["sent"], seen["facts"]["received"], seen["facts"]["loss_percent"]) == (3, 3, 0.0)


@pytest.mark.parametrize("groups", ["1 0", "0 2147483647"], ids=["raw", "datagram"])
def test_ping_of_nobody_is_told_by_the_kernel(lan: Lan, groups: str) -> None:
    lan.allow_ping(groups)
    seen = lan.probe(PING.format(address=NOBODY, limit=4))
    assert seen["failure"] == "host_unreachable"
    assert seen["elapsed_s"] < 3.9


@pytest.mark.parametrize("groups", ["1 0", "0 2147483647"], ids=["raw", "datagram"])
@pytest.mark.parametrize(("answer", "failure"), [("unreachable", "host_unreachable"), ("blackhole", "deadline")])
def test_ping_through_a_router(lan: Lan, groups: str, answer: str, failure: str) -> None:
    lan.allow_ping(groups)
    lan.run(lan.terminal, "sysctl -q -w net.ipv4.ip_forward=1")
    lan.run(lan.laptop, f"ip route add default via {TERMINAL}")
    lan.run(lan.terminal, f"ip route add {answer} 203.0.113.0/24")
    seen = lan.probe(PING.format(address="203.0.113.9", limit=0.5))
    assert seen["failure"] == failure


def test_a_silent_machine_is_there_all_the_same(lan: Lan) -> None:
    lan.run(lan.terminal, "sysctl -q -w net.ipv4.icmp_echo_ignore_all=1")
    assert lan.probe(PING.format(address=TERMINAL, limit=0.3))["failure"] == "deadline"
    assert lan.probe(look(TERMINAL))["facts"]["state"] == "present"
