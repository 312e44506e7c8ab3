"""What states, gaps and troubles of a table of terminals are called, in window, command line and results alike."""

from typing import Final

from ccdiag.model.message import Message, message
from ccdiag.settings_check import fleet_columns as column
from ccdiag.settings_check.fleet import Turn
from ccdiag.settings_check.fleet_judgement import FleetState, WhitelistAnswer
from ccdiag.settings_check.fleet_rows import RowTrouble

STATE_WORDS: Final[dict[FleetState, Message]] = {
    FleetState.READY: message("ready"),
    FleetState.CONFIGURATION_LAST: message("Webkassa last"),
    FleetState.NOT_READY: message("not ready"),
    FleetState.UNKNOWN: message("cannot tell"),
}
STATE_SENTENCES: Final[dict[FleetState, Message]] = {
    FleetState.READY: message("Nothing is missing."),
    FleetState.CONFIGURATION_LAST: message("The terminal is ready; the Webkassa's configuration is still to be changed."),
    FleetState.NOT_READY: message("Something is missing."),
    FleetState.UNKNOWN: message("Nothing is known to be missing, but not all that counts is stated."),
}
TURN_SENTENCES: Final[dict[Turn, Message]] = {
    Turn.CUT_OFF: message("Its Webkassa uses Cloud Connect 2.0 already, and a terminal is not ready: that one may not answer now."),
    Turn.CONFIGURATION_LAST: message("Its terminals are ready. What is left is the Webkassa's configuration."),
    Turn.UNKNOWN: message("Nothing is known to be missing, but not all that counts is stated."),
    Turn.NOT_READY: message("All its terminals come first, the Webkassa's configuration last."),
    Turn.READY: message("Nothing is missing."),
    Turn.NOT_NAMED: message("Which configuration serves these terminals is not stated, so their turn is not known."),
}
"""Why a configuration stands where it does."""
WHITELIST_WORDS: Final[dict[WhitelistAnswer, Message]] = {
    WhitelistAnswer.LISTED: message("on the whitelist"),
    WhitelistAnswer.LISTED_FOR_ANY: message("on the whitelist; of which merchant was not looked at"),
    WhitelistAnswer.OTHER_MERCHANT: message("on another merchant's whitelist"),
    WhitelistAnswer.NOT_LISTED: message("not on the whitelist"),
    WhitelistAnswer.MERCHANT_NOT_COMPARABLE: message("on the whitelist; the merchants cannot be compared"),
    WhitelistAnswer.ZEROS_DIFFER: message("listed with other leading zeros"),
    WhitelistAnswer.STATED_LISTED: message("said to be on the whitelist"),
    WhitelistAnswer.STATED_NOT_LISTED: message("said not to be on the whitelist"),
    WhitelistAnswer.UNKNOWN: message("not known"),
    WhitelistAnswer.NOT_NEEDED: message("not needed"),
}
TROUBLE_WORDS: Final[dict[RowTrouble, Message]] = {
    "no_tms_id": message("no TMS id"),
    "id_damaged": message("the TMS id is damaged, or looks like something that must not be kept"),
    "too_many_cells": message("more cells than the heading has: nothing is under the right name"),
    "broken": message("a quote is not closed, or closed too early"),
    "repeated": message("the same terminal and configuration again"),
}
_GAP_WORDS: Final[dict[str, Message]] = {
    "whitelist.missing": message("not on the whitelist"),
    "whitelist.wrong_merchant": message("on another merchant's whitelist"),
    "terminal.model_unfit": message("model unfit"),
    "terminal.pos_mode_wrong": message("POS mode"),
    "terminal.dns_not_set": message("no DNS server on the terminal"),
    "terminal.hw_install_missing": message("no hardware installation"),
    "tms.software_too_old": message("software too old: upgrade first"),
    "tms.mqt_disabled": message("MQT is off"),
    "tms.service_disabled": message("MqtServiceEnable is off"),
    "tms.ssl_disabled": message("MqtServiceUseSsl is off"),
    "tms.address_wrong": message("MqtServiceAddress"),
    "tms.alpn_wrong": message("MqtServiceAlpn"),
    "tms.port_wrong": message("MqtServicePort"),
    "tms.topic_wrong": message("MqtSubscriptionTopic"),
    "tms.cloud_connection_disabled": message("Cloud Connection is off"),
    "tms.signature_algorithm_wrong": message("signature algorithm"),
    "tms.unreadable": message("a TMS parameter cannot be read"),
    "webkassa.system_is_1_0": message("management system still of 1.0"),
    "webkassa.system_unknown": message("unknown management system"),
    "webkassa.system_other_country": message("management system of another country"),
    "webkassa.kick_differs": message("management system of 2.0"),
    "webkassa.protocol_wrong": message("access protocol"),
    "fleet.contradiction": message("rows contradict each other"),
    "fleet.unreadable": message("a value cannot be read"),
    "fleet.merchant_not_comparable": message("merchants cannot be compared"),
    "fleet.zeros_differ": message("listed with other leading zeros"),
}
_SETTING_WORDS: Final[dict[str, Message]] = {
    column.WHITELISTED: message("whitelist"),
    column.POS_MODE: message("POS mode"),
    column.DNS_SET: message("DNS filled in on the terminal"),
    column.HW_INSTALLED: message("hardware installation"),
    column.SYSTEM: message("management system of the Webkassa"),
}


def gap_words(gap: str) -> Message:
    """Say in a few words what is missing, by its id."""
    return _GAP_WORDS.get(gap) or message("{text}", text=gap)


def setting_words(name: str) -> Message:
    """Say what a thing that is not stated is called; parameters go by their own names."""
    return _SETTING_WORDS.get(name) or message("{text}", text=name)
