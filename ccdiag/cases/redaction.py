"""Redaction before a case leaves the shop: what is personal becomes a pseudonym, what is secret was never there.

Everything works on the documents that will be written, whatever fields a later version gives them, so that what a person looked at in
the preview is what the file holds.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv6Address
from typing import Any, Final, Literal

from msgspec import Struct

from ccdiag.cases.redaction_addresses import bare_hardware_addresses, hardware_addresses, ip_addresses, parsed, spelled_like
from ccdiag.cases.redaction_kinds import KEPT_BY_DEFAULT, PersonalKind
from ccdiag.cases.redaction_matching import Matcher, caution_for, in_the_same_case
from ccdiag.cases.redaction_pseudonyms import Pseudonyms, networks_in
from ccdiag.cases.redaction_search import Candidate, candidates
from ccdiag.cases.redaction_secrets import without_secrets
from ccdiag.cases.redaction_service import Service, service_of
from ccdiag.cases.redaction_tree import FIRST_BYTES, Documents, Place, Scalar, changed, decoded, encoded, places
from ccdiag.cases.redaction_typed import kind_of_field
from ccdiag.cases.redaction_words import FIELDS, vocabulary

REDACTION_SCHEMA: Final = "ccdiag.redaction/1"
MOST_PLACES: Final = 20
"""Of one value, that are told; the count says how many there are."""
_ADDRESSES: Final = frozenset({PersonalKind.PUBLIC_ADDRESS, PersonalKind.PRIVATE_ADDRESS, PersonalKind.HARDWARE_ADDRESS})
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")
_PLAIN: Final = re.compile(r"\d+(?:\.\d+)*|\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d)|o\d+")
"""Versions, moments and the numbers of observations: no words."""
_WHOLE_WORDS: Final = frozenset({"id", "schema", "started_at", "at", "version", "not_before", "not_after", "since"})
_CACHED_TEXTS: Final = 20_000


class PersonalValue(Struct, frozen=True, kw_only=True):
    """One personal value, and what it would become."""

    kind: PersonalKind
    value: str
    """As it is written where it was found first; an address in its shortest spelling."""
    pseudonym: str
    count: int
    """How often it stands in the documents, in whatever spelling."""
    places: tuple[Place, ...]
    """The first of them."""

    @property
    def on_by_default(self) -> bool:
        """Whether it is replaced unless somebody says otherwise."""
        return self.kind not in KEPT_BY_DEFAULT


class ReplacedKind(Struct, frozen=True, kw_only=True):
    """Which kind of pseudonym replaced how much."""

    kind: PersonalKind
    pseudonym: Literal["name", "address", "hardware_address", "left_out"]
    """`name`: a word with a number; `address`: one that nobody has, in the same subnet as those of the same subnet."""
    values: int
    places: int


class KeptKind(Struct, frozen=True, kw_only=True):
    """Of which kind how many values were left readable."""

    kind: PersonalKind
    values: int


class RedactionDocument(Struct, frozen=True, kw_only=True):
    """The document `redaction.json`: what was done, and never what was there."""

    schema: Literal["ccdiag.redaction/1"] = "ccdiag.redaction/1"
    replaced: tuple[ReplacedKind, ...] = ()
    kept: tuple[KeptKind, ...] = ()
    secrets: int = 0
    """Places where a password, a key, a token or a card number was masked."""


class Redacted(Struct, frozen=True, kw_only=True):
    """Documents that may leave the shop, and what was done to them."""

    documents: dict[str, Any]
    document: RedactionDocument


Keep = Collection[PersonalKind | PersonalValue]


def find_personal(
    documents: Documents, *, known: Iterable[tuple[PersonalKind, str]] = (), salt: bytes | None = None
) -> tuple[PersonalValue, ...]:
    """Find what is personal, by kind, each value with the pseudonym that it would get.

    `known` are values that the caller knows besides, such as the names of this laptop and its user. Without a salt every call draws one.
    """
    clean = without_secrets(documents).documents
    service = service_of(clean)
    found = candidates(clean, service, known)
    named = _with_pseudonyms(found, clean, Pseudonyms(salt))
    replacing = _Replacing(named, clean, service)
    for place, value in places(clean):
        replacing.count(place, value)
    return tuple(replacing.counted())


def redacted(
    documents: Documents,
    keep: Keep | None = None,
    *,
    found: Sequence[PersonalValue] | None = None,
    known: Iterable[tuple[PersonalKind, str]] = (),
) -> Redacted:
    """Mask what is secret and replace what is personal, but for what is in `keep`: whole kinds or single values.

    Without `keep` the default holds: `KEPT_BY_DEFAULT`. `found` is what `find_personal` gave for the same documents, so that the
    pseudonyms are those that were shown; without it they are drawn anew.
    """
    clean = without_secrets(documents)
    values = find_personal(clean.documents, known=known) if found is None else tuple(found)
    kept = KEPT_BY_DEFAULT if keep is None else keep
    replaced = tuple(value for value in values if value.kind not in kept and value not in kept)
    replacing = _Replacing(replaced, clean.documents, service_of(clean.documents), kept=tuple(one for one in values if one not in replaced))
    result = changed(clean.documents, replacing.replaced)
    return Redacted(documents=result, document=_document(replaced, [one for one in values if one not in replaced], clean.places))


def _document(replaced: Sequence[PersonalValue], kept: Sequence[PersonalValue], secrets: int) -> RedactionDocument:
    by_kind = {kind: [one for one in replaced if one.kind is kind] for kind in PersonalKind}
    return RedactionDocument(
        replaced=tuple(
            ReplacedKind(kind=kind, pseudonym=_FORMS.get(kind, "name"), values=len(values), places=sum(one.count for one in values))
            for kind, values in by_kind.items()
            if values
        ),
        kept=tuple(KeptKind(kind=kind, values=count) for kind in PersonalKind if (count := sum(one.kind is kind for one in kept))),
        secrets=secrets,
    )


_FORMS: Final[dict[PersonalKind, Literal["name", "address", "hardware_address", "left_out"]]] = {
    PersonalKind.PUBLIC_ADDRESS: "address",
    PersonalKind.PRIVATE_ADDRESS: "address",
    PersonalKind.HARDWARE_ADDRESS: "hardware_address",
    PersonalKind.NOTE: "left_out",
}


def _with_pseudonyms(found: Iterable[Candidate], documents: Documents, names: Pseudonyms) -> list[PersonalValue]:
    found = list(found)
    addresses = [address for candidate in found if (address := parsed(candidate.value)) is not None]
    names.learn_networks(addresses, networks_in(value for _, value in places(documents) if isinstance(value, str) and "/" in value))
    return [
        PersonalValue(kind=candidate.kind, value=candidate.value, pseudonym=_pseudonym(candidate, names), count=0, places=())
        for candidate in found
    ]


def _pseudonym(candidate: Candidate, names: Pseudonyms) -> str:
    value = candidate.value
    if candidate.kind in _ADDRESSES:
        address = parsed(value)
        return names.hardware(value) if address is None else str(names.address(address))
    if candidate.kind is PersonalKind.HOST_NAME:
        return names.host(value)
    if candidate.kind is PersonalKind.CONTACT and "@" in value:
        return names.mail()
    if candidate.kind is PersonalKind.WEB_PATH:
        return names.path()
    if candidate.kind is PersonalKind.ORGANISATION and _FINGERPRINT.fullmatch(value):
        return names.fingerprint(value)
    return names.word(candidate.kind, value)


class _Hit(Struct, frozen=True):
    """A personal value in a text, and what stands there instead; None: it is protected."""

    start: int
    end: int
    index: int | None
    instead: str = ""


class _Replacing:
    """Finds the values in texts, and replaces them."""

    def __init__(
        self, values: Sequence[PersonalValue], documents: Documents, service: Service, *, kept: Sequence[PersonalValue] = ()
    ) -> None:
        self._values = tuple(values)
        self._service = service
        self._kept = frozenset(kept)
        numbers = frozenset(str(value) for _, value in places(documents) if isinstance(value, int))
        self._addresses = {value.value: index for index, value in enumerate(values) if value.kind in _ADDRESSES}
        self._texts = tuple(index for index, value in enumerate(values) if value.kind not in _ADDRESSES)
        words = [self._values[index] for index in self._texts]
        self._matcher = Matcher([word.value for word in words], [caution_for(word.kind, word.value, numbers) for word in words])
        self._service_hosts = _any_of(service.hosts)
        self._counts = [0] * len(self._values)
        self._places: list[list[Place]] = [[] for _ in self._values]
        self._every = lru_cache(maxsize=_CACHED_TEXTS)(self._every_in)
        self._hits = lru_cache(maxsize=_CACHED_TEXTS)(self._hits_in)

    def count(self, place: Place, value: Scalar) -> None:
        """Count the values in one text, also those that stand inside another: it may be kept where they are not."""
        if place.field == FIRST_BYTES and isinstance(value, str):
            value = decoded(value) or value
        for hit in self._at(place, value, every=True):
            if hit.index is not None:
                self._counts[hit.index] += 1
                if len(self._places[hit.index]) < MOST_PLACES:
                    self._places[hit.index].append(place)

    def counted(self) -> Iterator[PersonalValue]:
        """Return the values with what was counted; what stands nowhere by itself is left out."""
        for value, count, stands in zip(self._values, self._counts, self._places, strict=True):
            if count:
                yield PersonalValue(kind=value.kind, value=value.value, pseudonym=value.pseudonym, count=count, places=tuple(stands))

    def replaced(self, place: Place, value: Scalar) -> Scalar:
        """Return a text or a number with the values replaced."""
        if place.field == FIRST_BYTES and isinstance(value, str) and (told := decoded(value)) is not None:
            without = self._replaced(place, told)
            return value if without == told else encoded(str(without))
        return self._replaced(place, value)

    def _replaced(self, place: Place, value: Scalar) -> Scalar:
        hits = self._at(place, value)
        if not any(hit.index is not None for hit in hits):
            return value
        text, done, end = str(value), "", 0
        for hit in hits:
            done += text[end : hit.start] + (text[hit.start : hit.end] if hit.index is None else hit.instead)
            end = hit.end
        return _cut(done + text[end:], text, place)

    def _at(self, place: Place, value: Scalar, *, every: bool = False) -> tuple[_Hit, ...]:
        if isinstance(value, str):
            if place.is_key and (value in FIELDS or value in vocabulary()):
                return ()
            if self._is_own_word(place, value):
                return ()
            whole = self._whole(value, typed=True) if self._is_typed(place) else ()
            return whole or (self._every(value) if every else self._hits(value))
        # A field of ours that holds a number is a count, a port or a time.
        if place.field in FIELDS and not self._is_typed(place):
            return ()
        return self._whole(str(value), typed=self._is_typed(place))

    def _is_own_word(self, place: Place, value: str) -> bool:
        if self._is_typed(place) or (place.field in {"shop", "key"} and value not in vocabulary()):
            return False
        return (value in vocabulary() and place.field in FIELDS) or (place.field in _WHOLE_WORDS and _PLAIN.fullmatch(value) is not None)

    def _is_typed(self, place: Place) -> bool:
        return not place.is_key and (
            kind_of_field(place.field, place.around) is not None or place.field in {"shop", "found", "value", "answer"}
        )

    def _whole(self, text: str, *, typed: bool) -> tuple[_Hit, ...]:
        """Take a whole text for a value: in fields that hold such, however short it is."""
        index = self._matcher.index_of(text)
        if index is None or not (typed or len(text) > 5):  # noqa: PLR2004  # digits of a port
            return ()
        value = self._values[self._texts[index]]
        return (_Hit(0, len(text), self._texts[index], in_the_same_case(value.pseudonym, value.value, text.strip())),)

    def _hits_in(self, text: str) -> tuple[_Hit, ...]:
        """Find all values in a text; of two that overlap the longer stands."""
        hits = [*self._every(text)]
        hits.sort(key=lambda hit: (hit.index is not None, hit.start - hit.end, hit.start))
        taken: list[_Hit] = []
        for hit in hits:
            if not any(hit.start < other.end and other.start < hit.end for other in taken):
                taken.append(hit)
        return tuple(sorted(taken, key=lambda hit: hit.start))

    def _every_in(self, text: str) -> tuple[_Hit, ...]:
        hits = (*self._in_words(text), *self._in_addresses(text))
        protected = [hit for hit in hits if hit.index is None]
        return tuple(hit for hit in hits if hit.index is None or not any(hit.start < one.end and one.start < hit.end for one in protected))

    def _in_words(self, text: str) -> Iterator[_Hit]:
        if self._service_hosts is not None:
            yield from (_Hit(found.start(), found.end(), None) for found in self._service_hosts.finditer(text))
        for match in self._matcher.matches(text):
            index = self._texts[match.index]
            value = self._values[index]
            yield _Hit(match.start, match.end, index, in_the_same_case(value.pseudonym, value.value, text[match.start : match.end]))

    def _in_addresses(self, text: str) -> Iterator[_Hit]:
        if not self._addresses:
            return
        for spot in ip_addresses(text):
            if (index := self._addresses.get(spot.value)) is not None:
                yield _Hit(spot.start, spot.end, index, _like(text[spot.start : spot.end], self._values[index].pseudonym))
        for spot in (*hardware_addresses(text), *bare_hardware_addresses(text)):
            if (index := self._addresses.get(spot.value)) is not None:
                yield _Hit(spot.start, spot.end, index, spelled_like(text[spot.start : spot.end], self._values[index].pseudonym))


def _any_of(hosts: Iterable[str]) -> re.Pattern[str] | None:
    names = sorted((host for host in hosts if "." in host and parsed(host) is None), key=len, reverse=True)
    if not names:
        return None
    return re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(name) for name in names)})(?![\w-])", re.IGNORECASE)


def _like(written: str, pseudonym: str) -> str:
    """Write an address in full where it was written in full, and in capitals where it was."""
    address = parsed(pseudonym)
    full = isinstance(address, IPv6Address) and written.count(":") == 7 and "::" not in written  # noqa: PLR2004  # eight groups
    text = address.exploded if full and isinstance(address, IPv6Address) and len(written) == len(address.exploded) else pseudonym
    text = text.upper() if written != written.lower() and written == written.upper() else text
    return text.replace(":", "%3A") if "%3" in written else text


_LONGEST: Final[Mapping[str, int]] = {"answer": 100, "reason": 500, "text": 500, "url": 2_000, "says": 600}


def _cut(text: str, before: str, place: Place) -> str:
    """Keep a text as short as its field must be; pseudonyms may be longer than what they stand for."""
    if place.part.startswith("runs/") or len(text) <= len(before):
        return text
    most = max(_LONGEST.get(place.field, 200), len(before))
    return text if len(text) <= most else text[: most - 1] + "…"
