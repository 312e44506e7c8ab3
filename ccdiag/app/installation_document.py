"""What `ccdiag self-test --json` writes, and what is said of it."""

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light

_OF_THE_MACHINE: Final = frozenset({"trust.system", "store.data", "policy", "console", "qt.fonts"})
"""What they need is no file of the program: a folder's rights, fonts, what an IT department set."""
_OVER_LOOPBACK: Final = frozenset({"loop", "tls", "dns", "mqtt", "lab", "qt.loop", "qt.single"})


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
    """Say whether an installation is whole, and where it is not, whether installing it again can help."""
    bad = {part.name for part in parts if not part.ok}
    # Foreseen: nobody here can speak to himself. What raised anything else may be damaged.
    muted = any(part.name == "loop" and not part.ok and part.error is None for part in parts)
    if bad and bad <= _OF_THE_MACHINE | (_OVER_LOOPBACK if muted else frozenset()):
        return message(
            "{bad} of {all} parts fail because of this machine. Installing the program again does not help.",
            bad=len(bad),
            all=len(parts),
        )
    if bad:
        return message("This installation is not whole: {bad} of {all} parts are broken. Install it again.", bad=len(bad), all=len(parts))
    return message("This installation is whole: {all} parts in {seconds:.1f} s.", all=len(parts), seconds=elapsed_s)
