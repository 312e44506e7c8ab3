"""Whatever is in a file, it opens or it is refused with a word; more of it: `python -m tests.cases.bundle_mutants SECONDS`."""

import json
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ccdiag.cases.bundle import BundleError, read_bundle_bytes
from tests.cases.bundle_mutants import mutant, opens
from tests.cases.made_bundles import Tree, parts, real_bundle, sealed_with


def test_the_file_itself_opens() -> None:
    assert opens(real_bundle())


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_or_forged_file_opens_or_is_refused(seed: int) -> None:
    opens(mutant(Random(seed)))


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=300))
@example(b"")
@example(b"PK\3\4" + b"\0" * 100 + b"PK\5\6" + b"\0" * 18)
def test_any_bytes_are_refused(content: bytes) -> None:
    try:
        read_bundle_bytes(content)
    except BundleError:
        return
    raise AssertionError


@settings(max_examples=60, deadline=None)
@given(
    document=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["schema", "id", "runs", "case", "checks"]), inner),
        max_leaves=20,
    ),
    part=st.sampled_from(sorted(parts())),
)
def test_any_document_in_place_of_a_part(document: Tree, part: str) -> None:
    opens(sealed_with(part, json.dumps(document).encode()))
