"""Names that are none of the known ones, and near to one of them."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from ccdiag.settings_check.names import TMS_FOLDED, WEBKASSA_FOLDED, fold

_LONG: Final = 10
"""Letters; from here on two of them may be wrong."""
_APART: Final = 1
"""By more letters than this every other name must be farther away."""
_SHORTEST: Final = 6
"""Of shorter names each is near to another."""
_LONGEST: Final = 60


class NearName(Struct, frozen=True):
    """The known name, or names, that an unknown one is near to."""

    names: tuple[str, ...]
    """More than one: which of them was meant cannot be told."""


def near_name(name: str, *, webkassa: bool = True, tms: bool = True) -> NearName | None:
    """Return what an unknown name was probably meant to be; None where nothing is near."""
    folded = fold(name)
    if not _SHORTEST <= len(folded) <= _LONGEST:
        return None
    known = {**(WEBKASSA_FOLDED if webkassa else {}), **(TMS_FOLDED if tms else {})}
    distances = _distances(folded, known, _digits(name))
    if not distances:
        return None
    nearest = min(distances.values())
    return NearName(tuple(sorted(candidate for candidate, distance in distances.items() if distance - nearest <= _APART)))


def _distances(folded: str, known: Mapping[str, str], digits: str) -> dict[str, int]:
    """Return how many letters differ, are missing, too many or changed about; a name with a number is near to those of that number only."""
    from rapidfuzz.distance import OSA

    most = 1 if len(folded) < _LONG else 2
    distances: dict[str, int] = {}
    for spelling, name in known.items():
        if len(spelling) < _SHORTEST or (digits and _digits(name) and _digits(name) != digits):
            continue
        distance = OSA.distance(folded, spelling, score_cutoff=most)
        if distance <= most:
            distances[name] = min(distance, distances.get(name, distance))
    return distances


def _digits(name: str) -> str:
    return "".join(character for character in name if character.isdecimal())
