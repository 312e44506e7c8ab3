"""The names that settings go by, and the spellings in which people, programs and text recognition write them."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

WEBKASSA_NAMES: Final = {
    "terminalId": (
        "terminalId",
        "betaalterminalId",
        "tmsId",
        "tmsTerminalId",
        "TMS Term-ID",
        "TMS id van de betaalterminal",
        "TMS id van betaalterminal",
        "TMS id betaalterminal",
    ),
    "managementSystemId": (
        "managementSystemId",
        "managementSystem",
        "ID van TMS systeem",
        "ID van het TMS systeem",
        "Naam van TMS systeem",
        "Naam van het TMS systeem",
        "Naam TMS systeem",
        "TMS systeem",
        "TMS system",
    ),
    "accessProtocol": ("accessProtocol", "Acces Protocol", "OPI protocol", "toegangsprotocol"),
    "ip": (
        "ip",
        "ipAddress",
        "ipAdres",
        "Ip-adress",
        "Ip-adress van betaalterminal",
        "IP-adres van betaalterminal",
        "IP-adres van de betaalterminal",
        "IP-adres betaalterminal",
        "terminalIp",
    ),
    "port": (
        "port",
        "poort",
        "luisterpoort",
        "Luister poort van betaalterminal",
        "poortnummer",
        "poort nummer",
        "triggerPort",
        "trigger poort",
        "terminalPort",
    ),
}
"""The vendor's tag names, each with the spellings that it is accepted in: tags, and the labels of the vendor's manual."""

TMS_NAMES: Final = {
    "MQT": ("MQT", "MQT enable", "MQT enabled"),
    "MqtServiceEnable": ("MqtServiceEnable", "MqtServiceEnabled"),
    "MqtServiceAddress": ("MqtServiceAddress", "MqtServiceAdres"),
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
    "software version": (
        "software version",
        "software versie",
        "softwareversie",
        "software",
        "sw version",
        "software release",
        "Softwareversion",
        "version du logiciel",
    ),
}
"""The names of the portal, each with the spellings that it is accepted in."""

# Text recognition takes these for one another, and the vendor's manual itself went through it (`betaalterminalld`, `Topic0` with an O).
_LOOK_ALIKES = str.maketrans({"i": "l", "1": "l", "|": "l", "0": "o"})
# `Mqt` was read as Mgt, Mat and Maqt.
_MQT = re.compile(r"m(?:aq|qa|q|g|a|9)t")
_LONGEST = 200
"""Names that nobody would write are cut: what comes after cannot make them known."""


def fold(name: str) -> str:
    """Reduce a name to what its spellings have in common: camelCase, snake_case, capitals and misread letters aside."""
    letters = "".join(character for character in name[:_LONGEST].lower().translate(_LOOK_ALIKES) if character.isalnum())
    return _MQT.sub("mqt", letters, count=1) if _MQT.match(letters) else letters


def _folded(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(spelling): name for name, spellings in names.items() for spelling in spellings}


WEBKASSA_FOLDED: Final = _folded(WEBKASSA_NAMES)
"""Each accepted spelling, folded, and the name that it stands for."""
TMS_FOLDED: Final = _folded(TMS_NAMES)


def webkassa_name(name: str) -> str | None:
    """Return the name by which the vendor's interface knows this Webkassa field; None for another field."""
    return WEBKASSA_FOLDED.get(fold(name))


def tms_name(name: str) -> str | None:
    """Return the name by which the portal knows this parameter; None for another one."""
    return TMS_FOLDED.get(fold(name))


def any_name(name: str) -> str | None:
    """Return the name of a Webkassa field or of a TMS parameter; None for another name."""
    folded = fold(name)
    return WEBKASSA_FOLDED.get(folded) or TMS_FOLDED.get(folded)


_STEPS = re.compile(r"[.:/\\]|(?<=[a-z0-9])_|\[|\]")
_MOST_STEPS = 6
_PREFIXES = frozenset(
    {"webkassa", "vpos", "ccv", "psp", "tms", "opi", "kassa", "payment", "pin", "config", "settings", "mqt", "mqtparameters"}
)


def split_name(name: str) -> tuple[tuple[str, ...], str]:
    """Return the tables that a name leads through, and its own name: `webkassa.terminalId`, `details[ip]`, `WEBKASSA_TERMINAL_ID`.

    A name that is known as it stands, and one whose end is not known either, is returned whole.
    """
    if any_name(name) is not None or len(name) > _LONGEST:
        return (), name
    for step in islice(_STEPS.finditer(name.lower()), _MOST_STEPS):
        rest = name[step.end() :].strip("[]")
        if any_name(rest) is not None and (step.group() != "_" or name[: step.start()].lower() in _PREFIXES):
            return (name[: step.start()],), rest
    return (), name


def known_name(name: str) -> str | None:
    """Return the name of a field or a parameter, also where tables are named before it; None for another name."""
    return any_name(name) or any_name(split_name(name)[1])


def is_misread_name(name: str) -> bool:
    """Whether a known name is written with letters that text recognition takes for others: `MgtServiceAlpn`, `managementSystemld`."""
    known = any_name(name)
    if known is None:
        return False
    spellings = (*WEBKASSA_NAMES.get(known, ()), *TMS_NAMES.get(known, ()))
    return _letters(name) not in {_letters(spelling) for spelling in spellings}


def _letters(name: str) -> str:
    return "".join(character for character in name[:_LONGEST].lower() if character.isalnum())
