"""The way laid out as shapes, in the form that suits the width there is."""

from collections.abc import Iterable
from typing import Final

from ccdiag.model.place import Place
from ccdiag.picture.elements import Way
from ccdiag.picture.shapes import Picture
from ccdiag.picture.sketch import Say, TextWidth

WIDE: Final = 84.0
TIGHT: Final = 62.0
COMPACT: Final = 43.0
"""From how many em on each form is used; below the last the stations stand in a column."""
NARROWEST: Final = 16.0
"""Below this many em the picture is cut off at the right rather than drawn."""


def lay_out(
    width_em: float,
    way: Way,
    say: Say,
    text_width: TextWidth,
    *,
    taken: str = "",
    changed: Iterable[Place] = (),
) -> Picture:
    """Return the picture of a way in em.

    `taken` is date and time of the run as the reader writes them; `changed` are stations that differ from a run that it is compared with.
    """
    width = max(width_em, NARROWEST)
    if width >= TIGHT:
        from ccdiag.picture.wide import lay_out_wide

        return lay_out_wide(width, way, say, text_width, taken, changed, tight=width < WIDE)
    if width >= COMPACT:
        from ccdiag.picture.compact import lay_out_compact

        return lay_out_compact(width, way, say, text_width, taken, changed)
    from ccdiag.picture.vertical import lay_out_vertical

    return lay_out_vertical(width, way, say, text_width, taken, changed)
