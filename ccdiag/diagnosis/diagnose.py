"""From what was seen to what is wrong: all rules, one pure function."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from ccdiag.diagnosis.predicates import Answers, World, evaluate
from ccdiag.diagnosis.texts import cause_text
from ccdiag.model.cause import Cause, CauseRule, Certainty, Severity
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.facts import PosModeFacts, RouteFacts, StatedFacts, SubnetFacts, WhitelistFacts
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis

Item = TypeVar("Item")


class _Standing(Struct, frozen=True, kw_only=True):
    """A rule whose condition holds."""

    rule: CauseRule
    position: int
    evidence: tuple[str, ...]
    contradicted_by: tuple[str, ...]
    lowered: bool

    @property
    def order(self) -> tuple[bool, int, int]:
        """Faults before warnings, nearer before farther, then as the files have them."""
        return self.rule.severity is Severity.WARNING, self.rule.place.distance, self.position


class _Seen(Struct, frozen=True):
    """An observation and the check that made it."""

    observation: Observation
    result: CheckResult


def diagnose(
    rules: Sequence[CauseRule],
    results: Mapping[CheckId, CheckResult],
    situation: Situation,
    *,
    unfinished: frozenset[CheckId] = frozenset(),
    answers: Answers | None = None,
) -> tuple[Cause, ...]:
    """Return the causes that stand, primary first, without those that merely follow from another.

    `unfinished` are the checks of this run that have not ended: what depends on them is not decided, and not said.
    `answers` is kept by who diagnoses a run again and again by the same rules: what was asked of a result is not asked anew.
    """
    world = World(results=results, situation=situation, unfinished=unfinished, answers=answers)
    standing = sorted((one for position, rule in enumerate(rules) if (one := _judge(rule, position, world))), key=lambda one: one.order)
    if not standing:
        return ()
    shown = [one for one in standing if not any(_hidden_by(one.rule, other.rule, earlier=other.order < one.order) for other in standing)]
    variants: dict[str, list[_Standing]] = {}
    for one in shown:
        variants.setdefault(one.rule.id, []).append(one)
    wanted = {item for one in shown for item in one.evidence}
    seen = {one.id: _Seen(one, result) for result in results.values() for one in result.observations if one.id in wanted}
    aside = terminal_goes_another_way(results, situation)
    return tuple(_cause(group, world, seen, aside) for group in variants.values())


def _judge(rule: CauseRule, position: int, world: World) -> _Standing | None:
    answer = evaluate(rule.when, world)
    if not answer.truth:
        return None
    against = evaluate(rule.unless, world) if rule.unless is not None else None
    return _Standing(
        rule=rule,
        position=position,
        evidence=answer.evidence,
        contradicted_by=against.evidence if against is not None and against.truth else (),
        # While what might speak against it has not ended, it is said with as little certainty as if it did.
        lowered=against is not None and against.truth is not False,
    )


def _hidden_by(rule: CauseRule, other: CauseRule, *, earlier: bool) -> bool:
    if rule.id == other.id or (rule.severity is Severity.FAULT and other.severity is Severity.WARNING):
        return False
    return (earlier and rule.at in other.explains) or any(_names(pattern, rule.id) for pattern in other.hides)


def _names(pattern: str, cause: str) -> bool:
    return cause.startswith(pattern[:-1]) if pattern.endswith(".*") else cause == pattern


def _cause(group: Sequence[_Standing], world: World, seen: Mapping[str, _Seen], aside: Message | None) -> Cause:
    first = group[0]
    rule = first.rule
    # A warning beside a fault of the same name is the lesser reading of it, and adds nothing.
    same = [one for one in group if one.rule.severity is rule.severity]
    evidence = _unique(item for one in same for item in one.evidence)
    basis = _basis(evidence, seen, world.results.get(rule.at))
    certainty = rule.certainty.lowered if first.lowered else rule.certainty
    note: Message | None = None
    if basis is Basis.STATED and certainty is Certainty.CERTAIN:
        certainty = Certainty.LIKELY
    if rule.about_terminal_path and aside is not None:
        certainty, note = Certainty.POSSIBLE, aside
    shown = [seen[item].observation for item in evidence if item in seen]

    def text(template: str) -> Message:
        return cause_text(template, world.situation, shown)

    return Cause(
        id=rule.id,
        certainty=certainty,
        severity=rule.severity,
        basis=basis,
        title=text(rule.title),
        meaning=text(rule.meaning),
        owner=rule.owner,
        place=rule.place,
        explains=_unique(check for one in same for check in (one.rule.at, *one.rule.explains)),
        evidence=evidence,
        contradicted_by=first.contradicted_by,
        remedy=tuple(text(step) for step in rule.remedy),
        procedure=rule.procedure,
        note=note,
    )


def _basis(evidence: Iterable[str], seen: Mapping[str, _Seen], accused: CheckResult | None) -> Basis:
    """Say what a cause rests on; what is only stated or inferred never looks measured."""
    bases = {_basis_of(seen[item]) for item in evidence if item in seen}
    if not bases and accused is not None:
        bases = {accused.basis}
    for basis in (Basis.MEASURED, Basis.INFERRED, Basis.STATED):
        if basis in bases:
            return basis
    return Basis.INFERRED


def _basis_of(seen: _Seen) -> Basis:
    match seen.observation.facts:
        case StatedFacts() | WhitelistFacts(source="ask"):
            return Basis.STATED
        case PosModeFacts():
            return Basis.INFERRED
        case _:
            return seen.result.basis


def terminal_goes_another_way(results: Mapping[CheckId, CheckResult], situation: Situation) -> Message | None:
    """Say why the laptop's way to the service is not the terminal's; None when nothing says so."""
    if situation.case.terminal.link == "sim":
        return message("The terminal has a SIM card of its own: its way to the service cannot be seen from this laptop.")
    lan = results.get("terminal.lan")
    facts = [one.facts for one in lan.observations if isinstance(one.facts, SubnetFacts)] if lan is not None else []
    if facts and not any(one.same_subnet for one in facts):
        return message("The terminal is in another subnet than this laptop: its way to the service may be another one.")
    if _through_vpn(results):
        return message("A VPN carries this laptop's traffic: the terminal goes by the shop's own network, which was not seen.")
    return None


def _through_vpn(results: Mapping[CheckId, CheckResult]) -> bool:
    """Whether a way that was asked for leads into a VPN; a default route there need not be the one that is used."""
    interface = results.get("network.interface")
    ways = [one.facts for one in interface.observations if one.failure is None] if interface is not None else []
    return any(isinstance(way, RouteFacts) and way.interface_kind == "vpn" and "/" not in way.destination for way in ways)


def _unique(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))
