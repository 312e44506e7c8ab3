"""Why it cannot be told whether there is a newer version: a closed list."""

from enum import StrEnum


class Reason(StrEnum):
    """What kept the question from being answered."""

    SOURCE = "source"
    """What policy names as the place is none."""

    # Nothing came.
    UNREACHABLE = "unreachable"
    MISSING = "missing"
    DENIED = "denied"
    PROXY = "proxy"
    """The proxy wants a login, or lets nobody there."""
    REDIRECTED = "redirected"
    """The server, or the network on the way, points elsewhere; nothing is followed."""
    UNTRUSTED = "untrusted"
    """The certificate of whoever answers is not one that this laptop trusts."""
    TROUBLE = "trouble"
    """The server answers, and not with a file."""
    TOO_LARGE = "too_large"

    # What came tells nothing.
    FOREIGN = "foreign"
    """It is another kind of file: a web page, for example."""
    NEWER_FORMAT = "newer_format"
    """Made for a program that is newer than this one."""
    SIGNATURE = "signature"
    """The key that policy names did not sign what is in it."""
    CONTENTS = "contents"
    """It is signed, and does not say what it should."""

    UNSUPPORTED = "unsupported"
    """This system's cryptography does not know the kind of signature, as by a rule of FIPS 140-2."""

    # It is signed and can be read, and tells nothing all the same.
    EXPIRED = "expired"
    CLOCK = "clock"
    """It was made in what is the future by this laptop's clock."""
    OWN_VERSION = "own_version"
    """This program has no version that compares: it is one of its makers' own."""
