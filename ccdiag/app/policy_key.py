"""The public key in a policy: Ed25519, as 32 bytes in base64 or as PEM."""

import base64
import binascii
import re
from typing import Final

from ccdiag.model.message import Message, message

_BYTES: Final = 32  # RFC 8032, section 5.1.5
_PEM: Final = re.compile(r"\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]*)-----END PUBLIC KEY-----\s*", re.ASCII)
# SubjectPublicKeyInfo with the algorithm id-Ed25519 and a bit string of 32 bytes: RFC 8410, section 4.
_BEFORE_THE_KEY: Final = bytes.fromhex("302a300506032b6570032100")
# Points of a small order (libsodium's list, ge25519_has_small_order): under such a key anybody can sign, and 32 zero bytes, somebody's
# placeholder, are one of them. The last bit is a sign, which makes no difference.
_SMALL_ORDER: Final = frozenset(
    bytes.fromhex(point)
    for point in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)
_WITHOUT_SIGN: Final = 0x7F


class PublicKeyError(ValueError):
    """This is no Ed25519 public key, and what was expected."""

    def __init__(self, expected: Message) -> None:
        super().__init__(expected.english())
        self.expected = expected


def public_key_bytes(text: str) -> bytes:
    """Return the 32 bytes of the key; raises PublicKeyError, which never holds the text: somebody may have taken the private key."""
    if "PRIVATE KEY" in text:
        raise PublicKeyError(message("is a private key, which belongs into no policy; make a new pair, and put the public key here"))
    if (pem := _PEM.fullmatch(text)) is not None:
        encoded = _decoded(pem[1])
        if len(encoded) == len(_BEFORE_THE_KEY) + _BYTES and encoded.startswith(_BEFORE_THE_KEY):
            return _protecting(encoded[len(_BEFORE_THE_KEY) :])
        raise PublicKeyError(message("is not a public key for Ed25519"))
    key = _decoded(text)
    if len(key) != _BYTES:
        raise PublicKeyError(message("is not a public key for Ed25519: {most} bytes in base64, or PEM", most=_BYTES))
    return _protecting(key)


def _protecting(key: bytes) -> bytes:
    """Return the key unless anybody can sign for it; raises PublicKeyError."""
    if key[:-1] + bytes((key[-1] & _WITHOUT_SIGN,)) in _SMALL_ORDER:
        raise PublicKeyError(message("is a placeholder under which anybody can sign; make a new pair, and put the public key here"))
    return key


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
