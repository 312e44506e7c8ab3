"""Where a personal value stands, in words."""

import re
from typing import Final

from ccdiag.cases.redaction_tree import Place
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable

_PART: Final = re.compile(r"(?P<folder>runs|procedures)/(?P<number>\d+)\.(?P<events>events\.jsonl|json)")
_LONGEST_FIELD: Final = 60


def place_message(place: Place) -> Message:
    """Say where something stands: `run 2: local_address`."""
    known = place.around not in {"", "facts", "case", "checks", "observations"}
    field = printable(f"{place.around}.{place.field}" if known else place.field, most=_LONGEST_FIELD)
    if place.path[:1] == ("notes",) and len(place.path) > 1:
        return message("note {number}", number=int(place.path[1]) + 1)
    if place.path[:1] == ("answers",):
        return message("answers")
    found = _PART.fullmatch(place.part)
    if found is None:
        return message("case: {field}", field=field)
    number = int(found["number"])
    if found["folder"] == "procedures":
        return message("procedure {number}: {field}", number=number, field=field)
    if found["events"] == "json":
        return message("run {number}: {field}", number=number, field=field)
    return message("events of run {number}: {field}", number=number, field=field)
