"""Whether causes rest on what was seen: an accusation names what it is founded on, and whom it means."""

from collections.abc import Iterator, Mapping, Sequence

from ccdiag.model.cause import Cause, Severity
from ccdiag.model.check import CheckId, CheckResult

WITNESSES: dict[str, tuple[CheckId, ...]] = {
    "clock.skewed": ("mqtt.tls",),
    "network.proxy_required": ("mqtt.tcp", "network.internet", "dns.mqtt"),
    "network.proxy_login": ("mqtt.tcp", "network.internet", "dns.mqtt"),
    "network.proxy_denied": ("mqtt.tcp", "network.internet", "dns.mqtt"),
    "network.rate_limited": ("mqtt.tcp",),
    "network.no_internet": ("whitelist.entry",),
    "network.lossy": ("network.internet", "mqtt.tcp", "mqtt.tls", "tas.tcp", "tms.tcp", "vpos.tcp", "dns.mqtt", "dns.tas", "dns.rewriting"),
    "network.slow": ("tas.tcp", "tms.tcp", "vpos.tcp"),
    "terminal.ports_filtered": ("terminal.lan",),
    "tls.certificate_expired": ("clock.skew",),
    "tls.certificate_not_yet_valid": ("clock.skew",),
}
"""Checks whose sight is the control of a cause that does not explain them."""


def unsupported(causes: Sequence[Cause], results: Mapping[CheckId, CheckResult], *, say_target: bool) -> Iterator[str]:
    """Say of each cause what it lacks: evidence, evidence that exists and is of a check that it speaks of, and whom it means."""
    of_check = {observation.id: check for check, result in results.items() for observation in result.observations}
    for cause in causes:
        if not cause.evidence:
            yield f"{cause.id} has no evidence"
        for item in (*cause.evidence, *cause.contradicted_by):
            if item not in of_check:
                yield f"{cause.id} names {item}, which nobody saw"
        allowed = {*cause.explains, *WITNESSES.get(cause.id, ())}
        strange = {of_check[item] for item in cause.evidence if item in of_check} - allowed
        if strange and not _is_control(cause, results, strange):
            yield f"{cause.id} rests on {sorted(strange)}, which it does not explain"
    if say_target and causes and causes[0].severity is Severity.FAULT and not _says_target(causes[0], results):
        yield f"{causes[0].id} does not say whom it means"


def _is_control(cause: Cause, results: Mapping[CheckId, CheckResult], checks: set[CheckId]) -> bool:
    """Whether what it rests on beyond its own checks is a comparison with the control host."""
    return all(
        getattr(observation.facts, "role", None) == "control"
        for check in checks
        for observation in results[check].observations
        if observation.id in cause.evidence
    )


def _says_target(cause: Cause, results: Mapping[CheckId, CheckResult]) -> bool:
    """Whether the texts of the cause, or a reason of a check that it explains, hold a target or a fact's name of its evidence."""
    said = [cause.title.english(), cause.meaning.english(), *(result.reason.english() for result in results.values())]
    wanted: set[str] = set()
    for result in results.values():
        for observation in result.observations:
            if observation.id in cause.evidence:
                facts = observation.facts
                names = ("address", "name", "server", "server_name", "host", "setting", "interface", "url", "proxy", "topic", "tms_id")
                found = (getattr(facts, name, None) for name in names)
                wanted |= {observation.target, observation.target.rpartition(":")[0], *(value for value in found if isinstance(value, str))}
    return any(one in text for one in wanted if one for text in said)
