"""Networks that let traffic out through a proxy only, and proxies that are set and do not help."""

from collections.abc import Callable

import pytest

from tests.network import plan, web
from tests.network.scenario import Scenario, hold
from tests.network.world import World

pytestmark = pytest.mark.usefixtures("odd_web", "hurried")
Record = Callable[[str, object], None]
Arrange = Callable[[World], None]
NOBODY = f"http://{plan.ROUTER}:9"


def set_on_laptop(world: World, url: str) -> None:
    world.shop.variables |= {"HTTPS_PROXY": url}


def set_in_environment_file(world: World, url: str) -> None:
    world.shop.environment["proxy"] = {"url": url}


def only_443(world: World) -> None:
    world.rules(world.router, "forward", 'iifname "switch" tcp dport 443 drop')


def everything(world: World) -> None:
    world.rules(world.router, "forward", 'iifname "switch" drop')


def everything_rejected(world: World) -> None:
    world.rules(world.router, "forward", 'iifname "switch" reject with icmp admin-prohibited')


def nothing(world: World) -> None:
    """Leave the direct way open."""


def no_outside_names(world: World) -> None:
    """As in many firms: what is outside has no name inside, and only the proxy goes there."""
    everything(world)
    world.name_servers("nxdomain")


def behind(
    manner: str, *, blocked: Callable[[World], None], configured: Callable[[World, str], None] = set_on_laptop, url: str | None = None
) -> Arrange:
    def arrange(world: World) -> None:
        configured(world, url or web.proxy(manner))
        blocked(world)

    return arrange


SCENARIOS = [
    Scenario(name="needed, 443 dropped", arrange=behind("tunnel", blocked=only_443), primary="network.proxy_required", certainty="likely"),
    Scenario(
        name="needed, set in the environment file",
        arrange=behind("tunnel", blocked=only_443, configured=set_in_environment_file),
        primary="network.proxy_required",
        certainty="likely",
    ),
    Scenario(name="needed, everything dropped", arrange=behind("tunnel", blocked=everything), primary="network.proxy_required"),
    Scenario(name="needed, everything rejected", arrange=behind("tunnel", blocked=everything_rejected), primary="network.proxy_required"),
    Scenario(name="needed, no outside names", arrange=behind("tunnel", blocked=no_outside_names), primary="network.proxy_required"),
    Scenario(name="wants a login, 443 dropped", arrange=behind("login", blocked=only_443), primary="network.proxy_login"),
    Scenario(name="wants a login, everything dropped", arrange=behind("login", blocked=everything), primary="network.proxy_login"),
    Scenario(name="forbids, 443 dropped", arrange=behind("forbids", blocked=only_443), primary="network.proxy_denied"),
    Scenario(name="forbids, everything dropped", arrange=behind("forbids", blocked=everything), primary="network.proxy_denied"),
    # A proxy that does not work says nothing of why the direct way is closed.
    Scenario(name="dead, 443 dropped", arrange=behind("", blocked=only_443, url=NOBODY), primary="mqtt.port_dropped", only=False),
    Scenario(name="silent, 443 dropped", arrange=behind("silent", blocked=only_443), primary="mqtt.port_dropped", only=False),
    Scenario(
        name="reaches nobody itself, 443 dropped", arrange=behind("cannot", blocked=only_443), primary="mqtt.port_dropped", only=False
    ),
    Scenario(name="dead, everything dropped", arrange=behind("", blocked=everything, url=NOBODY), primary="network.no_internet"),
    # The terminal knows no proxy, so none of these harms anybody.
    *(
        Scenario(name=f"direct way open, {manner}", arrange=behind(manner, blocked=nothing), verdict="healthy")
        for manner in ("tunnel", "login", "forbids", "silent", "no_proxy")
    ),
    Scenario(name="direct way open, dead", arrange=behind("", blocked=nothing, url=NOBODY), verdict="healthy"),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Record) -> None:
    ran = hold(scenario, world, record_property)
    expected = "pass" if "tunnel" in scenario.name or "needed" in scenario.name else "warn"
    assert ran.check("network.proxy")["verdict"] == expected, ran.told()
