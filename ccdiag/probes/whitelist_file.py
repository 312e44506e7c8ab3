"""A whitelist that was exported to a file of separated values."""

from pathlib import Path
from typing import Literal

from msgspec import Struct

from ccdiag.model.facts import WhitelistFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.whitelist_table import MalformedWhitelistError, WhitelistRows, comparable, with_whitelist


class WhitelistRow(Struct, frozen=True, kw_only=True):
    """What a file says of one terminal."""

    listed: bool
    for_other_merchant: bool
    rows: int


async def whitelist_file(path: Path, *, tms_id: str, merchant: str | None, limits: Limits) -> Observation:
    """Look for a terminal in a whitelist file; without a merchant, any merchant's row counts.

    A file that is not there, or does not come in time, is `unreachable`, and one that may not be read is `denied`.
    """
    watch = Stopwatch()
    row: WhitelistRow | None = None
    failure: Failure | None = None
    problem: Literal["unreachable", "denied", "invalid"] | None = None
    try:
        row = await run_abandonable(
            lambda: look_up(path, tms_id=tms_id, merchant=merchant, most_bytes=limits.whitelist_file_bytes),
            limit=limits.whitelist_file,
            name="ccdiag-whitelist-file",
        )
    except MalformedWhitelistError:
        failure, problem = Failure.UNREADABLE, "invalid"
    except PermissionError:
        failure, problem = Failure.PERMISSION_DENIED, "denied"
    except TimeoutError:
        failure, problem = Failure.DEADLINE, "unreachable"
    except (OSError, ValueError):  # ValueError: a path that no system can have
        failure, problem = Failure.UNREADABLE, "unreachable"
    facts = WhitelistFacts(
        source="csv",
        tms_id=printable(tms_id),
        merchant=None if merchant is None else printable(merchant),
        listed=row.listed if row else None,
        listed_for_other_merchant=row.for_other_merchant if row else False,
        problem=problem,
        rows=row.rows if row else None,
    )
    return watch.observation(printable(path.name), facts, failure)


def look_up(path: Path, *, tms_id: str, merchant: str | None, most_bytes: int) -> WhitelistRow:
    """Read a whitelist file and look for a terminal; capitals and blanks around an id make no difference, leading zeros do.

    Raises MalformedWhitelistError, and OSError when the file cannot be read.
    """
    wanted_id, wanted_merchant = comparable(tms_id), None if merchant is None else comparable(merchant)

    def look(entries: WhitelistRows) -> WhitelistRow:
        listed = for_other = False
        for found_id, found_merchant in entries:
            if found_id == wanted_id:
                own = wanted_merchant is None or found_merchant == wanted_merchant
                listed, for_other = listed or own, for_other or not own
        if not entries.whole and not listed:
            raise MalformedWhitelistError
        return WhitelistRow(listed=listed, for_other_merchant=for_other and not listed, rows=entries.rows)

    return with_whitelist(path, look, most_bytes=most_bytes)
