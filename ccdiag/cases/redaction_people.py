"""People in what people write: names after a form of address, telephone numbers, e-mail addresses."""

import re
from collections.abc import Iterator
from typing import Final

from ccdiag.cases.redaction_kinds import PersonalKind
from ccdiag.cases.redaction_service import Service
from ccdiag.i18n.own_words import own_words

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
_TRADE_WORDS: Final = """
apotheek apotheke atelier auto autos bakker bakkerij bar bistro bloemen bloemist boekhandel boucherie boulangerie brasserie bäckerei cafe
cafetaria café camping coiffeur drogist drogisterij eetcafé eiscafé fietsen fleuriste friseur frituur garage gasthof groep hotel kapper
kapsalon kantoor kiosk kruidenier lunchroom markt metzgerei mode museum optiek opticien pharmacie pizzeria praktijk restaurant salon
schoenen shop slager slagerij snackbar sport stores supermarkt tabac tandarts theater traiteur vishandel winkel zonen
"""
_TRADES: Final = frozenset(_TRADE_WORDS.split())
_FEWEST_WORDS: Final = 2
_SHORTEST_NAME: Final = 4
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


def own_name_in(shop: str, text: str) -> Iterator[str]:
    """Find the words of a shop's name that stand alone in what people wrote: `Jansen` of `Bakkerij Jansen`.

    What every shop may be called, and words of our own texts, are no names.
    """
    words = shop.split()
    if len(words) < _FEWEST_WORDS:
        return
    for word in words:
        plain = word.strip(".,'’&()-")
        telling = len(plain) >= _SHORTEST_NAME and plain[0].isupper() and plain.casefold() not in _TRADES | own_words()
        if telling and re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", text.replace(shop, "")):
            yield plain
