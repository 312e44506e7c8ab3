"""Faults of TMS and VPOS that the shop's scenarios do not have, and services that speak first."""

from collections.abc import Callable

import pytest

from tests.network import plan
from tests.network.scenario import Scenario, hold
from tests.network.world import World

pytestmark = pytest.mark.usefixtures("hurried")
Record = Callable[[str, object], None]
Arrange = Callable[[World], None]

VPOS = f"ip daddr {plan.VPOS} tcp dport 443"


def router(rule: str) -> Arrange:
    return lambda world: world.rules(world.router, "forward", rule)


def vpos(manner: str) -> Arrange:
    return lambda world: world.served_by(manner, instead_of=(plan.VPOS,))


def speaks_first(world: World) -> None:
    """TAS greets, as a service may; here it is a web server that was sent a question by nobody."""
    world.rules(world.service, "prerouting", f"ip daddr {plan.TAS} tcp dport {plan.TAS_PORT} dnat ip to {plan.WEB}:80")


def rarely(world: World) -> None:
    """Refuse one attempt in five seconds, and leave the others in silence; the first attempts use up what there is."""
    refused = f"tcp dport {plan.TAS_PORT}"
    world.rules(
        world.router,
        "forward",
        f"{refused} meta l4proto tcp numgen inc mod 3 != 2 drop",
        f"{refused} reject with icmp admin-prohibited",
    )


SCENARIOS = [
    Scenario(name="VPOS dropped", arrange=router(f"{VPOS} drop"), primary="vpos.port_dropped", certainty="likely"),
    Scenario(name="VPOS refused", arrange=router(f"{VPOS} reject with tcp reset"), primary="vpos.port_rejected", certainty="likely"),
    Scenario(
        name="VPOS unreachable", arrange=router(f"{VPOS} reject with icmp host-unreachable"), primary="vpos.unreachable", certainty="likely"
    ),
    Scenario(name="VPOS closes at once", arrange=vpos("close"), primary="vpos.closes_at_once", certainty="likely"),
    Scenario(name="VPOS resets at once", arrange=vpos("reset"), primary="vpos.closes_at_once", certainty="likely"),
    # It takes the connection, which is what is tested; that it speaks no TLS is said and blames nobody.
    Scenario(name="VPOS takes it and stays silent", arrange=vpos("silent"), verdict="healthy"),
    Scenario(name="VPOS closes once TLS begins", arrange=vpos("close_on_hello"), verdict="healthy"),
    Scenario(name="VPOS resets once TLS begins", arrange=vpos("reset_on_hello"), verdict="healthy"),
    Scenario(
        name="TMS unreachable",
        arrange=router(f"tcp dport {plan.TMS_PORT} reject with icmp host-unreachable"),
        primary="tms.unreachable",
        certainty="likely",
    ),
    Scenario(
        name="TAS refused by ICMP",
        arrange=router(f"tcp dport {plan.TAS_PORT} reject with icmp port-unreachable"),
        primary="tas.port_rejected",
        certainty="likely",
    ),
    # Routers say no once a second at most: the closer look hears it where the connection did not.
    Scenario(
        name="TAS refused by ICMP, said rarely",
        arrange=rarely,
        primary="tas.port_rejected",
        certainty="likely",
        alone="the router counts attempts, whoever makes them",
    ),
    Scenario(name="another service answers for TAS", arrange=speaks_first, verdict="healthy"),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Record) -> None:
    ran = hold(scenario, world, record_property)
    assert ran.check("mqtt.tls")["verdict"] == "pass", ran.told()
