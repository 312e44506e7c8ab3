"""The case of a `.ccdiag` for a new run: what stands there for something else is not known."""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec import Struct

from ccdiag.cases.bundle import OpenedCase
from ccdiag.cases.redaction_addresses import AddressClass, class_of, ip_addresses, parsed
from ccdiag.cases.redaction_kinds import PersonalKind
from ccdiag.model.case import Case
from ccdiag.model.confidential import MASK
from ccdiag.model.conversion import convert
from ccdiag.settings_check.names import webkassa_name

_ADDRESSES: Final = frozenset({PersonalKind.PUBLIC_ADDRESS, PersonalKind.PRIVATE_ADDRESS, PersonalKind.HARDWARE_ADDRESS})
_KIND_OF_CLASS: Final = {
    AddressClass.PUBLIC: PersonalKind.PUBLIC_ADDRESS,
    AddressClass.PRIVATE: PersonalKind.PRIVATE_ADDRESS,
    AddressClass.HARDWARE: PersonalKind.HARDWARE_ADDRESS,
}
"""The pseudonym of an address is of the same class as the address: where that class was not replaced, it is the shop's own."""
_BY_KIND: Final[dict[str, frozenset[PersonalKind]]] = {
    "merchant.id": frozenset({PersonalKind.MERCHANT_ID}),
    "merchant.name": frozenset({PersonalKind.SHOP}),
    "terminal.tms_id": frozenset({PersonalKind.TMS_ID}),
}
_OF_ADDRESSES: Final = frozenset({"terminal.ip", "terminal.dns"})
_PSEUDONYM: Final = re.compile(r"(?<![a-z])[a-z]{3,12}-[bcdfghjkmnpqrstvwxz]{4}-\d+(?!\d)", re.IGNORECASE)
"""As `ccdiag.cases.redaction_pseudonyms` makes them: a word, the letters of the file, a number."""


class CaseOfBundle(Struct, frozen=True, kw_only=True):
    """What is known of a shop by the file that came from there."""

    case: Case
    not_known: tuple[str, ...] = ()
    """Keys that had a value, and have none here: it was replaced, or stands in a file that did not come along."""


def case_of_bundle(opened: OpenedCase) -> CaseOfBundle:
    """Return the case of the newest run, or as it was known last where nothing was run."""
    saved = opened.saved
    case = saved.runs[-1].case if saved.runs else saved.case
    replaced = frozenset(one.kind for one in opened.redaction.replaced) if opened.redaction is not None else frozenset()
    document: dict[str, Any] = msgspec.to_builtins(case)
    without = list(_taken_out(document, replaced))
    return CaseOfBundle(case=convert(document, Case), not_known=tuple(without))


def _taken_out(document: dict[str, Any], replaced: frozenset[PersonalKind]) -> Iterator[str]:
    for name in ("merchant", "terminal"):
        for key, value in document[name].items():
            path = f"{name}.{key}"
            # A prefix tells of the address that stands before it.
            alone = path == "terminal.prefix" and document[name]["ip"] is None
            kinds = _kinds_of(value) if path in _OF_ADDRESSES else _BY_KIND.get(path, frozenset())
            if value is not None and (alone or kinds & replaced or _stands_for_another(value)):
                document[name][key] = None
                yield path
    for name in ("webkassa", "tms_parameters"):
        if document[name]:
            yield from _out_of_table(document[name], name, replaced)
            document[name] = document[name] or None


def _out_of_table(table: dict[str, Any], path: str, replaced: frozenset[PersonalKind]) -> Iterator[str]:
    for key, value in list(table.items()):
        if isinstance(value, dict):
            yield from _out_of_table(value, f"{path}.{key}", replaced)
            continue
        known = webkassa_name(key) if path.startswith("webkassa") else None
        personal = (known == "terminalId" and PersonalKind.TMS_ID in replaced) or (known == "ip" and _kinds_of(value) & replaced)
        if personal or _stands_for_another(value) or (key == "file" and "." not in path):
            del table[key]
            yield f"{path}.{key}"


def _kinds_of(value: object) -> frozenset[PersonalKind]:
    """Return as what the addresses in a field were replaced, if they were; any of them where it cannot be told."""
    texts = value if isinstance(value, list | tuple) else (value,)
    found = [[address for spot in ip_addresses(str(text)) if (address := parsed(spot.value)) is not None] for text in texts]
    if not all(found):
        return _ADDRESSES
    classes = {class_of(address) for addresses in found for address in addresses}
    return frozenset(kind for one, kind in _KIND_OF_CLASS.items() if one in classes)


def _stands_for_another(value: object) -> bool:
    return isinstance(value, str) and (MASK in value or _PSEUDONYM.search(value) is not None)
