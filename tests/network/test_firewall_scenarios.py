"""Who lets 443 out, and who does not: firewalls of laptop, router and provider, and what takes connections in the service's place."""

from collections.abc import Callable

import pytest

from tests.network import plan
from tests.network.scenario import Scenario, hold
from tests.network.world import World

MQTT = f"ip daddr {{ {', '.join(plan.MQTT)} }}"
HANDSHAKE = "@ih,0,8 22"
"""A TLS record that begins a handshake, so the ClientHello (RFC 8446, 5.1)."""


def reset_on_hello(match: str) -> Callable[[World], None]:
    def arrange(world: World) -> None:
        world.rules(world.router, "forward", f"{match} tcp dport 443 {HANDSHAKE} reject with tcp reset")

    return arrange


def at_one(manner: str) -> Callable[[World], None]:
    return lambda world: world.served_by(manner, instead_of=plan.MQTT[:1])


def router(rule: str) -> Callable[[World], None]:
    return lambda world: world.rules(world.router, "forward", rule)


def provider(rule: str) -> Callable[[World], None]:
    return lambda world: world.rules(world.provider, "forward", rule)


def laptop(rule: str) -> Callable[[World], None]:
    return lambda world: world.rules(world.laptop, "output", rule)


SCENARIOS = [
    Scenario(name="MQTT dropped at the router", arrange=router(f"{MQTT} drop"), primary="mqtt.port_dropped"),
    Scenario(name="443 dropped by the provider", arrange=provider("tcp dport 443 drop"), primary="mqtt.port_dropped", only=False),
    Scenario(name="443 rejected by RST", arrange=router("tcp dport 443 reject with tcp reset"), primary="mqtt.port_rejected", only=False),
    Scenario(
        name="443 rejected, port unreachable",
        arrange=router("tcp dport 443 reject with icmp port-unreachable"),
        primary="mqtt.port_rejected",
        only=False,
    ),
    Scenario(
        name="443 rejected, admin-prohibited",
        arrange=router("tcp dport 443 reject with icmp admin-prohibited"),
        primary="mqtt.port_rejected",
        only=False,
    ),
    Scenario(
        name="MQTT host unreachable by the provider",
        arrange=provider(f"{MQTT} reject with icmp host-unreachable"),
        primary="mqtt.unreachable",
    ),
    Scenario(
        name="443 rejected at the router is said with its address",
        arrange=router(f"{MQTT} reject with icmp admin-prohibited"),
        primary="mqtt.port_rejected",
        says=f"{plan.ROUTER} rejects",
    ),
    Scenario(
        name="443 rejected by the provider is said with its address",
        arrange=provider(f"{MQTT} reject with icmp host-prohibited"),
        primary="mqtt.port_rejected",
        says=f"{plan.PROVIDER}, outside this network",
    ),
    Scenario(
        name="MQTT net unreachable by the provider",
        arrange=provider(f"{MQTT} reject with icmp net-unreachable"),
        primary="mqtt.unreachable",
    ),
    Scenario(
        name="nobody listens at the service",
        arrange=lambda world: world.rules(world.service, "input", f"{MQTT} tcp dport 443 reject with tcp reset"),
        primary="mqtt.port_rejected",
    ),
    *(
        Scenario(name=f"one of two addresses: {manner}", arrange=at_one(manner), primary="mqtt.partly_dead", certainty="likely")
        for manner in ("close_on_hello", "reset_on_hello", "close")
    ),
    Scenario(name="RST once TLS begins, this name", arrange=reset_on_hello(MQTT), primary="mqtt.reset", certainty="likely"),
    Scenario(name="RST once TLS begins, every name", arrange=reset_on_hello(""), primary="mqtt.reset", certainty="possible"),
    Scenario(name="accepts and closes on hello", arrange=lambda world: world.served_by("close_on_hello"), primary="mqtt.reset"),
    Scenario(name="accepts and resets at once", arrange=lambda world: world.served_by("reset"), primary="mqtt.reset"),
    Scenario(name="laptop's firewall drops 443", arrange=laptop("tcp dport 443 drop"), primary="network.laptop_firewall"),
    Scenario(
        name="laptop's firewall rejects 443",
        arrange=laptop("tcp dport 443 reject with icmp admin-prohibited"),
        primary="network.laptop_firewall",
    ),
    Scenario(name="laptop's firewall drops all", arrange=laptop('oifname "eth0" drop'), primary="network.laptop_firewall"),
    Scenario(
        name="laptop's firewall rejects 443 by RST",
        arrange=laptop("tcp dport 443 reject with tcp reset"),
        primary="network.laptop_firewall",
        certainty="certain",
    ),
]
ABOUT_TIME = [
    Scenario(name="443 dropped at the router", arrange=router("tcp dport 443 drop"), primary="mqtt.port_dropped", only=False),
    Scenario(
        name="accepts and stays silent",
        arrange=lambda world: world.served_by("silent"),
        primary="mqtt.server_silent",
        certainty="likely",
        within_s=8,
    ),
]
"""Silence is believed in as late as it is elsewhere."""


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Callable[[str, object], None]) -> None:
    hold(scenario, world, record_property)


@pytest.mark.parametrize("scenario", ABOUT_TIME, ids=str)
def test_scenario_about_time(scenario: Scenario, world: World, record_property: Callable[[str, object], None]) -> None:
    hold(scenario, world, record_property)
