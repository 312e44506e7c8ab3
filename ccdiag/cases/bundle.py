"""A case as one file to mail or attach, `.ccdiag`: written whole or not at all, and read whatever the file is."""

import hmac
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from ccdiag.cases.bounded_json import JsonDecoding, JsonError
from ccdiag.cases.bundle_zip import LARGEST_CONTENT, LARGEST_FILE, LARGEST_PART, MOST_PARTS, ZipError, pack, unpack
from ccdiag.cases.case_documents import CaseDocuments
from ccdiag.cases.case_reading import CaseReadingError, read_case
from ccdiag.cases.clean_document import DocumentBoundsError, DocumentCleaning
from ccdiag.cases.redaction import RedactionDocument
from ccdiag.cases.redaction_kinds import PersonalKind
from ccdiag.content.bounded_file import FileReadError, read_bounded
from ccdiag.content.durable_file import write_durably
from ccdiag.content.file_problem import problem_message
from ccdiag.model.conversion import convert
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.saved_case import SavedCase

MANIFEST_SCHEMA: Final = "ccdiag.bundle/1"
MANIFEST: Final = "manifest.json"
REDACTION: Final = "redaction.json"
_NAME: Final = re.compile(
    r"manifest\.json|case\.json|redaction\.json|(?:runs|procedures)/[1-9][0-9]{0,3}\.json|runs/[1-9][0-9]{0,3}\.events\.jsonl"
)
_SCHEMA: Final = re.compile(r"ccdiag\.bundle/([1-9][0-9]{0,3})", re.ASCII)
_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MOST_EVENTS: Final = 5_000
"""Of one run; a usual one has 120."""
_LONGEST_VERSION: Final = 40
_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,40}", re.ASCII)


class BundleError(Exception):
    """A file that cannot be read or written as a `.ccdiag`, and why."""

    def __init__(self, told: Message) -> None:
        super().__init__(told)
        self.told = told

    def __str__(self) -> str:
        return self.told.english()


class Manifest(Struct, frozen=True, kw_only=True):
    """What a file holds, first in it."""

    schema: str
    version: str
    """Of the program that wrote it."""
    parts: dict[str, str]
    """The SHA-256 of each other part, by its name."""


class OpenedCase(Struct, frozen=True, kw_only=True):
    """A case that came with a file."""

    saved: SavedCase
    version: str
    """Of the program that wrote it."""
    notices: tuple[Message, ...] = ()
    """What the reader has to be told."""
    read_only_reason: Message | None = None
    """Why nothing may be written back into it: a newer version wrote it, and what this one does not know would be lost."""
    redaction: RedactionDocument | None = None
    """What was replaced before it was written; None where nothing is told of it."""


def write_bundle(path: Path, documents: CaseDocuments, redaction: RedactionDocument | None = None) -> None:
    """Write a case into a file, replacing one that is there whole. Raises BundleError, with the old file as it was."""
    content = bundle_bytes(documents, redaction)
    if path.exists() and not path.is_file():
        # What is put in its place would be gone: a folder, a pipe, a device such as /dev/null.
        raise BundleError(message("{file} is no ordinary file", file=path.name))
    try:
        write_durably(path, content)
    except OSError as error:
        raise BundleError(message("{file} cannot be written: {problem}", file=path.name, problem=error.strerror or "")) from error


def bundle_bytes(documents: CaseDocuments, redaction: RedactionDocument | None = None) -> bytes:
    """Return the file of a case; the same case gives the same bytes. Raises BundleError where it would become too large."""
    # Without one nothing was replaced, and the file says so.
    trees: dict[str, Any] = {**documents, REDACTION: msgspec.to_builtins(redaction or RedactionDocument(schema="ccdiag.redaction/1"))}
    cleaning = DocumentCleaning()
    try:
        # Secrets are masked where they are met; whatever came by another way is masked here.
        contents = {name: _encoded(cleaning.clean(tree)) for name, tree in trees.items()}
    except DocumentBoundsError as error:
        raise BundleError(_too_much()) from error
    if len(contents) >= MOST_PARTS or sum(map(len, contents.values())) > LARGEST_CONTENT or max(map(len, contents.values())) > LARGEST_PART:
        raise BundleError(_too_much())
    packed = sealed(contents, str(trees["case.json"]["version"]))
    if len(packed) > LARGEST_FILE:
        raise BundleError(_too_much())
    return packed


def sealed(contents: Mapping[str, bytes], version: str) -> bytes:
    """Return the zip of these parts with their manifest."""
    manifest = Manifest(schema=MANIFEST_SCHEMA, version=version, parts={name: sha256(part).hexdigest() for name, part in contents.items()})
    return pack({MANIFEST: _encoded(manifest), **contents})


