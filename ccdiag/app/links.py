"""What a `ccdiag:` link shows; a link never starts anything."""

import re
from typing import Final, Literal, NamedTuple, cast

Shown = Literal["screen", "procedure", "cause"]
_LINK: Final = re.compile(r"ccdiag:(screen|procedure|cause)/([A-Za-z0-9][A-Za-z0-9._-]{0,79})/?")


class Link(NamedTuple):
    """Something to show, by its kind and id; whether there is such a thing is not known yet."""

    shown: Shown
    id: str


def link_of(text: str) -> Link | None:
    """Read a link; None where it is not one of ours."""
    found = _LINK.fullmatch(text)
    return Link(cast("Shown", found[1]), found[2]) if found is not None else None
