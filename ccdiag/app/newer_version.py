"""Whether there is a newer version: asked by the user, where policy says where to look; nothing is downloaded and nothing started."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from ccdiag import __version__
from ccdiag.app.newer_version_file import NewestVersion, VersionFileError, read_version_file
from ccdiag.app.newer_version_reason import Reason
from ccdiag.app.newer_version_source import LONGEST, Source, source_of_policy
from ccdiag.app.policy import NewerVersionPolicy
from ccdiag.app.policy_key import public_key_bytes
from ccdiag.model.limits import Limits
from ccdiag.model.printable import printable
from ccdiag.model.version import parse_version
from ccdiag.probes.abandon import run_abandonable

# What is dated today is still to come where the day begins last, and clocks are set by hand.
_AHEAD: Final = timedelta(days=2)
# Loading what verifies signatures takes 30 ms, on a slow disk seconds.
_LOADING_S: Final = 20.0


class Outcome(StrEnum):
    """What is known now."""

    NEWER = "newer"
    NEWEST = "newest"
    UNKNOWN = "unknown"


class VersionCheck(Struct, frozen=True, kw_only=True):
    """The answer to "is there a newer version?"."""

    outcome: Outcome
    installed: str
    looked_at: str
    """The signed file, as it may be shown."""
    checked_at: datetime
    reason: Reason | None = None
    """Why it is not known."""
    newest: NewestVersion | None = None
    """What the file says; only ever from one that was signed, and still counts."""
    place: str = ""
    """Where its setup is."""
    expired_on: date | None = None

    @property
    def no_longer_to_be_used(self) -> bool:
        """Whether the installed version is one that should no longer be used."""
        minimum = None if self.newest is None else self.newest.minimum
        return minimum is not None and is_older(self.installed, minimum) is True


async def look_for_newer(policy: NewerVersionPolicy, *, limits: Limits | None = None, installed: str = __version__) -> VersionCheck:
    """Fetch the file that policy names, verify and read it, and compare; never raises for what is found.

    Raises PublicKeyError for a key that is none, which `load_policy` lets nobody set.
    """
    key = public_key_bytes(policy.public_key)
    source = source_of_policy(policy.source)
    if source is None:
        return _unknown(Reason.SOURCE, printable(policy.source, most=LONGEST), installed, datetime.now(UTC))
    fetched = await source.fetch(limits or Limits())
    now = datetime.now(UTC)
    if fetched.reason is not None:
        return _unknown(fetched.reason, source.shown, installed, now)
    try:
        newest = await run_abandonable(
            lambda: read_version_file(fetched.content, key), limit=_LOADING_S, name="ccdiag-newer-version-signature"
        )
    except VersionFileError as error:
        return _unknown(error.reason, source.shown, installed, now)
    except TimeoutError:
        return _unknown(Reason.UNSUPPORTED, source.shown, installed, now)
    return judge(newest, source, installed=installed, now=now)


def judge(newest: NewestVersion, source: Source, *, installed: str, now: datetime) -> VersionCheck:
    """Say what a verified file means for this version on this day."""
    if newest.valid_until < now.date():
        return _unknown(Reason.EXPIRED, source.shown, installed, now, expired_on=newest.valid_until)
    if newest.released > (now + _AHEAD).date():
        return _unknown(Reason.CLOCK, source.shown, installed, now)
    older = is_older(installed, newest.version)
    if older is None:
        return _unknown(Reason.OWN_VERSION, source.shown, installed, now)
    return VersionCheck(
        outcome=Outcome.NEWER if older else Outcome.NEWEST,
        installed=installed,
        looked_at=source.shown,
        checked_at=now,
        newest=newest,
        place=source.place_of(newest.setup.file),
    )


def is_older(installed: str, other: str) -> bool | None:
    """Whether one version comes before another, `1.2` being `1.2.0`; None when one of them is no version."""
    numbers = parse_version(installed), parse_version(other)
    if numbers[0] is None or numbers[1] is None:
        return None
    length = max(len(numbers[0]), len(numbers[1]))
    return _filled(numbers[0], length) < _filled(numbers[1], length)


def _filled(numbers: tuple[int, ...], length: int) -> tuple[int, ...]:
    return numbers + (0,) * (length - len(numbers))


def _unknown(reason: Reason, looked_at: str, installed: str, now: datetime, *, expired_on: date | None = None) -> VersionCheck:
    return VersionCheck(
        outcome=Outcome.UNKNOWN, installed=installed, looked_at=looked_at, checked_at=now, reason=reason, expired_on=expired_on
    )
