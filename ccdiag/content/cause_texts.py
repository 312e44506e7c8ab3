"""Whether the texts of a cause rule name only what can be filled in."""

import re

from ccdiag.model.cause import CauseRule, Predicate
from ccdiag.model.facts import OPERATIONS

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")

SETTINGS = frozenset(
    {
        *(f"{service}.{part}" for service in ("mqtt", "tas", "tms", "vpos", "control") for part in ("host", "port")),
        "mqtt.alpn",
        "mqtt.topics",
        *(f"terminal.{part}" for part in ("ip", "tms_id", "system", "dns", "software", "model", "opi_port", "trigger_port")),
        "merchant.id",
        "merchant.name",
    }
)
"""Places that the environment and the case fill."""


def text_refusal(rule: CauseRule) -> tuple[str, str] | None:
    """Say which text holds what: the key and what was expected; None when all can be filled."""
    facts = {f"fact.{name}" for operation in _operations(rule.when) for name in OPERATIONS[operation].__struct_fields__}
    texts = {"title": rule.title, "meaning": rule.meaning} | {f"remedy[{number}]": step for number, step in enumerate(rule.remedy)}
    for key, text in texts.items():
        if not text.strip():
            return key, "a text"
        for place in _BRACES.finditer(text):
            name = place[1]
            if name is None or (name not in SETTINGS and name not in facts and not (name in {"target", "count"} and facts)):
                return key, f"a place that can be filled, not {place[0]}"
    return None


def _operations(predicate: Predicate) -> set[str]:
    """Return the operations whose observations can be evidence."""
    found = {predicate.operation} if predicate.operation is not None and predicate.count != "none" else set()
    return found.union(*(_operations(part) for part in (*(predicate.all or ()), *(predicate.any or ()))))
