import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.probes.forged import is_forged, split_forged

NOWHERE = ["0.0.0.0", "0.1.2.3", "255.255.255.255", "224.0.0.1", "239.1.1.1", "240.0.0.1", "::", "ff02::1", "100::1", "::ffff:0.0.0.0"]
PRIVATE = [
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.16.102",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "169.254.1.1",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fd00::1",
    "fec0::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
]
PUBLIC = [
    "193.173.53.101",
    "9.255.255.255",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "198.18.0.1",
    "2001:db8::1",
    "2a05:d014::1",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", NOWHERE)
def test_where_nobody_can_be_is_always_forged(address: str) -> None:
    assert is_forged(address, private_answers="forged")
    assert is_forged(address, private_answers="allowed")


@pytest.mark.parametrize("address", PRIVATE)
def test_private_is_forged_unless_it_is_meant(address: str) -> None:
    assert is_forged(address, private_answers="forged")
    assert not is_forged(address, private_answers="allowed")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_and_documentation_addresses_are_not_forged(address: str) -> None:
    assert not is_forged(address, private_answers="forged")


def test_splitting_keeps_the_order() -> None:
    given_addresses = ["192.0.2.2", "10.0.0.1", "192.0.2.1", "0.0.0.0"]
    assert split_forged(given_addresses, private_answers="forged") == (("192.0.2.2", "192.0.2.1"), ("10.0.0.1", "0.0.0.0"))
    assert split_forged(given_addresses, private_answers="allowed") == (("192.0.2.2", "10.0.0.1", "192.0.2.1"), ("0.0.0.0",))


@given(address=st.ip_addresses())
def test_what_is_forged_when_private_is_allowed_is_forged_when_it_is_not(address: object) -> None:
    if is_forged(str(address), private_answers="allowed"):
        assert is_forged(str(address), private_answers="forged")
