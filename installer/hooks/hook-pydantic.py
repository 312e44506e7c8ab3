"""pydantic imports its parts by name; all of them but the one for programs of its first version."""

from installer.packages import modules_below

hiddenimports = [name for name in modules_below("pydantic") if not name.startswith(("pydantic.v1", "pydantic.mypy"))]
