"""What every step of the trial is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from installer.smoke.machine import LIMIT_S, Answer, Machine, Snapshot
from installer.smoke.picture import Picture

PLACE = r"C:\users\Public\Kassa's & café\ccdiag"
"""Spaces, signs that shells know, and a letter beyond ASCII."""
SAVED = PLACE.rpartition("\\")[0] + r"\Dossier één.ccdiag"
"""A case of the laboratory."""


class SmokeError(Exception):
    """Something does not work, and what."""


@dataclass(frozen=True)
class Trial:
    """What the steps share."""

    machine: Machine
    before: Snapshot
    """Before anything was installed."""
    setup: Path
    """The setup that is tried."""
    program: Path
    """The folder that it was made of."""
    root: Path
    """The tree that it was made from."""
    products: Path
    """Where setups for the trial are made, and files of it."""
    version: str

    @property
    def local(self) -> str:
        """Return the folder of cases, settings and logs."""
        return rf"{self.machine.local}\ccdiag"

    @property
    def usual_place(self) -> str:
        """Return where a user's program is if nobody says another folder."""
        return rf"{self.machine.local}\Programs\ccdiag"

    def installed(self, name: str, place: str = PLACE) -> Path:
        """Return a file of the installed program."""
        return self.machine.file(rf"{place}\{name}")


def expect(condition: bool, told: str) -> None:  # noqa: FBT001  # it reads as an assertion
    """Raise SmokeError with what was told unless the condition holds."""
    if not condition:
        raise SmokeError(told)


def ended(answer: Answer, status: int) -> str:
    """Return the output of a program that ended with this status; raises SmokeError."""
    expect(answer.status == status, f"exit status {answer.status} and not {status}: {answer.output[-2000:]} {answer.errors[-2000:]}")
    return answer.output


_STILL_S = 1.5
"""What is drawn bit by bit on a busy machine has pauses, but none so long."""


def still(machine: Machine, *, for_s: float = _STILL_S) -> Picture:
    """Wait until nothing moves on the screen, and return what is on it; raises SmokeError."""
    seen, since = machine.grab(), monotonic()

    def is_still() -> bool:
        nonlocal seen, since
        now = machine.grab()
        if now != seen:
            seen, since = now, monotonic()
        return monotonic() - since > for_s

    until(is_still, "the screen does not come to rest")
    return seen


def until(holds: Callable[[], bool], told: str, *, limit_s: float = LIMIT_S) -> None:
    """Wait until something is seen; raises SmokeError with what was told if it never is."""
    end = monotonic() + limit_s
    while not holds():
        expect(monotonic() < end, told)
        # Nothing tells when a program of another system has drawn or written.
        sleep(0.1)
