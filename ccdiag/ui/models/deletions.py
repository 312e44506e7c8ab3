"""What was deleted in this window, the last of it first to come back."""

from typing import TYPE_CHECKING

from ccdiag.model.message import Message, message
from ccdiag.ui.case_browser import Deleted

if TYPE_CHECKING:
    from ccdiag.cases.store_deletion import Deletion


class Deletions:
    """A stack of deletions, each with its words."""

    def __init__(self) -> None:
        self._stack: list[Deleted] = []

    def add(self, deleted: Deleted) -> None:
        """Remember one more; where nothing was deleted there is nothing to remember."""
        if deleted.deletion.runs or deleted.deletion.cases:
            self._stack.append(deleted)

    def take(self) -> "Deletion | None":
        """Return what is to come back, and forget it."""
        return self._stack.pop().deletion if self._stack else None

    @property
    def told(self) -> Message | None:
        """What was deleted last, in words; None where there is nothing to bring back."""
        if not self._stack:
            return None
        deletion = self._stack[-1].deletion
        name: str | Message = self._stack[-1].name or message("a shop without a name")
        if deletion.cases:
            return message("Deleted: all that was kept of {name}.", name=name)
        if deletion.runs == 1:
            return message("Deleted: one run of {name}.", name=name)
        return message("Deleted: {count} runs of {name}.", count=deletion.runs, name=name)
