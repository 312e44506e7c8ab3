"""Names that are none of the known ones, and near to one of them."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from ccdiag.settings_check.names import TMS_FOLDED, WEBKASSA_FOLDED, fold

_NEAR: Final = 88.0
"""Of 100: two letters in `MqtServiceAddress`, one in `terminalId`."""
_APART: Final = 4.0
"""So much nearer than the next one it must be."""
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
    scores = _scores(folded, known, _digits(name))
    if not scores:
        return None
    best = max(scores.values())
    names = tuple(sorted(candidate for candidate, score in scores.items() if best - score < _APART))
    return NearName(names)


def _scores(folded: str, known: Mapping[str, str], digits: str) -> dict[str, float]:
    """Return the best score of each name that is near; a name that ends in a number is only near to those of that number."""
    from rapidfuzz import fuzz

    scores: dict[str, float] = {}
    for spelling, name in known.items():
        if len(spelling) < _SHORTEST or (digits and _digits(name) and _digits(name) != digits):
            continue
        score = fuzz.ratio(folded, spelling, score_cutoff=_NEAR)
        if score:
            scores[name] = max(score, scores.get(name, 0.0))
    return scores


def _digits(name: str) -> str:
    return "".join(character for character in name if character.isdecimal())
