"""What must never be kept: card numbers, passwords and keys."""

import re

_CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d])", re.ASCII)
_PAYMENT_API_KEY = re.compile(r"(?<![A-Za-z0-9_])[lt]_[A-Za-z0-9_-]{8,}", re.ASCII)
"""The vendor's VPOS keys: `l_` live, `t_` test."""
_BEARER = re.compile(r"(?i)\b(?:bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.ASCII)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_URL_LOGIN = re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
_SECRET_NAME = re.compile(
    r"passw(?:or)?d|wachtwoord|secret|geheim|token|api_?key|api_?sleutel|private_?key|authorization|credential|pincode", re.IGNORECASE
)
MASK = "•••"


def looks_like_card_number(text: str) -> bool:
    """Whether 13 to 19 digits that pass the Luhn test stand in this text, with or without spaces and dashes."""
    return any(_passes_luhn(found.group()) for found in _CARD.finditer(text))


def looks_like_secret(name: str, value: str) -> bool:
    """Whether this value is a password, a key or a token, by its name or by its look."""
    named = _SECRET_NAME.search(name.replace("-", "_")) is not None and value.strip() != ""
    return named or any(pattern.search(value) for pattern in (_PAYMENT_API_KEY, _BEARER, _PRIVATE_KEY, _URL_LOGIN))


def masked(name: str, value: str) -> str:
    """Return the value with all that must not be kept replaced."""
    if _SECRET_NAME.search(name.replace("-", "_")) or _PRIVATE_KEY.search(value):
        return MASK if value.strip() else value
    for pattern in (_PAYMENT_API_KEY, _BEARER, _URL_LOGIN):
        value = pattern.sub(MASK, value)
    return _CARD.sub(lambda found: MASK if _passes_luhn(found.group()) else found.group(), value)


def _passes_luhn(text: str) -> bool:
    digits = [int(character) for character in reversed(text) if character.isdecimal()]
    doubled = [digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4) for place, digit in enumerate(digits)]  # noqa: PLR2004  # Luhn
    return sum(doubled) % 10 == 0
