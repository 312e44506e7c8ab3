"""The log file of the window: small, rotating, and without secrets."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from ccdiag.app.folders import log_folder
from ccdiag.model.confidential import masked
from ccdiag.model.printable import printable

_BYTES: Final = 1_000_000
_FILES: Final = 3
_LONGEST: Final = 2000
"""Of a line, in characters."""
_MOST_LINES: Final = 200
"""Of a trace; endless recursion has a thousand."""
_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Safe(logging.Formatter):
    """Keeps secrets, and what steers a terminal, out of the file; a record has several lines only where it has a trace."""

    def format(self, record: logging.LogRecord) -> str:
        # Not the trace that another handler has left in the record: that one is as it was.
        record.message = record.getMessage()
        record.asctime = self.formatTime(record)
        trace = self.formatException(record.exc_info).splitlines() if record.exc_info else []
        if len(trace) > _MOST_LINES:
            trace = [*trace[: _MOST_LINES // 2], "…", *trace[-_MOST_LINES // 2 :]]
        return "\n".join(printable(masked("", line), most=_LONGEST) for line in (self.formatMessage(record), *trace))


class _LogFile(RotatingFileHandler):
    """Goes on in the same file where it cannot be put aside, because another window has it open (Windows)."""

    def doRollover(self) -> None:  # noqa: N802  # likewise
        try:
            super().doRollover()
        except OSError:
            # Tried again when it has grown as much once more, rather than at every line.
            self.maxBytes += _BYTES
            if self.stream is None:
                self.stream = self._open()


def start_logging(folder: Path | None = None) -> Path | None:
    """Log to a file from now on; returns it, or none where the folder cannot be written to: then nothing is logged."""
    folder = folder or log_folder()
    file = folder / "ccdiag.log"
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _LogFile(file, maxBytes=_BYTES, backupCount=_FILES - 1, encoding="utf-8", errors="backslashreplace")
    except OSError:
        root.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(_Safe(_FORMAT))
    root.addHandler(handler)
    from ccdiag import __version__

    logging.getLogger(__name__).info("ccdiag %s, Python %s, %s", __version__, sys.version.split()[0], sys.platform)
    return file
