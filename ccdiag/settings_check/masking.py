"""Names and values of settings, made fit to be kept and shown."""

import re
from typing import Final

from ccdiag.model.confidential import MASK, masked
from ccdiag.model.printable import printable

_LONGEST: Final = 200
_SESSION: Final = re.compile(r"cookie|session_?id|csrf|xsrf", re.IGNORECASE)
"""What a browser's developer tools copy along with a request: whoever has it is logged in."""


def shown(name: str, value: str) -> str:
    """Return a setting's value without secrets and without what steers a terminal, cut short."""
    if _SESSION.search(name.replace("-", "_")) and value.strip():
        return MASK
    return printable(masked(name, value), most=_LONGEST)


def shown_name(name: str) -> str:
    """Return a setting's name, made fit to be shown."""
    return printable(masked("", name.strip()[: 2 * _LONGEST]), most=_LONGEST)
