"""Loading TOML into a structure: strictly, never half, and within bounds whatever the file is."""

import codecs
import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ccdiag.content.bounded_file import FileReadError, read_bounded
from ccdiag.content.errors import ContentError
from ccdiag.content.file_problem import problem_message
from ccdiag.content.toml_bounds import beyond_bounds
from ccdiag.model.conversion import convert
from ccdiag.model.message import message
from ccdiag.model.printable import printable

T = TypeVar("T")

LARGEST_FILE = 256 * 1024
"""In bytes; the largest file that ships is a tenth of it."""


def load_toml(path: Path, kind: type[T]) -> T:
    """Load a TOML file as `kind`.

    Raises ContentError for whatever is wrong with it, naming the key.
    """
    return convert_document(parse_toml(path), kind, path)


def parse_toml(path: Path) -> dict[str, Any]:
    """Read and parse a TOML file within bounds; raises ContentError."""
    try:
        content = read_bounded(path, most=LARGEST_FILE)
    except FileReadError as error:
        raise ContentError(path, "", problem_message(error.problem, most=LARGEST_FILE)) from error
    if b"\0" in content:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise ContentError(path, "", message("is not UTF-8 text; save it with the encoding UTF-8"))
        raise ContentError(path, "", message("is not a text file"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError(path, "", message("is not UTF-8 text; save it with the encoding UTF-8")) from error
    if broken := beyond_bounds(text):
        raise ContentError(path, "", broken)
    try:
        return tomllib.loads(text)
    # Beside its own error tomllib lets through those of int() and datetime(), all ValueError.
    except (ValueError, RecursionError, OverflowError) as error:
        raise _syntax_error(path, error) from error


def convert_document(document: dict[str, Any], kind: type[T], path: Path) -> T:
    """Turn a parsed document into `kind`; raises ContentError that names `path` and the key."""
    try:
        return convert(document, kind)
    except (msgspec.ValidationError, ValueError, OverflowError, RecursionError) as error:
        from ccdiag.content.mismatch import find_mismatch

        mismatch = find_mismatch(document, kind)
        if mismatch is not None:
            raise ContentError(path, mismatch.key_path, mismatch.expected) from error
        # Not met so far: the library's own words are better than none.
        raise ContentError(path, "", message("does not fit: {detail}", detail=printable(str(error)))) from error


def _syntax_error(path: Path, error: Exception) -> ContentError:
    detail = printable(str(error))
    # The position is given in the text only (an attribute from Python 3.14 on).
    if position := re.search(r" \(at (line \d+, column \d+)\)$", detail):
        return ContentError(path, position[1], message("is not valid TOML: {detail}", detail=detail[: position.start()]))
    return ContentError(path, "", message("is not valid TOML: {detail}", detail=detail))
