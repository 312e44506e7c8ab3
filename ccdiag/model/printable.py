"""What comes from outside, made safe to show."""

import unicodedata

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that steer a terminal, reorder text, or show nothing."""


def printable(text: str, *, most: int = 300) -> str:
    """Replace control, format and unassigned characters by visible escapes, and cut to `most` characters.

    Names in certificates, banners, DNS answers and files may hold escape sequences or bidirectional overrides; none of them may
    reach a terminal, a log or a report.
    """
    cut = text[:most]
    # Nearly all texts are; what Python calls printable has no character of these categories.
    if cut.isprintable():
        shown = cut
    else:
        shown = "".join(character if unicodedata.category(character) not in _UNSAFE else _escape(character) for character in cut)
    return shown + "…" if len(text) > most else shown


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii") if character.isascii() else f"\\u{ord(character):04x}"
