"""Widgets have no plug-ins of their own but the style, which comes with PySide6.QtGui."""

hiddenimports = ["PySide6.QtCore", "PySide6.QtGui"]
