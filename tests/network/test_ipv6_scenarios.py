"""Networks with IPv6 beside IPv4: that it works, that it does not, and that its absence is no fault.

Whether a terminal uses IPv6 is nowhere written down; what only IPv6 shows is a warning, and what only IPv4 shows is a fault.
"""

from collections.abc import Callable

import pytest

from tests.network import dual_stack, plan
from tests.network.scenario import Scenario, hold
from tests.network.world import World

pytestmark = pytest.mark.usefixtures("hurried")
Record = Callable[[str, object], None]
Arrange = Callable[[World], None]

MQTT_4 = f"ip daddr {{ {', '.join(plan.MQTT)} }} tcp dport 443"
MQTT_6 = f"ip6 daddr {{ {', '.join(dual_stack.MQTT)} }} tcp dport 443"


def works(world: World, **changed: tuple[str, ...]) -> None:
    dual_stack.arrange(world)
    dual_stack.know(world, dual_stack.names(**changed))


def router(*rules: str) -> Arrange:
    def arrange(world: World) -> None:
        works(world)
        world.rules(world.router, "forward", *rules)

    return arrange


def provider(*rules: str) -> Arrange:
    def arrange(world: World) -> None:
        works(world)
        world.rules(world.provider, "forward", *rules)

    return arrange


def mqtt(*addresses: str) -> Arrange:
    return lambda world: works(world, mqtt=addresses)


def only_link_local(world: World) -> None:
    dual_stack.only_link_local(world)
    dual_stack.know(world, dual_stack.names())


def absent(world: World) -> None:
    dual_stack.know(world, dual_stack.names())


def no_way_out(world: World) -> None:
    """Let the router have no IPv6 of its own outside, and say so."""
    works(world)
    world.router.ip(f"route del default via {dual_stack.PROVIDER}")


def gateway_gone(world: World) -> None:
    """Let the router that advertised itself be gone: the laptop keeps address and route for half an hour."""
    works(world)
    world.router.ip(f"address del {dual_stack.GATEWAY}/64 dev switch")
    world.forget()


def over_ipv6(world: World) -> None:
    dual_stack.arrange(world)
    dual_stack.know(world, dual_stack.names(), over_ipv6=True)


def first_name_server_dead(world: World) -> None:
    works(world)
    world.shop.name_servers = (dual_stack.NAME_SERVER, *world.shop.name_servers)
    world.rules(world.router, "input", "ip6 nexthdr udp udp dport 53 drop", "ip6 nexthdr tcp tcp dport 53 drop")


def laptop_without_ipv4(world: World) -> None:
    over_ipv6(world)
    world.change(
        world.laptop,
        does=f"address del {plan.LAPTOP}/24 dev eth0",
        undoes=(f"address add {plan.LAPTOP}/24 dev eth0", f"route add default via {plan.ROUTER}"),
    )


def black_hole(world: World) -> None:
    """Let large packets vanish on the line, over IPv6 only: a tunnel to the provider that says nothing."""
    works(world)
    world.rules(world.provider, "forward", "meta nfproto ipv6 meta length > 700 drop")


def opened(world: World) -> None:
    """Let another issuer's certificate come from the addresses of IPv6."""
    works(world)
    sixes = ", ".join(dual_stack.MQTT)
    world.rules(world.service, "prerouting", f"ip6 daddr {{ {sixes} }} tcp dport 443 dnat ip6 to [{dual_stack.BLOCK_PAGE}]:443")


