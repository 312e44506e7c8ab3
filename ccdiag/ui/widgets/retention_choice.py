"""How long visits are kept: a choice of days, in words."""

from typing import Final

from PySide6.QtCore import Signal

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.widgets.settings_combo import SettingsCombo

_CHOICES: Final[dict[int, Message]] = {
    0: message("Not at all"),
    30: message("A month"),
    90: message("Three months"),
    365: message("A year"),
    730: message("Two years"),
    1825: message("Five years"),
}
_ENDLESS_DAYS: Final = 36500
"""The most that a file may say: a hundred years."""
CAPTION: Final = message("&Keep visits")
EXPLAINED: Final = message(
    "Runs, answers and procedures, on this laptop only. What is older is deleted for good when the program starts the next time; what is"
    " still owed in a shop stays. Runs of the simulated shop are kept for a month at most."
)


class RetentionChoice(SettingsCombo):
    """Tells the days when another period is chosen."""

    days_chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.activated.connect(lambda: self.days_chosen.emit(self.currentData()))

    def show_days(self, days: int) -> None:
        """Show a period, also one that was written into the file by hand."""
        choices = dict(_CHOICES)
        if days not in choices:
            choices[days] = message("Nothing is deleted") if days >= _ENDLESS_DAYS else message("{days} days", days=days)
        self.show_choices([(known, self._look.say(choices[known])) for known in sorted(choices)], days)
