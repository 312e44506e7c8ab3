"""`.ccdiag` files as somebody else could make them: parts changed, and sealed again with the right hashes."""

import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

from ccdiag.cases.bundle import bundle_bytes, sealed
from ccdiag.cases.case_documents import documents_of
from tests.cases.lab_cases import another, lab_run, saved_case

Tree = dict[str, Any]
"""A document as JSON holds it."""


@cache
def real_bundle() -> bytes:
    """Return a file with two runs of the laboratory."""
    run = lab_run("tls.intercepted")
    return bundle_bytes(documents_of(saved_case(run, another(run))))


@cache
def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(real_bundle())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def parts() -> dict[str, bytes]:
    """Return the parts of the real file, without its manifest."""
    return {name: content for name, content in _parts().items() if name != "manifest.json"}


def with_document(part: str, change: Callable[[Tree], object], version: str = "0.1.0") -> bytes:
    """Return the real file with one document changed, and all hashes right."""
    changed = parts()
    document = json.loads(changed[part])
    change(document)
    return sealed({**changed, part: json.dumps(document).encode()}, version)


def sealed_with(part: str, content: bytes) -> bytes:
    """Return the real file with one part replaced, and all hashes right."""
    return sealed({**parts(), part: content}, "0.1.0")
