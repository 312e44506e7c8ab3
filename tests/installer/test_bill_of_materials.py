"""What is shipped is told in a document that CycloneDX's own schema accepts, and its licences come along."""

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from ccdiag import __version__
from installer import licences
from installer.bill_of_materials import bill
from tests.installer import windows_python

SCHEMAS = Path(__file__).parent / "schemas" / "cyclonedx-1.6.json.gz"
"""The schemas of CycloneDX 1.6, of SPDX's licences and of signatures, as github.com/CycloneDX/specification has them (Apache-2.0)."""
BUILD_TOOLS = {"altgraph", "packaging", "pefile", "pyinstaller-hooks-contrib", "pywin32-ctypes", "setuptools"}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return windows_python.make(tmp_path_factory.mktemp("python"))


@pytest.fixture(scope="module")
def document(python: Path) -> dict[str, Any]:
    return bill(python)


def problems(document: dict[str, Any]) -> list[str]:
    schemas: dict[str, dict[str, Any]] = json.loads(gzip.decompress(SCHEMAS.read_bytes()))
    # Each names the others relative to itself, by the names of files.
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema))
        for address, schema in schemas.items()
        for name in (address, address.replace(".schema.json", ".SNAPSHOT.schema.json"))
    )
    validator = jsonschema.Draft7Validator(schemas["http://cyclonedx.org/schema/bom-1.6.schema.json"], registry=registry)
    return [error.message for error in validator.iter_errors(document)]


def test_the_official_schema_accepts_it(document: dict[str, Any]) -> None:
    assert problems(document) == []


def test_the_official_schema_refuses_what_is_wrong(document: dict[str, Any]) -> None:
    assert problems(document | {"components": [{"type": "no-such-type", "name": "x"}]})
    assert problems(document | {"serialNumber": "1"})


def test_every_shipped_package_is_in_it_with_version_hash_and_licence(document: dict[str, Any]) -> None:
    told = {part["name"]: part["version"] for part in document["components"] if part["purl"].startswith("pkg:pypi/")}
    assert told == {name: version for name, version in windows_python.locked().items() if name not in BUILD_TOOLS}
    for part in document["components"]:
        assert len(part["hashes"][0]["content"]) == 64
        assert part["licenses"][0]["expression"]
    assert document["metadata"]["component"]["version"] == __version__


def test_what_came_inside_of_packages_is_in_it_by_the_version_that_its_file_tells(document: dict[str, Any]) -> None:
    told = [(part["name"], part["version"]) for part in document["components"] if part["purl"].startswith("pkg:generic/")]
    assert told == [
        ("cpython", "3.13.2"),
        ("openssl", "3.0.15"),
        ("sqlite", "3.45.3"),
        ("expat", "2.6.4"),
        ("bzip2", "1.0.8"),
        ("microsoft-visual-c-runtime", "14.42.34226.3"),
        ("qt", "6.11.3"),
        ("openssl", "4.0.3"),
    ]


def test_each_part_is_named_once_and_the_program_depends_on_all(document: dict[str, Any]) -> None:
    references = [part["bom-ref"] for part in document["components"]]
    assert len(references) == len(set(references))
    assert document["dependencies"][0]["dependsOn"] == references


def test_the_same_tree_gives_the_same_document(python: Path, document: dict[str, Any]) -> None:
    assert bill(python) == document


def test_a_library_that_tells_no_version_is_no_guess(tmp_path: Path) -> None:
    python = windows_python.make(tmp_path)
    (python / "sqlite3.dll").write_bytes(b"")
    with pytest.raises(ValueError, match="sqlite3"):
        bill(python)


def test_licences_of_everything_come_along(python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["licences", str(python), str(tmp_path)])
    licences.main()
    folder = tmp_path / "licences"
    shipped = windows_python.locked().keys() - BUILD_TOOLS - {"pyside6-essentials", "shiboken6"}
    assert {path.name for path in folder.iterdir()} == shipped | {"ccdiag.txt", "python.txt", "qt", "nsis"}
    assert all(any(path.iterdir()) for path in folder.iterdir() if path.is_dir())
    how = (folder / "qt" / "qt.txt").read_text("utf-8")
    assert "Other builds of the same Qt 6.11 may be put in their place" in how
    assert {path.name for path in (folder / "qt").iterdir()} == {"qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"}
