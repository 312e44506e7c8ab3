"""The software that each generation of Cloud Connect needs on the terminal."""

from typing import Final

from ccdiag.model.case import Generation
from ccdiag.model.version import parse_version

MINIMUM_SOFTWARE: Final[dict[Generation, str]] = {"1.0": "11.3.02", "2.0": "14.0.11.01"}
"""The vendor's manual 1.1 of 2021, chapters 3.1 and 3.2; inclusive."""


def is_at_least(software: str, minimum: str) -> bool | None:
    """Compare two versions as tuples of integers, inclusive; None where one of them is no version."""
    have, need = parse_version(software), parse_version(minimum)
    return None if have is None or need is None else have >= need
