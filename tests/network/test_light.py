"""How little a healthy run sends: lines are paid for by the byte, and firewalls count connections."""

import json

from tests.network import plan
from tests.network.namespace import Namespace
from tests.network.world import World

_MQTT = f"ip daddr {{ {', '.join(plan.MQTT)} }} tcp dport 443 tcp flags & (syn | ack) == syn counter"
_CONTROL = f"ip daddr {plan.CONTROL} tcp dport 443 tcp flags & (syn | ack) == syn counter"
_PINGS = "icmp type echo-request counter"


def _counted(place: Namespace) -> list[int]:
    listed = json.loads(place.run("nft", "--json", "list", "chain", "inet", "faults", "forward"))
    rules = [entry["rule"]["expr"] for entry in listed["nftables"] if "rule" in entry]
    return [part["counter"]["packets"] for expressions in rules for part in expressions if "counter" in part]


def test_a_healthy_run_is_light(world: World) -> None:
    world.rules(world.provider, "forward", _MQTT, _CONTROL, _PINGS)
    ran = world.check()
    assert ran.verdict == "healthy", ran.told()
    connections, control, pings = _counted(world.provider)
    # Each address is connected to and shaken hands with; four handshakes look closer at one. Nothing is tried that only a stall needs.
    assert connections == 2 * len(plan.MQTT) + 4
    assert control == 0
    # Two machines outside, three each.
    assert pings == 2 * 3
