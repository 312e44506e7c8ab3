"""A case as it may be kept: secrets that were typed where they do not belong are masked."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ccdiag.cases.event_codec import case_from_tree
from ccdiag.model.case import Case
from ccdiag.model.confidential import MASK, looks_like_card_number, masked


def masked_case(case: Case) -> Case:
    """Return a case without passwords, keys and card numbers; mostly the case itself, since files that hold such are refused."""
    tree = msgspec.to_builtins(case)
    hidden = _masked("", tree)
    if hidden == tree:
        return case
    # What was masked may not fit its place any more, such as an address: that value is left out.
    return case_from_tree(hidden)


def _masked(name: str, value: Any) -> Any:  # noqa: ANN401  # whatever JSON holds
    if isinstance(value, Mapping):
        return {key: _masked(key, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(name, inner) for inner in value]
    if isinstance(value, str) and name != "file":
        return masked(name, value)
    if isinstance(value, int) and not isinstance(value, bool) and looks_like_card_number(str(value)):
        return MASK
    return value
