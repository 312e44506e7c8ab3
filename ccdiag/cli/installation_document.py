"""What `ccdiag self-test --json` writes."""

from typing import Literal

from msgspec import Struct


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
