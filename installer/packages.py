"""Modules and files of the packages that are frozen, found by looking into their folders."""

import importlib.util
import pkgutil
from pathlib import Path


def folder_of(package: str) -> Path:
    """Return where a package lies, without running any of it; raises ValueError where it is missing."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ValueError(f"{package} is not installed")
    return Path(found.origin).parent


def is_package(name: str) -> bool:
    """Tell whether a module holds others."""
    found = importlib.util.find_spec(name)
    return found is not None and found.submodule_search_locations is not None


def modules_below(package: str) -> list[str]:
    """Return the names of a package, and of all Python modules in it and in the packages in it.

    PyInstaller's own way imports each package in a process made for it, which takes a second a package under wine.
    """
    top, *rest = package.split(".")
    folder = folder_of(top).joinpath(*rest)
    if not folder.is_dir():
        # Python for embedding keeps the standard library in a zip.
        return [package, *sorted(f"{package}.{module.name}" for module in pkgutil.iter_modules([str(folder)]))]
    paths = (path.relative_to(folder).with_suffix("") for path in folder.rglob("*.py"))
    return sorted(".".join((package, *path.parts)).removesuffix(".__init__") for path in paths)
