"""Lines that lose, delay and slow packets, for the time of a test."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.network import plan
from tests.network.world import World

_SHAPER = Path(__file__).with_name("shaper.py")


@dataclass(frozen=True, kw_only=True)
class Line:
    """What the provider's line does to packets, the same in each direction."""

    loss: float = 0.0
    """How likely a packet is lost, each way, from 0 to 1."""
    delay_ms: float = 0.0
    """Each way; a round trip takes twice as long."""
    jitter_ms: float = 0.0
    bits_per_s: float | None = None
    seed: int = 1
    wifi_loss: float = 0.0
    """How likely a packet is lost between laptop and router, each way."""
    resolver_takes_ms: float = 0.0
    """How long the provider's name server takes to answer, which the shop's router asks."""


def shape(world: World, line: Line) -> None:
    """Let the world have this line until it is mended."""
    lanes: list[dict[str, Any]] = [
        {
            "device": f"lane{number}",
            "from": device,
            "loss": line.loss,
            "delay_ms": line.delay_ms,
            "jitter_ms": line.jitter_ms,
            "bits_per_s": line.bits_per_s,
            "seed": 2 * line.seed + number,
        }
        for number, device in enumerate(("shop", "service"))
    ]
    if line.resolver_takes_ms:
        # The first lane that fits takes a packet.
        lanes.insert(0, {"device": "lane-dns", "from": "shop", "to": plan.RESOLVER, "delay_ms": line.resolver_takes_ms})
    # What comes back out of a lane has an address that is not to be expected there.
    world.provider.sysctl(net__ipv4__conf__all__rp_filter=0, net__ipv4__conf__default__rp_filter=0)
    process = world.provider.start(sys.executable, "-S", _SHAPER, json.dumps(lanes), log=world.folder / "shaper.log", says=b"ready")
    world.undo(lambda: world.provider.stop(process))
    if line.wifi_loss:
        # At the switch, where everything of the laptop comes by: what goes to router and terminal as well, and ARP.
        lost = f"numgen random mod 1000000 < {round(line.wifi_loss * 1_000_000)} drop"
        world.router.nft(
            "table bridge bad_line {",
            f'chain coming {{ type filter hook prerouting priority -300; iifname "lan1" {lost}; }}',
            f'chain going {{ type filter hook postrouting priority 300; oifname "lan1" {lost}; }}',
            "}",
        )
        world.undo(lambda: world.router.nft("delete table bridge bad_line"))
