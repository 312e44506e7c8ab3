"""The stations of the way from the laptop to the service."""

from enum import StrEnum


class Place(StrEnum):
    """Where on the way something sits."""

    LAPTOP = "laptop"
    TERMINAL = "terminal"
    SHOP_NETWORK = "shop_network"
    FIREWALL = "firewall"
    PROVIDER = "provider"
    DNS = "dns"
    AWS_IOT = "aws_iot"
    TAS = "tas"
    TMS = "tms"
    VPOS = "vpos"
    WEBKASSA = "webkassa"

    @property
    def distance(self) -> int:
        """How far from the laptop, in stations."""
        return _ORDER.index(self)


# The laptop's own network comes before the terminal: what breaks the laptop's network hides what is behind it,
# a fault inside the terminal hides nothing that the laptop measures.
_ORDER = (
    Place.LAPTOP,
    Place.SHOP_NETWORK,
    Place.FIREWALL,
    Place.PROVIDER,
    Place.DNS,
    Place.AWS_IOT,
    Place.TAS,
    Place.TMS,
    Place.TERMINAL,
    Place.VPOS,
    Place.WEBKASSA,
)
