"""The colours of the window; text reaches a contrast of 4.5 and graphics 3.0 on every ground they stand on."""

from typing import Final, Literal, NamedTuple

from PySide6.QtGui import QColor, QPalette

from ccdiag.model.verdict import Light
from ccdiag.picture.colours import DARK_COLOURS, LIGHT_COLOURS, Colours

_LIGHT_GROUND: Final = 0.5
"""Lightness of the palette's base above which the light colours are used."""


class Theme(NamedTuple):
    """One set of colours; handed to painters and delegates, never looked up by them."""

    name: Literal["light", "dark", "contrast"]
    window: QColor
    base: QColor
    alternate: QColor
    text: QColor
    secondary: QColor
    """Text of less weight: units, times, labels."""
    texts: dict[Light, QColor]
    """The colour of a state in words."""
    graphics: dict[Light, QColor]
    """The colour of a state in icons and lines."""
    tints: dict[Light, QColor]
    """The ground of a banner or station in that state; a state that is not there has the base."""
    accent: QColor
    on_accent: QColor
    control_border: QColor
    separator: QColor
    """Decoration only: nothing is told by it alone."""
    selected: QColor
    """The ground of a selected row; its text keeps its colours, but in high contrast."""
    selected_text: QColor
    strip: QColor
    """The ground of the simulation strip."""
    on_strip: QColor

    def tint(self, light: Light) -> QColor:
        """Return the ground of a part in this state."""
        return self.tints.get(light, self.base)

    @property
    def is_contrast(self) -> bool:
        """Whether shape, word and weight alone carry the state."""
        return self.name == "contrast"


def _theme(name: Literal["light", "dark"], colours: Colours) -> Theme:
    def states(values: dict[Light, str]) -> dict[Light, QColor]:
        return {light: QColor(value) for light, value in values.items()}

    return Theme(
        name=name,
        window=QColor(colours.window),
        base=QColor(colours.base),
        alternate=QColor(colours.alternate),
        text=QColor(colours.text),
        secondary=QColor(colours.secondary),
        texts=states(colours.texts),
        graphics=states(colours.graphics),
        tints=states(colours.tints),
        accent=QColor(colours.accent),
        on_accent=QColor(colours.on_accent),
        control_border=QColor(colours.control_border),
        separator=QColor(colours.separator),
        selected=QColor(colours.selected),
        selected_text=QColor(colours.selected_text),
        strip=QColor(colours.strip),
        on_strip=QColor(colours.on_strip),
    )


LIGHT: Final = _theme("light", LIGHT_COLOURS)
DARK: Final = _theme("dark", DARK_COLOURS)


def contrast_theme(palette: QPalette) -> Theme:
    """Return the colours of the system's high-contrast palette: everything is window text on window, and one highlight."""
    role = QPalette.ColorRole
    ground, text, highlight = palette.color(role.Window), palette.color(role.WindowText), palette.color(role.Highlight)
    every = dict.fromkeys(Light, text)
    return Theme(
        name="contrast",
        window=ground,
        base=ground,
        alternate=ground,
        text=text,
        secondary=text,
        texts=every,
        graphics=every,
        tints={},
        accent=highlight,
        on_accent=palette.color(role.HighlightedText),
        control_border=text,
        separator=text,
        selected=highlight,
        selected_text=palette.color(role.HighlightedText),
        strip=text,
        on_strip=ground,
    )


def theme_of(palette: QPalette, *, high_contrast: bool) -> Theme:
    """Choose the colours that go with a palette."""
    if high_contrast:
        return contrast_theme(palette)
    return LIGHT if palette.color(QPalette.ColorRole.Base).lightnessF() > _LIGHT_GROUND else DARK


def palette_of(theme: Theme) -> QPalette:
    """Make the palette of a theme, for a platform that has none of its own in that lightness."""
    palette, role = QPalette(), QPalette.ColorRole
    for ground, colour in (
        (role.Window, theme.window),
        (role.Base, theme.base),
        (role.AlternateBase, theme.alternate),
        (role.Button, theme.base),
        (role.ToolTipBase, theme.base),
        (role.WindowText, theme.text),
        (role.Text, theme.text),
        (role.ButtonText, theme.text),
        (role.ToolTipText, theme.text),
        (role.BrightText, theme.texts[Light.FAIL]),
        (role.PlaceholderText, theme.secondary),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Light, theme.base),
        (role.Midlight, theme.separator),
        (role.Mid, theme.control_border),
        (role.Dark, theme.control_border),
        (role.Shadow, theme.control_border),
    ):
        palette.setColor(ground, colour)
    for off in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, off, theme.graphics[Light.SKIPPED])
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, theme.separator)
    return palette
