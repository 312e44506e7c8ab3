"""What all tests share: above all, that no packet leaves this machine, and that nothing is written into the folders of who runs them."""

import os
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_address
from itertools import count
from pathlib import Path

import pytest

from tests.order import place_of

# Before Qt is loaded by pytest-qt; a test under a real display sets its own.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("CCDIAG_TEST_PLATFORM", "offscreen")


def _stays_here(host: object) -> bool:
    if host in {"", "localhost", None, b"localhost"}:
        return True
    try:
        address = ip_address(str(host).split("%", maxsplit=1)[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


class TrafficRefusedError(Exception):
    """A test tried to reach something other than loopback."""


def _refuse_traffic(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        sock, address = arguments[0], arguments[1]
        if not isinstance(sock, socket.socket) or sock.family not in {socket.AF_INET, socket.AF_INET6}:
            return
        # Connecting a datagram socket asks the routing table and sends nothing.
        asks_only = event == "socket.connect" and sock.type == socket.SOCK_DGRAM
        if isinstance(address, tuple) and not asks_only and not _stays_here(address[0]):
            raise TrafficRefusedError(f"{event} to {address!r}: tests stay on loopback or in namespaces of their own")
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"} and not _stays_here(arguments[0]):
        raise TrafficRefusedError(f"look-up of {arguments[0]!r}: it would leave this machine")


@pytest.fixture(scope="session")
def data_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    # Numbered here: `mktemp` reads all the folders that there are, for thousands of tests.
    root = tmp_path_factory.mktemp("data")
    return (root / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_data_folder(data_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = next(data_folders)
    folder.mkdir()
    monkeypatch.setenv("CCDIAG_DATA", str(folder))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        tests = Counter(_file_of(item) for item in items)
        items.sort(key=lambda item: place_of(_file_of(item), tests[_file_of(item)]))


def _file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


# An audit hook sees every socket of the process, whoever made it, and cannot be taken off again: just what is wanted here.
sys.addaudithook(_refuse_traffic)
