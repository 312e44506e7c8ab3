"""Whether causes rest on what was seen: an accusation names what it is founded on, and whom it means."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ccdiag.model.cause import Cause
from ccdiag.model.check import CheckId, CheckResult

WITNESSES: dict[str, tuple[CheckId, ...]] = {
    "clock.skewed": ("mqtt.tls",),
    "network.proxy_required": ("mqtt.tcp", "network.internet", "dns.mqtt"),
    "network.proxy_login": ("mqtt.tcp", "network.internet", "dns.mqtt"),
    "network.proxy_denied": ("mqtt.tcp", "network.internet", "dns.mqtt"),
    "network.rate_limited": ("mqtt.tcp",),
    "network.no_internet": ("network.interface",),
    "terminal.isolated": ("network.interface",),
    "terminal.trigger_port_closed": ("terminal.pos_mode",),
    "network.lossy": ("network.internet", "mqtt.tcp", "mqtt.tls", "tas.tcp", "tms.tcp", "vpos.tcp", "dns.mqtt", "dns.tas", "dns.rewriting"),
    "network.slow": ("tas.tcp", "tms.tcp", "vpos.tcp"),
    "terminal.ports_filtered": ("terminal.lan",),
    "tls.certificate_expired": ("clock.skew",),
    "tls.certificate_not_yet_valid": ("clock.skew",),
}
"""Checks whose sight is the control of a cause that does not explain them."""

_WHOM: tuple[str, ...] = (
    *("address", "answered_by", "name", "server", "server_name", "destination", "interface"),
    *("setting", "key", "url", "proxy", "topic", "tms_id"),
)
"""Facts that name somebody or something."""

Document = Mapping[str, Any]


def document_of(causes: Sequence[Cause], results: Mapping[CheckId, CheckResult]) -> Document:
    """Return as much of the `--json` document as is looked at here."""
    return {
        "causes": [
            {
                "id": cause.id,
                "severity": cause.severity,
                "basis": cause.basis,
                "place": cause.place,
                "title": cause.title.english(),
                "explains": cause.explains,
                "evidence": cause.evidence,
                "contradicted_by": cause.contradicted_by,
            }
            for cause in causes
        ],
        "checks": [
            {
                "id": result.id,
                "reason": result.reason.english(),
                "observations": [
                    {
                        "id": seen.id,
                        "target": seen.target,
                        "facts": {name: getattr(seen.facts, name) for name in seen.facts.__struct_fields__},
                    }
                    for seen in result.observations
                ],
            }
            for result in results.values()
        ],
    }


def unsupported(document: Document) -> Iterator[str]:
    """Say of each cause what it lacks: evidence, and that this exists and is of a check or a control that the cause speaks of."""
    seen = {observation["id"]: (check["id"], observation["facts"]) for check in document["checks"] for observation in check["observations"]}
    for cause in document["causes"]:
        if not cause["evidence"]:
            yield f"{cause['id']} has no evidence"
        allowed = {*cause["explains"], *WITNESSES.get(cause["id"], ())}
        for item in (*cause["evidence"], *cause["contradicted_by"]):
            if item not in seen:
                yield f"{cause['id']} names {item}, which nobody saw"
            elif item in cause["evidence"]:
                check, facts = seen[item]
                if check not in allowed and facts.get("role") != "control":
                    yield f"{cause['id']} rests on {item} of {check}, which it does not explain"


def nameless(document: Document) -> Iterator[str]:
    """Say where the primary cause names nobody: neither its title nor a reason of its checks holds what its evidence is about.

    What was only said of the one terminal, or concluded of it, needs no name, and this laptop neither.
    """
    primary = next(iter(document["causes"]), None)
    if primary is None or primary["severity"] != "fault" or primary["basis"] != "measured" or primary["place"] == "laptop":
        return
    said = [primary["title"], *(check["reason"] for check in document["checks"])]
    wanted: set[str] = set()
    for check in document["checks"]:
        for observation in check["observations"]:
            if observation["id"] in primary["evidence"]:
                named = (observation["facts"].get(name) for name in _WHOM)
                target = observation["target"]
                wanted |= {str(one) for one in (target, target.rpartition(":")[0], target.partition(" ")[0], *named) if one}
    # An address is as good as named by the name that it was found under.
    for check in document["checks"]:
        for observation in check["observations"]:
            facts = observation["facts"]
            if wanted & {*(facts.get("addresses") or ()), *(facts.get("forged_addresses") or ())} and facts.get("name"):
                wanted.add(str(facts["name"]))
    if not any(one in text for one in wanted for text in said):
        yield f"{primary['id']} does not say whom it means; its evidence is about {sorted(wanted)}"
