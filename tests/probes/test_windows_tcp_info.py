"""What Windows counts of a connection, and what is made of it, with a stand-in for ws2_32."""

import ctypes
import socket
import sys
from types import SimpleNamespace

import pytest

from ccdiag.model.failure import Failure
from ccdiag.probes import tcp, windows_tcp_info
from ccdiag.probes.source import ANY_SOURCE
from ccdiag.probes.tcp import open_tcp
from ccdiag.probes.windows_tcp_info import TcpInfo
from ccdiag.probes.windows_tcp_info import windows_tcp_info as read_info
from tests.servers import closes_at_once, serving, silent


class Ws2:
    """ws2_32 as far as it is called."""

    def __init__(self, *, in_flight: int = 0, window: int = 1072, status: int = 0) -> None:
        self.in_flight, self.window, self.status = in_flight, window, status

    def WSAIoctl(  # noqa: N802  # Windows' name
        self, handle: int, code: int, version: object, _size: int, info: object, size: int, *_rest: object
    ) -> int:
        """Tell the counts of a socket."""
        assert handle > 0
        assert (code, version._obj.value, size) == (0xD8000027, 0, ctypes.sizeof(TcpInfo))  # type: ignore[attr-defined]
        told: TcpInfo = info._obj  # type: ignore[attr-defined]
        told.bytes_in_flight, told.receive_window = self.in_flight, self.window
        return self.status


@pytest.fixture
def ws2(monkeypatch: pytest.MonkeyPatch) -> Ws2:
    """Windows, as far as connections go."""
    made = Ws2()
    monkeypatch.setattr(windows_tcp_info, "windows_library", lambda _name: made)
    monkeypatch.setattr(tcp, "sys", SimpleNamespace(platform="win32"))
    return made


@pytest.mark.parametrize(("in_flight", "status", "acknowledged"), [(0, 0, True), (517, 0, False), (0, -1, None)])
async def test_whether_all_was_acknowledged(ws2: Ws2, in_flight: int, status: int, *, acknowledged: bool | None) -> None:
    async with serving(silent) as port:
        _, connection = await open_tcp("127.0.0.1", port, role="mqtt", limit=1, source=ANY_SOURCE)
        assert connection is not None
        ws2.in_flight, ws2.status = in_flight, status
        async with connection:
            assert connection.all_acknowledged() is acknowledged
        assert connection.all_acknowledged() is None


@pytest.mark.parametrize(
    ("window", "status", "failure"),
    [
        (1072, 0, None),
        (536, 0, None),
        (1073, 0, Failure.UNSUPPORTED),
        (65535, 0, Failure.UNSUPPORTED),
        (0, 0, Failure.UNSUPPORTED),
        (1072, -1, Failure.UNSUPPORTED),
    ],
)
async def test_small_segments_by_a_small_window(ws2: Ws2, window: int, status: int, failure: Failure | None) -> None:
    ws2.window, ws2.status = window, status
    async with serving(closes_at_once) as port:
        seen, connection = await open_tcp("127.0.0.1", port, role="mqtt", limit=1, source=ANY_SOURCE, maximum_segment=536)
        assert seen.failure is failure
        assert (connection is None) is (failure is not None)
        if connection is not None:
            # Linux doubles what it is told, and has a least of its own.
            assert connection.socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) < 10_000
            connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="what happens elsewhere")
def test_elsewhere() -> None:
    with socket.socket() as sock:
        assert read_info(sock) is None