def read_bundle(path: Path) -> OpenedCase:
    """Read a case from a file; nothing is unpacked to the disk. Raises BundleError for whatever is wrong with it."""
    try:
        content = read_bounded(path, most=LARGEST_FILE)
    except FileReadError as error:
        raise BundleError(problem_message(error.problem, most=LARGEST_FILE)) from error
    return read_bundle_bytes(content)


def read_bundle_bytes(content: bytes) -> OpenedCase:
    """Read a case from the bytes of a file. Raises BundleError for whatever is wrong with them."""
    try:
        parts = unpack(content, expected=lambda name: _NAME.fullmatch(name) is not None)
    except ZipError as error:
        raise BundleError(error.reason) from error
    manifest = _manifest(parts)
    documents: dict[str, Any] = {}
    decoding, cleaning = JsonDecoding(), DocumentCleaning()
    for name in list(parts):
        # What was decoded is let go at once: text and tree of everything side by side would double what it takes.
        documents[name] = _decoded(name, parts.pop(name), decoding, cleaning)
    try:
        redaction = _redaction(documents.pop(REDACTION, None))
        read = read_case(documents)
    except CaseReadingError as error:
        if error.newer or _is_newer(manifest.version):
            raise BundleError(_written_by_newer(manifest.version)) from error
        raise BundleError(message("its part {name} does not hold what it should", name=error.part)) from error
    return OpenedCase(
        saved=read.saved,
        version=manifest.version,
        notices=read.notices,
        read_only_reason=message(
            "A newer version ({version}) wrote this file; what this one knows of it is shown.", version=manifest.version
        )
        if read.newer
        else None,
        redaction=redaction,
    )


def _redaction(tree: object) -> RedactionDocument | None:
    if tree is None:
        return None
    if not isinstance(tree, dict):
        raise CaseReadingError(REDACTION, newer=False)
    try:
        return convert({**tree, **{name: _known_kinds(tree.get(name, [])) for name in ("replaced", "kept")}}, RedactionDocument)
    except msgspec.ValidationError as error:
        raise CaseReadingError(REDACTION, newer=False) from error


def _known_kinds(entries: object) -> object:
    """Leave out kinds of personal data that only a newer version tells apart."""
    if not isinstance(entries, list):
        return entries
    known = set(PersonalKind)
    return [one for one in entries if not (isinstance(one, dict) and isinstance(kind := one.get("kind"), str) and kind not in known)]


def _manifest(parts: dict[str, bytes]) -> Manifest:
    """Take the manifest out of the parts, and hold the others against it."""
    if MANIFEST not in parts or "case.json" not in parts:
        raise BundleError(message("it is no .ccdiag file"))
    try:
        # Not cleaned: digits of a hash may look like a card number.
        tree = JsonDecoding().document(parts.pop(MANIFEST))
    except JsonError as error:
        raise BundleError(_damaged(MANIFEST)) from error
    schema = _SCHEMA.fullmatch(str(tree.get("schema"))) if isinstance(tree, dict) else None
    if schema is None:
        raise BundleError(message("it is no .ccdiag file"))
    if schema[1] != "1":
        raise BundleError(_written_by_newer(printable(str(tree.get("version")), most=_LONGEST_VERSION)))
    try:
        manifest = convert(tree, Manifest)
    except msgspec.ValidationError as error:
        raise BundleError(_damaged(MANIFEST)) from error
    if not _VERSION.fullmatch(manifest.version):
        raise BundleError(_damaged(MANIFEST))
    if missing := sorted(set(manifest.parts) - set(parts)):
        raise BundleError(message("its part {name} is missing", name=printable(missing[0], most=_LONGEST_VERSION)))
    for name, part in parts.items():
        told = manifest.parts.get(name, "")
        if not _SHA256.fullmatch(told) or not hmac.compare_digest(told, sha256(part).hexdigest()):
            raise BundleError(message("its part {name} is not the one that was written; have it sent again", name=name))
    return manifest


def _decoded(name: str, content: bytes, decoding: JsonDecoding, cleaning: DocumentCleaning) -> Any:  # noqa: ANN401  # whatever the part holds
    try:
        tree = decoding.lines(content, most=_MOST_EVENTS) if name.endswith(".jsonl") else decoding.document(content)
        return cleaning.clean(tree)
    except (JsonError, DocumentBoundsError) as error:
        raise BundleError(_damaged(name)) from error


def _too_much() -> Message:
    return message("the case holds more than such a file can take")


def _damaged(name: str) -> Message:
    return message("its part {name} cannot be read, or holds more than it could", name=name)


def _written_by_newer(version: str) -> Message:
    return message("a newer version of the program ({version}) wrote it; install that one to open it", version=version)


def _is_newer(version: str) -> bool:
    from ccdiag import __version__

    return _numbers(version) > _numbers(__version__)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]{1,6}", version)[:3])


def _encoded(document: object) -> bytes:
    """Encode as people can read it; of events one a line."""
    if isinstance(document, list):
        return b"".join(msgspec.json.encode(line) + b"\n" for line in document)
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"
