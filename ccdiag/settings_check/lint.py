"""Judging settings files together: what is wrong, where, why, and what it must be. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from msgspec.structs import replace

from ccdiag.model.case import Case, Generation
from ccdiag.model.environment import Environment
from ccdiag.model.verdict import Basis
from ccdiag.settings_check.comparison import comparison_of
from ccdiag.settings_check.document import DocumentKind, SettingsDocument, UnusableDocument
from ccdiag.settings_check.findings import Ground, findings_of
from ccdiag.settings_check.judged import Judge, named
from ccdiag.settings_check.lint_report import FindingSeverity, LintFinding, LintReport, LintVerdict
from ccdiag.settings_check.names import webkassa_name
from ccdiag.settings_check.needs import needs
from ccdiag.settings_check.notices import notices_of
from ccdiag.settings_check.setting import Setting
from ccdiag.settings_check.terminals import terminals_of
from ccdiag.settings_check.tms import wants_cloud_kick
from ccdiag.settings_check.together import together
from ccdiag.settings_check.webkassa import kick_of

Country = Literal["nl", "be"]
_SYSTEM_OF: Final[dict[Country, str]] = {"nl": "GrundmasterNL", "be": "GrundmasterBE"}
_ORDER: Final = {severity: place for place, severity in enumerate(FindingSeverity)}
_MOST_FINDINGS: Final = 2_000
"""A list of thousands of terminals may be wrong in each; nobody reads more."""


def lint(
    documents: Sequence[SettingsDocument | UnusableDocument],
    *,
    environment: Environment,
    case: Case | None = None,
    generation: Generation | None = None,
    country: Country | None = None,
) -> LintReport:
    """Judge documents that belong to one shop; what the case does not know is not compared.

    `generation` and `country` override the case. Without a stated generation it is inferred from the documents, where they tell.
    """
    case = _case_with(case or Case(), generation, country)
    usable = [document for document in documents if isinstance(document, SettingsDocument)]
    stated: Generation | None = "1.0" if case.generation == "1.0" else "2.0" if case.generation == "2.0" else None
    meant = stated or _inferred(usable)
    judge = Judge(case, environment, cloud=_cloud(usable))
    all_needs = needs(case, environment)
    ground = Ground(case, meant, stated is not None, {(need.part, need.parameter): need for need in all_needs})
    found: list[LintFinding] = []
    judged: set[str] = set()
    for document in usable:
        found += notices_of(document, ground)
        one = judge.judge(document)
        judged |= one.parameters
        found += findings_of(one, ground)
    found += together(usable)
    ordered = sorted(found[:_MOST_FINDINGS], key=lambda finding: _ORDER[finding.severity])
    return LintReport(
        documents=tuple(documents),
        generation=meant,
        generation_basis=Basis.STATED if stated is not None else Basis.INFERRED,
        findings=tuple(ordered),
        comparison=comparison_of(usable, ordered, all_needs, meant, judged),
        verdict=_verdict(documents, ordered),
    )


def _case_with(case: Case, generation: Generation | None, country: Country | None) -> Case:
    if generation is not None:
        case = replace(case, generation=generation)
    if country is not None:
        case = replace(case, terminal=replace(case.terminal, system=_SYSTEM_OF[country]))
    return case


def _cloud(documents: Iterable[SettingsDocument]) -> bool | None:
    """Say whether MQT is on for the terminals that these documents are about; None where they do not tell, or differ."""
    kicks = {wants_cloud_kick(group) for document in documents if document.kind is not DocumentKind.WEBKASSA for group in _groups(document)}
    return kicks.pop() if len(kicks) == 1 else None


def _groups(document: SettingsDocument) -> Iterator[Sequence[Setting]]:
    yield from terminals_of(named(document.settings))


def _inferred(documents: Sequence[SettingsDocument]) -> Generation | None:
    """Say which generation all documents suggest; None where they differ or say nothing."""
    suggested: set[Generation] = set()
    for document in documents:
        for setting in named(document.settings):
            if webkassa_name(setting.name) == "managementSystemId" and (kick := kick_of((setting.cleaned or setting.value).strip())):
                suggested.add(kick)
    if _cloud(documents) is True:
        suggested.add("2.0")
    return suggested.pop() if len(suggested) == 1 else None


def _verdict(documents: Sequence[SettingsDocument | UnusableDocument], findings: Sequence[LintFinding]) -> LintVerdict:
    if not documents or any(isinstance(document, UnusableDocument) or document.kind is DocumentKind.NEITHER for document in documents):
        return LintVerdict.UNUSABLE
    severities = {finding.severity for finding in findings}
    if FindingSeverity.FAULT in severities:
        return LintVerdict.FAULT
    return LintVerdict.COULD_NOT_TELL if FindingSeverity.UNDECIDED in severities else LintVerdict.GOOD
