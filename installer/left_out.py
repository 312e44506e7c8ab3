"""What the frozen program leaves out of the packages that it is made of."""

LEFT_OUT_MODULES = (
    # Of the standard library: tools, and another window system.
    "_tkinter",
    "distutils",
    "doctest",
    "idlelib",
    "lib2to3",
    "pydoc",
    "pydoc_data",
    "test",
    "tkinter",
    "unittest",
    # Tools for installing and building packages.
    "pip",
    "pkg_resources",
    "setuptools",
    "wheel",
    # Parts of Qt that nothing imports; hooks would collect them with their plug-ins.
    "PySide6.QtConcurrent",
    "PySide6.QtDBus",
    "PySide6.QtDesigner",
    "PySide6.QtHelp",
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtPrintSupport",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtSql",
    "PySide6.QtTest",
    "PySide6.QtUiTools",
    "PySide6.QtXml",
)

_QT_LANGUAGES = ("de", "en", "fr", "nl")

_LEFT_OUT = (
    # Wine's stand-ins and Windows' own libraries are the system's.
    "bcryptprimitives.dll",
    "icuuc.dll",
    "pyside6/icuuc.dll",
    "mscms.dll",
    # Software drawing for programs that draw by OpenGL or Direct3D: widgets draw by themselves.
    "pyside6/opengl32sw.dll",
    "pyside6/d3dcompiler",
    # Parts of Qt that only plug-ins left out below need.
    "pyside6/qt6dbus.dll",
    "pyside6/qt6lottie",
    "pyside6/qt6opengl",
    "pyside6/qt6pdf",
    "pyside6/qt6qml",
    "pyside6/qt6quick",
    "pyside6/qt6sql",
    "pyside6/qt6virtualkeyboard",
    "pyside6/plugins/designer/",
    "pyside6/plugins/generic/",
    "pyside6/plugins/networkinformation/",
    "pyside6/plugins/platforminputcontexts/",
    "pyside6/plugins/platforms/qdirect2d",
    "pyside6/plugins/platforms/qminimal",
    "pyside6/plugins/qmltooling/",
    "pyside6/plugins/sqldrivers/",
    # Qt's network is two starts of the program telling each other; TLS is Python's.
    "pyside6/plugins/tls/",
    "pyside6/plugins/vectorimageformats/",
    # A second build for newer processors, which rapidfuzz does without where it is missing; some thousand words need no speed.
    "rapidfuzz/fuzz_cpp_avx2",
    "rapidfuzz/distance/metrics_cpp_avx2",
    # The icon is read as ICO, the drawing as SVG; reports show no photographs.
    "pyside6/plugins/imageformats/qgif",
    "pyside6/plugins/imageformats/qicns",
    "pyside6/plugins/imageformats/qjpeg",
    "pyside6/plugins/imageformats/qpdf",
    "pyside6/plugins/imageformats/qtga",
    "pyside6/plugins/imageformats/qtiff",
    "pyside6/plugins/imageformats/qwbmp",
    "pyside6/plugins/imageformats/qwebp",
)


_LEXERS = ("pygments.lexers._mapping", "pygments.lexers.python")


def is_left_out_module(name: str) -> bool:
    """Tell whether a module is left out: languages that nothing here is written in cannot be coloured."""
    return name.startswith("pygments.lexers.") and name not in _LEXERS


def is_left_out(destination: str) -> bool:
    """Tell whether a file that would go to this place in the program's folder is left out."""
    path = destination.replace("\\", "/").lower()
    if "translations/" in path and path.startswith("pyside6/"):
        # Of Qt's own texts only those of the buttons of its dialogs, in our languages.
        return not path.endswith(tuple(f"/qtbase_{language}.qm" for language in _QT_LANGUAGES))
    return path.startswith(_LEFT_OUT)
