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

_LEFT_OUT = (
    # Wine's stand-ins and Windows' own libraries are the system's.
    "bcryptprimitives.dll",
    "icuuc.dll",
    "pyside6/icuuc.dll",
    "mscms.dll",
    # A second build for newer processors, which rapidfuzz does without where it is missing; some thousand words need no speed.
    "rapidfuzz/fuzz_cpp_avx2",
    "rapidfuzz/distance/metrics_cpp_avx2",
)


def is_left_out(destination: str) -> bool:
    """Tell whether a library that would go to this place in the program's folder is left out."""
    return destination.replace("\\", "/").lower().startswith(_LEFT_OUT)
