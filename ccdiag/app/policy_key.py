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
            return encoded[len(_BEFORE_THE_KEY) :]
        raise PublicKeyError(message("is not a public key for Ed25519"))
    key = _decoded(text)
    if len(key) != _BYTES:
        raise PublicKeyError(message("is not a public key for Ed25519: {most} bytes in base64, or PEM", most=_BYTES))
    return key


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
