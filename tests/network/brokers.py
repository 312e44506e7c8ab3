"""MQTT services beside the usual one, that faults send the laptop to."""

import json
import sys
from pathlib import Path

from tests.network import plan
from tests.network.odd_brokers import MANNERS
from tests.network.world import World

_ODD_BROKERS = Path(__file__).with_name("odd_brokers.py")
_PORTS = {manner: 20000 + number for number, manner in enumerate(MANNERS)}


def start(world: World) -> None:
    """Start them all in the service's namespace, once a world."""
    certificates = world.certificates
    wanted = {
        "certificate": str(certificates.folder / "good.pem"),
        "clients": str(certificates.clients),
        "alpn": plan.ALPN,
        "ports": _PORTS,
    }
    world.service.start(sys.executable, _ODD_BROKERS, json.dumps(wanted), log=world.folder / "odd-brokers.log", says=b"ready")


def send_to(world: World, manner: str) -> None:
    """Let the MQTT service behave in a manner of `odd_brokers`."""
    addresses = ", ".join(plan.MQTT)
    world.rules(world.service, "prerouting", f"ip daddr {{ {addresses} }} tcp dport 443 redirect to :{_PORTS[manner]}")
