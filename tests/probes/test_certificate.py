from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.probes.alerts import alert_name, alert_of_reason
from ccdiag.probes.certificate import certificate_facts, chain_facts, leaf_facts, name_matches_pattern
from ccdiag.probes.handshake_trace import certificates_in
from tests.certificates import Authority, self_signed


@pytest.mark.parametrize(
    ("name", "pattern", "matches"),
    [
        ("a.example", "a.example", True),
        ("A.Example.", "a.eXample", True),
        ("b.example", "a.example", False),
        ("x.iot.example", "*.iot.example", True),
        ("x.y.iot.example", "*.iot.example", False),
        ("iot.example", "*.iot.example", False),
        ("a.example", "*.example", False),
        ("xa.iot.example", "x*.iot.example", False),
        (".iot.example", "*.iot.example", False),
        ("", "", False),
    ],
)
def test_names_and_wildcards(name: str, pattern: str, *, matches: bool) -> None:
    assert name_matches_pattern(name, pattern) is matches


def test_common_name_counts_only_without_dns_names() -> None:
    assert leaf_facts(self_signed(subject="old.example").der, server_name="old.example").name_matches is True
    assert leaf_facts(self_signed("new.example", subject="old.example").der, server_name="old.example").name_matches is False


def test_addresses_match_as_addresses() -> None:
    der = self_signed("::1", "10.0.0.1", subject="x").der
    assert leaf_facts(der, server_name="0:0::1").name_matches is True
    assert leaf_facts(der, server_name="10.0.0.2").name_matches is False
    assert leaf_facts(der, server_name=None).name_matches is None


def test_facts_by_our_own_clock() -> None:
    der = Authority().issue("a.example").der
    later = leaf_facts(der, server_name="a.example", now=datetime(2200, 1, 1, tzinfo=UTC))
    assert (later.expired, later.not_yet_valid) == (True, False)
    earlier = leaf_facts(der, server_name="a.example", now=datetime(2000, 1, 1, tzinfo=UTC))
    assert (earlier.expired, earlier.not_yet_valid) == (False, True)


def test_many_names_are_cut() -> None:
    facts = certificate_facts(self_signed(*(f"host{number}.example" for number in range(500))).der)
    assert len(facts.names) == 100


def test_a_long_subject_is_cut() -> None:
    # 64 characters is what X.520 allows; they are shown whole.
    facts = certificate_facts(self_signed("a.example", subject="x" * 64).der)
    assert facts.subject == "CN=" + "x" * 64


@given(st.binary(max_size=300))
def test_garbage_never_raises(der: bytes) -> None:
    facts = certificate_facts(der)
    assert len(facts.fingerprint_sha256) == 64
    leaf_facts(der, server_name="a.example")


_GOOD = self_signed("a.example", subject="somebody").der


@given(st.integers(0, len(_GOOD) - 1), st.binary(min_size=1, max_size=8), st.integers(0, 40))
def test_damaged_certificates_never_raise(at: int, patch: bytes, cut: int) -> None:
    damaged = (_GOOD[:at] + patch + _GOOD[at + len(patch) :])[: len(_GOOD) - cut]
    facts = certificate_facts(damaged)
    for text in (facts.subject, facts.issuer, facts.key, *facts.names):
        assert text.isprintable()
    leaf_facts(damaged, server_name="a.example")
    leaf_facts(damaged, server_name="127.0.0.1")


def test_a_long_chain_is_cut() -> None:
    assert len(chain_facts((_GOOD,) * 50)) == 16


def three(number: int) -> bytes:
    return number.to_bytes(3)


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=6))
def test_certificate_messages_read_back(chain: list[bytes]) -> None:
    listed = b"".join(three(len(found)) + found for found in chain)
    assert certificates_in(three(len(listed)) + listed, tls_1_3=False) == tuple(chain)
    listed = b"".join(three(len(found)) + found + b"\x00\x03abc" for found in chain)
    assert certificates_in(b"\x02cc" + three(len(listed)) + listed, tls_1_3=True) == tuple(chain)


@given(st.binary(max_size=200), st.booleans())
def test_broken_certificate_messages_never_raise(body: bytes, tls_1_3: bool) -> None:
    found = certificates_in(body, tls_1_3=tls_1_3)
    assert sum(map(len, found)) <= len(body)


def test_alert_names() -> None:
    assert alert_name(116) == "certificate_required"
    assert alert_name(120) == "no_application_protocol"
    assert alert_name(255) == "alert_255"
    assert alert_of_reason("TLSV13_ALERT_CERTIFICATE_REQUIRED") == "certificate_required"
    assert alert_of_reason("WRONG_VERSION_NUMBER") is None
    assert alert_of_reason(None) is None
