"""The sample files, read and judged as the program does."""

from pathlib import Path

from ccdiag.content.environments import load_environment
from ccdiag.model.case import Case, Generation
from ccdiag.settings_check.document import SettingsDocument
from ccdiag.settings_check.lint import Country, lint
from ccdiag.settings_check.lint_report import FindingSeverity, LintReport
from ccdiag.settings_check.reading import open_document, read_document

FOLDER = Path(__file__).parent / "samples"
HOST = "a15qvexk7p3bae-ats.iot.eu-central-1.amazonaws.com"


def sample(name: str) -> SettingsDocument:
    return read_document((FOLDER / name).read_bytes(), name)


def read(text: str, name: str = "pasted.txt") -> SettingsDocument:
    return read_document(text.encode(), name)


def values(document: SettingsDocument) -> dict[str, str]:
    return {setting.name: setting.value for setting in document.settings}


def linted(
    *documents: SettingsDocument, case: Case | None = None, generation: Generation | None = None, country: Country | None = None
) -> LintReport:
    return lint(documents, environment=load_environment("ccv"), case=case, generation=generation, country=country)


def linted_text(text: str, name: str = "webkassa.json", generation: Generation | None = None, case: Case | None = None) -> LintReport:
    return lint([open_document(text.encode(), name)], environment=load_environment("ccv"), case=case, generation=generation)


def told(report: LintReport, *severities: FindingSeverity) -> list[tuple[str, str | None]]:
    wanted = severities or (FindingSeverity.FAULT,)
    return [(finding.id, finding.setting) for finding in report.findings if finding.severity in wanted]
