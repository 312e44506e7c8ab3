"""Whether the laptop's clock agrees with what the outside world shows of the time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from msgspec import Struct

from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.facts import ClockFacts, HttpFacts, TlsFacts
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.stopwatch import Stopwatch

# One certificate outside its validity may just be old; that two are, on the same side of now, is the clock.
_ENOUGH_CERTIFICATES = 2
_ENOUGH_SERVERS = 2
"""One server may have a wrong clock itself."""
_PLAUSIBLE_YEARS = range(2020, 2100)
"""Before the program was written, and after it can matter, it is the server's clock that is wrong: 1970 and 9999 are met."""


class _Validity(Struct, frozen=True, kw_only=True):
    """When a certificate that was met is valid, and when it was met by the laptop's clock."""

    target: str
    met_at: datetime
    not_before: datetime
    not_after: datetime

    @property
    def outside_s(self) -> float:
        """How far the laptop's clock is outside: positive when it is too late for the certificate."""
        if self.met_at > self.not_after:
            return (self.met_at - self.not_after).total_seconds()
        return min(0.0, (self.met_at - self.not_before).total_seconds())

    def covers(self, moment: datetime) -> bool:
        return self.not_before <= moment <= self.not_after


class ClockSkew(Check):
    """Compares the clock with the dates of HTTP answers and the validity of certificates that other checks met; asks nothing itself."""

    id = "clock.skew"
    title = message("Clock of the laptop")
    purpose = message("Is this laptop's clock right? With a wrong clock good certificates look expired.")
    place = Place.LAPTOP
    after = ("network.internet", "mqtt.tls", "whitelist.entry")
    looks_by_itself = False
    limit = 1.0

    async def observe(self, context: CheckContext) -> None:
        """Write down every sign of the time that the others met."""
        for target, offset_s in _http_offsets([*context.seen("network.internet"), *context.seen("whitelist.entry")]):
            context.record(Stopwatch().observation(target, ClockFacts(source="http_date", offset_s=offset_s), elapsed_s=0.0))
        for validity in _validities(context.seen("mqtt.tls")):
            facts = ClockFacts(source="certificate", offset_s=round(validity.outside_s, 3))
            context.record(Stopwatch().observation(validity.target, facts, elapsed_s=0.0))

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Warn of a clock that differs, fail where TLS would; certificates alone are a weaker sign."""
        told = sorted((facts.offset_s, observation.target) for observation, facts in seen.of(ClockFacts) if facts.source == "http_date")
        if told:
            met = results.get("mqtt.tls")
            return _of_dates(told, _validities(met.observations if met else ()), limit_s=situation.limits.clock_skew)
        outside = [facts.offset_s for _, facts in seen.of(ClockFacts) if facts.source == "certificate"]
        if outside:
            return _of_certificates(outside)
        if any(_should_have_told(check, results, situation) for check in self.after):
            text = message("Nothing answered that shows the time. Compare date and time of this laptop with a phone's.")
            return Judgement(verdict=Verdict.INCONCLUSIVE, reason=text)
        text = message("Nothing in this run shows the time.")
        return Judgement(verdict=Verdict.SKIPPED, reason=text)


def _of_dates(told: Sequence[tuple[float, str]], validities: Sequence["_Validity"], *, limit_s: float) -> Judgement:
    """Judge sorted offsets and whose they are; of two in the middle the one nearer to zero counts, since a false alarm costs more.

    A wrong clock needs two witnesses: two servers that agree, or one and a certificate that would be valid at its time.
    """
    offsets = [offset for offset, _ in told]
    middle = len(told) // 2
    candidates = (told[middle],) if len(told) % 2 else (told[middle - 1], told[middle])
    offset_s, target = min(candidates, key=lambda one: abs(one[0]))
    disagree = offsets[-1] - offsets[0] > limit_s
    if abs(offset_s) <= limit_s:
        if disagree:
            return Judgement(
                verdict=Verdict.PASS,
                reason=message(
                    "The answers show times up to {minutes} minutes apart; the clock agrees with the middle of them.",
                    minutes=_minutes(offsets[-1] - offsets[0]),
                ),
            )
        return Judgement(verdict=Verdict.PASS, reason=message("The clock is right to {seconds} s.", seconds=round(abs(offset_s))))
    shifted = timedelta(seconds=offset_s)
    if any(validity.outside_s and validity.covers(validity.met_at - shifted) for validity in validities):
        text = (
            message(
                "The clock is {minutes} minutes ahead; the certificate would be valid at the time that the answers show.",
                minutes=_minutes(offset_s),
            )
            if offset_s > 0
            else message(
                "The clock is {minutes} minutes behind; the certificate would be valid at the time that the answers show.",
                minutes=_minutes(offset_s),
            )
        )
        return Judgement(verdict=Verdict.FAIL, reason=text)
    if len({other for offset, other in told if abs(offset - offset_s) <= limit_s}) < _ENOUGH_SERVERS:
        return _of_one_server(target, offset_s, validities)
    if disagree:
        text = message(
            "The clock differs by {minutes} minutes from the middle of the times that the answers show, which differ as well.",
            minutes=_minutes(offset_s),
        )
    elif offset_s > 0:
        text = message("The clock is {minutes} minutes ahead.", minutes=_minutes(offset_s))
    else:
        text = message("The clock is {minutes} minutes behind.", minutes=_minutes(offset_s))
    return Judgement(verdict=Verdict.WARN, reason=text)


def _of_one_server(target: str, offset_s: float, validities: Sequence["_Validity"]) -> Judgement:
    """Judge where one server alone shows that time.

    A certificate that fits the laptop's clock and not the server's speaks for the laptop.
    """
    shifted = timedelta(seconds=offset_s)
    values: dict[str, str | int] = {"target": target, "minutes": _minutes(offset_s)}
    if any(not validity.outside_s and not validity.covers(validity.met_at - shifted) for validity in validities):
        text = message(
            "{target} shows a time {minutes} minutes from this laptop's, but a certificate that was met fits the laptop's clock only.",
            **values,
        )
        return Judgement(verdict=Verdict.PASS, reason=text)
    text = message(
        "{target} shows a time {minutes} minutes from this laptop's; whose clock is wrong, nothing else shows. "
        "Compare date and time of this laptop with a phone's.",
        **values,
    )
    return Judgement(verdict=Verdict.WARN, reason=text)


def _of_certificates(outside: Sequence[float]) -> Judgement:
    """Judge by certificates alone."""
    if not any(outside):
        text = message("The certificates that were met are valid now; nothing else shows the time.")
        return Judgement(verdict=Verdict.PASS, basis=Basis.INFERRED, reason=text)
    if len(outside) >= _ENOUGH_CERTIFICATES and (min(outside) > 0 or max(outside) < 0):
        text = (
            message("By the clock every certificate that was met has expired: more likely the clock is ahead.")
            if outside[0] > 0
            else message("By the clock no certificate that was met is valid yet: more likely the clock is behind.")
        )
        return Judgement(verdict=Verdict.FAIL, basis=Basis.INFERRED, reason=text)
    if not all(outside):
        text = message("One certificate that was met is valid now and another is not, so it is hardly the clock.")
        return Judgement(verdict=Verdict.PASS, basis=Basis.INFERRED, reason=text)
    text = message(
        "A certificate that was met is not valid now; whether it or the clock is wrong, nothing else shows. "
        "Compare date and time of this laptop with a phone's."
    )
    return Judgement(verdict=Verdict.INCONCLUSIVE, basis=Basis.INFERRED, reason=text)


def _should_have_told(check: CheckId, results: Mapping[CheckId, CheckResult], situation: Situation) -> bool:
    """Whether this check was to meet a sign of the time."""
    result = results.get(check)
    if result is None or (result.verdict is Verdict.SKIPPED and result.blocked_by is None):
        return False
    return check != "whitelist.entry" or situation.environment.whitelist.source == "http"


def _http_offsets(observations: Iterable[Observation]) -> list[tuple[str, float]]:
    """Return what HTTP dates say, of the known answers that were right where there are any: a portal's clock may be anything.

    A date that no clock can mean is left out.
    """
    dated = [
        (observation.target, facts)
        for observation in observations
        if isinstance(facts := observation.facts, HttpFacts) and facts.date_offset_s is not None and _is_plausible(observation, facts)
    ]
    right = [(target, facts) for target, facts in dated if facts.status_matches and facts.body_matches is not False]
    # Two pages of one server are one clock.
    by_server = {urlsplit(facts.url).hostname: (target, facts.date_offset_s or 0.0) for target, facts in reversed(right or dated)}
    return list(reversed(by_server.values()))


def _is_plausible(observation: Observation, facts: HttpFacts) -> bool:
    """Whether the date that a server showed can be meant as the time of now, whatever the laptop's own clock says."""
    try:
        return (observation.started_at - timedelta(seconds=facts.date_offset_s or 0.0)).year in _PLAUSIBLE_YEARS
    except OverflowError:
        return False


def _validities(observations: Iterable[Observation]) -> tuple[_Validity, ...]:
    """Return the validity of each certificate that was met, each certificate once."""
    found: dict[tuple[str | None, str | None, str | None], _Validity] = {}
    for observation in observations:
        facts = observation.facts
        if not isinstance(facts, TlsFacts):
            continue
        not_before, not_after = _moment(facts.not_before), _moment(facts.not_after)
        if not_before is None or not_after is None:
            continue
        found.setdefault(
            (facts.subject, facts.not_before, facts.not_after),
            _Validity(target=observation.target, met_at=observation.started_at, not_before=not_before, not_after=not_after),
        )
    return tuple(found.values())


def _moment(text: str | None) -> datetime | None:
    """Read a moment as facts write it; None when it is not one."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _minutes(seconds: float) -> int:
    return round(abs(seconds) / 60)
