"""What a server says without being asked."""

import asyncio
from typing import Literal

from ccdiag.model.facts import PassiveReadFacts
from ccdiag.model.observation import Observation
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.tcp import Connection


async def passive_read(connection: Connection, *, limit: float, most: int) -> Observation:
    """Read for at most `limit` seconds and `most` bytes; what comes is counted and thrown away.

    That the peer ends the connection is what the facts tell, not a failure of the reading. The connection stays open.
    """
    watch = Stopwatch()
    received = 0
    ended_by: Literal["us", "peer_close", "peer_reset"] = "us"
    try:
        # One limit for the whole, so that a slow drip of bytes does not renew it.
        async with asyncio.timeout(limit):
            while received < most:
                data = await connection.receive(min(16384, most - received))
                if not data:
                    ended_by = "peer_close"
                    break
                received += len(data)
    except TimeoutError as error:
        # With an errno it is the kernel's: data that was never acknowledged.
        ended_by = "us" if error.errno is None else "peer_reset"
    except OSError:
        # Whatever the code, the system says that the connection is gone, and no FIN came.
        ended_by = "peer_reset"
    facts = PassiveReadFacts(role=connection.role, address=connection.address, ended_by=ended_by, bytes_received=received)
    return watch.observation(connection.target, facts)
