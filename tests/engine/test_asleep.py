"""A laptop that sleeps during a run accuses nobody of what did not come."""

import asyncio
import ctypes
import sys
import time

import pytest

from ccdiag.checks.base import CheckContext
from ccdiag.engine import run as engine_run
from ccdiag.engine.run import Run
from ccdiag.model.check import Ending
from ccdiag.model.event import RunEvent, RunFinished
from ccdiag.model.verdict import RunVerdict, Verdict
from ccdiag.probes.asleep import asleep_s, kept_awake
from tests.engine.made_checks import made_check, made_situation, observation


class _Clock:
    def __init__(self) -> None:
        self.slept_s = 1000.0

    def __call__(self) -> float:
        return self.slept_s


@pytest.fixture(name="clock")
def _clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    clock = _Clock()
    monkeypatch.setattr(engine_run, "asleep_s", clock)
    return clock


async def test_what_was_seen_before_counts_and_nothing_after(clock: _Clock) -> None:
    fell_asleep = asyncio.Event()

    async def look(context: CheckContext) -> None:
        context.record(observation())
        await fell_asleep.wait()
        context.record(observation())

    async def sleep(context: CheckContext) -> None:
        context.record(observation())
        clock.slept_s += 1800.0
        fell_asleep.set()

    events: list[RunEvent] = []
    checks = (
        made_check("network.interface"),
        made_check("dns.mqtt", work=look, needs=("network.interface",), verdict=Verdict.FAIL),
        made_check("dns.tas", work=sleep, needs=("network.interface",), verdict=Verdict.FAIL),
        made_check("mqtt.tcp", needs=("dns.mqtt",)),
    )
    state = await Run(checks, (), made_situation(5.0), events.append).execute()
    assert state.verdict is RunVerdict.CANCELLED
    assert isinstance(events[-1], RunFinished)
    assert state.results["network.interface"].verdict is Verdict.PASS
    for cut in ("dns.mqtt", "dns.tas", "mqtt.tcp"):
        assert state.results[cut].verdict is Verdict.SKIPPED
        assert state.results[cut].ending is Ending.CUT_SHORT
        assert "slept" in state.results[cut].reason.english()
    assert len(state.results["dns.mqtt"].observations) == 1


async def test_half_a_second_is_none(clock: _Clock) -> None:
    async def look(context: CheckContext) -> None:
        clock.slept_s += 0.5
        context.record(observation())

    state = await Run((made_check("network.interface", work=look),), (), made_situation(5.0), lambda _event: None).execute()
    assert state.verdict is RunVerdict.HEALTHY


@pytest.mark.skipif(sys.platform != "linux", reason="the clocks of Linux")
def test_the_clocks_of_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asleep_s() == pytest.approx(asleep_s(), abs=0.5)
    monkeypatch.setattr(time, "clock_gettime", lambda clock: 700.0 if clock == time.CLOCK_BOOTTIME else 100.0)
    assert asleep_s() == 600.0


class _Kernel:
    """Stands for kernel32."""

    def __init__(self) -> None:
        self.states: list[int] = []

    class GetTickCount64:
        restype: object = None

        def __new__(cls) -> int:  # type: ignore[misc]  # a function with an attribute
            return 3_600_000

    def QueryUnbiasedInterruptTime(self, place: object) -> int:  # noqa: N802  # Windows' name
        place._obj.value = 600 * 10_000_000  # type: ignore[attr-defined]  # what byref refers to
        return 1

    def SetThreadExecutionState(self, state: ctypes.c_uint32) -> int:  # noqa: N802  # Windows' name
        self.states.append(state.value)
        return 1


def test_the_clocks_of_windows_and_its_idle_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = _Kernel()
    monkeypatch.setattr(ctypes, "windll", type("Windll", (), {"kernel32": kernel}), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    assert asleep_s() == 3000.0
    with kept_awake():
        assert kernel.states == [0x80000001]
    assert kernel.states == [0x80000001, 0x80000000]
