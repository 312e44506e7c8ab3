"""How a report is written in one language: texts, dates and decimals, with nothing in them that must not leave the shop."""

from datetime import datetime
from typing import Final

from ccdiag.i18n.translator import Language, translator
from ccdiag.model.confidential import masked
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable

_LONGEST: Final = 1000
_DECIMAL_COMMA: Final = frozenset({"nl", "fr", "de"})
_WEEKDAYS: Final[dict[Language, tuple[str, ...]]] = {
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "de": ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."),
}
_DATES: Final[dict[Language, str]] = {"nl": "%d-%m-%Y", "en": "%Y-%m-%d", "fr": "%d/%m/%Y", "de": "%d.%m.%Y"}
"""English is read on both sides of the ocean, so its date is the one that nobody takes for another."""


class Wording:
    """Writes messages, times and numbers for the reader of one report."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._translator = translator(language)

    def say(self, said: Message) -> str:
        """Render a message, safe to be shown anywhere."""
        return self.clean(self._translator(said))

    def clean(self, text: str) -> str:
        """Take out of a text what steers a screen, and what must never be kept: passwords, keys and card numbers."""
        return printable(masked("", " ".join(text.split())), most=_LONGEST)

    def kept(self, line: str) -> str:
        """Clean a line whose spaces tell something, such as one of a command."""
        return printable(masked("", line), most=_LONGEST)

    def shown(self, text: str | Message) -> str:
        """Render what is a message, and clean what is not."""
        return self.say(text) if isinstance(text, Message) else self.clean(text)

    def day(self, at: datetime) -> str:
        """Write a date: `za 22-11-2025`."""
        return f"{_WEEKDAYS[self.language][at.weekday()]} {at.strftime(_DATES[self.language])}"

    def moment(self, at: datetime) -> str:
        """Write a date and a time of day: `za 22-11-2025 10:42`."""
        return f"{self.day(at)} {at:%H:%M}"

    def moment_with_zone(self, at: datetime) -> str:
        """Write a date and a time of day, and how far that clock is from UTC: `za 22-11-2025 10:42 (UTC+01:00)`."""
        offset = f"{at:%z}"
        zone = f"UTC{offset[:3]}:{offset[3:5]}" if offset and offset not in {"+0000", "-0000"} else "UTC"
        return f"{self.moment(at)} ({zone})"

    def number(self, value: float, decimals: int = 2) -> str:
        """Write a number with the decimal sign of the language."""
        written = f"{value:.{decimals}f}"
        return written.replace(".", ",") if self.language in _DECIMAL_COMMA else written

    def seconds(self, value: float) -> str:
        """Write a time: `0,21 s`."""
        return f"{self.number(value)} s"

    def sentences(self, *told: Message | None) -> str:
        """Write several messages one after the other."""
        return " ".join(text for one in told if one is not None and (text := self.say(one)))

    def titled(self, label: Message, value: str) -> str:
        """Write a value with what it is: `TMS id: NL0012345`."""
        return self.say(message("{label}: {value}", label=label, value=value))
