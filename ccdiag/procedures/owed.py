"""What is owed, in words."""

from ccdiag.content.procedures import load_procedures
from ccdiag.model.message import Message, message
from ccdiag.model.procedure import Procedures
from ccdiag.model.procedure_progress import Obligation

_NOT_KNOWN = message("(not filled in)")


def title_of_obligation(obligation: Obligation, book: Procedures | None = None) -> Message:
    """Say what is owed; as possible, as long as nobody said that it is so."""
    kind = (book or load_procedures()).obligations[obligation.kind]
    return _filled(kind.title if obligation.certain else kind.possible, obligation, kind.remembers)


def consequence_of(obligation: Obligation, book: Procedures | None = None) -> Message:
    """Say what follows as long as it is owed."""
    kind = (book or load_procedures()).obligations[obligation.kind]
    return _filled(kind.consequence, obligation, kind.remembers)


def _filled(text: str, obligation: Obligation, remembered: str | None) -> Message:
    return Message(text, {remembered: obligation.old_value or _NOT_KNOWN} if remembered is not None else {})
