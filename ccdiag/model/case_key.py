"""Under which name everything of one shop's terminal is kept: its runs, its answers, its procedures."""

from typing import Final

from ccdiag.model.case import Case
from ccdiag.model.printable import printable

_SIMULATION: Final = "simulation:"
LONGEST_VALUE: Final = 200
"""Characters of a key and of one value of a case."""


def case_key(case: Case, *, simulation: bool = False) -> str:
    """Return the name under which a case is kept: by its TMS id, else by the shop.

    What is done on the simulated terminal is kept apart: it never says anything of a real shop.
    """
    if case.terminal.tms_id:
        # Whether a terminal tells upper and lower case apart is not documented; TMS ids are written in upper case.
        key = f"tms:{case.terminal.tms_id.upper()}"
    elif case.merchant.id or case.merchant.name:
        key = f"shop:{case.merchant.id or case.merchant.name}"
    else:
        key = "shop:"
    return (_SIMULATION if simulation else "") + short("".join(key.split()), most=LONGEST_VALUE - len(_SIMULATION))


def is_simulation(key: str) -> bool:
    """Whether a case is that of the simulated shop."""
    return key.startswith(_SIMULATION)


def shop_of(case: Case) -> str:
    """Return the name under which people know the shop; empty when there is none."""
    return short(case.merchant.name or case.merchant.id or case.terminal.tms_id or "")


def short(text: str, *, most: int = LONGEST_VALUE) -> str:
    """Make a text safe to show, and short enough to be kept, its escapes counted."""
    return printable(text, most=most)[:most]
