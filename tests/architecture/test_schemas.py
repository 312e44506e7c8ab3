"""The stored JSON Schemas are those of the structures that the program encodes."""

import pytest

from ccdiag.content.root import resource_root
from tests.architecture.scripts import script


@pytest.mark.parametrize("name", ["case", "fleet", "newer", "run", "screens", "self-test", "sweep"])
def test_the_stored_schema_is_current(name: str) -> None:
    stored = (resource_root() / "schema" / f"{name}.json").read_text(encoding="utf-8")
    assert stored == script("write_schemas").schema_text(name), "run `make schemas`"
