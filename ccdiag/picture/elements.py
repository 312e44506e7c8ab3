"""What the way consists of: stations, links between them, and the one place where it breaks."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from ccdiag.model.message import Message
from ccdiag.model.place import Place
from ccdiag.model.verdict import Basis, Light

STATIONS: tuple[Place, ...] = (
    Place.TERMINAL,
    Place.LAPTOP,
    Place.SHOP_NETWORK,
    Place.FIREWALL,
    Place.DNS,
    Place.AWS_IOT,
    Place.TAS,
    Place.TMS,
    Place.VPOS,
    Place.WEBKASSA,
)
"""In the order in which the way is told; the internet provider has no station, it is where the lanes run."""


class LinkId(StrEnum):
    """The pieces of line in the picture; each lane is named after the station at its end."""

    TERMINAL = "terminal"
    """From the terminal to the shop's network."""
    LAPTOP = "laptop"
    TRUNK = "trunk"
    """From the shop's network to the firewall; all lanes go through it."""
    DNS = "dns"
    AWS_IOT = "aws_iot"
    TAS = "tas"
    TMS = "tms"
    VPOS_KICK = "vpos_kick"
    """From VPOS to AWS IoT."""
    TILL_KICK = "till_kick"
    """From the web till to VPOS."""


LANES: dict[Place, LinkId] = {
    Place.DNS: LinkId.DNS,
    Place.AWS_IOT: LinkId.AWS_IOT,
    Place.TAS: LinkId.TAS,
    Place.TMS: LinkId.TMS,
}
"""The lanes behind the firewall, from top to bottom, by the station they lead to."""


class Station(Struct, frozen=True, kw_only=True):
    """One station in its live state."""

    place: Place
    name: Message
    light: Light
    basis: Basis = Basis.MEASURED
    words: tuple[Message, ...]
    """What its state is called, the longest first; the first that fits is shown."""
    at_fault: bool = False
    """Here sits the primary cause, and it is a fault."""


class Link(Struct, frozen=True, kw_only=True):
    """One link in its live state."""

    id: LinkId
    light: Light
    basis: Basis = Basis.MEASURED
    port: int | None = None


class BreakPoint(StrEnum):
    """Where on its link the break sits."""

    WALL = "wall"
    """The firewall does not let the lane through."""
    LANE = "lane"
    """On the way, beyond the firewall."""
    DOOR = "door"
    """Right before the station at the end of the link."""
    TRUNK = "trunk"
    """In the middle of the trunk: nothing gets out."""
    STATION = "station"
    """Inside the station at fault; no link is broken."""


class Break(Struct, frozen=True, kw_only=True):
    """Where the way breaks: that of the primary cause, and only one."""

    where: BreakPoint
    link: LinkId | None = None
    """The link it sits on; none inside a station, for a wall that lets no lane through, and for the line beyond it as such."""
    label: Message | None = None
    """Two words to stand beside it; left out where there is no room."""


class Way(Struct, frozen=True, kw_only=True):
    """The whole way as it is known now."""

    stations: dict[Place, Station]
    links: dict[LinkId, Link]
    break_: Break | None = None
    on_sim: bool = False
    """The terminal has a way of its own, which cannot be seen from this laptop."""
    simulation: bool = False
    taken_at: datetime | None = None
    """When the run began (UTC); none before the first."""
    sentence: Message
    """The whole picture in words, for those who do not see it."""
