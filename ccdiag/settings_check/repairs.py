"""What a value was before something damaged it on its way: a spreadsheet, text recognition, a word processor."""

import re
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from msgspec import Struct

from ccdiag.settings_check.setting import Setting
from ccdiag.settings_check.webkassa import PROTOCOL, SYSTEM_1_0, SYSTEMS_2_0


class Damage(StrEnum):
    """What happened to a value."""

    ODD_CHARACTERS = "odd_characters"
    """Spaces, invisible characters or letters of another alphabet."""
    LEADING_ZERO = "leading_zero"
    """It was taken for a number, and numbers have no zero in front."""
    EXPONENT = "exponent"
    """A spreadsheet wrote a long number as 8,9E+09."""
    DECIMALS = "decimals"
    """A spreadsheet wrote 443 as 443.0 or 4105 as 4.105."""
    MISREAD_LETTERS = "misread_letters"
    """Text recognition took one letter for another."""
    LETTER_CASE = "letter_case"
    DECORATED = "decorated"
    """An address with more around it than the host's name."""


class Repair(Struct, frozen=True):
    """A value as it probably was, and what happened to it."""

    value: str
    damage: Damage


_NUMBER = re.compile(r"\d{1,20}(?:[.,]\d{1,20})?(?:[eE]\+?\d{1,2})?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:[.,' ]\d{3})+", re.ASCII)
_DECORATION: Final = re.compile(r"(?:[a-z]{2,6}://)?([a-z0-9.-]+)(?::\d{1,5})?(?:/.*)?")
_MOST_EXPONENT: Final = 20
_MISREAD: Final = str.maketrans({"l": "1", "I": "1", "|": "1", "O": "0", "o": "0"})
_EXACT: Final = (*SYSTEMS_2_0, *(f"{system}-ThirdPartyTest" for system in SYSTEMS_2_0), PROTOCOL)


def exact_spelling(value: str) -> str | None:
    """Return the vendor's spelling of a name that is known but for capitals; None for another value."""
    return next((exact for exact in _EXACT if value.strip().lower() == exact.lower()), None)


def repairs_of(setting: Setting, name: str, *, terminal_id: str | None, alpn: str, host: str) -> tuple[Repair, ...]:
    """Return what the value may have been; the caller judges whether one of them is right."""
    value = (setting.cleaned if setting.cleaned is not None else setting.value).strip()
    found: list[Repair] = []
    if setting.oddities:
        found.append(Repair(value, Damage.ODD_CHARACTERS))
    exact = exact_spelling(value)
    if exact is not None and exact != value:
        found.append(Repair(exact, Damage.LETTER_CASE))
    if name in {"MqtServicePort", "port"}:
        found += [Repair(text, Damage.DECIMALS) for text in _numbers(value)]
    elif name == "managementSystemId":
        found += _of_digits(value, SYSTEM_1_0)
    elif name == "terminalId" and terminal_id:
        found += _of_digits(value, terminal_id)
    elif name == "MqtServiceAlpn" and _alike(value) == _alike(alpn) and value != alpn:
        found.append(Repair(alpn, Damage.MISREAD_LETTERS))
    elif name == "MqtServiceAddress":
        found += _of_address(value, host)
    return tuple(found)


def _of_digits(value: str, wanted: str) -> list[Repair]:
    """Repair an identifier of digits that is known beforehand."""
    if value == wanted:
        return []
    if wanted.isdigit() and value.isdigit() and value.lstrip("0") == wanted.lstrip("0"):
        return [Repair(wanted, Damage.LEADING_ZERO)]
    if wanted.isdigit() and _NUMBER.fullmatch(value) and any(text.lstrip("0") == wanted.lstrip("0") for text in _numbers(value)):
        return [Repair(wanted, Damage.EXPONENT if "e" in value.lower() else Damage.DECIMALS)]
    if wanted.isdigit() and value.translate(_MISREAD) == wanted:
        return [Repair(wanted, Damage.MISREAD_LETTERS)]
    # 8,9E+09 has lost its last digits, so that only what is left of it can be compared.
    if wanted.isdigit() and "e" in value.lower() and _rounds_to(value, wanted):
        return [Repair(wanted, Damage.EXPONENT)]
    return []


def _numbers(value: str) -> list[str]:
    """Return what a number is as plain digits: 443.0, 4.105 and 4,105 as a spreadsheet groups them."""
    found: list[str] = []
    if _GROUPED.fullmatch(value):
        found.append("".join(character for character in value if character.isdigit()))
    if _NUMBER.fullmatch(value) and not value.isdigit():
        try:
            number = Decimal(value.replace(",", "."))
        except InvalidOperation:
            return found
        if abs(number.adjusted()) <= _MOST_EXPONENT and number == number.to_integral_value():
            found.append(str(int(number)))
    return found


def _rounds_to(value: str, wanted: str) -> bool:
    try:
        mantissa, _, exponent = value.lower().replace(",", ".").partition("e")
        digits = mantissa.replace(".", "").rstrip("0")
        shown = Decimal(mantissa)
        return len(digits) >= 1 and int(exponent) + shown.adjusted() == len(wanted.lstrip("0")) - 1 and _same_start(digits, wanted)
    except (ValueError, InvalidOperation):
        return False


def _same_start(digits: str, wanted: str) -> bool:
    have = wanted.lstrip("0")
    rounded = str(round(int(have[: len(digits) + 1].ljust(len(digits) + 1, "0")) / 10)) if len(have) > len(digits) else have
    return rounded.rstrip("0") == digits.rstrip("0")


def _of_address(value: str, host: str) -> list[Repair]:
    """Mend what text recognition makes of `a15…`: an account prefix is a number in base 36, and this one begins with digits."""
    folded, wanted = value.lower().removesuffix("."), host.lower().removesuffix(".")
    if (bare := _DECORATION.fullmatch(folded)) is not None and bare[1] == wanted and bare[1] != folded:
        return [Repair(host, Damage.DECORATED)]
    account, _, rest = folded.partition("-ats.")
    wanted_account, _, wanted_rest = wanted.partition("-ats.")
    if rest != wanted_rest or len(account) != len(wanted_account) or folded == wanted:
        return []
    pairs = zip(account, wanted_account, strict=True)
    mended = "".join(right if right.isdigit() and left.translate(_MISREAD) == right else left for left, right in pairs)
    return [Repair(f"{mended}-ats.{rest}", Damage.MISREAD_LETTERS)] if mended != account else []


def _alike(text: str) -> str:
    """Reduce a protocol's name to what misread letters leave of it: `mat`, `mgt` and `mqt` are one."""
    return re.sub(r"m[agq9]t+", "mqt", text.lower().replace("_", "-").replace(" ", ""))
