"""Fields that say by their name what they hold."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from ccdiag.cases.redaction_kinds import PersonalKind
from ccdiag.cases.redaction_tree import Documents, Place, tables

_FIELDS: Final[dict[PersonalKind, tuple[str, ...]]] = {
    PersonalKind.SHOP: (
        "merchant.name",
        "shop_name",
        "merchant_name",
        "store_name",
        "company_name",
        "company",
        "trade_name",
        "winkel",
        "winkelnaam",
        "bedrijfsnaam",
    ),
    PersonalKind.MERCHANT_ID: ("merchant.id", "merchant_id", "merchant", "merchant_number", "store_id", "vpos_merchant", "winkelnummer"),
    PersonalKind.TMS_ID: (
        "tms_id",
        "terminal_id",
        "betaalterminal_id",
        "tms_term_id",
        "term_id",
        "typed_tms_id",
        "typed_again",
        "terminal.tms_id",
    ),
    PersonalKind.PERSON: (
        "contact_person",
        "contactpersoon",
        "contact_name",
        "person",
        "owner_name",
        "first_name",
        "last_name",
        "full_name",
        "eigenaar",
    ),
    PersonalKind.CONTACT: ("telephone", "telefoon", "tel", "mobile", "mobiel", "phone_number", "email", "e_mail", "mail_address"),
    PersonalKind.HOST_NAME: ("hostname", "computer_name", "machine_name", "netbios_name", "dns_suffix", "search_domain", "domain"),
    PersonalKind.USER_NAME: ("user", "user_name", "windows_user", "login", "account", "gebruiker", "gebruikersnaam"),
    PersonalKind.NETWORK_NAME: ("network_name", "essid", "profile_name", "netwerknaam"),
}
_CACHED_NAMES: Final = 2_000
_PROXIES: Final = frozenset({"proxy"})
_SHORT_NAMES: Final = frozenset({"key", "shop"})
_BESIDE: Final = ("setting", "key", "name", "field", "parameter")
_TOLD: Final = ("found", "expected", "value", "answer", "old_value")
_CASE_KEY: Final = re.compile(r"(?:simulation:)?(?P<kind>tms|shop):(?P<value>.+)", re.DOTALL)
_SERVICE_NUMBERS: Final = frozenset({"08900000002"})
"""The management system of 1.0, the same for every shop."""
_NO_VALUES: Final = frozenset({"yes", "no", "unknown", "done", "none", "true", "false", "0", ""})


def fold(name: str) -> str:
    """Write a field's name as all its spellings are compared: `terminal.tms_id`, `terminalTmsId`."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


_KINDS: Final = {fold(name): kind for kind, names in _FIELDS.items() for name in names}


@lru_cache(maxsize=_CACHED_NAMES)
def kind_of_field(name: str, around: str = "") -> PersonalKind | None:
    """Say what a field of this name holds; `around` is the name of the table that it stands in."""
    folded = fold(name)
    if "ssid" in folded:
        return PersonalKind.NETWORK_NAME
    for candidate in (fold(f"{around}.{name}"), folded, fold(name.rpartition(".")[2]) if "." in name else ""):
        if candidate in _KINDS:
            return _KINDS[candidate]
    return None


def typed_kind(place: Place, table: Mapping[str, Any] | None) -> PersonalKind | None:
    """Say what the value at a place is by the names around it."""
    if place.is_key:
        return None
    if table is not None and place.field in _TOLD:
        beside = next((table[name] for name in _BESIDE if isinstance(table.get(name), str)), None)
        if beside is not None:
            return kind_of_field(beside)
    return kind_of_field(place.field, place.around)


def typed_values(documents: Documents) -> Iterator[tuple[PersonalKind, str]]:
    """Yield what fields say that they hold; the shop's short names last, which are others of these values."""
    short: list[tuple[str, str]] = []
    for place, table in tables(documents):
        for key, value in table.items():
            kind = typed_kind(place.inside(key), table)
            if kind is not None:
                yield from ((kind, text) for text in _texts(value))
            elif isinstance(value, str) and key in _PROXIES:
                yield PersonalKind.HOST_NAME, value.rpartition("@")[2].partition(":")[0]
            elif isinstance(value, str) and key in _SHORT_NAMES:
                short.append((key, value))
    for key, value in short:
        yield from _of_case(key, value)


def _of_case(field: str, value: str) -> Iterator[tuple[PersonalKind, str]]:
    if (key := _CASE_KEY.fullmatch(value)) is not None:
        yield (PersonalKind.TMS_ID if key["kind"] == "tms" else PersonalKind.SHOP), key["value"]
    elif field == "shop":
        yield PersonalKind.SHOP, value


def _texts(value: object) -> Iterator[str]:
    values = value if isinstance(value, list | tuple) else [value]
    for one in values:
        if isinstance(one, str | int) and not isinstance(one, bool):
            text = str(one).strip()
            if text.casefold() not in _NO_VALUES and text not in _SERVICE_NUMBERS:
                yield text
