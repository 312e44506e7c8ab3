"""What the procedures know of a case and its environment, and under which name a case is kept."""

from typing import Any, Final

from ccdiag.content.cause_texts import SETTINGS
from ccdiag.model.case import Case
from ccdiag.model.environment import Environment
from ccdiag.model.printable import printable

_SIMULATION: Final = "simulation:"
_MOST: Final = 200
"""Characters of one value."""


def procedure_facts(case: Case, environment: Environment) -> dict[str, str]:
    """Return the values by place, as the procedures' texts name them; what is not known is left out."""
    facts: dict[str, str] = {}
    for place in sorted(SETTINGS):
        value: Any = case if place.startswith(("terminal.", "merchant.")) else environment
        for name in place.split("."):
            value = getattr(value, name, None)
        text = ", ".join(str(one) for one in value) if isinstance(value, tuple) else str(value) if value is not None else ""
        if text:
            facts[place] = _cut(text)
    return facts


def shop_of(case: Case) -> str:
    """Return the name under which people know the shop; empty when there is none."""
    return _cut(case.merchant.name or case.merchant.id or case.terminal.tms_id or "")


def visit_key(case: Case, *, simulation: bool = False) -> str:
    """Return the name under which the procedures of a case are kept: by its TMS id, else by the shop.

    What is done on the simulated terminal is kept apart: it never says anything of a real shop.
    """
    if case.terminal.tms_id:
        # Whether a terminal tells upper and lower case apart is not documented; TMS ids are written in upper case.
        key = f"tms:{case.terminal.tms_id.upper()}"
    elif case.merchant.id or case.merchant.name:
        key = f"shop:{case.merchant.id or case.merchant.name}"
    else:
        key = "shop:"
    return (_SIMULATION if simulation else "") + _cut("".join(key.split()), most=_MOST - len(_SIMULATION))


def is_simulation(key: str) -> bool:
    """Whether a visit is one to the simulated shop."""
    return key.startswith(_SIMULATION)


def _cut(text: str, *, most: int = _MOST) -> str:
    """Make a text safe to show, and short enough to be kept, its escapes counted."""
    return printable(text, most=most)[:most]
