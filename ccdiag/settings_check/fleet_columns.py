"""Which column of a table of terminals says what, by every name that people and programs give it."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from ccdiag.settings_check.masking import shown
from ccdiag.settings_check.names import TMS_NAMES, WEBKASSA_NAMES, fold
from ccdiag.settings_check.tms import SOFTWARE

TMS_ID: Final = "tms_id"
MERCHANT: Final = "merchant"
CONFIGURATION: Final = "configuration"
SYSTEM: Final = "managementSystemId"
"""Of the Webkassa's configuration."""
PROTOCOL: Final = "accessProtocol"
TERMINAL_SYSTEM: Final = "terminal.system"
"""Where TMS manages the terminal."""
MODEL: Final = "terminal.model"
POS_MODE: Final = "terminal.pos_mode"
DNS_SET: Final = "terminal.dns_set"
HW_INSTALLED: Final = "terminal.hw_installed"
WHITELISTED: Final = "terminal.whitelisted"
ADDRESS: Final = "terminal.ip"
GENERATION: Final = "generation"

MOST_COLUMNS: Final = 1_000
"""An export of everything that TMS knows has some two hundred."""
_MOST_NAMED: Final = 50

_SPELLINGS: Final[Mapping[str, Sequence[str]]] = {
    TMS_ID: (
        *WEBKASSA_NAMES["terminalId"],
        "terminal",
        "terminal.tms_id",
        "terminal number",
        "terminal nr",
        "terminalnummer",
        "term id",
        "tid",
        "TMS terminal",
        "TMS nummer",
        "TMS number",
        "betaalterminal",
        "id terminal",
        "identifiant terminal",
        "identifiant TMS",
    ),
    MERCHANT: (
        "merchant",
        "merchant id",
        "merchant.id",
        "merchant nr",
        "merchant number",
        "merchantnummer",
        "mid",
        "handelaar",
        "handelaar id",
        "Händler",
        "Händler-ID",
        "commerçant",
    ),
    CONFIGURATION: (
        "configuration",
        "configuration file",
        "configuration id",
        "configuration name",
        "config",
        "config file",
        "config id",
        "configuratie",
        "configuratiebestand",
        "configuratie bestand",
        "Konfiguration",
        "Konfigurationsdatei",
        "fichier de configuration",
        "webkassa",
        "webkassa file",
        "webkassa id",
        "webkassa config",
        "webkassa config file",
        "webkassa configuration",
        "webkassa configuration file",
        "webkassa configuratie",
        "webkassa configuratiebestand",
        "kassa",
        "web till",
        "till",
    ),
    SYSTEM: (
        *WEBKASSA_NAMES["managementSystemId"],
        "webkassa.managementSystemId",
        "webkassa system",
        "webkassa systeem",
        "system id",
        "systeem id",
        "TMS system id",
        "TMS systeem id",
        "management systeem",
    ),
    TERMINAL_SYSTEM: ("terminal.system", "terminal systeem", "managed in", "managed by", "beheerd in", "beheerd door", "grundmaster"),
    PROTOCOL: (*WEBKASSA_NAMES["accessProtocol"], "access protocol", "webkassa.accessProtocol"),
    MODEL: ("model", "terminal model", "type", "terminal type", "terminaltype", "modèle", "Modell", "toestel", "device type"),
    POS_MODE: ("pos mode", "terminal.pos_mode", "OPI pos mode", "posmodus", "pos modus", "mode pos"),
    DNS_SET: ("dns set", "terminal.dns_set", "dns", "dns server", "dns filled in", "dns ingevuld", "terminal dns"),
    HW_INSTALLED: (
        "hw installed",
        "terminal.hw_installed",
        "hw installation",
        "hw installatie",
        "hardware installation",
        "hardware installatie",
        "hardware installed",
        "installation matérielle",
        "Hardware-Installation",
    ),
    WHITELISTED: ("whitelisted", "terminal.whitelisted", "whitelist", "on whitelist", "op whitelist", "whitelist vpos"),
    ADDRESS: (*WEBKASSA_NAMES["ip"], "terminal.ip", "address", "adres", "ip adress terminal", "LAN address"),
    GENERATION: (
        "generation",
        "generatie",
        "cloud connect version",
        "cloud connect versie",
        "cloud connect generation",
        "cloud connect generatie",
        "kick",
        "génération",
    ),
    **TMS_NAMES,
    SOFTWARE: (*TMS_NAMES[SOFTWARE], "terminal.software", "terminal software", "software release", "sw version", "sw versie", "firmware"),
}
_NAMES: Final = {fold(spelling): name for name, spellings in _SPELLINGS.items() for spelling in spellings}
_EITHER_SYSTEM: Final = frozenset({fold("system"), fold("systeem"), fold("système")})
"""The Webkassa's, or the terminal's where another column is named for the Webkassa's."""


class Columns(Struct, frozen=True, kw_only=True):
    """Where each thing stands in a row, counted from 0."""

    places: dict[str, int]
    titles: dict[str, str]
    """What the file itself calls each of them."""
    unused: tuple[str, ...]
    """Columns that say nothing that is judged here, or what another column said already."""
    width: int


def columns_of(names: Sequence[str]) -> Columns | None:
    """Read a header; None where no column has the terminals' TMS ids."""
    if len(names) > MOST_COLUMNS:
        return None
    places: dict[str, int] = {}
    unused: list[int] = []
    undecided: list[int] = []
    for place, title in enumerate(names):
        folded = fold(title)
        name = _NAMES.get(folded)
        if folded in _EITHER_SYSTEM:
            undecided.append(place)
        elif name is None or name in places:
            unused.append(place)
        else:
            places[name] = place
    for place in undecided:
        name = next((name for name in (SYSTEM, TERMINAL_SYSTEM) if name not in places), None)
        if name is None:
            unused.append(place)
        else:
            places[name] = place
    if TMS_ID not in places:
        return None
    return Columns(
        places=places,
        titles={name: shown("", names[place]) for name, place in places.items()},
        unused=tuple(shown("", names[place]) for place in sorted(unused) if names[place])[:_MOST_NAMED],
        width=len(names),
    )
