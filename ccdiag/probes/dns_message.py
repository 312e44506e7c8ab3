"""DNS questions and answers as bytes; pure, and never raising whatever the bytes are."""

import secrets
import struct
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from ccdiag.model.failure import Failure
from ccdiag.model.printable import printable

if TYPE_CHECKING:
    import dns.message

Record = Literal["A", "AAAA"]

_HEADER_BYTES = 12
_RESPONSE_BIT = 0x80
_TRUNCATED_BIT = 0x02
_RCODE_BITS = 0x0F
MOST_BYTES = 8192
"""An answer of eight addresses over a long chain stays below 2 KB."""
_MOST_RECORDS = 256
"""Names are short on the wire and long to read: a thousand records of them in 16 KB take two seconds."""
_MOST_ADDRESSES = 64
_MOST_TEXT = 200
_UDP_PAYLOAD = 1232
"""Fits into one packet on any way (DNS flag day 2020)."""


class Answer(Struct, frozen=True, kw_only=True):
    """What a server said; addresses in its order, at the end of the chain of aliases."""

    rcode: str
    addresses: tuple[str, ...] = ()
    ttl_s: int | None = None
    """The least of the chain."""
    truncated: bool = False
    extended_error: int | None = None
    extended_text: str | None = None

    @property
    def failure(self) -> Failure | None:
        """What keeps this answer from naming an address."""
        match self.rcode:
            case "NOERROR":
                return None if self.addresses else Failure.DNS_NO_ADDRESS
            case "NXDOMAIN":
                return Failure.DNS_NAME_MISSING
            case "REFUSED":
                return Failure.DNS_REFUSED
            case _:
                return Failure.DNS_SERVER_FAILURE

    @property
    def blames_extension(self) -> bool:
        """Whether the server may have stumbled over EDNS only, as old ones do (RFC 6891, 7)."""
        return self.rcode in {"FORMERR", "NOTIMP", "BADVERS"}


class Question:
    """One question as it is sent, which knows the answers to it.

    Raises ValueError when the name cannot be asked for: a label that is empty or too long.
    """

    def __init__(self, name: str, record: Record, *, extended: bool = True) -> None:
        import dns.exception
        import dns.message

        try:
            # With EDNS, a server may tell why it fails (RFC 8914).
            self._query = dns.message.make_query(
                name,
                record,
                use_edns=0 if extended else False,
                payload=_UDP_PAYLOAD if extended else None,
                id=secrets.randbits(16),
            )
            self.wire: bytes = self._query.to_wire()
            # The name ends with the root's empty label; a type and a class of two bytes each follow.
            self._question_end = self.wire.index(b"\0", _HEADER_BYTES) + 5
        except (dns.exception.DNSException, UnicodeError) as error:
            raise ValueError(f"{name!r} cannot be a name") from error

    def is_for_me(self, wire: bytes) -> bool:
        """Say whether these bytes claim to answer this question, however the rest of them looks."""
        return len(wire) >= _HEADER_BYTES and wire[:2] == self.wire[:2] and bool(wire[2] & _RESPONSE_BIT)

    def read(self, wire: bytes) -> Answer | None:
        """Read an answer; None when it is not one to this question, or cannot be read."""
        if not self.is_for_me(wire) or len(wire) > MOST_BYTES:
            return None
        questions, *records = struct.unpack("!4H", wire[4:_HEADER_BYTES])
        if questions > 1 or sum(records) > _MOST_RECORDS or not self._is_repeated_in(wire, questions):
            return None
        truncated = bool(wire[2] & _TRUNCATED_BIT)
        try:
            answer = self._read(wire, truncated=truncated)
        except Exception:  # noqa: BLE001  # strangers write these bytes: whatever the parser raises, they cannot be read
            answer = None
        # A server may cut in the middle of a record; it said itself that the rest is to be had over TCP.
        return Answer(rcode="NOERROR", truncated=True) if answer is None and truncated else answer

    def _is_repeated_in(self, wire: bytes, questions: int) -> bool:
        """Say whether the answer repeats the question, as it must unless it is an error; seen before the parser spends time on the rest."""
        own = self.wire[_HEADER_BYTES : self._question_end]
        if questions == 0:
            return bool(wire[3] & _RCODE_BITS)
        # Capitals make no difference, and a name of the question has nothing before it that it could point to.
        return wire[_HEADER_BYTES : self._question_end].lower() == own.lower()

    def _read(self, wire: bytes, *, truncated: bool) -> Answer | None:
        import dns.message
        import dns.rcode

        # One record that cannot be read does not spoil the others.
        response = dns.message.from_wire(wire, ignore_trailing=True, continue_on_error=True)
        if not self._query.is_response(response):
            return None
        rcode = dns.rcode.to_text(response.rcode())
        addresses, ttl = _addresses(response) if rcode == "NOERROR" else ((), None)
        if response.errors and not addresses and rcode == "NOERROR":
            return None
        code, text = _extended_error(response)
        return Answer(rcode=rcode, addresses=addresses, ttl_s=ttl, truncated=truncated, extended_error=code, extended_text=text)


def _addresses(response: "dns.message.Message") -> tuple[tuple[str, ...], int | None]:
    import dns.message

    try:
        chain = response.resolve_chaining()  # type: ignore[attr-defined]  # is_response saw to it that this is a QueryMessage
    except dns.message.ChainTooLong:
        return (), None
    if chain.answer is None:
        return (), None
    found = dict.fromkeys(record.address for record in list(chain.answer)[:_MOST_ADDRESSES])
    return tuple(found), chain.minimum_ttl


def _extended_error(response: "dns.message.Message") -> tuple[int | None, str | None]:
    import dns.edns

    for option in response.options:
        if isinstance(option, dns.edns.EDEOption):
            return int(option.code), printable(option.text, most=_MOST_TEXT) if option.text else None
    return None, None
