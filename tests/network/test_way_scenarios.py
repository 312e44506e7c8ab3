"""Faults of the way: cable, router, line, packets of some size, portals."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.network import plan
from tests.network.scenario import AsUser, Scenario, hold
from tests.network.world import World


def gateway_goes(world: World) -> None:
    world.change(world.router, does=f"address del {plan.ROUTER}/24 dev switch", undoes=f"address add {plan.ROUTER}/24 dev switch")


def gateway_gone(world: World) -> None:
    """Take the router away, and let nothing be left of what it said just before, to a late packet of the scenario before this one, say."""
    gateway_goes(world)
    world.laptop.ip("neigh flush all")


def line_dead(world: World) -> None:
    world.rules(world.provider, "forward", "drop")
    world.rules(world.provider, "input", "drop")


def all_dropped(world: World) -> None:
    world.rules(world.router, "forward", "drop")
    world.rules(world.router, "input", 'iifname "switch" drop')


def all_dropped_but_the_lan(world: World) -> None:
    world.rules(world.router, "forward", "drop")
    world.rules(world.router, "output", 'oifname "wan" drop')


def one_dead(world: World) -> None:
    world.rules(world.provider, "forward", f"ip daddr {plan.MQTT[0]} tcp dport 443 drop")


def router(rule: str) -> Callable[[World], None]:
    return lambda world: world.rules(world.router, "forward", rule)


def provider(rule: str) -> Callable[[World], None]:
    return lambda world: world.rules(world.provider, "forward", rule)


def black_hole(world: World) -> None:
    world.change(world.provider, does="link set dev shop mtu 800", undoes="link set dev shop mtu 1500")
    world.rules(world.provider, "output", "icmp type destination-unreachable drop")


def small_mtu_told(world: World) -> None:
    world.change(world.provider, does="link set dev shop mtu 800", undoes="link set dev shop mtu 1500")


def black_hole_outward(world: World) -> None:
    """Let large packets from the shop vanish: a provider whose line to the service is narrower than it says."""
    world.change(world.provider, does="link set dev service mtu 600", undoes="link set dev service mtu 1500")
    world.rules(world.provider, "output", "icmp type destination-unreachable drop")


def all_dropped_without_a_word(world: World) -> None:
    all_dropped(world)
    world.rules(world.router, "output", 'oifname "switch" drop')


def since_a_moment(arrange: Callable[[World], None]) -> Callable[[World], None]:
    """Let the laptop have spoken with the router before."""

    def arranged(world: World) -> None:
        world.laptop.run("ping", "-c", "1", "-W", "1", plan.ROUTER)
        time.sleep(1.2)  # the answer has to grow older than what the program takes for fresh
        arrange(world)

    return arranged


def gateway_gone_and_stale(world: World) -> None:
    world.laptop.run("ping", "-c", "1", "-W", "1", plan.ROUTER)
    gateway_goes(world)
    world.laptop.ip(f"neighbour change {plan.ROUTER} dev eth0 nud stale")


def nobody_may_ping(world: World) -> None:
    """Let no group open sockets for echoes; root needs none."""
    groups = "net__ipv4__ping_group_range"
    world.laptop.sysctl(**{groups: "1 0"})
    world.undo(lambda: world.laptop.sysctl(**{groups: "0 2147483647"}))


def rate_limited(rate: str) -> Callable[[World], None]:
    return router(f"tcp dport 443 tcp flags & (syn | ack) == syn limit rate over {rate} drop")


def portal_with_443(world: World) -> None:
    """Answer on 443 as well, with a certificate of the portal's own."""
    world.rules(
        world.router,
        "prerouting",
        f'iifname "switch" tcp dport 80 dnat ip to {plan.ROUTER}:{plan.PORTAL_PORT}',
        f'iifname "switch" tcp dport 443 dnat ip to {plan.ROUTER}:{plan.INSPECTION_PORT}',
    )
    world.rules(world.router, "forward", 'iifname "switch" drop')


def address_from_elsewhere(world: World) -> None:
    """Leave the laptop the address that somebody typed in at the last customer's."""
    here, elsewhere = f"{plan.LAPTOP}/24 dev eth0", "192.168.0.50/24 dev eth0"
    world.laptop.ip(f"address del {here}", f"address add {elsewhere}", "route add default via 192.168.0.1")
    world.undo(lambda: world.laptop.ip(f"address del {elsewhere}", f"address add {here}", f"route add default via {plan.ROUTER}"))


