"""Who says no, or nothing, on the way to the MQTT service: every kind of ICMP, from each place, with the hop named where it shows.

Beside these: where only another name server is right than the first that is asked.
"""

from collections.abc import Callable

import pytest

from tests.network import plan
from tests.network.namespace import Namespace
from tests.network.scenario import Scenario, hold
from tests.network.world import World

pytestmark = pytest.mark.usefixtures("hurried")
Record = Callable[[str, object], None]
Arrange = Callable[[World], None]

MQTT = f"ip daddr {{ {', '.join(plan.MQTT)} }} tcp dport 443"
# RFC 1812, 5.2.7.1, by nftables' names; "unreachable" is the way that is missing, "prohibited" somebody who forbids it.
KINDS = {
    "net-unreachable": "mqtt.unreachable",
    "host-unreachable": "mqtt.unreachable",
    "prot-unreachable": "mqtt.port_rejected",
    "port-unreachable": "mqtt.port_rejected",
    "net-prohibited": "mqtt.port_rejected",
    "host-prohibited": "mqtt.port_rejected",
    "admin-prohibited": "mqtt.port_rejected",
}
PLACES: dict[str, tuple[Callable[[World], Namespace], str, str]] = {
    "router": (lambda world: world.router, "forward", plan.ROUTER),
    "provider": (lambda world: world.provider, "forward", plan.PROVIDER),
}


def says(place: str, kind: str) -> Arrange:
    of, chain, _ = PLACES[place]
    return lambda world: world.rules(of(world), chain, f"{MQTT} reject with icmp {kind}")


def drops(place: str) -> Arrange:
    of, chain, _ = PLACES[place]
    return lambda world: world.rules(of(world), chain, f"{MQTT} drop")


def drops_beside_a_no(world: World) -> None:
    """Let the router leave MQTT in silence and say no to TAS: so it looks as well where it minds both and says so seldom."""
    drops("router")(world)
    world.rules(world.router, "forward", f"tcp dport {plan.TAS_PORT} reject with icmp admin-prohibited")


def server(rule: str) -> Arrange:
    def arrange(world: World) -> None:
        # Machines say no once a second at most (icmp(7)); here each run has to hear it.
        world.service.sysctl(net__ipv4__icmp_ratelimit=0)
        world.undo(lambda: world.service.sysctl(net__ipv4__icmp_ratelimit=1000))
        world.rules(world.service, "input", f"{MQTT} {rule}")

    return arrange


def loop(world: World) -> None:
    """Let the machine at the service's end send what is for it back, so that it goes back and forth until its life ends."""
    world.service.sysctl(net__ipv4__ip_forward=1)
    world.undo(lambda: world.service.sysctl(net__ipv4__ip_forward=0))
    for address in plan.MQTT:
        own = f"local {address} dev eth0 table local"
        world.change(world.service, does=f"route del {own}", undoes=f"route add {own}")
        way = f"{address} via {plan.SERVICE_GATEWAY}"
        world.change(world.service, does=f"route add {way}", undoes=f"route del {way}")


def unrouted(world: World) -> None:
    """Let the provider throw away what is for the service by its routing table, and not by a firewall."""
    for address in plan.MQTT:
        world.change(world.provider, does=f"route add blackhole {address}", undoes=f"route del blackhole {address}")


def name_servers(*manners: str) -> Arrange:
    return lambda world: world.name_servers(*manners)


SCENARIOS = [
    *(
        Scenario(name=f"{kind} from the {place}", arrange=says(place, kind), primary=cause, says=address)
        for place, (_, _, address) in PLACES.items()
        for kind, cause in KINDS.items()
        # Beside those of the other scenarios of the way.
        if place == "router" or kind in {"prot-unreachable", "net-prohibited"}
    ),
    *(
        Scenario(name=f"dropped at the {place}", arrange=drops(place), primary="mqtt.port_dropped", says=said)
        for place, said in (("router", f"{plan.ROUTER}, the gateway"), ("provider", f"{plan.PROVIDER}, outside this network"))
    ),
    Scenario(
        name="dropped at the server", arrange=server("drop"), primary="mqtt.port_dropped", says=f"{plan.PROVIDER}, outside this network"
    ),
    Scenario(
        name="dropped at the router, which says no to another service",
        arrange=drops_beside_a_no,
        primary="mqtt.port_dropped",
        certainty="possible",
        also=("tas.port_rejected",),
    ),
    Scenario(name="refused at the server, by ICMP", arrange=server("reject with icmp port-unreachable"), primary="mqtt.port_rejected"),
    Scenario(name="prohibited at the server", arrange=server("reject with icmp admin-prohibited"), primary="mqtt.port_rejected"),
    # Linux keeps trying when it hears that a packet's life has ended, so that silence is all that a connection has.
    Scenario(name="goes in circles", arrange=loop, primary="mqtt.port_dropped"),
    # Who throws away before he looks at a packet's life does not show: the last that is seen stands before him.
    Scenario(name="route of kind blackhole", arrange=unrouted, primary="mqtt.port_dropped", says=f"{plan.ROUTER}, the gateway"),
    # Systems ask the next server where one is silent or fails, and believe the first that answers.
    Scenario(name="first name server lies, second right", arrange=name_servers("lies_for_mqtt", "right"), primary="dns.forged"),
    Scenario(name="first hides the name, second right", arrange=name_servers("hides_mqtt", "right"), primary="dns.name_missing"),
    Scenario(
        name="first refuses, second right", arrange=name_servers("refused", "right"), primary="dns.site_server_faulty", verdict="healthy"
    ),
    Scenario(
        name="second lies, first right", arrange=name_servers("right", "lies_for_mqtt"), primary="dns.site_server_faulty", verdict="healthy"
    ),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Record) -> None:
    hold(scenario, world, record_property)
