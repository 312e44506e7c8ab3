"""The answer to "is there a newer version?" as other programs see it."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from ccdiag.app.newer_version import Outcome, VersionCheck
from ccdiag.app.newer_version_reason import Reason
from ccdiag.app.newer_version_words import told
from ccdiag.i18n.translator import Translator


class NewestDocument(Struct, kw_only=True):
    """What the signed file says."""

    version: str
    released: date
    valid_until: date
    minimum: str | None
    place: str
    size: int
    sha256: str
    notes: str
    notes_url: str | None


class NewerDocument(Struct, kw_only=True):
    """`ccdiag.newer/1`."""

    schema: Literal["ccdiag.newer/1"]
    simulation: bool
    version: str
    outcome: Outcome
    reason: Reason | None
    text: str
    looked_at: str
    checked_at: datetime
    no_longer_to_be_used: bool
    newest: NewestDocument | None


def newer_document(check: VersionCheck, render: Translator) -> NewerDocument:
    """Write the answer down."""
    newest, said = check.newest, told(check)
    return NewerDocument(
        schema="ccdiag.newer/1",
        # It is asked of whoever manages this laptop, never of the lab.
        simulation=False,
        version=check.installed,
        outcome=check.outcome,
        reason=check.reason,
        text=" ".join(render(part) for part in (said.headline, *said.texts)),
        looked_at=check.looked_at,
        checked_at=check.checked_at,
        no_longer_to_be_used=check.no_longer_to_be_used,
        newest=None
        if newest is None
        else NewestDocument(
            version=newest.version,
            released=newest.released,
            valid_until=newest.valid_until,
            minimum=newest.minimum,
            place=check.place,
            size=newest.setup.size,
            sha256=newest.setup.sha256,
            notes=newest.notes_in(render.language),
            notes_url=newest.notes_url,
        ),
    )
