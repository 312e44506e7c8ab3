"""One more machine on the shop's switch, for the time of a test."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.network.namespace import Namespace
from tests.network.world import World

_ODD_SERVERS = Path(__file__).with_name("odd_servers.py")
_PORT = "lan3"
HARDWARE_ADDRESS = "02:00:00:00:77:99"
LAST = "fe:ff:ff:ff:77:99"
"""A switch has the lowest address of its ports: with this one a new port leaves it the address that its neighbours know."""


def arrive(world: World, address: str, *, opens: Sequence[int] = (), rules: Sequence[str] = ()) -> Namespace:
    """Plug a machine with this address into the router, listening on ports, with rules of its own about what comes in."""
    stranger = Namespace(world.laptop.name.replace("laptop", "stranger"))
    world.undo(lambda: _leave(world, stranger))
    world.router.ip(
        f"link add dev {_PORT} address {LAST} type veth peer name eth0 netns {stranger.name} address {HARDWARE_ADDRESS}",
        f"link set dev {_PORT} master switch up",
    )
    stranger.sysctl(net__ipv6__conf__all__disable_ipv6=1)
    stranger.ip("link set lo up", f"address add {address}/24 dev eth0", "link set dev eth0 up")
    if rules:
        stranger.nft("table inet own {", "chain input { type filter hook input priority 0;", *(f"{rule};" for rule in rules), "}", "}")
    if opens:
        wanted = [{"manner": "silent", "host": address, "port": port} for port in opens]
        stranger.start(sys.executable, _ODD_SERVERS, json.dumps(wanted), log=world.folder / "stranger.log", says=b"ready")
    stranger.awaits_link("eth0")
    return stranger


def _leave(world: World, stranger: Namespace) -> None:
    stranger.remove()
    # Taking the namespace away takes the other end of the cable with it, a moment later.
    world.router.run("sh", "-c", f"ip link del {_PORT} 2>/dev/null || true")
