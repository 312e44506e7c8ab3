"""Two starts of the program tell each other; TLS is Python's, so none of Qt's plug-ins is needed."""

hiddenimports = ["PySide6.QtCore"]
