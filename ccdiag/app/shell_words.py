"""Text from files and from the network as words of a command that somebody pastes into a shell."""

import re
import shlex

from ccdiag.model.printable import printable

_LONGEST = 2000
_POWERSHELL_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")
"""PowerShell ends a string at each of these; doubled, it stands for itself."""


def bash_words(*words: str | int) -> str:
    """Return words as a POSIX shell reads them back, each as one word and none as a command."""
    # A control character would reach the terminal itself when it is pasted.
    return " ".join(shlex.quote(printable(str(word), most=_LONGEST)) for word in words)


def powershell_text(text: str) -> str:
    """Return a literal string of PowerShell; nothing in it is expanded."""
    return "'" + _POWERSHELL_QUOTES.sub(r"\1\1", printable(text, most=_LONGEST)) + "'"
