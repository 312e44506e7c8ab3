"""What a sweep is told to ask, and what it makes of ports."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.model.sweep import Likely, PortState, SweptNetwork, likely_from


@given(st.integers(0, 2**32 - 1), st.integers(22, 32), st.integers(0, 2**32 - 1))
def test_the_size_is_the_number_of_addresses(first: int, prefix: int, laptop: int) -> None:
    network = IPv4Network((first, prefix), strict=False)
    inside = network.network_address + laptop % network.num_addresses
    swept = SweptNetwork(network=network, own_addresses=(str(inside),))
    assert swept.size == len(list(swept.addresses))


@pytest.mark.parametrize(
    ("opi", "trigger", "expected"),
    [
        ("open", None, Likely.TILL_OR_TERMINAL),
        ("open", "refused", Likely.TILL_OR_TERMINAL),
        ("open", "open", Likely.TILL_OR_TERMINAL),
        ("refused", "open", Likely.FLAT_OUTGOING),
        ("silent", "open", Likely.FLAT_OUTGOING),
        ("refused", None, Likely.UNKNOWN),
        ("silent", "silent", Likely.UNKNOWN),
        (None, None, Likely.UNKNOWN),
    ],
)
def test_what_the_ports_make_of_a_machine(opi: PortState | None, trigger: PortState | None, expected: Likely) -> None:
    assert likely_from(opi, trigger) is expected
