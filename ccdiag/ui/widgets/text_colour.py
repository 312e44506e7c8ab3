"""The colour of the text of one label."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget


def colour_text(widget: QWidget, colour: QColor) -> None:
    """Write in this colour from now on."""
    palette = QPalette(widget.palette())
    palette.setColor(QPalette.ColorRole.WindowText, colour)
    palette.setColor(QPalette.ColorRole.Text, colour)
    widget.setPalette(palette)
