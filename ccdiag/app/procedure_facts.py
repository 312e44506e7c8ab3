"""What the procedures know of a case and its environment."""

from typing import Any

from ccdiag.content.cause_texts import SETTINGS
from ccdiag.model.case import Case
from ccdiag.model.case_key import short
from ccdiag.model.environment import Environment


def procedure_facts(case: Case, environment: Environment) -> dict[str, str]:
    """Return the values by place, as the procedures' texts name them; what is not known is left out."""
    facts: dict[str, str] = {}
    for place in sorted(SETTINGS):
        value: Any = case if place.startswith(("terminal.", "merchant.")) else environment
        for name in place.split("."):
            value = getattr(value, name, None)
        text = ", ".join(str(one) for one in value) if isinstance(value, tuple) else str(value) if value is not None else ""
        if text:
            facts[place] = short(text)
    return facts
