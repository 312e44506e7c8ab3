"""Rendering messages in one language."""

import contextlib
import gettext
import os
import struct
import sys
from functools import cache
from typing import Final, Literal, get_args

from ccdiag.content.root import resource_root
from ccdiag.model.message import Message, fill

Language = Literal["nl", "en", "fr", "de"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LANGUAGE_NAMES: Final[dict[Language, str]] = {"nl": "Nederlands", "en": "English", "fr": "Français", "de": "Deutsch"}
"""Each in its own language, so that whoever looks for it finds it."""


class Translator:
    """Turns messages into text of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.is_translated = False
        """Whether there is a catalogue for the language."""
        self._catalogue = gettext.NullTranslations()
        # A catalogue that is missing or damaged leaves the texts in English: whoever looks into that has to be able to read.
        with contextlib.suppress(OSError, ValueError, struct.error):
            # Not gettext.translation(): that imports the system's languages to find what is named here.
            with (resource_root() / "locale" / language / "LC_MESSAGES" / "ccdiag.mo").open("rb") as file:
                self._catalogue = gettext.GNUTranslations(file)
            self.is_translated = True

    def __call__(self, said: Message) -> str:
        """Render a message."""
        return fill(self.text(said.text), said.values, self)

    def text(self, msgid: str) -> str:
        """Translate a text without values."""
        return self._catalogue.gettext(msgid) if msgid else ""


@cache
def translator(language: Language) -> Translator:
    """Return the translator of a language, loaded once."""
    return Translator(language)


def system_language() -> Language:
    """Return the language that this system is set to, where it is one of ours, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        for name in os.environ.get(variable, "").split(":"):
            if (code := name[:2].lower()) in LANGUAGES:
                return code
            if name:
                return "en"
    if sys.platform == "win32":
        import ctypes
        import locale

        code = (locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage()) or "en")[:2]
        if code in LANGUAGES:
            return code
    return "en"
