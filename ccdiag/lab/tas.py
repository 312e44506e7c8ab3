"""TAS, where terminal and Webkassa meet after a kick."""

import asyncio
from contextlib import suppress

from ccdiag.lab.byte_reader import ByteReader
from ccdiag.lab.journal import Journal
from ccdiag.lab.tcp_service import TcpService

_GREETING = b"LAB TERMINAL "
_GREETING_S = 5.0
_MOST = 256


class Tas(TcpService):
    """Silent to a stranger; knows the laboratory's terminal by its greeting."""

    def __init__(self, journal: Journal) -> None:
        super().__init__("tas", journal)

    async def serve(self, reader: ByteReader, writer: asyncio.StreamWriter) -> None:
        """Wait for a greeting; whoever says none is left in silence."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_GREETING_S):
                said = await reader.read(_MOST)
                if said.startswith(_GREETING):
                    self.journal.note(self.name, "terminal coupled", said[len(_GREETING) :].decode("ascii", "replace").strip())
                    return
        await super().serve(reader, writer)
