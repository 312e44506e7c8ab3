"""Faults of name servers, and of the way to them."""

from collections.abc import Callable

import pytest

from tests.network import plan
from tests.network.scenario import Scenario, hold
from tests.network.world import World


def tcp_53_blocked(world: World) -> None:
    world.rules(world.router, "input", "tcp dport 53 drop")


def udp_53_blocked(world: World) -> None:
    world.rules(world.router, "input", "udp dport 53 drop")


def truncated_without_tcp(world: World) -> None:
    world.name_servers("truncated")
    tcp_53_blocked(world)


def redirected(world: World) -> None:
    world.name_servers(plan.RESOLVER)
    world.rules(
        world.router,
        "prerouting",
        f'iifname "switch" meta l4proto {{ tcp, udp }} th dport 53 dnat ip to {plan.DNS_MANNERS["lies_for_all"]}',
    )


def reference_blocked(world: World) -> None:
    world.rules(world.router, "forward", f"ip daddr {{ {', '.join(plan.REFERENCE)} }} drop")


def no_server(world: World) -> None:
    world.name_servers()


def only_the_terminals_server_dead(world: World) -> None:
    world.shop.case["terminal"]["dns"] = [plan.DNS_MANNERS["silent"]]


def only_the_laptops_server_lies(world: World) -> None:
    world.shop.name_servers = (plan.DNS_MANNERS["lies_for_mqtt"],)


def hosts_file(world: World) -> None:
    """Name one right address of several: what the laptop reaches is good, but not by the way that the terminal goes."""
    world.shop.hosts += f"{plan.TLS_MANNERS['tls_1_2']} {plan.MQTT_NAME}\n"


SCENARIOS = [
    Scenario(name="healthy", arrange=lambda _world: None, verdict="healthy"),
    Scenario(name="closed", arrange=lambda world: world.name_servers(plan.CLOSED_NAME_SERVER), primary="dns.server_silent"),
    Scenario(name="nobody there", arrange=lambda world: world.name_servers(plan.ABSENT_NAME_SERVER), primary="dns.server_silent"),
    Scenario(name="refusing", arrange=lambda world: world.name_servers("refused"), primary="dns.refused"),
    Scenario(name="servfail", arrange=lambda world: world.name_servers("servfail"), primary="dns.server_failure"),
    Scenario(name="nxdomain", arrange=lambda world: world.name_servers("nxdomain"), primary="dns.name_missing"),
    Scenario(name="no address", arrange=lambda world: world.name_servers("nodata"), primary="dns.no_address"),
    Scenario(name="malformed", arrange=lambda world: world.name_servers("malformed"), primary="dns.malformed"),
    Scenario(name="wrong id", arrange=lambda world: world.name_servers("wrong_id"), primary="dns.malformed"),
    Scenario(name="lies for one name", arrange=lambda world: world.name_servers("lies_for_mqtt"), primary="dns.forged"),
    Scenario(name="lies for TAS only", arrange=lambda world: world.name_servers("lies_for_tas"), primary="dns.forged"),
    Scenario(name="hides the MQTT name only", arrange=lambda world: world.name_servers("hides_mqtt"), primary="dns.name_missing"),
    Scenario(
        name="the laptop's server lies, the terminal's is right",
        arrange=only_the_laptops_server_lies,
        primary="dns.forged",
        only=False,
    ),
    Scenario(name="hosts file", arrange=hosts_file, primary="dns.local_override", verdict="healthy"),
    Scenario(name="lies for all names", arrange=lambda world: world.name_servers("lies_for_all"), primary="dns.forged"),
    Scenario(
        name="lies with a public address",
        arrange=lambda world: world.name_servers("lies_publicly"),
        primary="tls.name_mismatch",
        only=False,
    ),
    Scenario(name="router redirects port 53 to a liar", arrange=redirected, primary="dns.forged"),
    Scenario(name="truncated, TCP works", arrange=lambda world: world.name_servers("truncated"), verdict="healthy"),
    Scenario(name="truncated, TCP blocked", arrange=truncated_without_tcp, primary="dns.tcp_blocked"),
    Scenario(name="TCP blocked, nothing truncated", arrange=tcp_53_blocked, verdict="healthy"),
    Scenario(name="UDP blocked", arrange=udp_53_blocked, primary="dns.server_silent"),
    Scenario(
        name="first of two closed",
        arrange=lambda world: world.name_servers(plan.CLOSED_NAME_SERVER, "right"),
        primary="dns.site_server_faulty",
        verdict="healthy",
    ),
    Scenario(
        name="first of two servfail",
        arrange=lambda world: world.name_servers("servfail", "right"),
        primary="dns.site_server_faulty",
        verdict="healthy",
    ),
    Scenario(name="only the reference blocked", arrange=reference_blocked, verdict="healthy"),
    Scenario(name="no name server set", arrange=no_server, primary="dns.no_server"),
    Scenario(name="only the terminal's server dead", arrange=only_the_terminals_server_dead, primary="dns.site_server_faulty"),
]


ABOUT_TIME = [
    Scenario(name="silent", arrange=lambda world: world.name_servers("silent"), primary="dns.server_silent"),
    Scenario(name="slow", arrange=lambda world: world.name_servers("slow"), primary="dns.slow", verdict="healthy"),
    Scenario(
        name="first of two dead",
        arrange=lambda world: world.name_servers("silent", "right"),
        primary="dns.site_server_faulty",
        verdict="healthy",
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
