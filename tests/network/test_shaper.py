"""What the shaper is asked for is about what a packet meets."""

import re
import subprocess
from dataclasses import dataclass

import pytest

from tests.network import plan
from tests.network.bad_line import Line, shape
from tests.network.shaper import Lane
from tests.network.world import World


@dataclass
class Pinged:
    sent: int
    received: int
    shortest_ms: float
    mean_ms: float


def ping(world: World, *, count: int, spacing_s: float = 0.002) -> Pinged:
    command = [*world.laptop.inside, "ping", "-n", "-q", "-c", str(count), "-i", str(spacing_s), "-W", "2", plan.MQTT[0]]
    said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout
    counts = re.search(r"(\d+) packets transmitted, (\d+) received", said)
    times = re.search(r"= ([\d.]+)/([\d.]+)/", said)
    assert counts, said
    assert times, said
    return Pinged(int(counts[1]), int(counts[2]), float(times[1]), float(times[2]))


def test_delay_is_what_was_asked(world: World) -> None:
    shape(world, Line(delay_ms=30))
    seen = ping(world, count=50)
    assert seen.received == seen.sent
    assert 60 <= seen.shortest_ms < 65
    assert seen.mean_ms < 75


def test_jitter_lies_around_the_delay(world: World) -> None:
    shape(world, Line(delay_ms=40, jitter_ms=20))
    # So far apart that one does not wait for the one before.
    seen = ping(world, count=30, spacing_s=0.05)
    assert seen.received == seen.sent
    assert 40 <= seen.shortest_ms < 75
    assert 65 < seen.mean_ms < 100


@pytest.mark.parametrize("loss", [0.03, 0.2])
def test_loss_is_what_was_asked(world: World, loss: float) -> None:
    shape(world, Line(loss=loss))
    seen = ping(world, count=1000)
    expected = 1 - (1 - loss) ** 2
    # Four standard deviations.
    assert abs(1 - seen.received / seen.sent - expected) < 4 * (expected * (1 - expected) / 1000) ** 0.5


def test_the_line_is_good_again_once_it_is_mended(world: World) -> None:
    shape(world, Line(delay_ms=100, loss=0.5))
    world.mend()
    seen = ping(world, count=20)
    assert seen.received == seen.sent
    assert seen.mean_ms < 20


def test_loss_between_laptop_and_router(world: World) -> None:
    shape(world, Line(wifi_loss=0.3))
    seen = ping(world, count=500)
    assert 0.35 < 1 - seen.received / seen.sent < 0.67


class TestLane:
    def test_packets_keep_their_order(self) -> None:
        lane = Lane(device="a", coming_from="b", delay_ms=10, jitter_ms=9, seed=3)
        due = [lane.due(100, now / 1000) for now in range(100)]
        assert due == sorted(one for one in due if one is not None)

    def test_packets_overtake_when_asked(self) -> None:
        lane = Lane(device="a", coming_from="b", delay_ms=10, jitter_ms=9, reorders=True, seed=3)
        due = [one for now in range(100) if (one := lane.due(100, now / 1000)) is not None]
        assert due != sorted(due)

    def test_a_seed_loses_the_same_packets(self) -> None:
        lanes = [Lane(device="a", coming_from="b", loss=0.5, delay_ms=delay, seed=5) for delay in (0, 10)]
        lost = [[lane.due(100, 0.0) is None for _ in range(200)] for lane in lanes]
        assert lost[0] == lost[1]
        assert 60 < sum(lost[0]) < 140

    def test_a_slow_line_takes_its_time_and_holds_only_so_many(self) -> None:
        lane = Lane(device="a", coming_from="b", bits_per_s=8000, queue=3)
        due = [lane.due(100, 0.0) for _ in range(5)]
        assert due == pytest.approx([0.1, 0.2, 0.3, None, None])
        assert lane.overflowed == 2
        assert lane.due(100, 1.0) == pytest.approx(1.1)
