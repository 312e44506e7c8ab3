"""Asking an in-house whitelist service about many terminals, one request each: only where that was asked for, and not about all."""

import asyncio
import os
from collections.abc import Callable, Sequence

from msgspec import Struct

from ccdiag.checks.base import CheckContext
from ccdiag.checks.http_request import request
from ccdiag.checks.whitelist_entry import whitelist_url
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.environment import Environment
from ccdiag.model.facts import WhitelistFacts
from ccdiag.model.situation import Situation
from ccdiag.probes.source import ANY_SOURCE
from ccdiag.probes.whitelist_answer import whitelist_facts
from ccdiag.settings_check.fleet_judgement import WhitelistAnswer
from ccdiag.settings_check.fleet_rows import FleetRows

Progress = Callable[[int, int], object]


class AskedWhitelist(Struct, frozen=True, kw_only=True):
    """What a service answered."""

    answers: dict[str, WhitelistAnswer]
    """By TMS id; what could not be told is not among them."""
    not_asked: int = 0
    """Terminals beyond the limit, without a merchant where one is needed, or after the service was given up."""
    given_up: bool = False
    """It refused, or did not answer several times in a row."""


async def ask_whitelist(rows: FleetRows, environment: Environment, *, progress: Progress | None = None) -> AskedWhitelist:
    """Ask about the first terminals of the file, some side by side."""
    return await _Asking(rows, environment, progress).execute()


class _Asking:
    def __init__(self, rows: FleetRows, environment: Environment, progress: Progress | None) -> None:
        terminals = sorted({(line, tms_id, merchant) for _, group in rows.groups for tms_id, line, merchant, _ in group})
        needs_merchant = "{merchant}" in environment.whitelist.url
        known: dict[str, str] = {}
        for _, tms_id, merchant in terminals:
            if merchant or not needs_merchant:
                known.setdefault(tms_id, merchant)
        self._all = rows.terminals
        self._environment = environment
        self._limits = Situation(environment=environment, case=Case()).limits
        self._wanted = list(known.items())[: self._limits.fleet_whitelist_requests]
        self._progress = progress
        self._answers: dict[str, WhitelistAnswer] = {}
        self._failed = 0
        self._given_up = False
        variable = environment.whitelist.token_variable
        self._token = (os.environ.get(variable, "").strip() if variable else "") or None

    async def execute(self) -> AskedWhitelist:
        asked = 0
        # In rounds, so that a service that refuses or is gone is asked a few times only.
        at_once = self._limits.fleet_whitelist_at_once
        for first in range(0, len(self._wanted), at_once):
            some: Sequence[tuple[str, str]] = self._wanted[first : first + at_once]
            async with asyncio.TaskGroup() as group:
                for tms_id, merchant in some:
                    group.create_task(self._ask(tms_id, merchant))
            asked += len(some)
            if self._progress is not None:
                self._progress(asked, len(self._wanted))
            if self._given_up:
                break
        return AskedWhitelist(answers=self._answers, not_asked=self._all - asked, given_up=self._given_up)

    async def _ask(self, tms_id: str, merchant: str) -> None:
        case = Case(merchant=Merchant(id=merchant or None), terminal=Terminal(tms_id=tms_id))
        situation = Situation(environment=self._environment, case=case)
        context = CheckContext(situation, {}, lambda seen: seen, source=ANY_SOURCE, terminal_turn=asyncio.Lock())
        answer, body = await request(
            whitelist_url(situation), context, role="whitelist", most_body=self._limits.whitelist_body, bearer_token=self._token
        )
        self._take(whitelist_facts(answer, body, tms_id=tms_id, merchant=merchant or None))

    def _take(self, facts: WhitelistFacts) -> None:
        if facts.listed is None:
            self._failed += 1
            self._given_up = self._given_up or facts.problem == "denied" or self._failed > self._limits.fleet_whitelist_failures
            return
        self._failed = 0
        listed = WhitelistAnswer.LISTED if facts.merchant else WhitelistAnswer.LISTED_FOR_ANY
        self._answers[facts.tms_id] = listed if facts.listed else WhitelistAnswer.NOT_LISTED
