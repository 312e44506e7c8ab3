"""The web till: kicks the terminal both ways, and watches what comes of it."""

import asyncio
import json
from collections.abc import Callable
from http import HTTPStatus
from time import perf_counter
from typing import Literal

from msgspec import Struct

from ccdiag.lab.journal import Entry, Journal
from ccdiag.model.endpoint import Endpoint

KickKind = Literal["cloud", "local"]

_STEP_S = 3.0


class KickStep(Struct, frozen=True):
    """One step of a kick."""

    name: str
    succeeded: bool
    at_s: float
    """Since the kick began."""
    detail: str = ""


class KickResult(Struct, frozen=True):
    """How a kick went."""

    kind: KickKind
    steps: tuple[KickStep, ...]

    @property
    def succeeded(self) -> bool:
        """Whether TAS saw the terminal."""
        return bool(self.steps) and self.steps[-1].name == "tas" and self.steps[-1].succeeded

    @property
    def line(self) -> str:
        """The kick in one printable line."""
        told = " > ".join(
            f"{step.name} {'ok' if step.succeeded else 'FAILED'} {step.at_s * 1000:.0f} ms{f' ({step.detail})' if step.detail else ''}"
            for step in self.steps
        )
        return f"kick {self.kind} {'ok' if self.succeeded else 'failed'}: {told}"


class LabWebkassa:
    """One web till with its configuration."""

    def __init__(self, journal: Journal, *, merchant: str) -> None:
        self.journal = journal
        self.configuration: dict[str, object] = {}
        self._merchant = merchant

    async def kick(self, kind: KickKind, *, vpos_url: str, trigger: Endpoint) -> KickResult:
        """Kick the terminal, over VPOS or straight, and follow it as far as TAS."""
        kick = _Kick(self.journal)
        started = await self._over_vpos(kick, vpos_url) if kind == "cloud" else await self._straight(kick, trigger)
        if (
            started
            and await kick.follow("terminal", lambda entry: entry.event == f"{kind} kick")
            and await kick.follow("dial", lambda entry: entry.event in {"dialled TAS", "TAS not reached"}, good="dialled TAS")
        ):
            await kick.follow("tas", lambda entry: entry.event in {"terminal coupled", "TAS ended the connection"}, good="terminal coupled")
        return KickResult(kind, tuple(kick.steps))

    async def _over_vpos(self, kick: "_Kick", url: str) -> bool:
        import aiohttp

        asked = {"merchant": self._merchant, **self.configuration}
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_STEP_S)) as session,
                session.post(f"{url}/kick", data=json.dumps(asked), headers={"Content-Type": "application/json"}) as answer,
            ):
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            return kick.step("vpos", type(error).__name__)
        return kick.step("vpos", "" if status == HTTPStatus.OK else _REFUSALS.get(status, f"status {status}"))

    async def _straight(self, kick: "_Kick", trigger: Endpoint) -> bool:
        try:
            async with asyncio.timeout(_STEP_S):
                _, writer = await asyncio.open_connection(trigger.host, trigger.port)
        except OSError as error:
            return kick.step("connect", type(error).__name__)
        writer.close()
        await writer.wait_closed()
        return kick.step("connect", "")


_REFUSALS: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "configuration not understood",
    HTTPStatus.FORBIDDEN: "not on the whitelist",
    HTTPStatus.UNPROCESSABLE_ENTITY: "unknown management system",
}


class _Kick:
    """The steps of one kick as they come."""

    def __init__(self, journal: Journal) -> None:
        self.steps: list[KickStep] = []
        self._journal = journal
        self._begin = perf_counter()

    def step(self, name: str, problem: str) -> bool:
        """Write a step down; it succeeded when there was no problem."""
        self.steps.append(KickStep(name, not problem, perf_counter() - self._begin, problem))
        return not problem

    async def follow(self, name: str, wanted: Callable[[Entry], bool], *, good: str | None = None) -> bool:
        """Wait for an entry of the journal."""
        entry = await self._journal.wait_for(wanted, since=self._begin, limit=_STEP_S)
        if entry is None:
            return self.step(name, "nothing happened")
        failed = good is not None and entry.event != good
        self.steps.append(KickStep(name, not failed, entry.at - self._begin, entry.event if failed else ""))
        return not failed
