"""What the answer to "is there a newer version?" says to whoever asked: what was seen, what it means, and what to do."""

from typing import Final, NamedTuple

from ccdiag.app.newer_version import Outcome, VersionCheck
from ccdiag.app.newer_version_file import FILE_NAME
from ccdiag.app.newer_version_reason import Reason
from ccdiag.model.message import Message, message

LOOKING: Final = message("Looking whether there is a newer version…")
OFF: Final = message("Nobody has set where to look for a newer version, so nothing is asked. It is set by policy, by your IT department.")


class Fact(NamedTuple):
    """One line of what the signed file says."""

    name: Message
    value: str | Message
    exact: bool = False
    """Compared letter by letter, or copied."""


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


def facts(check: VersionCheck, language: str) -> tuple[Fact, ...]:
    """List what the signed file says of a newer version, and where it was looked at in any case."""
    looked_at = Fact(message("Looked at"), check.looked_at, exact=True)
    newest = check.newest
    if newest is None or check.outcome is not Outcome.NEWER:
        return (looked_at,)
    found = [
        Fact(message("Setup"), check.place, exact=True),
        Fact(message("Size"), message("{bytes} bytes", bytes=newest.setup.size)),
        Fact(message("SHA-256"), newest.setup.sha256, exact=True),
        Fact(message("Released"), newest.released.isoformat()),
    ]
    if notes := newest.notes_in(language):
        found.append(Fact(message("What is new"), notes))
    if newest.notes_url is not None:
        found.append(Fact(message("More about it"), newest.notes_url, exact=True))
    return (*found, looked_at)


def _why(check: VersionCheck) -> tuple[Message, ...]:
    if check.reason is Reason.EXPIRED and check.expired_on is not None:
        return (
            message(
                "What your IT department has signed counted until {until}, and by the clock of this laptop today is {today}."
                " Look whether the clock is right; if it is, ask for a new file.",
                until=check.expired_on.isoformat(),
                today=check.checked_at.date().isoformat(),
            ),
        )
    if check.reason is Reason.CLOCK:
        return (
            message(
                "What your IT department has signed is from the future by the clock of this laptop, by which today is {today}."
                " Look whether the clock is right.",
                today=check.checked_at.date().isoformat(),
            ),
        )
    if check.reason is Reason.OWN_VERSION:
        return (message("This program calls itself {installed}, which no version compares with.", installed=check.installed),)
    return (_REASONS[check.reason],) if check.reason is not None and check.reason in _REASONS else ()


_REASONS: Final[dict[Reason, Message]] = {
    Reason.SOURCE: message("What your policy names as the place is neither a whole path nor an address. Tell your IT department."),
    Reason.UNREACHABLE: message(
        "The place where your IT department tells of it did not answer in time, or cannot be reached from here."
        " It may need the company's own network or its VPN."
    ),
    Reason.MISSING: message(
        "The file {name} is not there. It may need the company's own network or its VPN; if you have that, tell your IT department.",
        name=FILE_NAME,
    ),
    Reason.DENIED: message(
        "The file may not be read by you: the place wants another account, or a login. Ask your IT department to let everybody read it."
    ),
    Reason.PROXY: message(
        "The proxy of this network lets nobody through to the place, or wants a login. Try another network, or ask your IT department."
    ),
    Reason.REDIRECTED: message(
        "The answer points to another place, which is not followed. A network that wants a login does that;"
        " if it happens on every network, tell your IT department."
    ),
    Reason.UNTRUSTED: message(
        "This laptop does not trust the certificate of whoever answers for the place. A network that looks into encrypted connections"
        " can be why, a certificate that has expired, or a clock that is wrong. Look at the clock, try another network, or ask your IT"
        " department."
    ),
    Reason.TROUBLE: message("The server answers, but not with the file. Try again later, or tell your IT department."),
    Reason.TOO_LARGE: message("What lies there is too large to be the file that was expected. Tell your IT department."),
    Reason.FOREIGN: message(
        "What came is not the file that was expected, but a web page, for example. A network that wants a login sends one;"
        " if it happens on every network, tell your IT department."
    ),
    Reason.NEWER_FORMAT: message(
        "The file is made for a newer ccdiag, and this version cannot read it. Ask your IT department which version you should have."
    ),
    Reason.SIGNATURE: message(
        "The file does not carry the signature that your policy asks for, so nothing that it says was believed. It may have been changed on"
        " its way, or signed with another key. Tell your IT department."
    ),
    Reason.UNSUPPORTED: message(
        "This laptop cannot verify signatures of this kind (Ed25519), so nothing that the file says was believed. Tell your IT department."
    ),
    Reason.CONTENTS: message("The file is signed rightly, but does not say what it should. Tell your IT department to sign it anew."),
}
