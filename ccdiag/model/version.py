"""Software versions of a terminal."""

import re

_VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){1,5}", re.ASCII)


def parse_version(text: str) -> tuple[int, ...] | None:
    """Read a version such as `14.0.11.01` as numbers that compare; None when it is none."""
    stripped = text.strip()
    return tuple(int(part) for part in stripped.split(".")) if _VERSION.fullmatch(stripped) else None
