"""Runs to show: folded from events that an engine could have told, without a network."""

from datetime import UTC, datetime
from typing import Final

from ccdiag.checks.questions import ask_terminal_dns_set, ask_terminal_pos_mode, ask_terminal_software, ask_terminal_whitelisted
from ccdiag.checks.registry import all_checks
from ccdiag.model.check import CheckId, CheckResult, Question
from ccdiag.model.event import CheckFinished, CheckStarted, ObservationMade, PlannedCheck, RunEvent, RunFinished, RunStarted
from ccdiag.model.facts import TcpFacts
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Basis, Verdict

STARTED: Final = datetime(2025, 11, 22, 9, 42, tzinfo=UTC)
PLAN: Final = tuple(
    PlannedCheck(id=check.id, title=check.title, place=check.place, needs=check.needs, limit_s=check.limit) for check in all_checks()
)
TITLES: Final = {planned.id: planned.title for planned in PLAN}
_REASONS: Final[dict[CheckId, Message]] = {
    "clock.skew": message("The clock is right to {seconds:.0f} s.", seconds=0.4),
    "dns.mqtt": message("{host} is found: {addresses}. All {count} name servers answer.", host="iot.example", addresses="2", count=2),
    "dns.rewriting": message("A name that does not exist gets no address."),
    "tas.tcp": message("{target} answers; whether the service behind it works was not tested.", target="tas.example:5555"),
    "tms.parameters": message("The parameters fit Cloud Connect 2.0."),
    "terminal.day": message("Stated: the day is open."),
    "webkassa.configuration": message("The configuration is in order."),
}
_BASES: Final[dict[CheckId, Basis]] = {
    "terminal.pos_mode": Basis.INFERRED,
    "terminal.settings": Basis.STATED,
    "terminal.day": Basis.STATED,
    "tms.parameters": Basis.STATED,
    "webkassa.configuration": Basis.STATED,
}


def observation(number: int, target: str = "192.0.2.21:443") -> Observation:
    """Return one connection."""
    facts = TcpFacts(role="mqtt", address=target.rpartition(":")[0], port=443)
    return Observation(id=f"o{number}", target=target, started_at=STARTED, elapsed_s=0.02, facts=facts)


def begun() -> RunStarted:
    """Return the first event."""
    return RunStarted(started_at=STARTED, environment="lab", simulation=True, checks=PLAN)


def ended(
    check: CheckId,
    verdict: Verdict = Verdict.PASS,
    reason: Message | None = None,
    *,
    basis: Basis | None = None,
    blocked_by: CheckId | None = None,
    question: Question | None = None,
    elapsed_s: float = 0.03,
) -> CheckFinished:
    """Return the end of a check."""
    seen = (observation(1),) if verdict not in {Verdict.SKIPPED, Verdict.CRASHED} else ()
    if blocked_by is not None:
        reason = message("Not tested, because “{check}” failed.", check=TITLES[blocked_by])
    return CheckFinished(
        result=CheckResult(
            id=check,
            verdict=verdict,
            basis=basis or _BASES.get(check, Basis.MEASURED),
            reason=reason or _REASONS.get(check, message("{target} answers.", target="iot.example:443")),
            blocked_by=blocked_by,
            question=question,
            elapsed_s=elapsed_s if seen else 0.0,
            observations=seen,
        )
    )


def folded(*events: RunEvent, after: RunState | None = None) -> RunState:
    """Return the state after these events."""
    state = after or RunState()
    for event in events:
        state = state.apply(event)
    return state


def healthy() -> RunState:
    """Return a run that found nothing wrong."""
    return folded(begun(), *(ended(planned.id) for planned in PLAN), RunFinished(elapsed_s=1.9))


def broken() -> RunState:
    """Return a run with one of everything: a fault, what it blocks, a warning, a crash, questions."""
    special = [
        ended(
            "mqtt.tls",
            Verdict.FAIL,
            message(
                "The certificate of {host}, issued by {issuer}, does not lead to a root that the terminal trusts.",
                host="iot.example",
                issuer="CN=SSL Inspection CA,O=Example",
            ),
            elapsed_s=0.21,
        ),
        ended("mqtt.session", Verdict.SKIPPED, blocked_by="mqtt.tls"),
        ended("mqtt.hold", Verdict.SKIPPED, blocked_by="mqtt.tls"),
        ended("network.proxy", Verdict.CRASHED, message("The check itself failed ({type}).", type="ValueError")),
        ended("whitelist.entry", Verdict.SKIPPED, message("Nobody has said it."), question=ask_terminal_whitelisted()),
        ended(
            "terminal.settings", Verdict.INCONCLUSIVE, message("Not known: {key}.", key="terminal.dns_set"), question=ask_terminal_dns_set()
        ),
        ended("terminal.pos_mode", Verdict.SKIPPED, message("The terminal's ports may not be opened."), question=ask_terminal_pos_mode()),
        ended("tms.parameters", Verdict.SKIPPED, message("Nobody has said it."), question=ask_terminal_software()),
        ended("network.path_mtu", Verdict.INCONCLUSIVE, message("No connection came far enough to tell.")),
        ended("webkassa.configuration", Verdict.WARN, message("It still has fields of 1.0: {fields}.", fields="ip, port")),
    ]
    marked = {event.result.id for event in special}
    rest = [ended(planned.id) for planned in PLAN if planned.id not in marked]
    return folded(begun(), *rest, *special, RunFinished(elapsed_s=1.9))


def running() -> RunState:
    """Return a run that goes on: some done, some running, some waiting."""
    done: tuple[CheckId, ...] = ("network.interface", "network.proxy", "clock.skew", "dns.mqtt", "dns.tas", "mqtt.tcp", "tas.tcp")
    return folded(
        begun(),
        *(ended(check) for check in done),
        CheckStarted(check="network.internet", waiting_for=("http://probe.example/known",), at_s=0.1),
        CheckStarted(check="dns.rewriting", waiting_for=("192.0.2.1:53",), at_s=0.2),
        CheckStarted(check="mqtt.tls", waiting_for=("192.0.2.21:443", "192.0.2.54:443", "192.0.2.77:443"), at_s=0.3),
        ObservationMade(check="mqtt.tls", observation=observation(2, "192.0.2.21:443")),
        CheckStarted(check="tms.tcp", waiting_for=("192.0.2.101:15000",), at_s=0.3),
    )
