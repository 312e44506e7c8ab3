"""Finding what is personal: in fields that say what they hold, and by its look in any text."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from ccdiag.cases.redaction_addresses import (
    AddressClass,
    Spot,
    bare_hardware_addresses,
    class_of,
    hardware_addresses,
    ip_addresses,
    parsed,
)
from ccdiag.cases.redaction_certificates import Certificates
from ccdiag.cases.redaction_hosts import hosts_in, is_generic_interface, users_in
from ccdiag.cases.redaction_kinds import PersonalKind
from ccdiag.cases.redaction_people import contacts_in, own_name_in, people_in
from ccdiag.cases.redaction_service import Service
from ccdiag.cases.redaction_tree import FIRST_BYTES, Documents, Place, Scalar, decoded, places, tables
from ccdiag.cases.redaction_typed import typed_values
from ccdiag.cases.redaction_words import vocabulary
from ccdiag.model.confidential import MASK


class Candidate(Struct, frozen=True):
    """A value of one kind, as it is written where it was found first; of addresses in one way of writing."""

    kind: PersonalKind
    value: str


def candidates(documents: Documents, service: Service, known: Iterable[tuple[PersonalKind, str]] = ()) -> list[Candidate]:
    """Find all personal values, each once; what is found under two kinds counts under the one that says more."""
    search = _Search(service)
    for kind, value in known:
        search.add(kind, value)
    for kind, value in typed_values(documents):
        search.add(kind, value)
    certificates = Certificates(service)
    for _, table in tables(documents):
        for kind, value in certificates.in_facts(table):
            search.add(kind, value)
        if isinstance(table.get("up"), bool) and isinstance(name := table.get("name"), str):
            search.interface(name)
        if isinstance(name := table.get("interface"), str):
            search.interface(name)
    for place, one in places(documents):
        search.look_at(place, one)
    search.look_for_shops()
    return search.found()


class _Search:
    """Gathers what is found, each value once."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._found: dict[str, Candidate] = {}
        self._by_people: list[str] = []
        self._looked: set[tuple[str, bool]] = set()

    def add(self, kind: PersonalKind, value: str) -> None:
        """Take a value, unless it says nothing or is known."""
        text = value.strip()
        own_word = text in vocabulary() and kind not in {PersonalKind.NOTE, PersonalKind.SHOP}
        if own_word or not text.strip(f"{MASK}-?. "):
            return
        if kind in {PersonalKind.HOST_NAME, PersonalKind.NETWORK_NAME} and (parsed(text) is not None or self._service.owns_host(text)):
            return
        same = _sameness(kind, text)
        before = self._found.get(same)
        if before is None:
            self._found[same] = Candidate(kind, text)
        elif len(text.split()) > len(before.value.split()):
            # `Bakkerij Jansen` also finds `BakkerijJansen`, as keys write it.
            self._found[same] = Candidate(before.kind, text)

    def interface(self, name: str) -> None:
        """Take the name of an interface, unless the system gave it."""
        hardware = next(bare_hardware_addresses(name[3:]), None) if name.startswith(("enx", "wlx")) else None
        if hardware is not None:
            self._address(PersonalKind.HARDWARE_ADDRESS, hardware.value)
        elif not is_generic_interface(name):
            self.add(PersonalKind.NETWORK_NAME, name)

    def look_at(self, place: Place, value: Scalar) -> None:
        """Look for what can be told by its look."""
        if not isinstance(value, str):
            return
        if place.field == FIRST_BYTES and (told := decoded(value)) is not None:
            value = told
        by_people = is_by_people(place)
        if place.field == "text" and place.around == "notes" and not place.is_key:
            self.add(PersonalKind.NOTE, value)
        if "hardware" in place.field or "mac" in place.field.lower():
            self._hardware(bare_hardware_addresses(value))
        if (value, by_people) not in self._looked:
            self._looked.add((value, by_people))
            self._look(value, by_people=by_people)

    def _look(self, text: str, *, by_people: bool) -> None:
        for spot in ip_addresses(text):
            self._ip(spot.value)
        self._hardware(hardware_addresses(text))
        for kind, value in (
            *hosts_in(text, self._service),
            *users_in(text),
            *contacts_in(text, by_people=by_people, service=self._service),
        ):
            self.add(kind, value)
        if by_people:
            self._by_people.append(text)
            for name in people_in(text):
                self.add(PersonalKind.PERSON, name)

    def look_for_shops(self) -> None:
        """Look for the names that the shops' names hold."""
        shops = [candidate.value for candidate in self._found.values() if candidate.kind is PersonalKind.SHOP]
        for shop in shops:
            for text in self._by_people:
                for name in own_name_in(shop, text):
                    self.add(PersonalKind.PERSON, name)

    def _hardware(self, spots: Iterable[Spot]) -> None:
        for spot in spots:
            self._address(PersonalKind.HARDWARE_ADDRESS, spot.value)

    def _ip(self, value: str) -> None:
        address = parsed(value)
        if address is None or value in self._service.addresses:
            return
        kind = _ADDRESS_KINDS.get(class_of(address))
        if kind is not None:
            self._address(kind, value)

    def _address(self, kind: PersonalKind, value: str) -> None:
        self._found.setdefault(f"address {value}", Candidate(kind, value))

    def found(self) -> list[Candidate]:
        """Return all that was found, by kind."""
        order = list(PersonalKind)
        return sorted(self._found.values(), key=lambda candidate: order.index(candidate.kind))


_ADDRESS_KINDS: Final = {
    AddressClass.PUBLIC: PersonalKind.PUBLIC_ADDRESS,
    AddressClass.PRIVATE: PersonalKind.PRIVATE_ADDRESS,
    AddressClass.HARDWARE: PersonalKind.HARDWARE_ADDRESS,
}


def is_by_people(place: Place) -> bool:
    """Whether a person wrote what stands here, rather than the program."""
    if place.is_key:
        return False
    written = place.field in {"text", "reason", "note", "comment", "remark", "value", "answer", "says"}
    return (written and not place.part.startswith("runs/")) or place.around == "notes"


def _sameness(kind: PersonalKind, text: str) -> str:
    """Return what two spellings of one value have in common."""
    return f"note {text}" if kind is PersonalKind.NOTE else "".join(text.split()).casefold()
