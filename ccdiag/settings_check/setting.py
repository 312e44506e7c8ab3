"""One setting as a document names it, and the name that it goes by here."""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from ccdiag.model.case import SettingTable
from ccdiag.settings_check.masking import shown


class Setting(Struct, frozen=True):
    """A name and a value, read from somewhere."""

    name: str
    value: str
    location: str
    """`details.terminalId`, `line 4`."""
    section: tuple[str, ...] = ()
    """The names of the tables that it lies in, from the outermost."""


WEBKASSA_NAMES = {
    "terminalId": ("terminalId", "betaalterminalId", "tmsId", "tmsTerminalId"),
    "managementSystemId": ("managementSystemId",),
    "accessProtocol": ("accessProtocol",),
    "ip": ("ip", "ipAddress", "ipAdres"),
    "port": ("port",),
}
"""The vendor's names, each with the spellings that it is accepted in."""

TMS_NAMES = {
    "MQT": ("MQT", "MQT enable", "MQT enabled"),
    "MqtServiceEnable": ("MqtServiceEnable", "MqtServiceEnabled"),
    "MqtServiceAddress": ("MqtServiceAddress",),
    "MqtServiceAlpn": ("MqtServiceAlpn",),
    "MqtServicePort": ("MqtServicePort",),
    "MqtServiceUseSsl": ("MqtServiceUseSsl",),
    "MqtSubscriptionTopic0": ("MqtSubscriptionTopic0", "MqtSubscription", "MqtSubscriptionTopic"),
    "MqtSubscriptionTopic1": ("MqtSubscriptionTopic1",),
    "MqtSubscriptionTopic2": ("MqtSubscriptionTopic2",),
    "MqtSubscriptionTopic3": ("MqtSubscriptionTopic3",),
    "CCV Cloud Connection": ("CCV Cloud Connection", "Cloud Connection", "CCV Cloud Connect", "Cloud Connect"),
    "SSL/TLS Signature Algorithm": (
        "SSL/TLS Signature Algorithm",
        "SSL Signature Algorithm",
        "TLS Signature Algorithm",
        "Signature Algorithm",
    ),
    "software version": ("software version", "software versie", "software"),
}
"""The names of the portal, each with the spellings that it is accepted in."""

# Text recognition takes these for one another, and the vendor's manual itself went through it (`betaalterminalld`, `Topic0` with an O).
_LOOK_ALIKES = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o"})
# `Mqt` was read as Mgt, Mat and Maqt.
_MQT = re.compile(r"m(?:aq|qa|q|g|a|9)t")


def fold(name: str) -> str:
    """Reduce a name to what its spellings have in common: camelCase, snake_case, capitals and misread letters aside."""
    # Names that nobody would write are cut: what comes after cannot make them known.
    letters = "".join(character for character in name[:200].lower().translate(_LOOK_ALIKES) if character.isalnum())
    return _MQT.sub("mqt", letters, count=1) if _MQT.match(letters) else letters


def _folded(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(spelling): name for name, spellings in names.items() for spelling in spellings}


_WEBKASSA = _folded(WEBKASSA_NAMES)
_TMS = _folded(TMS_NAMES)


def webkassa_name(name: str) -> str | None:
    """Return the name by which the vendor's interface knows this Webkassa field; None for another field."""
    return _WEBKASSA.get(fold(name))


def tms_name(name: str) -> str | None:
    """Return the name by which the portal knows this parameter; None for another one."""
    return _TMS.get(fold(name))


def stated_settings(table: SettingTable) -> tuple[Setting, ...]:
    """Return the settings that a case states itself."""
    return tuple(_leaves(table, ()))


def _leaves(table: Mapping[str, object], section: tuple[str, ...]) -> Iterator[Setting]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*section, name))
        elif value is not None:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            yield Setting(name, shown(name, text), shown("", ".".join((*section, name))), section)
