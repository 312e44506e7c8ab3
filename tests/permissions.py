"""Permissions that bind, also where the tests run as root."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_NOBODY = 65534


@contextmanager
def bound_by_permissions() -> Iterator[None]:
    """Be a user for whom files may be closed; root steps down for the time."""
    if sys.platform == "win32" or os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
