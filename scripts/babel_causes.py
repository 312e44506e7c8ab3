"""Tells Babel which texts of the cause files are shown to people."""

import tomllib
from collections.abc import Iterator
from typing import IO

SHOWN = ("title", "meaning", "remedy")


def extract(
    source: IO[bytes],
    _keywords: object,
    _comment_tags: object,
    options: object,  # noqa: ARG001  # Babel passes it by this name
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yield the texts as Babel wants them: line, function, text, comments."""
    for cause in tomllib.load(source).get("cause", ()):
        for key in SHOWN:
            said = cause.get(key, ())
            for text in [said] if isinstance(said, str) else said:
                yield 0, "", text, [cause["id"]]
