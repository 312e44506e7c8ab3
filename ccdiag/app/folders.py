"""Where this user's settings, cases and logs are kept."""

import os
from pathlib import Path
from typing import Final

from ccdiag.content.long_path import within_reach

_VARIABLE: Final = "CCDIAG_DATA"


def data_folder() -> Path:
    """Return the folder of this user's data; `CCDIAG_DATA` overrides it. It need not exist yet."""
    if chosen := os.environ.get(_VARIABLE):
        return within_reach(Path(chosen).absolute())
    from platformdirs import user_data_path

    return within_reach(user_data_path("ccdiag", appauthor=False))


def settings_file() -> Path:
    """Return the file of this user's settings."""
    if os.environ.get(_VARIABLE):
        return data_folder() / "settings.toml"
    from platformdirs import user_config_path

    return within_reach(user_config_path("ccdiag", appauthor=False)) / "settings.toml"


def log_folder() -> Path:
    """Return the folder of the log files."""
    if os.environ.get(_VARIABLE):
        return data_folder() / "log"
    from platformdirs import user_log_path

    return within_reach(user_log_path("ccdiag", appauthor=False))
