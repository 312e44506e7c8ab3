"""A compiled catalogue as a table, for whoever looks at the catalogue itself and not for one of its texts."""

import struct
from pathlib import Path
from typing import Final

_HEADER: Final = struct.Struct("<7I")
"""As `msgfmt` writes it: magic, revision, number of texts, where the two tables stand, hashing."""
_ENTRY: Final = struct.Struct("<2I")
_MAGIC: Final = 0x950412DE


def read_catalogue(file: Path) -> dict[str, str]:
    """Return each text with its translation, without the header. Raises OSError, and ValueError when it is no whole catalogue."""
    content = file.read_bytes()
    try:
        magic, _, count, originals, translations, *_ = _HEADER.unpack_from(content)
        if magic != _MAGIC:
            raise ValueError(f"{file.name}: not a catalogue")
        texts = [_text(content, originals, number) for number in range(count)]
        said = [_text(content, translations, number) for number in range(count)]
    except struct.error as error:
        raise ValueError(f"{file.name}: cut short") from error
    return {text: translation for text, translation in zip(texts, said, strict=True) if text}


def _text(content: bytes, table: int, number: int) -> str:
    length, start = _ENTRY.unpack_from(content, table + number * _ENTRY.size)
    if start + length > len(content):
        raise ValueError("cut short")
    return content[start : start + length].decode("utf-8")
