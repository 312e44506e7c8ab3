"""The words for what a lint tells in one word."""

from typing import Final

from ccdiag.model.cause import Certainty
from ccdiag.model.message import Message, message
from ccdiag.settings_check.document import DocumentFormat, DocumentKind
from ccdiag.settings_check.lint_report import FindingSeverity, LintFinding, LintVerdict, RowState

KIND_WORDS: Final = {
    DocumentKind.WEBKASSA: message("Webkassa configuration"),
    DocumentKind.TMS: message("TMS parameters"),
    DocumentKind.BOTH: message("Webkassa configuration and TMS parameters"),
    DocumentKind.NEITHER: message("neither a Webkassa configuration nor TMS parameters"),
}
FORMAT_WORDS: Final = {
    DocumentFormat.JSON: message("JSON"),
    DocumentFormat.SCRIPT: message("JavaScript"),
    DocumentFormat.XML: message("XML"),
    DocumentFormat.INI: message("INI"),
    DocumentFormat.LINES: message("lines of text"),
    DocumentFormat.TABLE: message("table"),
    DocumentFormat.FORM: message("form data"),
    DocumentFormat.CURL: message("copied request"),
    DocumentFormat.WORKBOOK: message("workbook"),
}
SEVERITY_WORDS: Final = {
    FindingSeverity.FAULT: message("Fault"),
    FindingSeverity.UNDECIDED: message("Could not tell"),
    FindingSeverity.WARNING: message("Warning"),
    FindingSeverity.NOTE: message("Note"),
}
CERTAINTY_WORDS: Final = {
    Certainty.CERTAIN: message("certain"),
    Certainty.LIKELY: message("likely"),
    Certainty.POSSIBLE: message("possible"),
}
STATE_WORDS: Final = {
    RowState.RIGHT: message("right"),
    RowState.WRONG: message("wrong"),
    RowState.WARNING: message("warning"),
    RowState.MISSING: message("missing"),
    RowState.NOT_SEEN: message("not in the file"),
    RowState.NOT_COMPARED: message("not compared"),
    RowState.UNDECIDED: message("could not tell"),
    RowState.NOT_NEEDED: message("not needed"),
}
VERDICT_WORDS: Final = {
    LintVerdict.GOOD: message("Nothing is wrong with these settings."),
    LintVerdict.FAULT: message("These settings have faults."),
    LintVerdict.UNUSABLE: message("Not all files could be used."),
    LintVerdict.COULD_NOT_TELL: message("No fault was found, but not everything could be told."),
}


def where(finding: LintFinding) -> Message | None:
    """Say where in its file a finding stands; None for the file as a whole."""
    path = finding.location if finding.location and not finding.location.startswith("line ") else None
    if finding.line is not None and path is not None:
        return message("line {line}, column {column}: {path}", line=finding.line, column=finding.column or 1, path=path)
    if finding.line is not None:
        return message("line {line}, column {column}", line=finding.line, column=finding.column or 1)
    return message("{path}", path=path) if path is not None else None
