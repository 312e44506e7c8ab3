"""No file beside the modules is needed: PyInstaller would search for some."""
