"""Text that is written once in English and shown in the reader's language."""

import re
from collections.abc import Callable, Mapping
from typing import Self, Union

from msgspec import Struct

MessageValue = Union[str, int, float, "Message"]
"""A message inside a message is rendered in the same language."""


class Message(Struct, frozen=True):
    """An English template with its values; rendered, perhaps in another language, only where it is shown.

    `text` is the gettext msgid and holds `{name}` places for `values`; a name may hold dots (`{mqtt.host}`).
    """

    text: str
    values: dict[str, MessageValue] = {}

    def with_values(self, **values: MessageValue) -> Self:
        """Return the same template with these values added."""
        return type(self)(self.text, {**self.values, **values})

    def english(self) -> str:
        """Render in English, without a catalogue."""
        return fill(self.text, self.values, Message.english)


_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)(?::([0-9.,]*[a-z%]?))?\}")
"""`{name}`, `{name:.1f}` or `{mqtt.host}`: a dot belongs to the name; nothing inside the braces is ever evaluated."""


def fill(template: str, values: Mapping[str, MessageValue], render: Callable[[Message], str]) -> str:
    """Put values into the places of a template; a place that has no value stays as it is, so that it is seen and never raises."""

    def put(place: re.Match[str]) -> str:
        name, form = place[1], place[2] or ""
        if name not in values:
            return place[0]
        value = values[name]
        if isinstance(value, Message):
            return render(value)
        try:
            return format(value, form)
        except ValueError:
            return str(value)

    return _PLACE.sub(put, template) if values else template


def message(text: str, /, **values: MessageValue) -> Message:
    """Make a message; the name that the catalogue extractor looks for."""
    return Message(text, values)
