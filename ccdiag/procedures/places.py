"""What is put in the braces of the texts of a procedure: what was answered, what is owed, and what the case says."""

import re

from ccdiag.model.message import Message, MessageValue, message
from ccdiag.model.procedure import Procedures
from ccdiag.model.procedure_progress import Progress

_PLACE = re.compile(r"\{([^{}]*)\}")
_NOT_KNOWN = message("(not filled in)")


def value_of(place: str, progress: Progress, book: Procedures) -> str | None:
    """Return what is known at a place: an answer before what is owed, and that before the case; None where nobody said."""
    answered = progress.answers().get(place)
    if answered is not None:
        return answered
    for obligation in progress.obligations:
        kind = book.obligations.get(obligation.kind)
        if kind is not None and kind.remembers == place and obligation.old_value:
            return obligation.old_value
    return progress.facts.get(place) or None


def filled(text: str, progress: Progress, book: Procedures) -> Message:
    """Make the message of a text, with a value for each of its places."""
    values: dict[str, MessageValue] = {}
    for place in _PLACE.findall(text):
        known = value_of(place, progress, book)
        values[place] = known if known is not None else _NOT_KNOWN
    return Message(text, values)
