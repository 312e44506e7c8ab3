"""Lines that lose, delay and slow packets: what is said of them, and that no fault is found where there is none."""

import re
from collections.abc import Callable

import pytest

from tests.network import plan
from tests.network.bad_line import Line, shape
from tests.network.scenario import Scenario, hold
from tests.network.world import World

Record = Callable[[str, object], None]
# Within the time that a run is given.
WITHIN_S = 17.0


def on(line: Line) -> Callable[[World], None]:
    return lambda world: shape(world, line)


def first_attempt_lost(world: World) -> None:
    # All SYNs of the first port that is seen, however far apart the kernel sends them: the second attempt comes from another port.
    world.provider.nft("add set inet faults first_port { type inet_service; size 1; flags dynamic; }")
    world.undo(lambda: world.provider.nft("delete set inet faults first_port"))
    syn = f"ip daddr {plan.MQTT[0]} tcp dport 443 tcp flags syn"
    world.rules(world.provider, "forward", f"{syn} add @first_port {{ tcp sport }}", f"{syn} tcp sport @first_port drop")


def first_pings_lost(line: Line, *, of: str, chain: str, requests: int) -> Callable[[World], None]:
    """Lose the first echo requests as well, which is rare: so many as are sent before anything is known of a loss."""

    def arrange(world: World) -> None:
        shape(world, line)
        world.rules(getattr(world, of), chain, f"icmp type echo-request numgen inc mod 1000000 < {requests} drop")

    return arrange


def router_minds_no_pings(world: World) -> None:
    shape(world, Line(loss=0.2, delay_ms=20, seed=4))
    world.rules(world.router, "input", "icmp type echo-request drop")


SCENARIOS = [
    # Each way: of what is asked and answered, 36 and 51 of 100 are lost.
    Scenario(name="20 % lost on the line", arrange=on(Line(loss=0.2, delay_ms=20, seed=2)), primary="network.lossy", within_s=WITHIN_S),
    Scenario(name="30 % lost on the line", arrange=on(Line(loss=0.3, delay_ms=20, seed=3)), primary="network.lossy", within_s=WITHIN_S),
    Scenario(name="20 % lost in the shop", arrange=on(Line(wifi_loss=0.2)), primary="network.lossy", within_s=WITHIN_S),
    Scenario(
        name="the line loses 20 %, the first pings among them",
        arrange=first_pings_lost(Line(loss=0.2, delay_ms=20, seed=5), of="provider", chain="forward", requests=6),
        primary="network.lossy",
        certainty="likely",
        within_s=WITHIN_S,
        alone="the first pings that are seen are dropped, whoever sends them",
    ),
    Scenario(
        name="20 % lost in the shop, the first pings of the router among them",
        arrange=first_pings_lost(Line(wifi_loss=0.2), of="router", chain="input", requests=3),
        primary="network.lossy",
        within_s=WITHIN_S,
        alone="the first pings that are seen are dropped, whoever sends them",
    ),
    Scenario(
        name="20 % lost, and the router minds no pings",
        arrange=router_minds_no_pings,
        primary="network.lossy",
        certainty="possible",
        within_s=WITHIN_S,
    ),
    Scenario(name="round trip of 600 ms", arrange=on(Line(delay_ms=300)), primary="network.slow", verdict="healthy"),
    Scenario(
        name="64 kbit/s", arrange=on(Line(delay_ms=20, bits_per_s=64_000)), verdict="healthy", alone="both would share the little there is"
    ),
    Scenario(
        name="the first attempt is lost",
        arrange=first_attempt_lost,
        primary="network.unstable",
        verdict="healthy",
        alone="the first port that is seen is dropped, whoever has it",
    ),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Record) -> None:
    ran = hold(scenario, world, record_property)
    if scenario.primary == "network.unstable":
        # One was lost; what else a busy machine makes late is counted too.
        assert re.search(r": [1-9]$", ran.causes[0]["title"]), ran.told()
    if scenario.primary == "network.lossy":
        assert ran.causes[0]["owner"] == ("shop" if "shop" in scenario.name else "provider")


@pytest.mark.parametrize("deadline_s", ["0.4", "0.9", "1.5", "2.2", "3"])
def test_no_time_is_no_fault(deadline_s: str, world: World) -> None:
    """A run that ends in the middle of what a slow line takes has not been told, and accuses nobody."""
    shape(world, Line(delay_ms=300))
    world.shop.environment["mqtt"]["client_certificate"] = str(world.certificates.client)
    world.shop.arguments = ("--deadline", deadline_s)
    ran = world.check()
    assert ran.verdict == "inconclusive", ran.told()
    assert not [cause for cause in ran.causes if cause["severity"] == "fault"], ran.told()
    assert ran.exit_status == 3


@pytest.mark.parametrize("number", range(3))
def test_no_false_alarm(number: int, world: World) -> None:
    """What `make soak` shows by many more runs."""
    shape(world, Line(loss=0.03, delay_ms=150, jitter_ms=50, seed=number))
    ran = world.check()
    assert ran.verdict == "healthy", ran.told()
