"""Prepared shops of the laboratory as data: what is broken, what the shopkeeper says of it, and what mends it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from ccdiag.model.case import Port
from ccdiag.model.procedure import ProcedureName, Where, Words
from ccdiag.model.screen import ScreenId, TerminalPosMode

ShopId = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
MendingId = ShopId
CauseName = Annotated[str, Meta(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$", max_length=60)]
"""The id of a cause, which the laboratory also takes as the name of a fault."""
VersionText = Annotated[str, Meta(pattern=r"^\d+(\.\d+)+$", max_length=40)]
TmsIdText = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]+$", max_length=20)]


class Mending(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is put right elsewhere than in the terminal's menus: by a telephone call, or in a portal."""

    id: MendingId
    place: Where
    title: Words
    """What is asked for, or done."""
    mends: tuple[CauseName, ...] = ()
    """The faults that it takes away; one that is not there stays harmless."""
    corrects: tuple[str, ...] = ()
    """Keys of the case's terminal that were stated wrongly, and are right afterwards."""


class TerminalStart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the terminal stands at the beginning, beyond what the faults say; what is left out is as it should be."""

    pos_mode: TerminalPosMode | None = None
    software: VersionText | None = None
    software_in_tms: VersionText | None = None
    installed_tms_id: TmsIdText | None = None
    trigger_port: Port | None = None
    pinpad: bool | None = None
    variants: tuple[ScreenId, ...] = ()
    """The readings of the menus that this terminal shows."""

    def values(self) -> dict[str, str | int | bool]:
        """Return what was given of the terminal's settings, by name."""
        fields = ("pos_mode", "software", "software_in_tms", "installed_tms_id", "trigger_port", "pinpad")
        return {name: value for name in fields if (value := getattr(self, name)) is not None}


class ShopMending(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mending that the shop needs, and when."""

    what: MendingId
    when: Literal["first", "guide", "stopped"]
    """First, before the procedure; when a step of the procedure asks for it; after the procedure was stopped, before it begins again."""


class PreparedShop(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One shop with something wrong in it."""

    id: ShopId
    title: Words
    """What is wrong, for whoever chooses a shop; hidden in a training."""
    complaint: Words
    """What the shopkeeper says on the telephone."""
    faults: tuple[CauseName, ...] = ()
    """What is broken in the laboratory."""
    terminal: TerminalStart = TerminalStart()
    case: dict[str, str | int | bool] = {}
    """Keys of the case's terminal that somebody stated wrongly."""
    cause: CauseName
    """The primary cause that the checklist finds."""
    also: tuple[CauseName, ...] = ()
    """Other causes that count as well when the trainee names one."""
    procedure: ProcedureName | None = None
    """What to follow on the terminal; None: nothing is done there."""
    mendings: tuple[ShopMending, ...] = ()
    lesson: Words
    """What to remember of it."""

    def mendings_when(self, when: Literal["first", "guide", "stopped"]) -> tuple[MendingId, ...]:
        """Return what is mended then."""
        return tuple(mending.what for mending in self.mendings if mending.when == when)


class PreparedShops(Struct, frozen=True, kw_only=True):
    """All shops by id, in the order in which they are offered, and all that can be mended from elsewhere."""

    shops: dict[str, PreparedShop]
    mendings: dict[str, Mending]
