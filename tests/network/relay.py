"""Servers that pass connections on to another address of the same machine: how a service that listens on IPv4 is had over IPv6.

Started with a JSON list of `{"host", "port", "to"}`; says `ready` once all of them listen.
"""

import asyncio
import contextlib
import json
import sys


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()


async def listen(host: str, port: int, to: str) -> None:
    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            inner_reader, inner_writer = await asyncio.open_connection(to, port)
            await asyncio.gather(_copy(reader, inner_writer), _copy(inner_reader, writer))
            inner_writer.close()
        writer.close()

    await asyncio.start_server(pass_on, host, port)


async def main() -> None:
    for relay in json.loads(sys.argv[1]):
        await listen(relay["host"], relay["port"], relay["to"])
    print("ready", flush=True)  # noqa: T201  # whoever started it waits for this line
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
