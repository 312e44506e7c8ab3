"""A whitelist's service that is asked about many terminals: answers, limits, and services that refuse or are gone."""

import asyncio
import socket
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from msgspec.structs import replace

from ccdiag.app.fleet_whitelist import AskedWhitelist, ask_whitelist
from ccdiag.model.environment import WhitelistSource
from ccdiag.settings_check.fleet_judgement import RowJudge, WhitelistAnswer
from ccdiag.settings_check.fleet_rows import FleetRows
from tests.servers import serving
from tests.settings_check.fleets import CCV, columns

Answer = Callable[[str, str], bytes]


def http(status: str, body: bytes = b"", kind: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


def rows(count: int, merchant: str = "M1") -> FleetRows:
    heading = columns("tms_id", "merchant", "configuration")
    read = FleetRows(heading, RowJudge(heading, CCV, "2.0"), None)
    read.add([[f"{number:05}", merchant, "a"] for number in range(count)], list(range(2, count + 2)))
    return read


async def asked(read: FleetRows, answer: Answer, *, needs_merchant: bool = True) -> tuple[AskedWhitelist, list[str]]:
    """Ask a service, and return what came of it with the ids that it was asked for."""
    heard: list[str] = []

    async def handle(sock: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        line = (await loop.sock_recv(sock, 65536)).decode().split()[1]
        query = parse_qs(urlsplit(line).query)
        heard.append(query["id"][0])
        await loop.sock_sendall(sock, answer(query.get("merchant", [""])[0], query["id"][0]))

    async with serving(handle) as port:
        url = f"http://127.0.0.1:{port}/?id={{tms_id}}" + ("&merchant={merchant}" if needs_merchant else "")
        environment = replace(CCV, whitelist=WhitelistSource(source="http", url=url))
        return await ask_whitelist(read, environment), heard


async def test_each_terminal_is_asked_about() -> None:
    def answer(merchant: str, tms_id: str) -> bytes:
        if tms_id == "00003":
            return http("404 Not Found")
        return http("200 OK", b'{"whitelisted": %b}' % (b"true" if merchant == "M1" and tms_id != "00002" else b"false"))

    told, heard = await asked(rows(20), answer)
    assert sorted(heard) == [f"{number:05}" for number in range(20)]
    assert (told.not_asked, told.given_up) == (0, False)
    missing = {tms_id for tms_id, one in told.answers.items() if one is WhitelistAnswer.NOT_LISTED}
    assert missing == {"00002", "00003"}
    assert told.answers["00000"] is WhitelistAnswer.LISTED


async def test_no_more_than_a_thousand_are_asked_about() -> None:
    told, heard = await asked(rows(1_100), lambda _merchant, _id: http("200 OK", b'{"whitelisted": true}'))
    assert len(heard) == len(told.answers) == 1_000
    assert told.not_asked == 100


async def test_a_service_that_refuses_is_left_alone() -> None:
    told, heard = await asked(rows(200), lambda _merchant, _id: http("401 Unauthorized"))
    assert told.given_up
    assert told.answers == {}
    assert len(heard) <= 8
    assert told.not_asked >= 192


async def test_a_service_that_is_in_trouble_is_left_alone() -> None:
    told, heard = await asked(rows(200), lambda _merchant, _id: http("503 Service Unavailable"))
    assert told.given_up
    assert len(heard) <= 16


async def test_a_service_that_stumbles_now_and_then_is_asked_on() -> None:
    told, heard = await asked(
        rows(40), lambda _merchant, tms_id: http("503 No") if tms_id.endswith("7") else http("200 OK", b'{"whitelisted": true}')
    )
    assert len(heard) == 40
    assert len(told.answers) == 36


async def test_without_a_merchant_nobody_is_asked_about() -> None:
    told, heard = await asked(rows(3, merchant=""), lambda _merchant, _id: http("200 OK", b'{"whitelisted": true}'))
    assert heard == []
    assert told.not_asked == 3
    told, _ = await asked(rows(3, merchant=""), lambda _merchant, _id: http("200 OK", b'{"whitelisted": true}'), needs_merchant=False)
    assert set(told.answers.values()) == {WhitelistAnswer.LISTED_FOR_ANY}
