"""What the last runs of this session ended with, check by check."""

from collections import deque
from collections.abc import Mapping
from typing import Final

from ccdiag.model.check import CheckId
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Light

SHOWN: Final = 5
"""Runs; a fault that comes and goes shows within five."""


class History:
    """The lights of the last runs, oldest first."""

    def __init__(self) -> None:
        self._lights: dict[CheckId, deque[Light]] = {}

    def add(self, state: RunState) -> None:
        """Keep what a finished run ended with."""
        for check, result in state.results.items():
            self._lights.setdefault(check, deque(maxlen=SHOWN)).append(Light(result.verdict.value))

    def clear(self) -> None:
        """Begin anew, for another shop."""
        self._lights.clear()

    @property
    def lights(self) -> Mapping[CheckId, tuple[Light, ...]]:
        """The lights of each check that ran."""
        return {check: tuple(lights) for check, lights in self._lights.items()}
