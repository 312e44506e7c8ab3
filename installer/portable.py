"""Write the program as a zip that needs no setup: `python -m installer.portable PROGRAM_FOLDER FILE`."""

import os
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

_FOLDER = "ccdiag"
_OLDEST = 315532800
"""1 January 1980, before which zips know no time."""


def write_zip(program: Path, file: Path, *, epoch: int) -> None:
    """Write all files of a folder, in the order of their names and with one time, so that the same files give the same bytes."""
    time = datetime.fromtimestamp(max(epoch, _OLDEST), UTC).timetuple()[:6]
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(path for path in program.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{_FOLDER}/{path.relative_to(program).as_posix()}", time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Neither rights of this machine's files nor its system: both would differ from one to another.
            entry.create_system = 0
            # The highest level takes three times as long for one percent.
            archive.writestr(entry, path.read_bytes(), compresslevel=6)


def main() -> None:
    """Write the zip."""
    write_zip(Path(sys.argv[1]), Path(sys.argv[2]), epoch=int(os.environ.get("SOURCE_DATE_EPOCH", str(_OLDEST))))


if __name__ == "__main__":
    main()
