"""The contract's `ccdiag.lint/1`: what a lint tells, for other programs."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from ccdiag.model.case import Generation
from ccdiag.model.cause import Certainty
from ccdiag.model.message import Message
from ccdiag.model.verdict import Basis
from ccdiag.settings_check.document import DocumentFormat, DocumentKind, SettingsDocument, UnusableDocument
from ccdiag.settings_check.lint_report import FindingSeverity, LintFinding, LintReport, LintVerdict, RowState
from ccdiag.settings_check.unreadable import Unreadable

Render = Callable[[Message], str]


class LintFileDocument(Struct, kw_only=True):
    """One file."""

    name: str
    kind: DocumentKind | None
    """None where the file cannot be used."""
    format: DocumentFormat | None
    encoding: str | None
    settings: int
    """How many were read, known or not."""
    problem: Unreadable | None
    reason: str | None
    location: str | None


class LintFindingDocument(Struct, kw_only=True):
    """One thing that was found."""

    id: str
    severity: FindingSeverity
    certainty: Certainty
    basis: Basis
    file: str
    setting: str | None
    location: str | None
    line: int | None
    column: int | None
    found: str | None
    needed_1_0: str | None
    needed_2_0: str | None
    title: str
    why: str
    remedy: str
    correction: str | None


class FoundValueDocument(Struct, kw_only=True):
    """One value that is there."""

    value: str
    file: str
    location: str
    line: int | None


class ComparisonRowDocument(Struct, kw_only=True):
    """One row of the table 1.0 / 2.0 / found."""

    part: Literal["webkassa", "tms"]
    parameter: str
    needed_1_0: str
    needed_2_0: str
    found: list[FoundValueDocument]
    state: RowState


class LintDocument(Struct, kw_only=True):
    """The whole lint."""

    schema: Literal["ccdiag.lint/1"]
    simulation: bool
    version: str
    environment: str
    generation: Generation | None
    generation_basis: Basis
    verdict: LintVerdict
    files: list[LintFileDocument]
    findings: list[LintFindingDocument]
    comparison: list[ComparisonRowDocument]


def lint_document(report: LintReport, *, environment: str, simulation: bool, version: str, render: Render) -> LintDocument:
    """Write down what was found, with its texts in the reader's language."""
    return LintDocument(
        schema="ccdiag.lint/1",
        simulation=simulation,
        version=version,
        environment=environment,
        generation=report.generation,
        generation_basis=report.generation_basis,
        verdict=report.verdict,
        files=[_file(document, render) for document in report.documents],
        findings=[_finding(finding, render) for finding in report.findings],
        comparison=[
            ComparisonRowDocument(
                part=row.part,
                parameter=row.parameter,
                needed_1_0=render(row.needed_1_0),
                needed_2_0=render(row.needed_2_0),
                found=[
                    FoundValueDocument(value=value.value, file=value.file, location=value.location, line=value.line) for value in row.found
                ],
                state=row.state,
            )
            for row in report.comparison
        ],
    )


def _file(document: SettingsDocument | UnusableDocument, render: Render) -> LintFileDocument:
    if isinstance(document, UnusableDocument):
        return LintFileDocument(
            name=document.name,
            kind=None,
            format=None,
            encoding=None,
            settings=0,
            problem=document.problem,
            reason=render(document.said),
            location=document.location,
        )
    return LintFileDocument(
        name=document.name,
        kind=document.kind,
        format=document.format,
        encoding=document.encoding,
        settings=len(document.settings),
        problem=None,
        reason=None,
        location=None,
    )


def _finding(finding: LintFinding, render: Render) -> LintFindingDocument:
    return LintFindingDocument(
        id=finding.id,
        severity=finding.severity,
        certainty=finding.certainty,
        basis=finding.basis,
        file=finding.file,
        setting=finding.setting,
        location=finding.location,
        line=finding.line,
        column=finding.column,
        found=finding.found,
        needed_1_0=render(finding.needed_1_0) if finding.needed_1_0 else None,
        needed_2_0=render(finding.needed_2_0) if finding.needed_2_0 else None,
        title=render(finding.title),
        why=render(finding.why),
        remedy=render(finding.remedy),
        correction=finding.correction,
    )
