"""Bounds on TOML text, held before a parser sees it.

tomllib takes quadratic time and memory for many dots in one key (40 KB: 5 s and 1.5 GB), and recurses once for each bracket.
"""

import re

from ccdiag.model.message import Message, message

MOST_DOTS = 8
MOST_NESTING = 32
MOST_KEYS = 5_000
LONGEST_WORD = 500
"""Of a bare key or a number, in characters; a number of some thousand digits cannot even be shown."""

# Possessive, so that each is found or refused in one pass. A string that never ends is matched by "open": from there on the text is
# no TOML, and the parser stops there as well.
_TOKENS = re.compile(
    r"""
      (?P<string> \"\"\" (?: [^"\\] | \\. | "{1,2}+ (?!") )*+ "{3,5}+
                | \'\'\' (?: [^'] | '{1,2}+ (?!') )*+ '{3,5}+
                | " (?! "" ) (?: [^"\\\n] | \\[^\n] )*+ "
                | ' (?! '' ) [^'\n]*+ ' )
    | (?P<open> ["'] )
    | (?P<comment> \# [^\n]*+ )
    | (?P<opening> [\[{] )
    | (?P<closing> [\]}] )
    | (?P<equals> = )
    | (?P<dot> \. )
    | (?P<border> [,\n] )
    | (?P<word> [^\s"'\#\[\]{}=.,]++ )
    """,
    re.VERBOSE | re.DOTALL,
)


def beyond_bounds(text: str) -> Message | None:
    """Say which bound this text breaks; None when it may be parsed."""
    tally = _Tally()
    for token in _TOKENS.finditer(text):
        if token.lastgroup == "open":
            return None
        if token.lastgroup == "word" and token.end() - token.start() > LONGEST_WORD:
            return message("a key or a number is longer than {most} characters", most=LONGEST_WORD)
        tally.count(token.lastgroup, begins_line=tally.after_line_end)
        tally.after_line_end = token.group() == "\n"
        if broken := tally.broken():
            return broken
    return None


class _Tally:
    """What was met so far."""

    def __init__(self) -> None:
        self.dots = 0
        """Since the last sign that ends a key."""
        self.nesting = 0
        self.keys = 0
        self.after_line_end = True

    def count(self, kind: str | None, *, begins_line: bool) -> None:
        if kind in {"opening", "closing", "equals", "border"}:
            self.dots = 0
        match kind:
            case "dot":
                self.dots += 1
            case "equals":
                self.keys += 1
            case "opening":
                self.nesting += 1
                # A line that begins with a bracket is a table's header, and opens a table as a key does.
                self.keys += begins_line
            case "closing":
                self.nesting = max(0, self.nesting - 1)

    def broken(self) -> Message | None:
        if self.nesting > MOST_NESTING:
            return message("brackets are nested deeper than {most}", most=MOST_NESTING)
        if self.dots > MOST_DOTS:
            return message("a key has more than {most} dots", most=MOST_DOTS)
        if self.keys > MOST_KEYS:
            return message("there are more than {most} keys", most=MOST_KEYS)
        return None
