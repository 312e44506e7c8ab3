"""Bytecode is read as `dis` reads it, where the graph of modules looks."""

import ast
import dis
import email.message
import logging
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from installer.bytecode import instructions

READ = {"IMPORT_NAME", "STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL", "LOAD_CONST"}


def by_dis(code: CodeType) -> Iterator[tuple[str, object] | None]:
    for step in dis.get_instructions(code):
        if step.opname in READ:
            yield step.opname, step.argval
    yield None
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from by_dis(constant)


@pytest.mark.parametrize("module", [ast, email.message, logging])
def test_real_modules(module: ModuleType) -> None:
    file = Path(str(module.__file__))
    code = compile(file.read_bytes(), str(file), "exec")
    assert [step and tuple(step) for step in instructions(code)] == list(by_dis(code))


def test_numbers_of_more_than_a_byte_and_an_import_after_them() -> None:
    lines = [f"name_{number} = 'text {number}'" for number in range(700)]
    code = compile("\n".join([*lines, "from package.inner import first, second", "del name_3"]), "many", "exec")
    told = [step for step in instructions(code) if step is not None]
    assert [tuple(step) for step in told] == [step for step in by_dis(code) if step is not None]
    at = next(number for number, step in enumerate(told) if step.opname == "IMPORT_NAME")
    # Where the graph looks for them: level and names, then the module.
    assert [step.argval for step in told[at - 2 : at + 1]] == [0, ("first", "second"), "package.inner"]
