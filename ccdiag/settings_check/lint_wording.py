"""Why a finding matters and how it is mended, in sentences."""

from typing import Final

from ccdiag.model.finding import Finding
from ccdiag.model.message import Message, message
from ccdiag.settings_check.repairs import Damage

_SYSTEM = message(
    "The management system says which kick reaches the terminal: the number is that of 1.0, a name that of 2.0, by the country where"
    " the terminal is managed."
)
_MQT = message("Without it the terminal opens no MQTT session, and a kick of 2.0 does not reach it.")
_IN_TMS = message(
    "In TMS: Terminals, the terminal, New job, SELECT TERMINAL PARAMETERS; set {setting} to {expected}. Then a hardware installation."
)
_IN_WEBKASSA = message("Have the till supplier set {setting} to {expected}.")
_LOOK = message("Look it up in TMS, and compare letter by letter.")

WHY: Final = {
    Finding.SYSTEM_IS_1_0: _SYSTEM,
    Finding.SYSTEM_UNKNOWN: _SYSTEM,
    Finding.SYSTEM_OTHER_COUNTRY: message("A kick that is sent to another country's system does not find the terminal."),
    Finding.TERMINAL_ID_DIFFERS: message(
        "The kick goes to the terminal that is named here. With 2.0 the id must also be on the whitelist."
    ),
    Finding.PROTOCOL_WRONG: message("The Webkassa speaks to the terminal by this protocol, with both generations."),
    Finding.FIELD_MISSING: message("The Webkassa cannot reach the terminal without it."),
    Finding.KICK_DIFFERS: message("Webkassa and terminal must use the same kind of kick, or the terminal does not answer."),
    Finding.ADDRESS_DIFFERS: message("With 1.0 the browser calls the terminal at this address and port."),
    Finding.BROWSER_BLOCKS_KICK: message("Browsers no longer let a public page call an address in the shop's own network."),
    Finding.LEFTOVER_1_0: message("It does no harm, but looks as though the till still used the kick of 1.0."),
    Finding.UNREADABLE: message("What cannot be read is neither called right nor wrong."),
    Finding.MQT_DISABLED: _MQT,
    Finding.SERVICE_DISABLED: _MQT,
    Finding.SSL_DISABLED: message("The service takes encrypted connections only."),
    Finding.TOPIC_WRONG: message("The terminal listens for its kick on this topic. What a Belgian terminal has is not documented."),
    Finding.ADDRESS_WRONG: message("The terminal opens its MQTT session to this address."),
    Finding.ALPN_WRONG: message("On port 443 the service speaks MQTT only where this protocol name is asked for."),
    Finding.PORT_WRONG: message("With this protocol name the service listens on this port only."),
    Finding.CLOUD_CONNECTION_DISABLED: message("Without it TCP FLAT-OUTGOING is missing from the terminal's menu."),
    Finding.SIGNATURE_ALGORITHM_WRONG: message("The vendor's manual asks for SHA-256 with 2.0."),
    Finding.SOFTWARE_TOO_OLD: message("Older software does not have this generation of Cloud Connect."),
    Finding.MODEL_UNFIT: message("The environment names models that 2.0 does not run on."),
}
REMEDY: Final = {
    Finding.SYSTEM_IS_1_0: message(
        "Adapt all terminals of this configuration first. Then have the till supplier set {setting} to {expected}."
    ),
    Finding.SYSTEM_UNKNOWN: _IN_WEBKASSA,
    Finding.SYSTEM_OTHER_COUNTRY: message(
        "Look up where the terminal is managed; then have the till supplier set {setting} to {expected}."
    ),
    Finding.TERMINAL_ID_DIFFERS: message("Read the TMS id off the terminal or in TMS; have the till supplier enter that one."),
    Finding.PROTOCOL_WRONG: _IN_WEBKASSA,
    Finding.FIELD_MISSING: message("Have the till supplier add {setting}."),
    Finding.KICK_DIFFERS: message("Decide which kick it is to be. Adapt the terminal first, then the Webkassa."),
    Finding.ADDRESS_DIFFERS: _IN_WEBKASSA,
    Finding.BROWSER_BLOCKS_KICK: message("Plan the migration to 2.0."),
    Finding.LEFTOVER_1_0: message("Have the till supplier take it out when convenient."),
    Finding.UNREADABLE: _LOOK,
    Finding.TOPIC_WRONG: message("A Dutch terminal has {expected}. For a Belgian one ask the vendor."),
    Finding.ADDRESS_WRONG: message(
        "Compare it with a terminal that works, or ask the vendor; then set it in TMS, and do a hardware installation."
    ),
    Finding.SOFTWARE_TOO_OLD: message("Plan an upgrade job in TMS to {expected}. Never downgrade."),
    Finding.MODEL_UNFIT: message("Ask the vendor for another terminal."),
}
IN_TMS: Final = _IN_TMS
"""The remedy of what is simply to be set in TMS."""

DAMAGES: Final = {
    Damage.ODD_CHARACTERS: message("There are characters in it that do not show: spaces, invisible ones or letters of another alphabet."),
    Damage.LEADING_ZERO: message("It was taken for a number, so that the zero in front got lost; a spreadsheet does that."),
    Damage.EXPONENT: message("A spreadsheet wrote the long number in powers of ten."),
    Damage.DECIMALS: message("A spreadsheet wrote the number with decimals or thousands separators."),
    Damage.MISREAD_LETTERS: message("Letters were misread, as text recognition does: l for 1, O for 0, a or g for q."),
    Damage.DECORATED: message("There is more around it than the name of the host, which has to stand alone."),
    Damage.LETTER_CASE: message("Capitals and small letters differ from the vendor's spelling; whether that matters is not documented."),
}


def why(finding: Finding) -> Message:
    """Say why it matters."""
    return WHY[finding]


def remedy(finding: Finding, setting: str, expected: str | None) -> Message:
    """Say how it is mended."""
    return REMEDY.get(finding, IN_TMS).with_values(setting=setting, expected=expected or "—")
