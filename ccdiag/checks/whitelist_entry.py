"""Whether the terminal is on the merchant's whitelist."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.checks.http_request import request
from ccdiag.checks.questions import ask_terminal_tms_id, ask_terminal_whitelisted
from ccdiag.model.check import CheckId, CheckResult, Judgement, Question
from ccdiag.model.facts import StatedFacts, WhitelistFacts
from ccdiag.model.failure import Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.http import shown_url
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.whitelist_answer import whitelist_facts
from ccdiag.probes.whitelist_file import whitelist_file

_KEY = "terminal.whitelisted"


class WhitelistEntry(Check):
    """Asks the whitelist's source, a file, a service or the user, for this terminal."""

    id = "whitelist.entry"
    title = message("Whitelist in VPOS")
    purpose = message("Is the terminal on the merchant's whitelist in VPOS?")
    place = Place.VPOS
    asks_of_case = ("terminal.tms_id", "merchant.id")
    limit = 6.0

    def skip(self, situation: Situation) -> Skip | None:
        """Without a source and a stated value, or without the id to look for, there is nothing to tell."""
        case, source = situation.case, situation.environment.whitelist
        if case.generation == "1.0":
            return Skip(message("Cloud Connect 1.0 does not check the whitelist."))
        if source.source == "ask":
            if case.terminal.whitelisted is None:
                return Skip(
                    message("No whitelist can be asked, and nobody has said whether the terminal is on it."), ask_terminal_whitelisted()
                )
            return None
        if not case.terminal.tms_id:
            return Skip(message("The TMS id to look for on the whitelist is not known."), ask_terminal_tms_id())
        if source.source == "http" and "{merchant}" in source.url and not case.merchant.id:
            return Skip(message("The merchant to ask the whitelist for is not known."), _ask_merchant_id())
        return None

    def limit_for(self, situation: Situation) -> float:
        """Seconds for the one source."""
        limits = situation.limits
        return (limits.whitelist_file if situation.environment.whitelist.source == "csv" else limits.http + limits.system_lookup) + 1.0

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the service or the file."""
        source = context.environment.whitelist
        if source.source == "http":
            return (shown_url(whitelist_url(context.situation), role="whitelist"),)
        return (Path(source.path).name,) if source.source == "csv" else ()

    async def observe(self, context: CheckContext) -> None:
        """Ask the source."""
        terminal, merchant, source = context.case.terminal, context.case.merchant.id or None, context.environment.whitelist
        tms_id = terminal.tms_id or ""
        watch = Stopwatch()
        if source.source == "csv":
            context.record(await whitelist_file(Path(source.path), tms_id=tms_id, merchant=merchant, limits=context.limits))
        elif source.source == "http":
            token = os.environ.get(source.token_variable, "").strip() if source.token_variable else ""
            answer, body = await request(
                whitelist_url(context.situation),
                context,
                role="whitelist",
                bearer_token=token or None,
                most_body=context.limits.whitelist_body,
            )
            facts = whitelist_facts(answer, body, tms_id=tms_id, merchant=merchant)
            failure = answer.failure or (Failure.HTTP_STATUS if facts.problem else None)
            context.record(watch.observation(answer.target, facts, failure))
        else:
            for observation in _said(context.situation):
                context.record(observation)

    def reconsider(self, seen: Seen | None, situation: Situation) -> Sequence[Observation] | None:
        """Return the user's word where that is the source, else what the source said of this terminal."""
        if situation.environment.whitelist.source == "ask":
            return _said(situation)
        return super().reconsider(seen, situation)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Tell what the source says; a source that cannot be used tells nothing of the terminal."""
        found = [facts for _, facts in seen.of(WhitelistFacts)]
        if not found:
            return Judgement(
                verdict=Verdict.INCONCLUSIVE,
                reason=message("The whitelist's source did not answer in time. Test again, or ask the vendor."),
            )
        facts = found[0]
        if facts.source == "ask":
            return _stated(facts)
        if facts.problem is not None or facts.listed is None:
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=_problem_reason(facts))
        if facts.listed:
            if facts.merchant is None:
                text = message("The terminal is on the whitelist; of which merchant was not looked at, since the case names none.")
            else:
                text = message("The terminal is on the merchant's whitelist.")
            return Judgement(verdict=Verdict.PASS, reason=text)
        if facts.listed_for_other_merchant:
            return Judgement(
                verdict=Verdict.FAIL,
                reason=message("The terminal {id} is on the whitelist of another merchant, not on this one's.", id=facts.tms_id),
            )
        return Judgement(verdict=Verdict.FAIL, reason=message("The terminal {id} is not on the whitelist.", id=facts.tms_id))


def _said(situation: Situation) -> tuple[Observation, ...]:
    terminal, merchant, said = situation.case.terminal, situation.case.merchant.id or None, situation.case.terminal.whitelisted
    if said is None:
        return ()
    watch, listed = Stopwatch(), None if said == "unknown" else said == "yes"
    facts = WhitelistFacts(source="ask", tms_id=terminal.tms_id or "", merchant=merchant, listed=listed)
    return (
        watch.observation(_KEY, StatedFacts(key=_KEY, value=said), elapsed_s=0.0),
        watch.observation(_KEY, facts, elapsed_s=0.0),
    )


def _stated(facts: WhitelistFacts) -> Judgement:
    if facts.listed is None:
        text = message("Whether the terminal is on the whitelist is not known.")
        return Judgement(verdict=Verdict.INCONCLUSIVE, basis=Basis.STATED, reason=text, question=ask_terminal_whitelisted())
    if facts.listed:
        return Judgement(verdict=Verdict.PASS, basis=Basis.STATED, reason=message("The terminal is said to be on the whitelist."))
    return Judgement(verdict=Verdict.FAIL, basis=Basis.STATED, reason=message("The terminal is said not to be on the whitelist."))


def _problem_reason(facts: WhitelistFacts) -> Message:
    is_file = facts.source == "csv"
    match facts.problem:
        case "denied" if is_file:
            return message("The whitelist's file may not be read by this user. Have whoever keeps it allow that, or ask the vendor.")
        case "denied":
            return message("The whitelist's service wants a login, or refuses the one that it got. Check the token, or ask the vendor.")
        case "unreachable" if is_file:
            return message(
                "The whitelist's file is not there, or does not come in time. Check its path in the environment file, or ask the vendor."
            )
        case "unreachable":
            return message(
                "The whitelist's service cannot be reached, or is in trouble. Check its address in the environment file, or ask the vendor."
            )
        case _ if is_file:
            return message(
                "The whitelist's file is not a table with the columns merchant and tms_id. Check its heading, or ask the vendor."
            )
        case _:
            return message(
                "The whitelist's service answers something else than what was agreed. Check its address in the environment file, or "
                "ask the vendor."
            )


def _ask_merchant_id() -> Question:
    return Question(
        "merchant.id",
        message("Which merchant id has the shop at the vendor?"),
        message("In the shop's contract with the vendor, or in VPOS."),
    )


def whitelist_url(situation: Situation) -> str:
    """Fill the places of the service's URL; each value is encoded whole, so that none can change the rest."""
    url, case = situation.environment.whitelist.url, situation.case
    filled = url.replace("{merchant}", quote(case.merchant.id or "", safe=""))
    return filled.replace("{tms_id}", quote(case.terminal.tms_id or "", safe=""))
