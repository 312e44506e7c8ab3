"""Faults of TAS and TMS, and of the terminal on the shop's network."""

import time
from collections.abc import Callable

import pytest

from tests.network import plan
from tests.network.scenario import AsUser, Scenario, hold
from tests.network.world import World

pytestmark = pytest.mark.usefixtures("hurried")


def tas(manner: str) -> Callable[[World], None]:
    return lambda world: world.served_by(manner, port=plan.TAS_PORT, instead_of=(plan.TAS,))


def tms(manner: str) -> Callable[[World], None]:
    return lambda world: world.served_by(manner, port=plan.TMS_PORT, instead_of=(plan.TMS,))


def router(rule: str) -> Callable[[World], None]:
    return lambda world: world.rules(world.router, "forward", rule)


def isolated(world: World) -> None:
    world.router.ip("link set dev lan1 type bridge_slave isolated on", "link set dev lan2 type bridge_slave isolated on")
    world.undo(
        lambda: world.router.ip("link set dev lan1 type bridge_slave isolated off", "link set dev lan2 type bridge_slave isolated off")
    )
    world.shop.case["terminal"]["link"] = "wifi"


def off_since_a_moment(world: World) -> None:
    """Let the laptop have spoken with the terminal before it goes."""
    world.laptop.run("ping", "-c", "1", "-W", "1", plan.TERMINAL)
    time.sleep(1.2)  # the answer has to grow older than what the program takes for fresh
    world.unplug("lan2")


def silent_to_ping(world: World) -> None:
    """Let the laptop have spoken with a terminal that answers no ping."""
    off = world.terminal.sysctl
    off(net__ipv4__icmp_echo_ignore_all=1)
    world.undo(lambda: off(net__ipv4__icmp_echo_ignore_all=0))


def filtered(world: World) -> None:
    world.terminal.nft("flush table inet faults")
    world.rules(world.terminal, "input", f"tcp dport {{ {plan.OPI_PORT}, {plan.TRIGGER_PORT} }} drop")


def elsewhere(world: World) -> None:
    """Hang the terminal on another subnet of the router."""
    world.change(world.router, does="address add 192.168.99.1/24 dev switch", undoes="address del 192.168.99.1/24 dev switch")
    world.change(world.terminal, does=f"address add {plan.OTHER_SUBNET}/24 dev eth0", undoes=f"address del {plan.OTHER_SUBNET}/24 dev eth0")
    world.shop.case["terminal"]["ip"] = plan.OTHER_SUBNET


def elsewhere_and_silent(world: World) -> None:
    elsewhere(world)
    world.rules(world.router, "forward", f"ip daddr {plan.OTHER_SUBNET} drop")


def mode(real: str, stated: str | None) -> Callable[[World], None]:
    def arrange(world: World) -> None:
        world.pos_mode(real)
        if stated is None:
            del world.shop.case["terminal"]["pos_mode"]
        else:
            world.shop.case["terminal"]["pos_mode"] = stated

    return arrange


def address(stated: str) -> Callable[[World], None]:
    def arrange(world: World) -> None:
        world.shop.case["terminal"]["ip"] = stated

    return arrange


SCENARIOS = [
    *(
        Scenario(name=f"{what} stated for the terminal", arrange=address(stated), verdict="inconclusive", says=says)
        for what, stated, says in (
            ("the router's address", plan.ROUTER, "is the gateway of this laptop"),
            ("the subnet's first address", "192.168.77.0", "no address that a device can have"),
            ("the subnet's last address", "192.168.77.255", "no address that a device can have"),
        )
    ),
    Scenario(name="TAS dropped", arrange=router(f"tcp dport {plan.TAS_PORT} drop"), primary="tas.port_dropped"),
    Scenario(name="TAS refused", arrange=router(f"tcp dport {plan.TAS_PORT} reject with tcp reset"), primary="tas.port_rejected"),
    Scenario(
        name="TAS unreachable", arrange=router(f"tcp dport {plan.TAS_PORT} reject with icmp host-unreachable"), primary="tas.unreachable"
    ),
    Scenario(name="TAS closes at once", arrange=tas("close"), primary="tas.closes_at_once"),
    Scenario(name="TAS resets at once", arrange=tas("reset"), primary="tas.closes_at_once"),
    Scenario(name="TMS dropped", arrange=router(f"tcp dport {plan.TMS_PORT} drop"), primary="tms.port_dropped"),
    Scenario(name="TMS refused", arrange=router(f"tcp dport {plan.TMS_PORT} reject with tcp reset"), primary="tms.port_rejected"),
    Scenario(name="TMS closes at once", arrange=tms("close"), primary="tms.closes_at_once"),
    Scenario(name="TMS resets at once", arrange=tms("reset"), primary="tms.closes_at_once"),
    Scenario(name="terminal off", arrange=lambda world: world.unplug("lan2"), primary="terminal.offline"),
    Scenario(
        name="terminal off since a moment",
        arrange=off_since_a_moment,
        primary="terminal.offline",
        certainty="likely",
        as_user=AsUser(
            why="The kernel takes the last answer for granted for up to 45 s, and only root may ask by ARP itself.", certainty="possible"
        ),
    ),
    Scenario(name="terminal silent to ping", arrange=silent_to_ping, verdict="healthy"),
    Scenario(name="terminal isolated on Wi-Fi", arrange=isolated, primary="terminal.isolated"),
    Scenario(name="terminal's ports filtered", arrange=filtered, primary="terminal.ports_filtered"),
    Scenario(name="terminal in another subnet", arrange=elsewhere, primary="terminal.other_subnet", verdict="healthy"),
    Scenario(name="terminal in another subnet, silent", arrange=elsewhere_and_silent, primary="terminal.other_subnet"),
    Scenario(name="mode standard, nothing stated", arrange=mode("standard", None), primary="terminal.pos_mode_wrong"),
    Scenario(name="mode standard, stated so", arrange=mode("standard", "standard"), primary="terminal.pos_mode_wrong"),
    Scenario(
        name="mode flat-incoming, stated flat-outgoing", arrange=mode("flat-incoming", "flat-outgoing"), primary="terminal.pos_mode_wrong"
    ),
    Scenario(name="mode serial, nothing stated", arrange=mode("serial", None), verdict="inconclusive"),
    Scenario(name="mode serial, stated so", arrange=mode("serial", "serial"), primary="terminal.pos_mode_wrong"),
    Scenario(name="mode flat-outgoing, nothing stated", arrange=mode("flat-outgoing", None), verdict="healthy"),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Callable[[str, object], None]) -> None:
    hold(scenario, world, record_property)
