"""Language, colours and measures of the window; one signal tells every part that one of them changed."""

import sys
from typing import Final, Literal

from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from ccdiag.i18n.translator import Language, Translator, translator
from ccdiag.model.message import Message
from ccdiag.ui.metrics import Metrics
from ccdiag.ui.qt_texts import speak
from ccdiag.ui.theme import DARK, LIGHT, Theme, palette_of, theme_of

Mode = Literal["system", "light", "dark"]
_SCHEMES: Final = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


class Look(QObject):
    """What a widget needs to draw and to speak; connect `changed` to whatever sets texts, colours and lengths."""

    changed = Signal()

    def __init__(self, language: Language, mode: Mode = "system", *, text_scale: float = 1.0) -> None:
        super().__init__()
        self._mode: Mode = mode
        self._busy = False
        self._system_font = QFont(QApplication.font())
        self._told_font = _font_of_system()
        self._text_scale = text_scale
        self.translator: Translator = translator(language)
        self.locale = QLocale(language)
        speak(language)
        self.icons: dict[object, QIcon] = {}
        """Those that were painted in these colours and measures."""
        self._apply_font()
        self._apply_mode()
        self.metrics = Metrics.of(QApplication.font())
        self.theme = self._theme()
        self._hints = QGuiApplication.styleHints()
        self._hints.colorSchemeChanged.connect(self._on_scheme)
        # Kept here, since the signal goes with the Python object.
        self._accessibility = self._hints.accessibility()
        self._accessibility.contrastPreferenceChanged.connect(self._on_contrast)

    def say(self, said: Message) -> str:
        """Render a message in the language of the window."""
        return self.translator(said)

    def seconds(self, value: float, decimals: int = 2) -> str:
        """Write a time with the decimal sign of the language: `0,21 s`."""
        return f"{self.locale.toString(float(value), 'f', decimals)} s"

    @property
    def language(self) -> Language:
        """The language of the window."""
        return self.translator.language

    @property
    def mode(self) -> Mode:
        """Whether the lightness follows the system, or was chosen."""
        return self._mode

    def set_language(self, language: Language) -> None:
        """Speak another language from now on."""
        if language != self.language:
            self.translator = translator(language)
            self.locale = QLocale(language)
            speak(language)
            self.changed.emit()

    def set_mode(self, mode: Mode) -> None:
        """Follow the system, or be light or dark."""
        if mode != self._mode:
            self._mode = mode
            self._apply_mode()
            self._measure()

    def set_text_scale(self, scale: float) -> None:
        """Write larger or smaller than the system does; 1.0 is the system's size."""
        if scale != self._text_scale:
            self._text_scale = scale
            self._apply_font()
            self._measure()

    def measure_again(self) -> None:
        """Take over what the system changed; for the window's `changeEvent`, since a filter over all events would slow every one."""
        told = _font_of_system()
        if not self._busy and told is not None and told != self._told_font:
            # The text size of Windows' settings makes its fonts larger; that of this window is a multiple of it.
            self._told_font, self._system_font = told, QFont(told)
            self._apply_font()
        self._measure()

    def _measure(self) -> None:
        metrics, theme = Metrics.of(QApplication.font()), self._theme()
        if self._busy or (metrics, theme) == (self.metrics, self.theme):
            return
        self.metrics, self.theme = metrics, theme
        self.icons.clear()
        self.changed.emit()

    def _on_contrast(self) -> None:
        if not self._busy:
            self._apply_mode()
            self._measure()

    def _on_scheme(self) -> None:
        if not self._busy and self._mode == "system":
            self._apply_mode()
            self._measure()

    def _theme(self) -> Theme:
        return theme_of(QApplication.palette(), high_contrast=_wants_contrast())

    def _apply_font(self) -> None:
        self._busy = True
        try:
            font = QFont(self._system_font)
            font.setPointSizeF(self._system_font.pointSizeF() * self._text_scale)
            QApplication.setFont(font)
        finally:
            self._busy = False

    def _apply_mode(self) -> None:
        self._busy = True
        try:
            QGuiApplication.styleHints().setColorScheme(_SCHEMES[self._mode])
            if sys.platform != "darwin":
                # Fusion's own greys are not the ones that the contrasts were computed on; the other system's style draws its colours.
                dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark if self._mode == "system" else self._mode == "dark"
                # High contrast has the system's own.
                QApplication.setPalette(QPalette() if _wants_contrast() else palette_of(DARK if dark else LIGHT))
        finally:
            self._busy = False


def _font_of_system() -> QFont | None:
    """Return the font that Windows writes messages in, which its text size changes; none elsewhere."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont) if sys.platform == "win32" else None


def _wants_contrast() -> bool:
    # The hints of accessibility go with the Python object of the style hints that they were taken from.
    hints = QGuiApplication.styleHints()
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
