"""What a port of the terminal showed, and what the two ports together suggest."""

from typing import Literal

from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.observation import Observation

PortState = Literal["open", "refused", "silent", "unreachable"]


def port_state(observation: Observation) -> PortState:
    """Sum up one connection attempt."""
    if observation.failure is None:
        return "open"
    if observation.failure in {Failure.REFUSED, Failure.RESET, Failure.CLOSED}:
        return "refused"
    return "silent" if observation.failure in SILENCE else "unreachable"


def likely_modes(opi: PortState, trigger: PortState) -> tuple[str, ...]:
    """Name the POS modes that fit, as the case writes them; empty when nothing can be told.

    Inferred, since no source documents it: standard and flat-incoming listen on the OPI port, flat-outgoing on the trigger port only,
    serial on nothing; a trigger port that is set to 0 listens on nothing either.
    """
    return _LIKELY.get((opi, trigger), ())


_LIKELY: dict[tuple[PortState, PortState], tuple[str, ...]] = {
    ("refused", "open"): ("flat-outgoing",),
    ("open", "refused"): ("standard", "flat-incoming"),
    ("refused", "refused"): ("serial", "flat-outgoing"),
}
