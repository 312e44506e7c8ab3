"""Documents that may come from anywhere, made safe to show: texts without what steers a terminal, secrets masked, numbers bounded."""

import re
from typing import Any, Final

from ccdiag.cases.redaction_secrets import masked_text
from ccdiag.model.printable import printable

LONGEST_TEXT: Final = 4_000
"""Of one text, in characters; the longest that the program writes, a remedy with its values, has some hundred."""
LARGEST_WHOLE: Final = 2**53
"""Beyond it other programs lose digits."""
LARGEST_FRACTION: Final = 1e10
"""Seconds of three hundred years: what is added to a date stays one."""
_MOST_ESCAPED: Final = 200_000
"""Characters of texts that hold something to escape, in one file: looking at each takes time, and a file of ours has few."""
_MOST_DIFFERENT: Final = 200_000
"""Texts of one file; two hundred runs have some 60,000, most of them moments. Masking each takes time."""
_MOST_CHARACTERS: Final = 8_000_000
"""Of these texts together; masking them takes 3 s."""
_IDENTITIES: Final = frozenset({"id", "fingerprint_sha256"})
_HEXADECIMAL: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
_SEVERAL_LINES: Final = frozenset({"text", "body"})
"""What people write may have paragraphs; the known answer of a web page ends with its line."""


class DocumentBoundsError(Exception):
    """There is more in a document than one of ours could have."""


class DocumentCleaning:
    """Cleans the documents of one file, most of whose texts are the same again and again."""

    def __init__(self) -> None:
        self._escaped = 0
        self._characters = 0
        self._cleaned: dict[tuple[str, str], str] = {}

    def clean(self, value: Any, name: str = "") -> Any:  # noqa: ANN401  # whatever a document holds
        """Return the same tree, safe; `name` is the key that it stands under. Raises DocumentBoundsError."""
        match value:
            case str():
                return self._text(value, name)
            case dict():
                return {self._text(key, ""): self.clean(inner, key) for key, inner in value.items()}
            case list() | tuple():
                return [self.clean(inner, name) for inner in value]
            case int() if abs(value) > LARGEST_WHOLE:
                raise DocumentBoundsError
            case float() if not -LARGEST_FRACTION < value < LARGEST_FRACTION:
                raise DocumentBoundsError
            case _:
                return value

    def _text(self, text: str, name: str) -> str:
        known = self._cleaned.get((name, text))
        if known is None:
            self._characters += len(text)
            if len(self._cleaned) >= _MOST_DIFFERENT or self._characters > _MOST_CHARACTERS:
                raise DocumentBoundsError
            known = self._cleaned[name, text] = self._clean_text(text, name)
        return known

    def _clean_text(self, text: str, name: str) -> str:
        if len(text) > LONGEST_TEXT:
            raise DocumentBoundsError
        if not text.isprintable():
            self._escaped += len(text)
            if self._escaped > _MOST_ESCAPED:
                raise DocumentBoundsError
            lines = text.split("\n") if name in _SEVERAL_LINES else [text]
            # Escapes are longer than what they stand for; what was read has to be short enough to be written again.
            text = "\n".join(printable(line, most=LONGEST_TEXT) for line in lines)[:LONGEST_TEXT]
        if name in _IDENTITIES and _HEXADECIMAL.fullmatch(text):
            # Digits of a random number or a hash: no card number, whatever they look like.
            return text
        return masked_text(text, name)
