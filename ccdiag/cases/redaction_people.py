"""People in what people write: names after a form of address, telephone numbers, e-mail addresses."""

import re
from collections.abc import Iterator
from typing import Final

from ccdiag.cases.redaction_kinds import PersonalKind
from ccdiag.cases.redaction_service import Service

_MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}(?:@|%40)(?:[\w-]+\.)+[A-Za-z]{2,}(?![\w-])")
_PHONE: Final = re.compile(r"(?<![\w.:/-])(?:\+\d{1,3}|00[1-9]\d|\(0\d{1,4}\)|0)(?:[ ()./-]{0,2}\d){8,11}(?![\w]|[.:]\d)")
"""International, or with the national 0 of the Netherlands, Belgium, France and Germany."""
_PARTICLES: Final = r"(?:(?:van|de|der|den|het|ter|ten|te|von|zu|du|des|le|la|el|'t)[ ]+){0,3}"
_NAME: Final = rf"(?:(?-i:[A-ZÀ-Þ])\.[ ]?){{0,4}}{_PARTICLES}(?-i:[A-ZÀ-Þ])[\w’'-]+(?:[ ]+{_PARTICLES}(?-i:[A-ZÀ-Þ])[\w’'-]+){{0,2}}"
_ADDRESSED: Final = re.compile(
    r"(?<!\w)(?:dhr|mevr|mw|mnr|de heer|heer|meneer|mevrouw|mr|mrs|ms|miss|mister|dr|drs|ing|ir|herr|frau|mme|mlle|madame|monsieur|"
    r"contactpersoon|contact person|contact|eigenaar|owner|beheerder|manager|naam|name|spoke (?:to|with)|called|gesproken met|gebeld met|"
    r"gebeld door|parlé (?:à|avec)|gesprochen mit|groeten|regards|gr)[.,:]{0,2}[ ]+(?P<name>" + _NAME + ")",
    re.IGNORECASE,
)
_NO_NAMES: Final = frozenset(
    {"ccv", "tms", "tas", "vpos", "mqtt", "mqt", "webkassa", "service", "manager", "menu", "normaal", "wachtwoord"}
)
_FEWEST_DIGITS: Final = 9
_SERVICE_NUMBERS: Final = frozenset({"08900000002"})


def people_in(text: str) -> Iterator[str]:
    """Find names after `dhr.`, `mevrouw`, `spoke to` and the like; a name without such a word cannot be told from others."""
    for found in _ADDRESSED.finditer(text):
        name = found["name"].rstrip(" .'’-")
        if name.casefold().split()[0] not in _NO_NAMES:
            yield name


def contacts_in(text: str, *, by_people: bool, service: Service) -> Iterator[tuple[PersonalKind, str]]:
    """Find e-mail addresses, and telephone numbers where people write: elsewhere such digits are ids and counts."""
    if "@" in text or "%40" in text:
        for found in _MAIL.finditer(text):
            if found.group().lower() not in service.contacts:
                yield PersonalKind.CONTACT, found.group()
    if by_people:
        for found in _PHONE.finditer(text):
            digits = "".join(filter(str.isdecimal, found.group()))
            if len(digits) >= _FEWEST_DIGITS and digits not in service.contacts and digits not in _SERVICE_NUMBERS:
                yield PersonalKind.CONTACT, found.group()
