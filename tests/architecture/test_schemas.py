"""The stored JSON Schemas are those of the structures that the program encodes."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from ccdiag.content.root import resource_root

_SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "write_schemas.py"


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_schemas", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["run", "self-test"])
def test_the_stored_schema_is_current(name: str) -> None:
    stored = (resource_root() / "schema" / f"{name}.json").read_text(encoding="utf-8")
    assert stored == _script().schema_text(name), "run `make schemas`"
