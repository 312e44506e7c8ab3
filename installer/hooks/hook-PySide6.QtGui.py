"""The plug-ins that the program needs. Of the others most bring parts of Qt along that nothing here uses.

PyInstaller would take them all, after reading what each library asks for: half a minute.
"""

from installer.packages import folder_of

hiddenimports = ["PySide6.QtCore"]
binaries = [
    (str(folder_of("PySide6") / "plugins" / plugin), f"PySide6/plugins/{plugin.partition('/')[0]}")
    for plugin in (
        "iconengines/qsvgicon.dll",
        # The icon is read as ICO, drawings as SVG; reports show no photographs.
        "imageformats/qico.dll",
        "imageformats/qsvg.dll",
        # Without a screen reports are still printed as PDF.
        "platforms/qoffscreen.dll",
        "platforms/qwindows.dll",
        "styles/qmodernwindowsstyle.dll",
    )
]
