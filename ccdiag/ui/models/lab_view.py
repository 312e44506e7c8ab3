"""What the page of the laboratory shows; plain data, so that the page can be drawn without a laboratory."""

from enum import StrEnum

from msgspec import Struct

from ccdiag.model.message import Message


class LabStage(StrEnum):
    """How far the laboratory is."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"


class ShopPart(Struct, frozen=True):
    """One part: its kind, its address and its state, by the names that the laboratory has for them."""

    kind: str
    address: str
    state: str


class LabView(Struct, frozen=True, kw_only=True):
    """The laboratory as it is now."""

    stage: LabStage = LabStage.STOPPED
    busy: bool = False
    """Something was asked for and is not done yet."""
    parts: tuple[ShopPart, ...] = ()
    faults: frozenset[str] = frozenset()
    shop: str = ""
    """The id of the prepared shop that was opened; empty: none."""


class JournalLine(Struct, frozen=True):
    """One thing that the shop saw."""

    at_s: float
    """Since the laboratory began."""
    actor: str
    event: str
    detail: str = ""


class FaultChoice(Struct, frozen=True, kw_only=True):
    """A fault that can be switched on."""

    name: str
    """The id of the cause."""
    title: Message
    group: Message
    unavailable: Message | None = None
    """Why this computer cannot show it."""


class ShopChoice(Struct, frozen=True, kw_only=True):
    """A prepared shop that can be opened."""

    id: str
    title: Message
    complaint: Message
    unavailable: Message | None = None
    """Why this computer cannot show it."""


class MendingChoice(Struct, frozen=True, kw_only=True):
    """Something that can be put right elsewhere than on the terminal."""

    id: str
    title: Message
