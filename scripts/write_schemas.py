"""Write the JSON Schemas of the documents from the structures that the program encodes, so that neither can drift from the other."""

import json
from pathlib import Path

import msgspec

from ccdiag.adminlight.document import ScreensDocument
from ccdiag.app.installation_document import SelfTestDocument
from ccdiag.app.newer_version_document import NewerDocument
from ccdiag.cases.case_document import CaseDocument
from ccdiag.cases.redaction import RedactionDocument
from ccdiag.model.document import RunDocument
from ccdiag.model.sweep import SweepDocument
from ccdiag.procedures.document import GuideDocument
from ccdiag.settings_check.fleet_document import FleetDocument
from ccdiag.settings_check.lint_document import LintDocument

DOCUMENTS = {
    "case": CaseDocument,
    "fleet": FleetDocument,
    "guide": GuideDocument,
    "lint": LintDocument,
    "newer": NewerDocument,
    "redaction": RedactionDocument,
    "run": RunDocument,
    "screens": ScreensDocument,
    "self-test": SelfTestDocument,
    "sweep": SweepDocument,
}


def schema_text(name: str) -> str:
    """Return the schema of one document, as it is stored."""
    schema = msgspec.json.schema(DOCUMENTS[name])
    described = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"ccdiag.{name}/1", **schema}
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    folder = Path(__file__).resolve().parents[1] / "resources" / "schema"
    for document in DOCUMENTS:
        (folder / f"{document}.json").write_text(schema_text(document), encoding="utf-8")
