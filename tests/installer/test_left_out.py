"""What stays out of the frozen program, and what must not."""

import importlib.util
import pkgutil
from pathlib import Path

import pytest

from installer.left_out import is_left_out
from installer.packages import folder_of, is_package, modules_below

HOOKS = Path(__file__).resolve().parents[2] / "installer" / "hooks"


@pytest.mark.parametrize("place", [r"PySide6\icuuc.dll", "icuuc.dll", r"rapidfuzz\fuzz_cpp_avx2.cp313-win_amd64.pyd"])
def test_what_no_part_of_the_program_loads_is_left_out(place: str) -> None:
    assert is_left_out(place)


@pytest.mark.parametrize("place", [r"PySide6\plugins\platforms\qwindows.dll", "libcrypto-3.dll", r"rapidfuzz\fuzz_cpp.cp313-win_amd64.pyd"])
def test_what_it_loads_stays(place: str) -> None:
    assert not is_left_out(place)


def test_modules_are_found_as_an_import_of_each_package_would() -> None:
    import dns.rdtypes

    walked = {module.name for module in pkgutil.walk_packages(dns.rdtypes.__path__, "dns.rdtypes.")}
    assert set(modules_below("dns.rdtypes")) == walked | {"dns.rdtypes"}


def test_packages_are_told_from_modules() -> None:
    assert is_package("encodings")
    assert not is_package("heapq")
    assert "encodings.cp850" in modules_below("encodings")
    with pytest.raises(ValueError, match="no_such_package"):
        folder_of("no_such_package")


def hook(module: str) -> dict[str, list[object]]:
    spec = importlib.util.spec_from_file_location("hook", HOOKS / f"hook-{module}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return vars(loaded)


def test_every_hook_loads_and_is_for_a_module_that_is_there() -> None:
    for file in HOOKS.iterdir():
        if file.suffix == ".py":
            module = file.stem.removeprefix("hook-")
            assert importlib.util.find_spec(module.partition(".")[0]) is not None, file.name
            hook(module)


def test_modules_that_hooks_name_are_there() -> None:
    for name in hook("pygments")["hiddenimports"] + hook("sqlite3")["hiddenimports"] + hook("PySide6")["hiddenimports"]:
        assert importlib.util.find_spec(str(name)) is not None, name
