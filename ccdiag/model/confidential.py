"""What must never be kept: card numbers, passwords and keys."""

import re

_CARD = re.compile(
    r"(?<![\d.])(?:\d(?:[\s\u00a0\u2010\u2011\u2013\u2014-]{0,2}\d){12,18}|\d{4}(?:[./_]\d{4}){2,3}(?:[./_]\d{1,3})?)(?!\d)", re.ASCII
)
"""As people write it: with spaces and dashes anywhere, or with points, slashes and lines between groups of four."""
_MANY_DIGITS = re.compile(r"\d{4}[./_]?\d{4}[./_]?\d{4}", re.ASCII)
_BETWEEN_DIGITS = ' -,"\\\u00a0\u2010\u2011\u2013\u2014'
_TELLING = (
    *("passw", "passphrase", "wachtwoord", "mot de passe", "kennwort", "secret", "geheim", "token", "credential", "authorization"),
    *("api", "private", "pincode", "pin code", "pin-code", "pin_code", "bearer", "basic"),
)
"""What every name of a secret begins with or holds."""
_PAYMENT_API_KEY = re.compile(r"(?<![A-Za-z0-9_])[lt]_[A-Za-z0-9_-]{8,}", re.ASCII)
"""The vendor's VPOS keys: `l_` live, `t_` test."""
_BEARER = re.compile(r"(?i)\b(?:bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.ASCII)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_URL_LOGIN = re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
_SECRET_NAME = re.compile(
    r"passw(?:or)?d|wachtwoord|secret|geheim|token|api_?key|api_?sleutel|private_?key|authorization|credential|pincode", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?P<before>\b\w*(?:passw(?:or)?d|passphrase|wachtwoord|geheim|secret|token|api[ _-]?key|api[ _-]?sleutel|private[ _-]?key|"
    r"pin[ _-]?code|credential|authorization|mot de passe|passwort|kennwort)\w*[\"']?"
    r"(?:\s*(?:[=:]|%3D|%3A)\s*[\"“'„]?|\s+(?:is|was|est|ist)\s+[\"“'„]?(?=[^\s\"”'&,;]*\d)))(?P<value>(?!•)[^\s\"”'&,;]+)",
    re.IGNORECASE,
)
"""A password in a sentence or a web address: `password=…`, `wachtwoord is 99999`; without a digit the latter says something else."""
_BARE = re.compile(
    r"(?P<before>\b(?:\w*(?:passw(?:or)?d|passwort|passphrase|wachtwoord|kennwort|mot de passe)[ ]+[\"“'„]?(?=[^\s\"”',;]*\d)|"
    r"(?:ww|pw|pwd)[ ]*[:=][ ]*[\"“'„]?))(?P<value>(?!•)[^\s\"”',;]{4,})",
    re.IGNORECASE,
)
"""As people jot it down: `wifi Gast wachtwoord Welkom01`, `ww: Welkom01`; a number of three digits counts something."""
_JOTTED = ("ww", "pw")
"""What the short words for a password have in them, of which few documents have any."""
_NO_PASSWORDS = frozenset(
    {"yes", "no", "unknown", "done", "not", "filled", "asked", "empty", "wrong", "right", "none", "required", "needed"}
)
"""What is said of a password rather than being one."""
_JSON_WEB_TOKEN = re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?", re.ASCII)
_AWS_KEY = re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", re.ASCII)
_LOGIN_NAME = re.compile(r"(?<=://)[^/\s:@•]+(?=@)")
"""Without a password behind it; that may be what is missing."""
_ALONE = (_PAYMENT_API_KEY, _BEARER, _URL_LOGIN, _JSON_WEB_TOKEN, _AWS_KEY, _LOGIN_NAME)
MASK = "•••"


def looks_like_card_number(text: str) -> bool:
    """Whether 13 to 19 digits that pass the Luhn test stand in this text, with or without spaces and dashes."""
    return any(_passes_luhn(found.group()) for found in _CARD.finditer(text))


def may_hold_secret(text: str) -> bool:
    """Whether it is worth the while to look closer at a whole document, written as JSON; most have nothing of the kind."""
    lower = text.lower()
    digits = text
    for sign in _BETWEEN_DIGITS:
        digits = digits.replace(sign, "")
    if any(word in lower for word in _TELLING) or _MANY_DIGITS.search(digits):
        return True
    if any(word in lower for word in _JOTTED) and _BARE.search(text):
        return True
    return any(pattern.search(text) for pattern in (_PAYMENT_API_KEY, _URL_LOGIN, _LOGIN_NAME, _JSON_WEB_TOKEN, _AWS_KEY))


def looks_like_secret(name: str, value: str) -> bool:
    """Whether this value is a password, a key or a token, by its name or by its look."""
    named = _SECRET_NAME.search(name.replace("-", "_")) is not None and value.strip() != ""
    return named or any(pattern.search(value) for pattern in (_PAYMENT_API_KEY, _BEARER, _PRIVATE_KEY, _URL_LOGIN))


def masked(name: str, value: str) -> str:
    """Return the value with all that must not be kept replaced."""
    if _SECRET_NAME.search(name.replace("-", "_")) or _PRIVATE_KEY.search(value):
        return MASK if value.strip() else value
    for pattern in _ALONE:
        value = pattern.sub(MASK, value)
    if any(sign in value for sign in "=:%") or " " in value:
        value = _NAMED.sub(_without_password, value)
        value = _BARE.sub(_without_password, value)
    return _CARD.sub(lambda found: MASK if _passes_luhn(found.group()) else found.group(), value)


def _without_password(found: re.Match[str]) -> str:
    said = found["value"].casefold().rstrip(".!?)") in _NO_PASSWORDS
    return found.group() if said else f"{found['before']}{MASK}"


def _passes_luhn(text: str) -> bool:
    digits = [int(character) for character in reversed(text) if character.isdecimal()]
    doubled = [digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4) for place, digit in enumerate(digits)]  # noqa: PLR2004  # Luhn
    return sum(doubled) % 10 == 0
