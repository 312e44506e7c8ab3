"""What only a person can say, and where to look: one text a key, so that every check asks the same.

Entries of the terminal's menus are facts: upper case, Dutch, never translated, so they are values rather than part of the texts.
Where the vendor's manual does not show an entry's inside, the place is inferred and the text says "likely".
"""

from ccdiag.model.check import Question
from ccdiag.model.message import message

_OPI_SETTINGS = "SERVICE MENU > CONFIGUREREN > TERMINAL > OPI INSTELLINGEN"
_INSTALLATION = "SERVICE MENU > FUNCTIES > TERMINAL > CONTACT TMS > HW INSTALLATIE > TERM. INSTALLATIE"


def ask_terminal_ip() -> Question:
    """Ask for `terminal.ip`."""
    return Question(
        "terminal.ip",
        message("Which IP address has the terminal?"),
        message(
            "In the title of the AdminLight window. On the terminal likely under {first} or {second} (not documented).",
            first="HOOFD MENU > DISPLAY INFO",
            second="SERVICE MENU > CONFIGUREREN > TERMINAL > COMMUNICATIE",
        ),
    )


def ask_terminal_tms_id() -> Question:
    """Ask for `terminal.tms_id`."""
    return Question(
        "terminal.tms_id",
        message("Which TMS id has the terminal?"),
        message(
            "In the TMS web portal, at the terminal. On the terminal likely under {path} (not documented).",
            path="HOOFD MENU > DISPLAY INFO",
        ),
    )


def ask_terminal_pos_mode() -> Question:
    """Ask for `terminal.pos_mode`."""
    return Question(
        "terminal.pos_mode",
        message("Which POS mode is chosen on the terminal?"),
        message("On the terminal: {path}", path=f"{_OPI_SETTINGS} > POS MODE"),
    )


def ask_terminal_hw_installed() -> Question:
    """Ask for `terminal.hw_installed`."""
    return Question(
        "terminal.hw_installed",
        message("Was a hardware installation done after MQTT was switched on in TMS?"),
        message("Whoever installed the terminal knows. It is started on the terminal: {path}", path=_INSTALLATION),
    )


def ask_terminal_dns_set() -> Question:
    """Ask for `terminal.dns_set`."""
    return Question(
        "terminal.dns_set",
        message("Is a DNS server filled in on the terminal?"),
        message("On the terminal, likely under {path} (not documented).", path="SERVICE MENU > CONFIGUREREN > TERMINAL > COMMUNICATIE"),
    )


def ask_terminal_software() -> Question:
    """Ask for `terminal.software`."""
    return Question(
        "terminal.software",
        message("Which software version has the terminal?"),
        message(
            "In the TMS web portal, at the terminal. On the terminal likely under {path} (not documented).",
            path="HOOFD MENU > DISPLAY INFO",
        ),
    )


def ask_terminal_day_open() -> Question:
    """Ask for `terminal.day_open`."""
    return Question(
        "terminal.day_open",
        message("Is the day open on the terminal?"),
        message(
            "On the terminal: {path} shows {opening} and {closing}; a terminal whose day is closed cannot sell.",
            path="START MENU > MANAGER MENU > FUNCTIES > TERMINAL",
            opening="DAGOPENING",
            closing="DAGAFSLUITING",
        ),
    )


def ask_terminal_whitelisted() -> Question:
    """Ask for `terminal.whitelisted`."""
    return Question(
        "terminal.whitelisted",
        message("Is the terminal's TMS id on the merchant's whitelist in VPOS?"),
        message("The vendor fills the whitelist and can say; nothing on the terminal shows it."),
    )


def ask_generation() -> Question:
    """Ask for `generation`."""
    return Question(
        "generation",
        message("Does the shop use Cloud Connect 1.0 or 2.0?"),
        message(
            "In the Webkassa configuration: {field} {netherlands} or {belgium} is 2.0, {old} is 1.0. The till's supplier knows as well.",
            field="managementSystemId",
            netherlands="GrundmasterNL",
            belgium="GrundmasterBE",
            old="08900000002",
        ),
    )


def ask_webkassa() -> Question:
    """Ask for `webkassa`."""
    return Question(
        "webkassa",
        message("How is the Webkassa configured for this terminal?"),
        message("The till's supplier can export its configuration; the case names that file, or holds the fields themselves."),
    )


def ask_tms_parameters() -> Question:
    """Ask for `tms_parameters`."""
    return Question(
        "tms_parameters",
        message("Which parameters has the terminal in TMS?"),
        message("In the TMS web portal: {path}, then the tabs by group.", path="Terminals > New job > SELECT TERMINAL PARAMETERS"),
    )
