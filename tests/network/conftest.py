"""Worlds for the tests of this folder; one a worker, since making one costs more than mending it."""

import os
from collections.abc import Iterator

import pytest

from tests.network import brokers, web
from tests.network.namespace import missing, sweep
from tests.network.quickly import HURRIED
from tests.network.world import World


@pytest.fixture(scope="session")
def shared_world() -> Iterator[World]:
    if (reason := missing()) is not None:
        if os.environ.get("CI"):
            pytest.fail(f"the network scenarios cannot run here: {reason}")
        pytest.skip(reason)
    sweep()
    made = World(0)
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
def odd_brokers(shared_world: World) -> None:
    brokers.start(shared_world)


@pytest.fixture(scope="session")
def odd_web(shared_world: World) -> None:
    web.start(shared_world)


@pytest.fixture
def world(shared_world: World) -> Iterator[World]:
    try:
        yield shared_world
    finally:
        shared_world.mend()


@pytest.fixture
def hurried(world: World) -> None:
    """Believe in silence sooner; not for scenarios that are about time."""
    world.shop.variables |= {HURRIED: "yes"}
