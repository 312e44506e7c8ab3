"""What `ccdiag self-test --json` writes, and what is said of it."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light


class Part(Struct, frozen=True, kw_only=True):
    """How one part of the installation did."""

    name: str
    title: str
    ok: bool
    attention: bool
    """It works, and somebody should know what `detail` says."""
    detail: str
    error: str | None
    """The class of an exception that was not foreseen."""
    elapsed_s: float


class SelfTestDocument(Struct, frozen=True, kw_only=True):
    """The contract's `ccdiag.self-test/1`."""

    schema: Literal["ccdiag.self-test/1"]
    simulation: bool
    version: str
    ok: bool
    frozen: bool
    """Whether this is the program as its setup installs it, and not its source."""
    system: str
    elapsed_s: float
    parts: tuple[Part, ...]


def light_of(part: Part) -> Light:
    """Return the light of a part."""
    return Light.FAIL if not part.ok else Light.WARN if part.attention else Light.PASS


def verdict_on(parts: Sequence[Part], elapsed_s: float) -> Message:
    """Say whether an installation is whole."""
    if bad := sum(not part.ok for part in parts):
        return message("This installation is not whole: {bad} of {all} parts are broken. Install it again.", bad=bad, all=len(parts))
    return message("This installation is whole: {all} parts in {seconds:.1f} s.", all=len(parts), seconds=elapsed_s)
