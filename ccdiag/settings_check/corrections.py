"""What a value must be, where both that it is wrong and what it must be are certain."""

from typing import Final

from ccdiag.model.case import Case
from ccdiag.model.finding import Finding
from ccdiag.settings_check.judged import JudgedFact
from ccdiag.settings_check.repairs import Damage
from ccdiag.settings_check.tms import ENABLED

# Whatever is meant, these are needed by it: the facts judge the MQT group only where 2.0 is meant or the document suggests it, and
# nothing of it counts for 1.0.
_BY_DOCUMENTATION: Final = frozenset(
    {Finding.PROTOCOL_WRONG, Finding.ALPN_WRONG, Finding.PORT_WRONG, Finding.SSL_DISABLED, Finding.CLOUD_CONNECTION_DISABLED}
)
# These depend on the generation: somebody must have said it.
_BY_GENERATION: Final = frozenset(
    {
        Finding.SYSTEM_IS_1_0,
        Finding.SYSTEM_UNKNOWN,
        Finding.KICK_DIFFERS,
        Finding.MQT_DISABLED,
        Finding.SERVICE_DISABLED,
        Finding.SIGNATURE_ALGORITHM_WRONG,
    }
)
_BY_COUNTRY: Final = frozenset({Finding.SYSTEM_OTHER_COUNTRY, Finding.TOPIC_WRONG})
_ON_WORDS: Final = {
    "disabled": "Enabled",
    "disable": "Enable",
    "false": "true",
    "0": "1",
    "off": "on",
    "no": "yes",
    "nee": "ja",
    "uit": "aan",
    "uitgeschakeld": "ingeschakeld",
    "deaktiviert": "aktiviert",
    "aus": "ein",
    "nein": "ja",
    "désactivé": "activé",
    "non": "oui",
}
"""A switch is turned on in the words in which the document has it off."""
_SUFFIX: Final = "-thirdpartytest"


def correction_of(judged: JudgedFact, case: Case, *, stated: bool) -> str | None:
    """Return the right value; None where it is not certain. `stated`: somebody said which generation is meant."""
    fact = judged.fact
    if fact.finding is None or judged.setting is None or judged.twice:
        return None
    finding = Finding(fact.finding)
    if judged.repair is not None:
        # A letter's case is corrected with the rest; an address that was misread in one letter is not certain in another one.
        return judged.repair.value if judged.repair.damage is not Damage.MISREAD_LETTERS or finding is not Finding.UNREADABLE else None
    expected = fact.expected or ""
    if not expected or " / " in expected or expected.startswith("≥"):
        return None
    certain = (
        finding in _BY_DOCUMENTATION or (finding in _BY_GENERATION and stated) or (finding in _BY_COUNTRY and bool(case.terminal.system))
    )
    if not certain:
        return None
    found = judged.setting.value.strip()
    if expected == ENABLED:
        return _ON_WORDS.get(found.lower(), ENABLED)
    if finding is Finding.SYSTEM_OTHER_COUNTRY and found.lower().endswith(_SUFFIX):
        return expected + found[-len(_SUFFIX) :]
    return expected
