"""What the answer to "is there a newer version?" says to whoever asked: what was seen, what it means, and what to do."""

from typing import Final, NamedTuple

from ccdiag.app.newer_version import Outcome, Reason, TimeFault, VersionCheck
from ccdiag.app.newer_version_file import FILE_NAME, FileFault
from ccdiag.app.newer_version_source import SourceFault
from ccdiag.model.message import Message, message

LOOKING: Final = message("Looking whether there is a newer version…")
OFF: Final = message("Nobody has set where to look for a newer version, so nothing is asked. It is set by policy, by your IT department.")


class Told(NamedTuple):
    """A headline, and what stands below it."""

    headline: Message
    texts: tuple[Message, ...]


def told(check: VersionCheck) -> Told:
    """Say it."""
    newest = check.newest
    if check.outcome is Outcome.UNKNOWN or newest is None:
        return Told(message("Whether there is a newer version could not be told."), _why(check))
    if check.outcome is Outcome.NEWER:
        texts = [message("You have version {installed}.", installed=check.installed)]
        if check.no_longer_to_be_used and newest.minimum is not None:
            texts.append(message("Versions before {minimum} should no longer be used.", minimum=newest.minimum))
        texts.append(message("Your IT department has put its setup at the place below. Nothing was downloaded or started."))
        return Told(message("Version {version} is there.", version=newest.version), tuple(texts))
    if newest.version == check.installed:
        text = message("You have version {installed}, and your IT department names no newer one.", installed=check.installed)
    else:
        text = message(
            "You have version {installed}; the newest that your IT department names is {version}.",
            installed=check.installed,
            version=newest.version,
        )
    return Told(message("You have the newest version."), (text,))


def _why(check: VersionCheck) -> tuple[Message, ...]:
    if check.reason is TimeFault.EXPIRED and check.expired_on is not None:
        return (
            message(
                "What your IT department has signed counted until {until}, and by the clock of this laptop today is {today}."
                " Look whether the clock is right; if it is, ask for a new file.",
                until=check.expired_on.isoformat(),
                today=check.checked_at.date().isoformat(),
            ),
        )
    if check.reason is TimeFault.CLOCK:
        return (
            message(
                "What your IT department has signed is from the future by the clock of this laptop, by which today is {today}."
                " Look whether the clock is right.",
                today=check.checked_at.date().isoformat(),
            ),
        )
    if check.reason is TimeFault.OWN_VERSION:
        return (message("This program calls itself {installed}, which no version compares with.", installed=check.installed),)
    return (_REASONS[check.reason],) if check.reason in _REASONS else ()


_REASONS: Final[dict[Reason | None, Message]] = {
    SourceFault.UNREACHABLE: message(
        "The place where your IT department tells of it did not answer in time, or cannot be reached from here."
        " It may need the company's own network or its VPN."
    ),
    SourceFault.MISSING: message("The file {name} is not where it should be. Tell your IT department.", name=FILE_NAME),
    SourceFault.DENIED: message(
        "The file may not be read by you: the place wants another account, or a login. Ask your IT department to let everybody read it."
    ),
    SourceFault.PROXY: message(
        "The proxy of this network lets nobody through to the place, or wants a login. Try another network, or ask your IT department."
    ),
    SourceFault.REDIRECTED: message(
        "The answer points to another place, which is not followed. A network that wants a login does that;"
        " if it happens on every network, tell your IT department."
    ),
    SourceFault.UNTRUSTED: message(
        "This laptop does not trust the certificate of whoever answers for the place. A network that looks into encrypted connections"
        " can be why, or a certificate that has expired. Try another network, or ask your IT department."
    ),
    SourceFault.TROUBLE: message("The server answers, but not with the file. Try again later, or tell your IT department."),
    SourceFault.TOO_LARGE: message("What lies there is too large to be the file that was expected. Tell your IT department."),
    FileFault.FOREIGN: message(
        "What came is not the file that was expected, but a web page, for example. A network that wants a login sends one;"
        " if it happens on every network, tell your IT department."
    ),
    FileFault.NEWER_FORMAT: message(
        "The file is made for a newer ccdiag, and this version cannot read it. Ask your IT department which version you should have."
    ),
    FileFault.SIGNATURE: message(
        "The file does not carry the signature that your policy asks for, so nothing that it says was believed. It may have been changed on"
        " its way, or signed with another key. Tell your IT department."
    ),
    FileFault.CONTENTS: message("The file is signed rightly, but does not say what it should. Tell your IT department to sign it anew."),
}
