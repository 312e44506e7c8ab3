"""What a lint of settings files tells."""

from enum import StrEnum

from msgspec import Struct

from ccdiag.model.case import Generation
from ccdiag.model.cause import Certainty
from ccdiag.model.message import Message
from ccdiag.model.verdict import Basis
from ccdiag.settings_check.document import SettingsDocument, UnusableDocument
from ccdiag.settings_check.needs import Part


class FindingSeverity(StrEnum):
    """What a finding means for the shop."""

    FAULT = "fault"
    """With this the shop cannot pay by the generation that is meant."""
    UNDECIDED = "undecided"
    """It cannot be told from here whether this is right."""
    WARNING = "warning"
    NOTE = "note"


class RowState(StrEnum):
    """How a parameter stands."""

    RIGHT = "right"
    WRONG = "wrong"
    WARNING = "warning"
    MISSING = "missing"
    """Needed, and not in a document that is complete."""
    NOT_SEEN = "not_seen"
    """Needed, and not in a document that may be a part."""
    NOT_COMPARED = "not_compared"
    """It is there, and there is nothing to hold it against: nobody said what the terminal's own is, or MQT is off."""
    UNDECIDED = "undecided"
    NOT_NEEDED = "not_needed"


class LintVerdict(StrEnum):
    """The conclusion over all documents."""

    GOOD = "good"
    """No fault; there may be warnings and notes."""
    FAULT = "fault"
    UNUSABLE = "unusable"
    """A file of several, or the only one, gives no settings."""
    COULD_NOT_TELL = "could_not_tell"


class LintFinding(Struct, frozen=True, kw_only=True):
    """One thing that was found in a document."""

    id: str
    """A cause id where there is one (`webkassa.system_is_1_0`), else `value.…`, `name.…`, `document.…` or `together.…`."""
    severity: FindingSeverity
    certainty: Certainty = Certainty.CERTAIN
    basis: Basis = Basis.MEASURED
    file: str
    """The document's name."""
    setting: str | None = None
    """The name by which the vendor knows it; none: the document as a whole."""
    location: str | None = None
    """A key path, a line, a cell or an element's path."""
    line: int | None = None
    column: int | None = None
    found: str | None = None
    """What is there, fit to be shown."""
    needed_1_0: Message | None = None
    needed_2_0: Message | None = None
    title: Message
    """What is wrong, in a sentence."""
    why: Message
    remedy: Message
    correction: str | None = None
    """What it must be, where that is certain."""


class FoundValue(Struct, frozen=True, kw_only=True):
    """One value of a parameter, and where it stands."""

    value: str
    file: str
    location: str
    line: int | None = None


class ComparisonRow(Struct, frozen=True, kw_only=True):
    """One parameter: what 1.0 and 2.0 need, and what is there."""

    part: Part
    parameter: str
    needed_1_0: Message
    needed_2_0: Message
    found: tuple[FoundValue, ...] = ()
    state: RowState


class LintReport(Struct, frozen=True, kw_only=True):
    """All documents that were judged together."""

    documents: tuple[SettingsDocument | UnusableDocument, ...]
    generation: Generation | None
    """The one that was judged for; none: the documents did not tell."""
    generation_basis: Basis
    """Stated, or inferred from the documents."""
    findings: tuple[LintFinding, ...]
    """The gravest first, then in the order of the documents."""
    comparison: tuple[ComparisonRow, ...]
    verdict: LintVerdict

    def of(self, severity: FindingSeverity) -> tuple[LintFinding, ...]:
        """Return the findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity is severity)
