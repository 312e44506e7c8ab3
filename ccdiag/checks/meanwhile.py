"""What the checks of one run tell each other before they end.

It decides what else is tried and how long is waited, never how something is judged: that depends on what was seen alone.
"""

import asyncio
from collections.abc import Mapping

from ccdiag.model.check import CheckId
from ccdiag.model.facts import TlsFacts


class Meanwhile:
    """What is known in the middle of a run; one for all its checks."""

    def __init__(self, ended: Mapping[CheckId, asyncio.Event] | None = None) -> None:
        self._ended = ended or {}
        self.stalls = Stalls()
        self.names_silent = asyncio.Event()
        """Every name server was asked, those outside as well, and none of them answers: the system's look-up asks the same ones."""

    async def ended(self, *checks: CheckId) -> None:
        """Wait until these checks have ended, as far as they are part of the run."""
        for check in checks:
            if check in self._ended:
                await self._ended[check].wait()


class Stalls:
    """The handshakes with the MQTT service that wait for an answer longer than they should."""

    def __init__(self) -> None:
        self._waiting: dict[str, TlsFacts] = {}
        self._changed = asyncio.Event()

    def begin(self, facts: TlsFacts) -> None:
        """Tell of a handshake that stalls; `facts` say what was asked."""
        self._waiting.setdefault(facts.address, facts)
        self._tell()

    def end(self, address: str) -> None:
        """Tell that something was heard from this address after all."""
        if self._waiting.pop(address, None) is not None:
            self._tell()

    @property
    def first(self) -> TlsFacts | None:
        """What was asked in the first of those that stall now."""
        return next(iter(self._waiting.values()), None)

    def __contains__(self, address: str) -> bool:
        return address in self._waiting

    @property
    def changed(self) -> asyncio.Event:
        """Set once another one stalls, or one stalls no longer; a new one is made then."""
        return self._changed

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
