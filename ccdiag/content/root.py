"""Where the shipped resources are."""

from functools import cache
from pathlib import Path


@cache
def resource_root() -> Path:
    """Return the folder `resources`, for a source tree, an installed wheel and a frozen program alike.

    Raises FileNotFoundError when the installation is not whole.
    """
    package = Path(__file__).resolve().parents[1]
    # In a wheel and in a frozen program it lies inside the package; in a source tree beside it.
    for candidate in (package / "resources", package.parent / "resources"):
        if (candidate / "environments").is_dir():
            return candidate
    raise FileNotFoundError(f"the folder 'resources' is missing beside {package}")
