"""The steps of compiled Python that tell what a module imports and defines."""

import dis
from collections.abc import Iterator
from types import CodeType
from typing import Any, NamedTuple

_NAMED = {dis.opmap[name]: name for name in ("IMPORT_NAME", "STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL")}
_CONSTANT = dis.opmap["LOAD_CONST"]
_EXTENDED = dis.opmap["EXTENDED_ARG"]


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
