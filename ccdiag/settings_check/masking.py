"""Values of settings, made fit to be kept and shown."""

from ccdiag.model.confidential import masked
from ccdiag.model.printable import printable

_LONGEST = 200


def shown(name: str, value: str) -> str:
    """Return a setting's value without secrets and without what steers a terminal, cut short."""
    return printable(masked(name, value), most=_LONGEST)
