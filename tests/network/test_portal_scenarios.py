"""Login pages that stand before the internet, as on guest networks."""

from collections.abc import Callable

import pytest

from tests.network import web
from tests.network.scenario import Scenario, hold
from tests.network.world import World

pytestmark = pytest.mark.usefixtures("odd_web", "hurried")
Record = Callable[[str, object], None]
Arrange = Callable[[World], None]


def portal(manner: str, rest: str) -> Arrange:
    def arrange(world: World) -> None:
        web.portal(world, manner)
        world.rules(world.router, "forward", f'iifname "switch" {rest}')

    return arrange


def answers_443(manner: str = "portal_redirect") -> Arrange:
    """The page answers encrypted connections too, with a certificate that nobody asked for."""

    def arrange(world: World) -> None:
        portal(manner, "drop")(world)
        world.inspect(known=False)

    return arrange


def only_443(world: World) -> None:
    """The web goes out; who answers on 443 is the network itself."""
    world.inspect(known=False)


def answers_443_without_tls(world: World) -> None:
    portal("portal_redirect", "drop")(world)
    world.rules(world.router, "prerouting", f'iifname "switch" tcp dport 443 redirect to :{web.PORTS["web.portal_redirect"]}')


def names_too(world: World) -> None:
    """Until somebody logs in, every name leads to the page."""
    world.name_servers("lies_for_all")
    portal("portal_redirect", "drop")(world)


def rejects(world: World) -> None:
    portal("portal_redirect", "reject with icmp admin-prohibited")(world)


SCENARIOS = [
    Scenario(name="redirects", arrange=portal("portal_redirect", "drop"), primary="network.captive_portal", certainty="certain"),
    Scenario(name="redirects, rejects the rest", arrange=rejects, primary="network.captive_portal", certainty="certain"),
    # A page that keeps nothing from the terminal is no fault; the whitelist, which this shop asks by the web, it does keep.
    Scenario(name="redirects the web alone", arrange=web.portal, primary="network.captive_portal", verdict="inconclusive"),
    Scenario(name="says 511", arrange=portal("portal_511", "drop"), primary="network.captive_portal", certainty="certain"),
    # Known answers may change; a page in place of two of them is no accident.
    Scenario(name="answers with a page", arrange=portal("portal_page", "drop"), primary="network.captive_portal", certainty="likely"),
    Scenario(name="answers 443 itself", arrange=answers_443(), primary="network.captive_portal", certainty="certain"),
    Scenario(name="answers 443 itself, and with a page", arrange=answers_443("portal_page"), primary="network.captive_portal"),
    Scenario(name="answers 443 without TLS", arrange=answers_443_without_tls, primary="network.captive_portal", certainty="certain"),
    Scenario(name="answers 443 only", arrange=only_443, primary="tls.intercepted"),
    Scenario(name="sends all names to itself", arrange=names_too, primary="network.captive_portal", certainty="certain"),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Record) -> None:
    ran = hold(scenario, world, record_property)
    # What the page hides was not tested, and no word is lost on it.
    assert [cause["id"] for cause in ran.causes] == [scenario.primary], ran.told()
