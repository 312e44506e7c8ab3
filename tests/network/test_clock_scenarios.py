"""The laptop's clock is wrong, for real: only the command line's clock is moved, the world's servers keep the right time."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.network.quickly import PRELOADED
from tests.network.scenario import Scenario, hold
from tests.network.world import World

Record = Callable[[str, object], None]
Arrange = Callable[[World], None]

# Of Debian's package `faketime`; the variant for threads takes a lock at each look at the clock, and is slower still.
_LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


@pytest.fixture(autouse=True)
def _movable() -> None:
    if _LIBRARY is None:
        if os.environ.get("CI"):
            pytest.fail("a wrong clock cannot be tried here: libfaketime is missing")
        pytest.skip("missing: libfaketime")


def moved(by: str) -> Arrange:
    """Move the laptop's clock by so much, `-3y` or `+10m`; how long something takes is still told right."""

    def arrange(world: World) -> None:
        world.shop.variables |= {
            PRELOADED: str(_LIBRARY),
            "FAKETIME": by,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            # Else each wait for Python's lock ends at once: threads spin for it, and a busy machine makes seconds of milliseconds.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }

    return arrange


def untold(by: str) -> Arrange:
    """Nobody on the web tells the time: only the certificates are left."""

    def arrange(world: World) -> None:
        moved(by)(world)
        world.shop.environment["internet"] = {"probes": []}
        world.shop.environment["whitelist"] = {"source": "ask"}

    return arrange


def both(*arrangements: Arrange) -> Arrange:
    def arrange(world: World) -> None:
        for one in arrangements:
            one(world)

    return arrange


def with_session(world: World) -> None:
    world.shop.environment["mqtt"]["client_certificate"] = str(world.certificates.client)


def served_by(manner: str) -> Arrange:
    return lambda world: world.served_by(manner)


SCENARIOS = [
    Scenario(name="right", arrange=moved("+0"), verdict="healthy"),
    Scenario(name="three years behind", arrange=moved("-3y"), primary="clock.skewed", certainty="certain"),
    Scenario(name="three years ahead", arrange=moved("+3y"), primary="clock.skewed", certainty="certain"),
    Scenario(name="behind before 1990", arrange=moved("@1980-01-04 00:00:00"), primary="clock.skewed", certainty="certain"),
    Scenario(name="after 2038", arrange=moved("@2042-03-01 00:00:00"), primary="clock.skewed", certainty="certain"),
    Scenario(name="three years behind, TLS 1.2", arrange=both(moved("-3y"), served_by("tls_1_2")), primary="clock.skewed"),
    Scenario(name="three years ahead, TLS 1.2", arrange=both(moved("+3y"), served_by("tls_1_2")), primary="clock.skewed"),
    Scenario(name="three years ahead, with a session", arrange=both(moved("+3y"), with_session), primary="clock.skewed"),
    Scenario(name="10 minutes behind", arrange=moved("-10m"), primary="clock.skewed", verdict="healthy"),
    Scenario(name="10 minutes ahead", arrange=moved("+10m"), primary="clock.skewed", verdict="healthy"),
    Scenario(name="2 minutes ahead", arrange=moved("+2m"), verdict="healthy"),
    Scenario(name="three years behind, told by certificates only", arrange=untold("-3y"), primary="clock.skewed", certainty="likely"),
    Scenario(name="three years ahead, told by certificates only", arrange=untold("+3y"), primary="clock.skewed", certainty="likely"),
    # Two faults: the clock is told first, and what the right clock would have shown is not known yet.
    Scenario(
        name="three years ahead, the certificate has expired as well",
        arrange=both(moved("+3y"), served_by("expired")),
        primary="clock.skewed",
    ),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Record) -> None:
    ran = hold(scenario, world, record_property)
    assert not {"tls.certificate_expired", "tls.certificate_not_yet_valid"} & {cause["id"] for cause in ran.causes}, ran.told()
    if scenario.primary is not None:
        severity = "warning" if scenario.verdict == "healthy" else "fault"
        assert ran.causes[0]["severity"] == severity, ran.told()
