"""Secrets and personal values to plant, and texts around them."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from ccdiag.cases.redaction_kinds import PersonalKind

WORDS = st.sampled_from(("router", "stond uit", "kassa", "again", "seen at", "the", "zie", "12 s", "80 %", "→", "ok"))
_LETTERS = "bcdfghjklmnpqrstvwxzaeiou"
_NAMES = st.text(_LETTERS, min_size=5, max_size=10).map(lambda text: f"{text}q".capitalize())
"""Made-up words: a `q` at the end is no word of any text here."""
_ODD = st.text("äéøñßžõçИшλ'&.-", min_size=1, max_size=3)


def luhn(digits: str) -> str:
    """Complete digits to a card number."""
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


@st.composite
def cards(draw: st.DrawFn) -> str:
    number = luhn(draw(st.text("0123456789", min_size=12, max_size=18).filter(lambda digits: digits[0] != "0")))
    sign = draw(st.sampled_from(("", " ", "-", ".", "  ", "\u00a0", "–", "/")))
    return sign.join(number[start : start + 4] for start in range(0, len(number), 4))


_KEY = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789", min_size=12, max_size=30).map(lambda key: f"{key}7")


@st.composite
def secret_texts(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a text that tells a secret, and the secret."""
    key = draw(_KEY)
    forms: tuple[Callable[[], tuple[str, str]], ...] = (
        lambda: (f"l_{key}", f"l_{key}"),
        lambda: (f"t_{key}", f"t_{key}"),
        lambda: (f"Bearer {key}", key),
        lambda: (f"https://jan:{key}@kassa.example.nl/x", key),
        lambda: (f"password={key}", key),
        lambda: (f"wachtwoord is {key}", key),
        lambda: (f"Wachtwoord: {key}", key),
        lambda: (f"https://kassa.example.nl/x?token={key}&a=b", key),
        lambda: (f"-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----", key),
        lambda: (f'{{"apiKey": "{key}"}}', key),
    )
    card = draw(cards())
    made: tuple[str, str] = draw(st.sampled_from([form() for form in forms] + [(card, card), (f"kaart {card}, zei hij", card)]))
    return made


@st.composite
def _shops(draw: st.DrawFn) -> str:
    words = draw(st.lists(_NAMES, min_size=1, max_size=3))
    odd = draw(st.one_of(st.just(""), _ODD))
    return f"{' '.join(words)}{odd}q" if odd else " ".join(words)


def _ipv4(number: int) -> str:
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


PUBLIC_IPV4 = st.integers(0x51000000, 0x5FFFFFFF).map(_ipv4)
PUBLIC_IPV6 = st.integers(1, 2**64 - 1).map(
    lambda number: f"2a02:a210:{number >> 48:x}:{number >> 32 & 0xFFFF:x}::{number & 0xFFFF or 1:x}"
)
HARDWARE = st.integers(1, 2**38).map(lambda number: f"{number * 4:012x}").filter(lambda digits: not int(digits[:2], 16) & 1)
SPELLED = st.sampled_from((":", "-", ""))


def spelled(digits: str, sign: str) -> str:
    return sign.join(digits[start : start + 2] for start in range(0, 12, 2))


@st.composite
def personal(draw: st.DrawFn) -> dict[PersonalKind, str]:
    """Draw one value of every kind that is replaced by default, but whole notes."""
    name, domain, user = draw(_NAMES).lower(), draw(_NAMES).lower(), draw(_NAMES)
    return {
        PersonalKind.SHOP: draw(_shops()),
        PersonalKind.MERCHANT_ID: f"M{draw(st.integers(100_000, 99_999_999))}",
        PersonalKind.TMS_ID: draw(st.from_regex(r"[A-Z]{2}[0-9]{6,10}Q", fullmatch=True)),
        PersonalKind.PERSON: f"Van {draw(_NAMES)}",
        PersonalKind.CONTACT: f"{name}@{domain}.nl",
        PersonalKind.PUBLIC_ADDRESS: draw(st.one_of(PUBLIC_IPV4, PUBLIC_IPV6)),
        PersonalKind.HARDWARE_ADDRESS: spelled(draw(HARDWARE), ":"),
        PersonalKind.HOST_NAME: f"{name}.{domain}.local",
        PersonalKind.USER_NAME: user,
        PersonalKind.NETWORK_NAME: f"{draw(_NAMES)} {draw(st.integers(10, 99))}",
        PersonalKind.ORGANISATION: f"{draw(_NAMES)} {draw(_NAMES)}",
        PersonalKind.WEB_PATH: f"/{name}?u={user}",
    }


def told(values: dict[PersonalKind, str]) -> dict[str, Any]:
    """Return the documents that tell what each value is."""
    return {
        "case.json": {
            "key": f"tms:{values[PersonalKind.TMS_ID]}",
            "shop": values[PersonalKind.SHOP],
            "case": {
                "merchant": {"name": values[PersonalKind.SHOP], "id": values[PersonalKind.MERCHANT_ID]},
                "terminal": {"tms_id": values[PersonalKind.TMS_ID]},
            },
            "notes": [
                {"at": "2026-11-23T12:00:00Z", "text": f"mevr. {values[PersonalKind.PERSON]} belde; mail {values[PersonalKind.CONTACT]}"}
            ],
        },
        "runs/1.json": {
            "checks": [
                {"facts": {"up": True, "name": values[PersonalKind.NETWORK_NAME], "addresses": [values[PersonalKind.PUBLIC_ADDRESS]]}},
                {"facts": {"role": "gateway", "hardware_addresses": [values[PersonalKind.HARDWARE_ADDRESS]]}},
                {"facts": {"hostname": values[PersonalKind.HOST_NAME], "user": values[PersonalKind.USER_NAME]}},
                {"facts": {"subject": "CN=mqtt.elsewhere.nl", "issuer": f"CN=Root CA,O={values[PersonalKind.ORGANISATION]},C=NL"}},
                {"facts": {"location": f"http://portal.elsewhere.nl{values[PersonalKind.WEB_PATH]}"}},
            ]
        },
    }


def trees(leaves: st.SearchStrategy[Any], keys: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Draw trees with these leaves and keys somewhere."""
    plain = st.one_of(st.none(), st.booleans(), st.integers(-1000, 70_000), st.floats(0, 100), WORDS)
    return st.recursive(
        st.one_of(plain, leaves),
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.one_of(WORDS, keys), inner, max_size=4)),
        max_leaves=12,
    )
