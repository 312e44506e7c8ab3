"""The laptop's traffic goes through a VPN, wholly, in part, or not at all."""

from collections.abc import Callable

import pytest

from tests.network import plan, vpn
from tests.network.scenario import Scenario, hold
from tests.network.world import World

pytestmark = pytest.mark.usefixtures("hurried")
Record = Callable[[str, object], None]
Arrange = Callable[[World], None]

MQTT = f"ip daddr {{ {', '.join(plan.MQTT)} }} tcp dport 443"
DEFAULT = f"route replace default via {plan.ROUTER}"
THROUGH = f'iifname "{vpn.SERVER_DEVICE}"'


def everything(world: World) -> None:
    """Let the default route lead into the tunnel."""
    vpn.connect(world)
    world.change(world.laptop, does="route replace default dev tun0", undoes=DEFAULT)


def halves(world: World) -> None:
    """Cover the default route by two halves, as OpenVPN does (redirect-gateway def1)."""
    vpn.connect(world)
    world.laptop.ip(f"route add 0.0.0.0/1 via {vpn.SERVER} dev tun0", f"route add 128.0.0.0/1 via {vpn.SERVER} dev tun0")


def table(world: World) -> None:
    """Let rules lead into the tunnel and leave the main table alone, as wg-quick does."""
    vpn.connect(world, "wg0")
    world.laptop.ip("route add default dev wg0 table 51820")
    world.change(
        world.laptop,
        does="rule add not fwmark 51820 lookup 51820 priority 200",
        undoes="rule del not fwmark 51820 lookup 51820 priority 200",
    )
    own_first = "lookup main suppress_prefixlength 0 priority 100"
    world.change(world.laptop, does=f"rule add {own_first}", undoes=f"rule del {own_first}")


def with_its_name_server(world: World) -> None:
    everything(world)
    world.shop.name_servers = (plan.RESOLVER,)


def company_only(world: World) -> None:
    """Let only the company's own network lie behind the tunnel."""
    vpn.connect(world)
    world.laptop.ip("route add 10.20.0.0/16 dev tun0")


def second_choice(world: World) -> None:
    """Leave a default route into the tunnel that is not used, since another one comes before it."""
    vpn.connect(world)
    world.laptop.ip("route add default dev tun0 metric 500")


def the_lan_too(rule: str) -> Arrange:
    """Let the tunnel take the shop's own network as well, so that terminal and printer are gone for the laptop."""

    def arrange(world: World) -> None:
        everything(world)
        world.laptop.ip(f"route add {plan.ROUTER} dev eth0")
        world.change(
            world.laptop,
            does=f"route replace 192.168.77.0/24 dev tun0 src {vpn.LAPTOP}",
            undoes=(f"route replace 192.168.77.0/24 dev eth0 src {plan.LAPTOP}", f"route del {plan.ROUTER} dev eth0"),
        )
        protocol = "meta l4proto tcp" if "tcp" in rule else ""
        world.rules(world.provider, "input", f"{THROUGH} ip daddr 192.168.77.0/24 {protocol} {rule}")
        world.rules(world.provider, "forward", f"{THROUGH} ip daddr 192.168.77.0/24 {protocol} {rule}")
        # What it does not know it would send back where it came from.
        world.change(world.provider, does="route add 192.168.77.0/24 dev service", undoes="route del 192.168.77.0/24 dev service")

    return arrange


def through(way: Arrange, *rules: str) -> Arrange:
    """Let the server of the VPN do something to what comes out of the tunnel."""

    def arrange(world: World) -> None:
        way(world)
        world.rules(world.provider, "forward", *(f"{THROUGH} {rule}" for rule in rules))

    return arrange


def dead(world: World) -> None:
    """The tunnel is up, and nothing comes back through it."""
    everything(world)
    world.rules(world.provider, "input", "udp dport 51820 drop")


def shop_blocks(world: World) -> None:
    """The shop's firewall drops the service; the laptop passes it by."""
    everything(world)
    world.rules(world.router, "forward", f"{MQTT} drop")


def black_hole(world: World) -> None:
    """The tunnel is narrower than it says."""
    everything(world)
    world.rules(world.provider, "input", "udp dport 51820 meta length > 700 drop")
    world.rules(world.provider, "output", "udp sport 51820 meta length > 700 drop")


SCENARIOS = [
    Scenario(name="everything", arrange=everything, primary="network.vpn", verdict="healthy", certainty="certain"),
    Scenario(name="everything, by two halves", arrange=halves, primary="network.vpn", verdict="healthy"),
    Scenario(name="everything, by a table of its own", arrange=table, primary="network.vpn", verdict="healthy"),
    Scenario(name="everything, with its own name server", arrange=with_its_name_server, primary="network.vpn", verdict="healthy"),
    Scenario(name="the company's network only", arrange=company_only, verdict="healthy"),
    Scenario(name="a default route that is not used", arrange=second_choice, verdict="healthy"),
    # What the VPN does says nothing for certain of the terminal's way.
    Scenario(name="drops the service", arrange=through(everything, f"{MQTT} drop"), primary="mqtt.port_dropped", certainty="possible"),
    Scenario(
        name="refuses the service",
        arrange=through(everything, f"{MQTT} reject with icmp admin-prohibited"),
        primary="mqtt.port_rejected",
        certainty="possible",
    ),
    Scenario(
        name="drops 5555", arrange=through(halves, f"tcp dport {plan.TAS_PORT} drop"), primary="tas.port_dropped", certainty="possible"
    ),
    Scenario(name="nothing comes back", arrange=dead, primary="network.no_internet", certainty="possible"),
    Scenario(name="large packets vanish in it", arrange=black_hole, primary="network.mtu_black_hole", certainty="possible", within_s=15),
    # The laptop cannot see it: only the warning says why.
    Scenario(name="the shop's firewall drops the service", arrange=shop_blocks, primary="network.vpn", verdict="healthy"),
    # Whether the terminal is there cannot be told, and nobody is accused.
    *(
        Scenario(
            name=f"takes the shop's own network too, {how}",
            arrange=the_lan_too(rule),
            primary="network.vpn",
            verdict="inconclusive",
            says=f"{plan.TERMINAL} leads into a VPN (tun0)",
        )
        for how, rule in (("drops it", "drop"), ("has no way", "reject with icmp host-unreachable"), ("resets", "reject with tcp reset"))
    ),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Record) -> None:
    ran = hold(scenario, world, record_property)
    warnings = {cause["id"] for cause in ran.causes if cause["severity"] == "warning"}
    assert ("network.vpn" in warnings) is (scenario.name not in {"the company's network only", "a default route that is not used"})
