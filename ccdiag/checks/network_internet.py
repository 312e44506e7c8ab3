"""Whether the internet answers as it should, or a login page answers for it."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

from ccdiag.checks.asked_servers import reference_servers
from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.checks.http_request import request
from ccdiag.checks.packet_loss import measure_loss, time_to_measure
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.environment import KnownAnswer
from ccdiag.model.facts import HttpFacts
from ccdiag.model.failure import Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from ccdiag.probes.http import shown_url

_MOST_PINGED = 2
"""Machines outside: one may have its own reasons to leave pings unanswered."""
_NETWORK_LOGIN = 511
"""RFC 6585: a network that wants a login before it lets anything through."""
_TOO_MANY_REQUESTS = 429
_NEEDED: tuple[CheckId, ...] = ("mqtt.tcp", "mqtt.tls", "tas.tcp", "tms.tcp")
_REDIRECTS = range(300, 400)
_SERVER_ERRORS = range(500, 600)


class NetworkInternet(Check):
    """Asks the environment's known answers, side by side, and pings the servers that are there to compare with."""

    id = "network.internet"
    title = message("Internet")
    purpose = message("Does the internet answer as it should, or does a login page or a filter answer for it?")
    place = Place.PROVIDER
    needs = ("network.interface",)
    judged_after = ("mqtt.tcp", "mqtt.tls", "tas.tcp", "tms.tcp")
    limit = 6.0

    def skip(self, situation: Situation) -> Skip | None:
        """Without known answers nothing can be compared."""
        if situation.environment.internet.probes:
            return None
        return Skip(message("The environment names no known answers on the internet."))

    def limit_for(self, situation: Situation) -> float:
        """Seconds for all of them, which run side by side."""
        limits = situation.limits
        return max(limits.http + limits.system_lookup, time_to_measure(limits)) + 1.0

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the URLs, as they are shown."""
        return tuple(shown_url(probe.url, role="internet") for probe in context.environment.internet.probes)

    async def observe(self, context: CheckContext) -> None:
        """Ask each, a second time where the first request is lost."""

        async def ask(probe: KnownAnswer) -> None:
            await request(probe.url, context, role="internet", expect=probe, most_body=context.limits.http_body)

        async with asyncio.TaskGroup() as group:
            for probe in context.environment.internet.probes:
                group.create_task(ask(probe))
            # Beside them: the servers that are there to compare with also show what the line loses.
            outside = [server.endpoint.host for server in reference_servers(context.environment)[:_MOST_PINGED]]
            group.create_task(measure_loss(context, outside))

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """One right answer shows that there is internet; something else in place of every one shows a login page or a filter.

        A page that is not the known one need not be more than a web filter, which touches nothing that the terminal uses: where the
        payment service is reached, it is only told. A login page keeps the terminal out, so it is none where nothing is kept out: all that
        a terminal needs is reached, and the MQTT service shows its own certificate, which no page can.
        """
        # Of a request that was sent twice the second counts.
        answers = list({facts.url: (observation, facts) for observation, facts in seen.of(HttpFacts)}.values())
        if not answers:
            text = message("No known answer was waited for to its end. Test again, with more time (--deadline).")
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=text)
        right = [facts for observation, facts in answers if _is_right(observation, facts)]
        strange = [facts for _, facts in answers if _is_strange(facts)]
        troubled = [facts for _, facts in answers if _is_in_trouble(facts)]
        count = len(situation.environment.internet.probes)
        if right and strange:
            return Judgement(verdict=Verdict.WARN, reason=_strange_reason(strange[0], some_right=True))
        if right:
            if any(facts.attempt > 1 for facts in right):
                text = message("Known answers came, one of them only at the second attempt: the connection is unstable.")
                return Judgement(verdict=Verdict.WARN, reason=text)
            if len(right) == count:
                return Judgement(verdict=Verdict.PASS, reason=message("All known answers came, and they are right."))
            text = message("{right} of {count} known answers came, and what came is right.", right=len(right), count=count)
            return Judgement(verdict=Verdict.PASS, reason=text)
        reached = any(results[check].verdict in {Verdict.PASS, Verdict.WARN} for check in self.judged_after if check in results)
        if strange:
            pages = [facts for facts in strange if _is_login_page(facts)]
            verdict = Verdict.WARN if _nothing_is_kept_out(results) or (reached and not pages) else Verdict.FAIL
            return Judgement(verdict=verdict, reason=_strange_reason((pages or strange)[0], some_right=False))
        if len({urlsplit(facts.url).hostname for facts in troubled}) > 1:
            # Hardly all of them at once: a proxy that reaches nothing says the same.
            return Judgement(verdict=Verdict.WARN if reached else Verdict.FAIL, reason=_strange_reason(troubled[0], some_right=False))
        if troubled:
            first = troubled[0]
            text = message(
                "{url} answers {status}: it, or a proxy before it, is in trouble, and tells nothing. Open it on a phone with mobile "
                "internet to see which, and test again in some minutes.",
                url=first.url,
                status=first.status or 0,
            )
            return Judgement(verdict=Verdict.WARN if reached else Verdict.INCONCLUSIVE, reason=text)
        if reached:
            # A shop may let out nothing but what the terminal needs; the terminal misses none of these pages.
            text = message("None of the known answers came ({count} tried), but the payment service is reached.", count=count)
            return Judgement(verdict=Verdict.WARN, reason=text)
        return Judgement(verdict=Verdict.FAIL, reason=message("None of the known answers came ({count} tried).", count=count))


def _nothing_is_kept_out(results: Mapping[CheckId, CheckResult]) -> bool:
    """Whether every service that a terminal needs was reached at once, one of them past doubt; at a second try a page may have opened."""
    return all(check in results and results[check].verdict is Verdict.PASS for check in _NEEDED)


def _is_right(observation: Observation, facts: HttpFacts) -> bool:
    """Whether the known answer came; a body that was not compared may be longer than what was read."""
    return facts.status_matches is True and facts.body_matches is not False and observation.failure in {None, Failure.TOO_LARGE}


def _is_strange(facts: HttpFacts) -> bool:
    """Whether something else answered in place of the known one."""
    return not _is_in_trouble(facts) and (facts.status_matches is False or facts.body_matches is False)


def _is_login_page(facts: HttpFacts) -> bool:
    """Whether what answered looks like a page that wants somebody to log in: another page, the way to one, or RFC 6585's status."""
    status = facts.status or 0
    return status == _NETWORK_LOGIN or status < _REDIRECTS.start or (status in _REDIRECTS and bool(facts.location))


def _is_in_trouble(facts: HttpFacts) -> bool:
    """Whether the server, or something before it, says that it cannot answer now."""
    if facts.status_matches is not False or facts.status is None or facts.status == _NETWORK_LOGIN:
        return False
    return facts.status in _SERVER_ERRORS or facts.status == _TOO_MANY_REQUESTS


def _strange_reason(facts: HttpFacts, *, some_right: bool) -> Message:
    status = facts.status or 0
    if facts.status == _NETWORK_LOGIN:
        return message("The network answers for {url} and wants a login (511).", url=facts.url)
    if status in _REDIRECTS:
        if facts.location:
            return message(
                "{url} does not give its known answer but sends to {location} ({status}).",
                url=facts.url,
                location=facts.location,
                status=status,
            )
        return message("{url} does not give its known answer but sends elsewhere ({status}).", url=facts.url, status=status)
    if facts.status_matches is False:
        return message("{url} answers {status}, which is not its known answer.", url=facts.url, status=status)
    if some_right:
        return message("{url} answers with another text than the known one; another known answer is right.", url=facts.url)
    return message("{url} answers with another text than the known one.", url=facts.url)
