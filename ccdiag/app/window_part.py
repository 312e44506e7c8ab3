"""What a child process tells of the parts of an installation that only the window needs."""

from typing import Final

from msgspec import Struct

from ccdiag.model.message import Message

TRY_WINDOW: Final = "--try-window"
"""The argument with which this program tries what the window needs, and ends."""


class WindowPart(Struct, frozen=True, kw_only=True):
    """How one part did; one JSON object a line."""

    name: str
    ok: bool
    told: Message
    attention: bool = False
    """It works, and somebody should know what is told."""
    error: str | None = None
    """The class of an exception that was not foreseen."""
    elapsed_s: float = 0.0
