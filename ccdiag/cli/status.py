"""The exit statuses that scripts rely on."""

from enum import IntEnum

from ccdiag.model.verdict import RunVerdict


class Exit(IntEnum):
    """How a command ends."""

    GOOD = 0
    FAULT = 1
    UNUSABLE = 2
    """Arguments or files that cannot be used."""
    COULD_NOT_TELL = 3
    CANCELLED = 130


STATUS_OF = {
    RunVerdict.HEALTHY: Exit.GOOD,
    RunVerdict.FAULT: Exit.FAULT,
    RunVerdict.INCONCLUSIVE: Exit.COULD_NOT_TELL,
    RunVerdict.CANCELLED: Exit.CANCELLED,
}
