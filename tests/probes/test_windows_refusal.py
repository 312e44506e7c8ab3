"""How soon Windows tells of a refusal, with a stand-in for ws2_32."""

import ctypes
import socket
import sys

import pytest

from ccdiag.model.limits import Limits
from ccdiag.probes import windows_refusal
from ccdiag.probes.windows_refusal import InitialRtoParameters, hear_refusals_soon, repetitions

AFTER_EACH_RST = 0.5
"""Seconds that Windows waits before it asks again."""


class Ws2:
    """ws2_32 as far as it is called."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.told: list[tuple[int, int, int, int]] = []

    def WSAIoctl(self, handle: int, code: int, given: object, size: int, *_rest: object) -> int:  # noqa: N802  # Windows' name
        """Take the parameters of a socket."""
        parameters: InitialRtoParameters = given._obj  # type: ignore[attr-defined]
        self.told.append((handle, code, parameters.rtt, parameters.max_syn_retransmissions))
        assert size == ctypes.sizeof(InitialRtoParameters) == 4
        return self.status


@pytest.mark.parametrize("status", [0, -1])
def test_what_windows_is_told(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    ws2 = Ws2(status)
    monkeypatch.setattr(windows_refusal, "windows_library", lambda _name: ws2)
    with socket.socket() as sock:
        assert hear_refusals_soon(sock, limit=3.5) is (status == 0)
        assert ws2.told == [(sock.fileno(), 0x98000011, 0xFFFF, 2)]


@pytest.mark.parametrize(("limit", "count"), [(0.3, 1), (1.2, 1), (2.0, 1), (3.0, 1), (3.5, 2), (8.0, 3), (60.0, 3)])
def test_repetitions(limit: float, count: int) -> None:
    assert repetitions(limit) == count


def test_a_refusal_is_heard_within_every_limit() -> None:
    limits = Limits()
    for limit in (limits.connect, limits.second_connect, limits.terminal_port, limits.sweep_port, limits.path):
        assert repetitions(limit) * AFTER_EACH_RST < limit - 0.4


@pytest.mark.skipif(sys.platform == "win32", reason="what happens elsewhere")
def test_elsewhere() -> None:
    with socket.socket() as sock:
        assert not hear_refusals_soon(sock, limit=1.0)
