"""One part of an installation: what is tried, and what may be said of it."""

from collections.abc import Callable, Iterable
from typing import Final, Literal, NamedTuple

from ccdiag.model.message import Message

Lane = Literal["here", "child"]
"""Parts of one lane run one after the other: those of this process share its one interpreter, the others wait for children."""

LIMIT_S: Final = 60.0
"""Each takes less than three seconds; the first ones take twenty where a virus scanner looks at everything that is loaded."""
_MOST_NAMES: Final = 6


class Found(NamedTuple):
    """What is said of a part that works."""

    detail: Message
    attention: bool = False
    """It works, and somebody should know of something."""
    elapsed_s: float | None = None
    """Where it was tried in another process."""


class BrokenPartError(Exception):
    """A part of the installation is missing, damaged or does not work; `told` says what was found."""

    def __init__(self, told: Message, error: str | None = None) -> None:
        """`error`: the class of an exception that was raised in another process."""
        super().__init__(told.english())
        self.told = told
        self.error = error


class PartTest(NamedTuple):
    """What is tried."""

    name: str
    """Stands in the document, and is never translated."""
    title: Message
    test: Callable[[], Found]
    """Raises BrokenPartError, or whatever happens in what is broken."""
    lane: Lane = "here"
    limit_s: float = LIMIT_S


def named(names: Iterable[object]) -> str:
    """Write names in one line; of many the first ones, and how many more there are."""
    every = [str(name) for name in names]
    rest = len(every) - _MOST_NAMES
    return ", ".join(every[:_MOST_NAMES]) + (f", … (+{rest})" if rest > 0 else "")
