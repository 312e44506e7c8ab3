"""A VPN between the laptop and a server at the provider's, for the time of a test."""

import json
import sys
from functools import partial
from pathlib import Path

from tests.network import plan
from tests.network.world import World

_TUNNEL = Path(__file__).with_name("tunnel.py")
SERVER_DEVICE = "vpn"
SERVER, LAPTOP = "10.8.0.1", "10.8.0.2"
_PORT = 51820
_MTU = 1420
"""WireGuard's: 1500 without the headers of the tunnel."""


def connect(world: World, device: str = "tun0") -> None:
    """Bring a tunnel up on both sides; nothing is routed into it yet but its own network."""
    for place, wanted in (
        (world.provider, {"device": SERVER_DEVICE, "port": _PORT}),
        (world.laptop, {"device": device, "port": _PORT, "peer": plan.PROVIDER, "mark": _PORT}),
    ):
        log = world.folder / f"{place.name}-tunnel.log"
        process = place.start(sys.executable, "-S", _TUNNEL, json.dumps(wanted), log=log, says=b"ready")
        world.undo(partial(place.stop, process))
    for place, address, name in ((world.provider, SERVER, SERVER_DEVICE), (world.laptop, LAPTOP, device)):
        place.ip(f"link set dev {name} mtu {_MTU} up", f"address add {address}/24 dev {name}")
    # The server itself is reached past the tunnel.
    world.change(world.laptop, does=f"route add {plan.PROVIDER} via {plan.ROUTER}", undoes=f"route del {plan.PROVIDER} via {plan.ROUTER}")
