"""Whatever is planted, wherever it stands: nothing personal and nothing secret survives."""

import html
import json
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from ccdiag.cases.redaction import find_personal, redacted
from ccdiag.cases.redaction_addresses import AddressClass, class_of
from ccdiag.cases.redaction_kinds import PersonalKind
from ccdiag.cases.redaction_pseudonyms import Pseudonyms
from ccdiag.cases.redaction_secrets import without_secrets
from tests.cases.planted import HARDWARE, SPELLED, WORDS, cards, personal, secret_texts, spelled, told, trees

_EXAMPLES = 150
_GLUE = st.sampled_from((" {} ", "({})", "“{}”", "x={};", "{}", "seen: {}.", "{}, and more", "/{}/"))


def _written(documents: object) -> str:
    return json.dumps(documents, ensure_ascii=False)


@settings(max_examples=_EXAMPLES, deadline=None)
@given(st.data())
def test_secrets_survive_nowhere(data: st.DataObject) -> None:
    planted: list[str] = []

    def plant(pair: tuple[str, str]) -> str:
        planted.append(pair[1])
        return pair[0]

    leaves = st.builds(
        lambda pair, glue, word: glue.format(f"{word} {plant(pair)}"), secret_texts(), st.sampled_from(("{}", "{} ", "({})")), WORDS
    )
    documents = {"case.json": data.draw(trees(leaves, secret_texts().map(plant))), "runs/1.json": data.draw(trees(leaves, WORDS))}
    clean = without_secrets(documents)
    written = _written(clean.documents)
    for secret in planted:
        assert secret not in written, secret
    again = without_secrets(clean.documents)
    assert (again.documents, again.places) == (clean.documents, 0)


@settings(max_examples=_EXAMPLES, deadline=None)
@given(cards().map(lambda card: "".join(filter(str.isdecimal, card))), st.sampled_from(("number", "float", "pieces", "digits", "key")))
def test_a_card_number_survives_in_no_numbers(digits: str, form: str) -> None:
    pieces = [digits[start : start + 4] for start in range(0, len(digits), 4)]
    trees_by_form: dict[str, Any] = {
        "number": int(digits),
        "float": float(digits) if int(float(digits)) == int(digits) else int(digits),
        "pieces": [int(piece) for piece in pieces] if not any(piece.startswith("0") for piece in pieces) else pieces,
        "digits": [int(digit) for digit in digits],
        "key": {digits: 1},
    }
    written = _written(redacted({"case.json": {"case": {"webkassa": {"value": trees_by_form[form]}}}}).documents)
    assert digits not in "".join(filter(str.isdecimal, written))


_SPELLINGS = (
    str,
    str.upper,
    str.lower,
    lambda text: quote(text, safe=""),
    quote,
    html.escape,
    lambda text: text.replace(" ", "_"),
    lambda text: text.replace(" ", ""),
)


@settings(max_examples=_EXAMPLES, deadline=None)
@given(st.data())
def test_personal_values_survive_nowhere(data: st.DataObject) -> None:
    values = data.draw(personal())
    planted = st.sampled_from(sorted(values.values()))
    leaves = st.builds(lambda value, spell, glue: glue.format(spell(value)), planted, st.sampled_from(_SPELLINGS[:6]), _GLUE)
    documents = {
        **told(values),
        "runs/2.json": {"tree": data.draw(trees(leaves, planted))},
        "procedures/1.json": {"steps": data.draw(trees(leaves, planted))},
    }
    written = _written(redacted(documents, ()).documents).casefold()
    by_default = _written(redacted(documents).documents).casefold()
    for kind, value in values.items():
        for spell in _SPELLINGS:
            # JSON writes a quotation mark in its own way.
            assert _written(spell(value))[1:-1].casefold() not in written, (kind, value)
        assert _written(value)[1:-1].casefold() not in by_default, (kind, value)


