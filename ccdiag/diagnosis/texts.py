"""What may stand in braces in the text of a cause, and what is put there."""

import re
from collections.abc import Sequence
from typing import Any

from ccdiag.model.message import Message
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation

PLACE = re.compile(r"\{([^{}]*)\}")
_NOT_KNOWN = "—"
"""Stands for a value that nobody gave; the same in every language."""
_MOST_ITEMS = 6


def cause_text(text: str, situation: Situation, evidence: Sequence[Observation]) -> Message:
    """Make the message of a text of a rule, with a value for each of its places."""
    return Message(text, {name: _value(name, situation, evidence) for name in PLACE.findall(text)})


def _value(name: str, situation: Situation, all_evidence: Sequence[Observation]) -> str:
    evidence = all_evidence[0] if all_evidence else None
    root, _, rest = name.partition(".")
    if root == "count":
        return str(len(all_evidence))
    if root == "target":
        return evidence.target if evidence else _NOT_KNOWN
    if root == "fact":
        return _shown(getattr(evidence.facts, rest, None) if evidence else None)
    value: object = situation.case if root in {"terminal", "merchant"} else situation.environment
    for part in name.split("."):
        value = getattr(value, part, None)
    return _shown(value)


def _shown(value: Any) -> str:  # noqa: ANN401  # facts hold values of any shape
    if value is None or value in ("", ()):
        return _NOT_KNOWN
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value[:_MOST_ITEMS])
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
