"""What the checks of one run tell each other before they end.

It decides what else is tried and how long is waited, never how something is judged: that depends on what was seen alone.
"""

import asyncio
from collections.abc import Mapping

from ccdiag.checks.second_try import until_either
from ccdiag.model.check import CheckId
from ccdiag.model.facts import DnsFacts, HttpFacts, TcpFacts, TlsFacts
from ccdiag.model.failure import SILENCE
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation

_SYN_AGAIN = 1.0
"""Seconds after which a SYN is sent again (RFC 6298)."""


class Meanwhile:
    """What is known in the middle of a run; one for all its checks."""

    def __init__(self, ended: Mapping[CheckId, asyncio.Event] | None = None) -> None:
        self._ended = ended or {}
        self._ready: dict[CheckId, asyncio.Event] = {check: asyncio.Event() for check in self._ended}
        self.good_address: str | None = None
        """Where the MQTT service was the first to shake hands as it should."""
        self.stalls = Stalls()
        self.loss = asyncio.Event()
        """Something waits, or had to wait, as only a lost packet makes it wait."""
        self.names_silent = asyncio.Event()
        """Every name server was asked, those outside as well, and none of them answers: the system's look-up asks the same ones."""

    def notice(self, seen: Observation, limits: Limits) -> None:
        """Note what an observation shows that others go by."""
        if _met_loss(seen, limits):
            self.loss.set()

    def find_good(self, check: CheckId, address: str) -> None:
        """Tell that a check has found the MQTT service good at an address: it will not fail any more, however closer it looks."""
        self.good_address = self.good_address or address
        if check in self._ready:
            self._ready[check].set()

    async def good_or_ended(self, check: CheckId) -> None:
        """Wait until this check has found what those that need it need, or has ended."""
        if check not in self._ended:
            return
        ended = asyncio.create_task(self._ended[check].wait())
        try:
            await until_either(ended, self._ready[check])
        finally:
            ended.cancel()
            await asyncio.gather(ended, return_exceptions=True)

    async def ended(self, *checks: CheckId) -> None:
        """Wait until these checks have ended, as far as they are part of the run."""
        for check in checks:
            if check in self._ended:
                await self._ended[check].wait()


def _met_loss(seen: Observation, limits: Limits) -> bool:
    match seen.facts:
        case TcpFacts(attempt=attempt):
            return attempt > 1 or (seen.failure is None and seen.elapsed_s > _SYN_AGAIN)
        case TlsFacts(attempt=attempt):
            return attempt > 1 or seen.failure in SILENCE or seen.elapsed_s > limits.second_try
        case HttpFacts(attempt=attempt) | DnsFacts(attempts=attempt):
            return attempt > 1
        case _:
            return False


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
