"""Web servers beside the usual ones, at the service's side, and proxies and login pages in the router."""

import json
import sys
from pathlib import Path

from tests.network import plan
from tests.network.odd_web import MANNERS
from tests.network.world import World

_ODD_WEB = Path(__file__).with_name("odd_web.py")
PORTS = {manner: 22000 + number for number, manner in enumerate(MANNERS)}


def start(world: World) -> None:
    """Start them all in both places, once a world."""
    wanted = json.dumps({"names": {name: addresses[0] for name, addresses in plan.NAMES.items()}, "ports": PORTS})
    for place in (world.service, world.router):
        place.start(sys.executable, _ODD_WEB, wanted, log=world.folder / f"{place.name}-web.log", says=b"ready")


def whitelist(world: World, manner: str) -> None:
    """Let the whitelist be asked where it answers in this manner."""
    url = f"http://{plan.WEB_NAME}:{PORTS[f'whitelist.{manner}']}/{{merchant}}/{{tms_id}}"
    world.shop.environment["whitelist"] = {"source": "http", "url": url}


def known_answers(world: World, manner: str) -> None:
    """Let the known answers come from a server of this manner, as though it were the one of the environment."""
    world.rules(world.service, "prerouting", f"ip daddr {plan.WEB} tcp dport 80 redirect to :{PORTS[f'web.{manner}']}")


def portal(world: World, manner: str = "portal_redirect") -> None:
    """Let the router answer all of the web with a login page."""
    world.rules(world.router, "prerouting", f'iifname "switch" tcp dport 80 redirect to :{PORTS[f"web.{manner}"]}')


def proxy(manner: str) -> str:
    """Return the URL of a proxy in the router."""
    return f"http://{plan.ROUTER}:{PORTS[f'proxy.{manner}']}"