def captive_portal(world: World) -> None:
    world.rules(world.router, "prerouting", f'iifname "switch" tcp dport 80 dnat ip to {plan.ROUTER}:{plan.PORTAL_PORT}')
    world.rules(world.router, "forward", 'iifname "switch" tcp dport != 80 drop')


TAKEN_FOR_GRANTED = AsUser(
    why="The kernel takes the router's last answer for granted, or rests before it asks again, and only root may ask by ARP itself.",
    certainty="possible",
)
SCENARIOS = [
    Scenario(name="no cable", arrange=lambda world: world.unplug("lan1"), primary="network.no_interface"),
    Scenario(
        name="no route",
        arrange=lambda world: world.change(world.laptop, does="route del default", undoes=f"route add default via {plan.ROUTER}"),
        primary="network.no_route",
    ),
    Scenario(name="nobody may ping", arrange=nobody_may_ping, verdict="healthy"),
    Scenario(
        name="one of two addresses rejected",
        arrange=provider(f"ip daddr {plan.MQTT[1]} tcp dport 443 reject with tcp reset"),
        primary="mqtt.partly_dead",
    ),
    Scenario(
        name="connections limited to 2 a minute",
        arrange=rate_limited("2/minute burst 3 packets"),
        primary="network.rate_limited",
        alone="both would draw on one limit",
        only=False,
    ),
    Scenario(name="small MTU that is told", arrange=small_mtu_told, verdict="healthy"),
    Scenario(name="captive portal that answers 443", arrange=portal_with_443, primary="network.captive_portal"),
    Scenario(name="captive portal", arrange=captive_portal, primary="network.captive_portal"),
]
ABOUT_TIME = [
    Scenario(
        name="an address from elsewhere",
        arrange=address_from_elsewhere,
        primary="network.gateway_down",
        certainty="likely",
        says="that this laptop is set to",
    ),
    Scenario(name="gateway gone", arrange=gateway_gone, primary="network.gateway_down"),
    Scenario(
        name="gateway gone since a moment",
        arrange=since_a_moment(gateway_goes),
        primary="network.gateway_down",
        certainty="certain",
        as_user=TAKEN_FOR_GRANTED,
    ),
    Scenario(
        name="gateway gone that the laptop has not spoken with for long",
        arrange=gateway_gone_and_stale,
        primary="network.gateway_down",
        certainty="certain",
        as_user=TAKEN_FOR_GRANTED,
        within_s=11,
    ),
    # It says where a packet's life ended, and so is there.
    Scenario(
        name="everything dropped, the LAN too, since a moment",
        arrange=since_a_moment(all_dropped),
        primary="network.no_internet",
        within_s=8,
    ),
    # The other of the two that an ordinary user cannot tell apart.
    Scenario(
        name="everything dropped, and the router says nothing, since a moment",
        arrange=since_a_moment(all_dropped_without_a_word),
        primary="network.no_internet",
        as_user=replace(TAKEN_FOR_GRANTED, primary="network.gateway_down"),
        within_s=8,
        alone="root asks by ARP, and the router's answer would show the other user that it is there",
    ),
    Scenario(name="cable out behind the router", arrange=lambda world: world.unplug("wan"), primary="network.no_internet", within_s=8),
    Scenario(name="line dead", arrange=line_dead, primary="network.no_internet", within_s=8),
    Scenario(name="everything dropped, the LAN too", arrange=all_dropped, primary="network.no_internet", within_s=8),
    Scenario(name="everything outward dropped", arrange=all_dropped_but_the_lan, primary="network.no_internet", within_s=8),
    Scenario(
        name="connections limited to 10 a second",
        arrange=rate_limited("10/second burst 20 packets"),
        verdict="healthy",
        alone="both would draw on one limit",
    ),
    Scenario(name="one of two addresses dead", arrange=one_dead, primary="mqtt.partly_dead"),
    Scenario(name="MTU black hole", arrange=black_hole, primary="network.mtu_black_hole", certainty="likely", within_s=8),
    Scenario(name="MTU black hole outward", arrange=black_hole_outward, primary="network.mtu_black_hole", certainty="likely", within_s=8),
]
"""Silence is believed in as late as it is elsewhere."""


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Callable[[str, object], None]) -> None:
    hold(scenario, world, record_property)


@pytest.mark.parametrize("scenario", ABOUT_TIME, ids=str)
def test_scenario_about_time(scenario: Scenario, world: World, record_property: Callable[[str, object], None]) -> None:
    hold(scenario, world, record_property)
