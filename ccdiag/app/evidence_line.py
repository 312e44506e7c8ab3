"""One observation in one line, for tickets and consoles."""

from datetime import tzinfo

import msgspec

from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable

_MOST_FACTS = 8
_DULL_FACTS = frozenset(
    {"role", "chain", "port", "family", "cipher", "alpn_offered", "local_address", "attempt", "bytes_received", "address", "first_bytes"}
)


def evidence_line(observation: Observation, zone: tzinfo | None = None) -> str:
    """Write an observation as one line: when, what, on what, how long, and the facts that tell something.

    `zone` is that of the clock that the reader goes by; without one, that of this machine.
    """
    told = [
        f"{name}={_shown(value)}"
        for name, value in msgspec.to_builtins(observation.facts).items()
        if name not in _DULL_FACTS and value not in (None, [], (), "")
    ]
    failure = f" {observation.failure}" if observation.failure else ""
    what = f"{observation.operation} {printable(observation.target)}{failure}"
    head = f"{observation.id} {observation.started_at.astimezone(zone):%H:%M:%S} {what} ({observation.elapsed_s:.2f} s)"
    return " ".join((head, *told[:_MOST_FACTS]))


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(_shown(item) for item in value[:4])
    return printable(str(value), most=80)
