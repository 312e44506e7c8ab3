"""PyInstaller's analysis in a third of its time, with the same result; for the version that `windows.lock` names.

What is in the program is held by `contents.txt` and by its self-test, so that a change here that loses something shows at once.
"""

import gc
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pefile
from PyInstaller.building import build_main
from PyInstaller.depend import analysis
from PyInstaller.lib.modulegraph import util

from installer.bytecode import instructions
from installer.packages import is_package, modules_below

_SEARCH_OWN_LIBRARIES = ("PySide6", "shiboken6", "rapidfuzz")
"""Packages whose import tells Windows of folders with libraries."""


def make_quick() -> None:
    """Let PyInstaller leave out what takes its time and gives nothing here."""
    # The analysis holds on to all it finds, so that searching for what nobody holds finds nothing; pefile asks for that once a library.
    gc.disable()
    pefile.gc = SimpleNamespace(collect=lambda: 0)

    util.iterate_instructions = instructions

    # Of each module that Python needs to start, processes of their own tell whether it is a package, and what is in it.
    analysis.is_package = is_package
    analysis.collect_submodules = modules_below

    # It imports every package to see which of them tell Windows of folders with libraries.
    find: Callable[..., Any] = build_main.find_binary_dependencies

    def find_with_known(binaries: Any, import_packages: Any, *rest: Any) -> Any:  # noqa: ANN401  # types of PyInstaller's that it does not tell
        return find(binaries, [package for package in import_packages if package in _SEARCH_OWN_LIBRARIES], *rest)

    build_main.find_binary_dependencies = find_with_known