SCENARIOS = [
    Scenario(name="both work", arrange=works, verdict="healthy"),
    Scenario(name="the laptop has none", arrange=absent, verdict="healthy"),
    Scenario(name="the laptop's is link-local only", arrange=only_link_local, verdict="healthy"),
    Scenario(name="asked over IPv6", arrange=over_ipv6, verdict="healthy"),
    Scenario(
        name="first name server, over IPv6, dead", arrange=first_name_server_dead, primary="dns.site_server_faulty", verdict="healthy"
    ),
    Scenario(name="dropped beyond the router", arrange=provider("meta nfproto ipv6 drop"), primary="mqtt.partly_dead", verdict="healthy"),
    Scenario(name="MQTT dropped at the router", arrange=router(f"{MQTT_6} drop"), primary="mqtt.partly_dead", verdict="healthy"),
    Scenario(
        name="MQTT refused at the router",
        arrange=router(f"{MQTT_6} reject with icmpv6 admin-prohibited"),
        primary="mqtt.partly_dead",
        verdict="healthy",
    ),
    Scenario(name="the router has no way out", arrange=no_way_out, verdict="healthy"),
    Scenario(name="the gateway is gone", arrange=gateway_gone, primary="mqtt.partly_dead", verdict="healthy"),
    Scenario(name="large packets vanish", arrange=black_hole, primary="mqtt.partly_dead", verdict="healthy", says="lost over IPv6"),
    Scenario(name="IPv4 to MQTT dropped", arrange=router(f"{MQTT_4} drop"), primary="mqtt.partly_dead"),
    Scenario(name="IPv4 to MQTT refused", arrange=router(f"{MQTT_4} reject with icmp admin-prohibited"), primary="mqtt.partly_dead"),
    Scenario(
        name="IPv4 to TAS dropped",
        arrange=router(f"ip daddr {plan.TAS} tcp dport {plan.TAS_PORT} drop"),
        primary="tas.port_dropped",
        certainty="likely",
        says="over IPv4",
    ),
    Scenario(
        name="IPv4 to TAS refused",
        arrange=router(f"ip daddr {plan.TAS} tcp dport {plan.TAS_PORT} reject with tcp reset"),
        primary="tas.port_rejected",
        certainty="likely",
        says="over IPv4",
    ),
    Scenario(
        name="IPv4 to TAS unreachable",
        arrange=router(f"ip daddr {plan.TAS} tcp dport {plan.TAS_PORT} reject with icmp host-unreachable"),
        primary="tas.unreachable",
        certainty="likely",
        says="Over IPv4",
    ),
    Scenario(
        name="IPv4 to VPOS dropped",
        arrange=router(f"ip daddr {plan.VPOS} tcp dport 443 drop"),
        primary="vpos.port_dropped",
        certainty="possible",
        says="over IPv4",
    ),
    Scenario(
        name="IPv6 to TAS dropped",
        arrange=router(f"ip6 daddr {dual_stack.TAS} tcp dport {plan.TAS_PORT} drop"),
        verdict="healthy",
        says=f"{dual_stack.TAS} does not",
    ),
    Scenario(name="both to MQTT dropped", arrange=router(f"{MQTT_4} drop", f"{MQTT_6} drop"), primary="mqtt.port_dropped"),
    Scenario(
        name="both to MQTT refused",
        arrange=router(f"{MQTT_4} reject with icmp admin-prohibited", f"{MQTT_6} reject with icmpv6 admin-prohibited"),
        primary="mqtt.port_rejected",
    ),
    Scenario(name="IPv4 dead beyond the router", arrange=provider("meta nfproto ipv4 drop"), primary="network.no_internet"),
    Scenario(name="the MQTT name has IPv6 only", arrange=mqtt(*dual_stack.MQTT), primary="dns.no_address", certainty="possible"),
    # The check says so; what follows for a terminal is not known, and nobody is accused.
    *(
        Scenario(name=f"AAAA lies, {what}", arrange=mqtt(*plan.MQTT, lie), verdict="healthy", says=f"gives {lie} for it over IPv6")
        for what, lie in (("private", "fd00::10"), ("loopback", "::1"), ("link-local", "fe80::10"), ("nothing at all", "::"))
    ),
    Scenario(
        name="AAAA lies, with a public address",
        arrange=mqtt(*plan.MQTT, dual_stack.BLOCK_PAGE),
        primary="mqtt.partly_dead",
        verdict="healthy",
        certainty="possible",
        says=f"{dual_stack.BLOCK_PAGE} does not",
    ),
    Scenario(
        name="encryption is opened over IPv6 only", arrange=opened, primary="mqtt.partly_dead", verdict="healthy", certainty="possible"
    ),
    Scenario(
        name="A lies with one public address of three",
        arrange=mqtt(*plan.MQTT, plan.BLOCK_PAGE),
        primary="mqtt.partly_dead",
        certainty="possible",
        says=f"{plan.BLOCK_PAGE} does not",
    ),
    Scenario(name="A lies, AAAA is right", arrange=mqtt("10.10.10.10", *dual_stack.MQTT), primary="dns.forged", certainty="likely"),
    Scenario(name="the laptop has no IPv4", arrange=laptop_without_ipv4, primary="network.no_route"),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Record) -> None:
    hold(scenario, world, record_property)
