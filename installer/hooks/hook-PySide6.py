"""The bindings of Qt: what of them is imported from C++, where no analysis sees it."""

hiddenimports = ["inspect", "shiboken6", "PySide6.support.deprecated"]
