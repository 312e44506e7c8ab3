"""The log file of the window: small, rotating, and without secrets, since observations hold none."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from ccdiag.app.folders import log_folder

_BYTES: Final = 1_000_000
_FILES: Final = 3
_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_logging(folder: Path | None = None) -> Path | None:
    """Log to a file from now on; returns it, or none where the folder cannot be written to: then nothing is logged."""
    folder = folder or log_folder()
    file = folder / "ccdiag.log"
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(file, maxBytes=_BYTES, backupCount=_FILES - 1, encoding="utf-8", delay=False)
    except OSError:
        root.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)
    from ccdiag import __version__

    logging.getLogger(__name__).info("ccdiag %s, Python %s, %s", __version__, sys.version.split()[0], sys.platform)
    return file
