"""Web servers and proxies that behave in one exact way, as a program of their own inside a namespace.

Started with JSON, `{"names": {name: address}, "ports": {manner: port}}`; says `ready` once all of them listen.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from time import time

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter
Talk = Callable[[Reader, Writer, dict[str, str]], Awaitable[None]]

DAY_S = 86400
KNOWN_TEXT = "the known answer"
_DRIP_S = 0.2


class NoRequestError(Exception):
    """What came is no HTTP: a ClientHello, most likely."""


async def head(reader: Reader) -> str:
    """Return the first line of a request, read to the end of its headers. Raises NoRequestError."""
    first = await reader.readexactly(1)
    if not first.isalpha():
        raise NoRequestError
    return (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").partition("\r\n")[0]


def answer(status: str, body: str = "", *, kind: str = "application/json", more: str = "", date: float | None = None) -> bytes:
    dated = f"Date: {formatdate(time() if date is None else date, usegmt=True)}\r\n"
    headers = f"{dated}Content-Type: {kind}\r\nContent-Length: {len(body.encode())}\r\n{more}"
    return f"HTTP/1.1 {status}\r\n{headers}Connection: close\r\n\r\n{body}".encode()


def saying(status: str, body: str = "", *, kind: str = "application/json", more: str = "") -> Talk:
    async def talk(reader: Reader, writer: Writer, _names: dict[str, str]) -> None:
        await head(reader)
        writer.write(answer(status, body, kind=kind, more=more))
        await writer.drain()

    return talk


async def silent(reader: Reader, _writer: Writer, _names: dict[str, str]) -> None:
    while await reader.read(4096):
        pass


async def drip(reader: Reader, writer: Writer, _names: dict[str, str]) -> None:
    """The right answer, a byte at a time: each read brings something, and the whole never comes."""
    await head(reader)
    for byte in answer("200 OK", '{"whitelisted": true}'):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(_DRIP_S)  # this is the fault


async def close(reader: Reader, _writer: Writer, _names: dict[str, str]) -> None:
    await head(reader)


async def no_http(reader: Reader, writer: Writer, _names: dict[str, str]) -> None:
    await head(reader)
    writer.write(b"SSH-2.0-nobody\r\n")


def known(days: float) -> Talk:
    """The known answers, dated so many days from now."""

    async def talk(reader: Reader, writer: Writer, _names: dict[str, str]) -> None:
        asked = await head(reader)
        date = time() + days * DAY_S
        wanted = answer("204 No Content", date=date) if "/empty" in asked else answer("200 OK", KNOWN_TEXT, kind="text/plain", date=date)
        writer.write(wanted)
        await writer.drain()

    return talk


async def tunnel(reader: Reader, writer: Writer, names: dict[str, str]) -> None:
    """A proxy as it should be, for CONNECT."""
    host, _, port = (await head(reader)).split()[1].rpartition(":")
    onward, outward = await asyncio.open_connection(names.get(host, host), int(port))
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")

    async def carry(source: Reader, sink: Writer) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        sink.close()

    await asyncio.gather(carry(reader, outward), carry(onward, writer))


_PAGE = "<!doctype html><title>Log in</title><form><input name=user></form>"
WHITELISTS: dict[str, Talk] = {
    "true": saying("200 OK", '{"whitelisted": true}'),
    "false": saying("200 OK", '{"whitelisted": false}'),
    "404": saying("404 Not Found", '{"error": "no such entry"}'),
    "404_page": saying("404 Not Found", "<h1>Not Found</h1>", kind="text/html"),
    "401": saying("401 Unauthorized", more='WWW-Authenticate: Bearer realm="whitelist"\r\n'),
    "403": saying("403 Forbidden"),
    "302": saying("302 Found", more="Location: https://login.example/start\r\n"),
    "page": saying("200 OK", _PAGE, kind="text/html; charset=utf-8"),
    "500": saying("500 Internal Server Error"),
    "503": saying("503 Service Unavailable", more="Retry-After: 60\r\n"),
    "429": saying("429 Too Many Requests", more="Retry-After: 60\r\n"),
    "204": saying("204 No Content"),
    "broken": saying("200 OK", '{"whitelisted": tru'),
    "empty": saying("200 OK"),
    "wrong_type": saying("200 OK", '{"whitelisted": "yes"}'),
    "other_json": saying("200 OK", "[]"),
    "large": saying("200 OK", '{"whitelisted": true, "more": "' + "x" * 200_000 + '"}'),
    "slow": silent,
    "drip": drip,
    "close": close,
    "no_http": no_http,
}
PROXIES: dict[str, Talk] = {
    "tunnel": tunnel,
    "login": saying("407 Proxy Authentication Required", more='Proxy-Authenticate: Basic realm="proxy"\r\n'),
    "forbids": saying("403 Forbidden", _PAGE, kind="text/html"),
    "cannot": saying("502 Bad Gateway"),
    "silent": silent,
    "no_proxy": no_http,
}
WEB: dict[str, Talk] = {
    "known": known(0),
    "five_days_ago": known(-5),
    "in_five_days": known(5),
    "portal_page": saying("200 OK", _PAGE, kind="text/html"),
    "portal_511": saying("511 Network Authentication Required", _PAGE, kind="text/html"),
    "portal_redirect": saying("302 Found", more="Location: http://login.guest.example/start\r\n"),
}
MANNERS = {
    f"{area}.{manner}": talk
    for area, talks in (("whitelist", WHITELISTS), ("proxy", PROXIES), ("web", WEB))
    for manner, talk in talks.items()
}


async def main() -> None:
    wanted = json.loads(sys.argv[1])
    names: dict[str, str] = wanted["names"]

    async def listen(manner: str, port: int) -> None:
        async def serve(reader: Reader, writer: Writer) -> None:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                try:
                    await MANNERS[manner](reader, writer, names)
                except NoRequestError:
                    writer.write(answer("400 Bad Request", "plain HTTP here", kind="text/plain"))
            writer.close()

        await asyncio.start_server(serve, "", port)

    for manner, port in wanted["ports"].items():
        await listen(manner, port)
    print("ready", flush=True)  # noqa: T201  # whoever started it waits for this line
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