@settings(max_examples=_EXAMPLES, deadline=None)
@given(HARDWARE, st.lists(SPELLED, min_size=1), st.booleans())
def test_a_hardware_address_survives_in_no_spelling(digits: str, signs: list[str], capitals: bool) -> None:
    spellings = [spelled(digits, sign).upper() if capitals else spelled(digits, sign) for sign in signs]
    spellings.append(f"{digits[:4]}.{digits[4:8]}.{digits[8:]}")
    inside = bytes([int(digits[:2], 16) ^ 2]).hex() + digits[2:6] + "fffe" + digits[6:]
    own = IPv6Address(f"fe80::{inside[:4]}:{inside[4:8]}:{inside[8:12]}:{inside[12:]}")
    documents = {"case.json": {"hardware_addresses": [digits], "notes": [{"text": f"{', '.join(spellings)} {own}/64"}]}}
    written = _written(redacted(documents, {PersonalKind.NOTE}).documents).lower()
    assert digits not in "".join(character for character in written if character in "0123456789abcdef")
    assert str(own) not in written


@settings(max_examples=_EXAMPLES, deadline=None)
@given(st.sets(st.integers(0x01000000, 0xDFFFFFFF), min_size=2, max_size=12), st.binary(min_size=4, max_size=8))
def test_ipv4_pseudonyms_keep_who_is_whose_neighbour(numbers: set[int], salt: bytes) -> None:
    addresses = [IPv4Address(number) for number in sorted(numbers)]
    addresses += [IPv4Address(number ^ 5) for number in sorted(numbers)]
    addresses = [address for address in dict.fromkeys(addresses) if class_of(address) is not AddressClass.NOWHERE]
    names = Pseudonyms(salt)
    names.learn_networks(addresses, ())
    given_names = {address: names.address(address) for address in addresses}
    assert len(set(given_names.values())) == len(given_names), "no two become one"
    for one, other in given_names.items():
        assert class_of(one) is class_of(other)
        assert (
            one == other
            or class_of(one) is AddressClass.PRIVATE
            or not any(
                other in IPv4Network(f"{public}/24", strict=False) for public in addresses if class_of(public) is AddressClass.PUBLIC
            )
        )
    for one in addresses:
        for other in addresses:
            for length in (24, 26, 30):
                near = IPv4Network(f"{one}/{length}", strict=False)
                assert (other in near) == (given_names[other] in IPv4Network(f"{given_names[one]}/{length}", strict=False))


@settings(max_examples=_EXAMPLES, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from((0x2A02 << 48, 0x2001067C << 32, 0xFD12 << 48, 0xFE80 << 48)), st.integers(0, 3), st.integers(1, 2**64 - 1)
        ),
        min_size=2,
        max_size=8,
    )
)
def test_ipv6_pseudonyms_keep_who_is_whose_neighbour(parts: list[tuple[int, int, int]]) -> None:
    addresses = list(
        dict.fromkeys(IPv6Address((head | (subnet if head != 0xFE80 << 48 else 0)) << 64 | tail) for head, subnet, tail in parts)
    )
    names = Pseudonyms(b"salt")
    given_names = {address: names.address(address) for address in addresses}
    assert len(set(given_names.values())) == len(given_names)
    for one in addresses:
        for other in addresses:
            same = other in IPv6Network(f"{one}/64", strict=False)
            assert same == (given_names[other] in IPv6Network(f"{given_names[one]}/64", strict=False))
        written = given_names[one]
        assert written in IPv6Network("2001:db8::/32") or (
            one.packed[:1] == written.packed[:1] and class_of(one) is not AddressClass.PUBLIC
        )


@settings(max_examples=_EXAMPLES, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text: str) -> None:
    documents = {"case.json": {"notes": [{"text": text}], text: text}}
    found = find_personal(documents)
    result = redacted(documents, (), found=found)
    for value in found:
        if value.kind in {PersonalKind.PUBLIC_ADDRESS, PersonalKind.PRIVATE_ADDRESS}:
            assert ip_address(value.pseudonym) != ip_address(value.value)
    assert isinstance(result.documents["case.json"], dict)
