"""What a check concluded, and on what ground."""

from enum import StrEnum


class Verdict(StrEnum):
    """The conclusion of one check; "could not tell" is never "fail" and never "pass"."""

    PASS = "pass"  # noqa: S105  # a verdict, no password
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"
    INCONCLUSIVE = "inconclusive"
    CRASHED = "crashed"


class Light(StrEnum):
    """What a status light shows: a verdict, or how far a check is from one."""

    PASS = "pass"  # noqa: S105  # a verdict, no password
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"
    INCONCLUSIVE = "inconclusive"
    CRASHED = "crashed"
    RUNNING = "running"
    WAITING = "waiting"


class Basis(StrEnum):
    """Where a conclusion comes from; what was stated never looks measured."""

    MEASURED = "measured"
    STATED = "stated"
    INFERRED = "inferred"


class RunVerdict(StrEnum):
    """The conclusion of a whole run."""

    HEALTHY = "healthy"
    FAULT = "fault"
    INCONCLUSIVE = "inconclusive"
    CANCELLED = "cancelled"
