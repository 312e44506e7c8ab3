"""PyInstaller's analysis in a third of its time, with the same result; for the version that `windows.lock` names.

What is in the program is held by `contents.txt` and by its self-test, so that a change here that loses something shows at once.
"""

import dis
import gc
from collections.abc import Callable, Iterator
from types import CodeType, SimpleNamespace
from typing import Any, NamedTuple

import pefile
from PyInstaller.building import build_main
from PyInstaller.depend import analysis
from PyInstaller.lib.modulegraph import util

from installer.packages import is_package, modules_below

_NAMED = {dis.opmap[name]: name for name in ("IMPORT_NAME", "STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL")}
_CONSTANT = dis.opmap["LOAD_CONST"]
_EXTENDED = dis.opmap["EXTENDED_ARG"]

_SEARCH_OWN_LIBRARIES = ("PySide6", "shiboken6", "rapidfuzz")
"""Packages whose import tells Windows of folders with libraries."""


class Instruction(NamedTuple):
    """One step of bytecode, as far as the graph of modules looks at it."""

    opname: str
    argval: Any


def instructions(code: CodeType) -> Iterator[Instruction | None]:
    """Yield the steps that the graph of modules reads, and None after each block; `dis` would tell much more of each step."""
    extended = 0
    # Two bytes a step since CPython 3.6; caches are steps of number 0.
    for operation, number in zip(code.co_code[::2], code.co_code[1::2], strict=True):
        if operation == _EXTENDED:
            extended = (extended | number) << 8
            continue
        if operation in _NAMED:
            yield Instruction(_NAMED[operation], code.co_names[extended | number])
        elif operation == _CONSTANT:
            yield Instruction("LOAD_CONST", code.co_consts[extended | number])
        extended = 0
    yield None
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from instructions(constant)


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
