"""The words that the program itself uses, in all its languages: a shop that is called by one of them cannot be told by it."""

import re
import struct
from functools import cache
from typing import Final

from ccdiag.content.root import resource_root
from ccdiag.i18n.translator import LANGUAGES

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_HEADER: Final = struct.Struct("<7I")
"""Of a gettext catalogue as `msgfmt` writes it: magic, revision, number of texts, where the two tables stand, hashing."""
_ENTRY: Final = struct.Struct("<2I")
_MAGIC: Final = 0x950412DE


@cache
def own_words() -> frozenset[str]:
    """Return every word of the texts and of their translations, in small letters."""
    words: set[str] = set()
    for language in LANGUAGES:
        catalogue = resource_root() / "locale" / language / "LC_MESSAGES" / "ccdiag.mo"
        if catalogue.exists():
            for text in _texts(catalogue.read_bytes()):
                words.update(word.casefold() for word in _WORD.findall(text))
    return frozenset(words)


def _texts(content: bytes) -> list[str]:
    magic, _, count, originals, translations, *_ = _HEADER.unpack_from(content)
    if magic != _MAGIC:
        return []
    entries = [_ENTRY.unpack_from(content, table + number * _ENTRY.size) for table in (originals, translations) for number in range(count)]
    # The first text is empty, and its translation is the catalogue's header.
    return [
        content[start : start + length].decode(errors="replace")
        for length, start in entries
        if not content[start : start + 40].startswith(b"Project-Id")
    ]
