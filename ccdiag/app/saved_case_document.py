"""The document of `ccdiag show --json`: a saved case, with its runs as they are judged today."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ccdiag import __version__
from ccdiag.app.saved_cases import Change, ChangeKind, JudgedAgain
from ccdiag.cases.bundle import OpenedCase
from ccdiag.cases.case_document import CauseChangeDocument, CheckChangeDocument, JudgedThenDocument
from ccdiag.cases.case_documents import documents_of
from ccdiag.model.cause import Certainty
from ccdiag.model.document import Render, run_document
from ccdiag.model.run import RunState


def shown_case_document(opened: OpenedCase, judged: Mapping[int, JudgedAgain], *, render: Render) -> dict[str, Any]:
    """Write a case down with these runs, by number, judged again; what was judged is in the reader's language."""
    saved = opened.saved
    documents = documents_of(saved)
    case: dict[str, Any] = documents["case.json"]
    runs = [
        {
            **run,
            "judged": msgspec.to_builtins(run_document(again.state, version=__version__, render=render)),
            "judged_then": msgspec.to_builtins(_judged_then(saved.runs[run["number"] - 1].version, again)),
        }
        for run in case["runs"]
        if (again := judged.get(run["number"])) is not None
    ]
    procedures = [document for part, document in documents.items() if part.startswith("procedures/")]
    read_only = (opened.read_only_reason,) if opened.read_only_reason is not None else ()
    shown = {**case, "runs": runs, "procedures": procedures, "notices": [render(notice) for notice in (*read_only, *opened.notices)]}
    return shown if opened.redaction is None else {**shown, "redaction": msgspec.to_builtins(opened.redaction)}


def _judged_then(version: str, again: JudgedAgain) -> JudgedThenDocument:
    return JudgedThenDocument(
        version=version,
        verdict=again.then.verdict,
        causes=[
            CauseChangeDocument(id=id_, then=_certainty(again.then, id_), now=_certainty(again.state, id_))
            for id_ in dict.fromkeys(change.id for change in again.changes if _is_of_cause(change))
        ],
        checks=[
            CheckChangeDocument(id=check, then=before.verdict, now=now.verdict)
            for check in again.state.checks
            if check in again.changed_checks
            and (before := again.then.checks[check].result) is not None
            and (now := again.state.checks[check].result) is not None
        ],
    )


def _is_of_cause(change: Change) -> bool:
    return change.kind not in {ChangeKind.VERDICT, ChangeKind.CHECK_VERDICT}


def _certainty(state: RunState, cause: str) -> Certainty | None:
    return next((one.certainty for one in state.causes if one.id == cause), None)
