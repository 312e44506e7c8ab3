"""The worlds themselves: quick to make, connected to nothing, and gone afterwards, also when their maker is killed."""

import subprocess
import sys
import textwrap
import time
from pathlib import Path

from tests.network import plan
from tests.network.namespace import SETTINGS, sweep
from tests.network.world import ROOT, World

_MAKER = """
    import time
    from tests.network.world import World
    world = World(7)
    print(world.laptop.name.removesuffix("-laptop"), world.folder, flush=True)
    time.sleep(60)
"""


def _namespaces() -> str:
    return subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout


def test_a_killed_run_leaves_nothing(shared_world: World) -> None:
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(_MAKER)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as maker:
        assert maker.stdout is not None
        mark, folder = maker.stdout.readline().split()
        assert _namespaces().count(mark) == 5
        maker.kill()
    sweep()
    assert mark not in _namespaces()
    assert not Path(folder).exists()
    assert list(SETTINGS.glob(f"{mark}-*")) == []
    # The living are left alone.
    assert shared_world.laptop.name in _namespaces()


def test_worlds_stand_side_by_side_and_are_made_quickly(shared_world: World) -> None:
    began = time.perf_counter()
    other = World(8)
    try:
        seconds = time.perf_counter() - began
        assert other.check().verdict == "healthy"
    finally:
        other.remove()
    assert other.laptop.name not in _namespaces()
    # A second, and more where the machine is busy with its fellows.
    assert seconds < 8


def test_nothing_leads_out_of_a_world(shared_world: World) -> None:
    """The machine's own addresses cannot be reached, and no link ends outside."""
    links = {place.name: place.run("ip", "-o", "link") for place in shared_world.places}
    ends = [line for shown in links.values() for line in shown.splitlines() if "link-netns" in line]
    mark = shared_world.laptop.name.removesuffix("laptop")
    # Each of the four cables has two ends, and all of them are in these namespaces.
    assert len(ends) == 8
    assert all(f"link-netns {mark}" in line for line in ends), ends


def test_the_shop_reaches_the_service(shared_world: World) -> None:
    assert "1 received" in shared_world.laptop.run("ping", "-c", "1", "-W", "1", plan.TMS)
