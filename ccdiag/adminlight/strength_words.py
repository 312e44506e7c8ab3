"""What the strength of a hit, and the standing of a screen, are called."""

from typing import Final

from ccdiag.adminlight.search import Strength
from ccdiag.model.message import Message, message
from ccdiag.model.screen import Standing

STRENGTH_WORDS: Final[dict[Strength, Message]] = {
    Strength.STRONG: message("strong"),
    Strength.FAIR: message("fair"),
    Strength.WEAK: message("weak"),
}
STANDING_WORDS: Final[dict[Standing, Message]] = {
    Standing.DOCUMENTED: message("from the manual"),
    Standing.INFERRED: message("likely, not documented"),
    Standing.SIMULATED: message("our own words; the manual does not show it"),
}
