"""Text that is written once in English and shown in the reader's language."""

from typing import Self

from msgspec import Struct

MessageValue = str | int | float


class Message(Struct, frozen=True):
    """An English template with its values; rendered, perhaps in another language, only where it is shown.

    `text` is the gettext msgid and holds `{name}` places for `values`.
    """

    text: str
    values: dict[str, MessageValue] = {}

    def with_values(self, **values: MessageValue) -> Self:
        """Return the same template with these values added."""
        return type(self)(self.text, {**self.values, **values})

    def english(self) -> str:
        """Render in English, without a catalogue."""
        return fill(self.text, self.values)


class _Places(dict[str, MessageValue]):
    """Leaves a place that has no value as it is, so that a missing value is seen and never raises."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def fill(template: str, values: dict[str, MessageValue]) -> str:
    """Put values into the places of a template."""
    return template.format_map(_Places(values)) if values else template


def message(text: str, /, **values: MessageValue) -> Message:
    """Make a message; the name that the catalogue extractor looks for."""
    return Message(text, values)
