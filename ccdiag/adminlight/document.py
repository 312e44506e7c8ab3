"""The screens that were found, as other programs get them."""

from typing import Literal

from msgspec import Struct

from ccdiag.adminlight.reading import Render
from ccdiag.adminlight.search import Hit, Mark, Strength
from ccdiag.content.adminlight import load_adminlight
from ccdiag.model.message import Message
from ccdiag.model.screen import ScreenKind, Standing


class FoundScreenDocument(Struct, kw_only=True):
    """One screen, with the way to it."""

    id: str
    title: str
    score: float
    path: list[str]
    keys: list[str]
    text: list[str]
    kind: ScreenKind
    strength: Strength
    standing: Standing
    variant: str | None
    matched: list[Mark]
    purpose: str
    next: str | None
    risk: str | None


class ScreensDocument(Struct, kw_only=True):
    """The contract's `ccdiag.screens/1`; the best screen first."""

    schema: Literal["ccdiag.screens/1"]
    simulation: bool
    version: str
    screens: list[FoundScreenDocument]


def screens_document(hits: tuple[Hit, ...], *, version: str, render: Render) -> ScreensDocument:
    """Write down what was found, with its texts in the reader's language."""
    # What is searched are the manual's screens, neither a lab nor a simulated terminal.
    return ScreensDocument(
        schema="ccdiag.screens/1", simulation=False, version=version, screens=[_screen_document(hit, render) for hit in hits]
    )


def _screen_document(hit: Hit, render: Render) -> FoundScreenDocument:
    screen = load_adminlight().screens[hit.screen]
    return FoundScreenDocument(
        id=hit.screen,
        title=hit.title,
        score=hit.score,
        path=list(hit.path),
        keys=list(hit.keys),
        text=list(hit.text),
        kind=hit.kind,
        strength=hit.strength,
        standing=hit.standing,
        variant=hit.variant,
        matched=list(hit.matched),
        purpose=render(Message(screen.purpose)),
        next=render(hit.next) if hit.next is not None else None,
        risk=render(Message(screen.risk)) if screen.risk else None,
    )
