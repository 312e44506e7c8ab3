"""Everything that a run is told before it starts."""

from msgspec import Struct

from ccdiag.model.case import Case
from ccdiag.model.environment import Environment
from ccdiag.model.limits import Limits


class Situation(Struct, frozen=True, kw_only=True):
    """The environment, the case and what the user agreed to."""

    environment: Environment
    case: Case
    simulation: bool = False
    touch_terminal: bool = False
    """Consent to open the terminal's ports."""
    hold_s: float = 0.0
    """How long to hold a session; 0: not asked for."""
    deadline_s: float = 15.0
    """For the whole run, without the hold."""
    interface: str | None = None
    """Send from this interface only."""
    limits: Limits = Limits()
