"""A world with IPv6 beside IPv4, for the time of a test: addresses of the range for documentation (RFC 3849), no router advertisements."""

import json
import sys
from pathlib import Path

from tests.network import plan
from tests.network.namespace import Namespace
from tests.network.world import World

_HERE = Path(__file__).parent
LAPTOP, ROUTER = "2001:db8:77::10", "2001:db8:77::1"
GATEWAY = "fe80::1"
"""Link-local, as a router that advertises itself has it."""
NAME_SERVER = "2001:db8:77::53"
ROUTER_OUTSIDE, PROVIDER = "2001:db8:1::2", "2001:db8:1::1"
SERVICE_GATEWAY = "2001:db8:3::1"
MQTT = ("2001:db8:3::10", "2001:db8:3::11")
TAS, VPOS, CONTROL, WEB = "2001:db8:3::20", "2001:db8:3::40", "2001:db8:3::50", "2001:db8:3::60"
BLOCK_PAGE = "2001:db8:3::90"
NAMES = {
    plan.MQTT_NAME: MQTT,
    plan.TAS_NAME: (TAS,),
    plan.VPOS_NAME: (VPOS,),
    plan.CONTROL_NAME: (CONTROL,),
    plan.WEB_NAME: (WEB,),
}
_RELAYS = [
    *((address, 443, instead) for address, instead in zip(MQTT, plan.MQTT, strict=True)),
    (TAS, plan.TAS_PORT, plan.TAS),
    (VPOS, 443, plan.VPOS),
    (CONTROL, 443, plan.CONTROL),
    (WEB, 80, plan.WEB),
    (BLOCK_PAGE, 443, plan.BLOCK_PAGE),
]
_NAME_SERVER_4 = "192.168.77.120"
"""Of the router, as all name servers of the plan; it knows addresses of both families."""


def names(**changed: tuple[str, ...]) -> dict[str, list[str]]:
    """Return all addresses of all names; of some hosts, `mqtt`, others are given."""
    both = {name: [*addresses, *NAMES[name]] for name, addresses in plan.NAMES.items()}
    return both | {f"{host}.service.example": list(addresses) for host, addresses in changed.items()}


def only_link_local(world: World) -> None:
    """Let laptop and router have IPv6 without an address that leads anywhere, as where nobody advertises any."""
    for place in (world.laptop, world.router):
        _switch_on(world, place)


def arrange(world: World) -> None:
    """Give everybody but the terminal IPv6, and let the service answer over it."""
    for place in (world.laptop, world.router, world.provider, world.service):
        _switch_on(world, place)
    world.router.ip(
        f"address add {ROUTER}/64 dev switch nodad",
        f"address add {GATEWAY}/64 dev switch nodad",
        f"address add {NAME_SERVER}/128 dev switch nodad",
        f"address add {ROUTER_OUTSIDE}/64 dev wan nodad",
        f"route add default via {PROVIDER}",
    )
    world.laptop.ip(f"address add {LAPTOP}/64 dev eth0 nodad", f"route add default via {GATEWAY} dev eth0")
    world.provider.ip(
        f"address add {PROVIDER}/64 dev shop nodad",
        f"address add {SERVICE_GATEWAY}/64 dev service nodad",
        f"route add 2001:db8:77::/64 via {ROUTER_OUTSIDE}",
    )
    world.service.ip(*(f"address add {address}/64 dev eth0 nodad" for address, _, _ in _RELAYS), f"route add default via {SERVICE_GATEWAY}")
    for place in (world.router, world.provider):
        place.sysctl(net__ipv6__conf__all__forwarding=1, net__ipv6__icmp__ratelimit=100)
    # A switch that listens in on who wants which multicast lets questions for neighbours wait until it knows.
    world.router.ip("link set dev switch type bridge mcast_snooping 0")
    relays = [{"host": host, "port": port, "to": to} for host, port, to in _RELAYS]
    _start(world, world.service, "relay.py", relays)
    world.laptop.run("ping", "-c", "1", "-i", "0.2", "-w", "5", TAS)


def know(world: World, addresses: dict[str, list[str]], *, over_ipv6: bool = False) -> None:
    """Let laptop and terminal use a name server that knows these addresses; it can be asked over IPv6 where `arrange` came first."""
    world.change(world.router, does=f"address add {_NAME_SERVER_4}/32 dev switch", undoes=f"address del {_NAME_SERVER_4}/32 dev switch")
    hosts = (_NAME_SERVER_4, *((NAME_SERVER,) if over_ipv6 else ()))
    _start(
        world, world.router, "odd_servers.py", [{"manner": "dns.right", "host": host, "port": 53, "addresses": addresses} for host in hosts]
    )
    world.name_servers(_NAME_SERVER_4)
    if over_ipv6:
        world.shop.name_servers = (NAME_SERVER,)


def _switch_on(world: World, place: Namespace) -> None:
    place.sysctl(net__ipv6__conf__all__disable_ipv6=0)
    world.undo(lambda: place.sysctl(net__ipv6__conf__all__disable_ipv6=1))


def _start(world: World, place: Namespace, program: str, wanted: list[dict[str, object]]) -> None:
    log = world.folder / f"{place.name}-{program}.log"
    process = place.start(sys.executable, _HERE / program, json.dumps(wanted), log=log, says=b"ready")
    world.undo(lambda: place.stop(process))
