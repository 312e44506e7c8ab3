"""What a finding means, in a sentence."""

from ccdiag.model.facts import SettingFacts
from ccdiag.model.finding import Finding
from ccdiag.model.message import Message, message
from ccdiag.settings_check.unreadable import Unreadable

WARNINGS = frozenset({Finding.LEFTOVER_1_0, Finding.BROWSER_BLOCKS_KICK, Finding.TOPIC_WRONG})
"""What does not stop the shop from paying by itself."""

_SENTENCES = {
    Finding.SYSTEM_IS_1_0: message("{setting} is {found}, the management system of Cloud Connect 1.0; 2.0 needs {expected}."),
    Finding.SYSTEM_UNKNOWN: message("{setting} is {found}, which is no management system that is known; expected {expected}."),
    Finding.SYSTEM_OTHER_COUNTRY: message("{setting} is {found}, but the terminal is managed in {expected}."),
    Finding.TERMINAL_ID_DIFFERS: message("{setting} is {found}, but the terminal's TMS id is {expected}."),
    Finding.PROTOCOL_WRONG: message("{setting} is {found}; expected {expected}."),
    Finding.FIELD_MISSING: message("{setting} is missing."),
    Finding.KICK_DIFFERS: message("{setting} is {found}: Webkassa and terminal use different kicks; here it takes {expected}."),
    Finding.ADDRESS_DIFFERS: message("{setting} is {found}, but the terminal's is {expected}."),
    Finding.BROWSER_BLOCKS_KICK: message("The Webkassa kicks the terminal over the shop's own network, which today's browsers block."),
    Finding.LEFTOVER_1_0: message("{setting} is left over from Cloud Connect 1.0; 2.0 does not use it."),
    Finding.MQT_DISABLED: message("{setting} is {found}; Cloud Connect 2.0 needs {expected}."),
    Finding.SERVICE_DISABLED: message("{setting} is {found}; Cloud Connect 2.0 needs {expected}."),
    Finding.SSL_DISABLED: message("{setting} is {found}; Cloud Connect 2.0 needs {expected}."),
    Finding.TOPIC_WRONG: message("{setting} is {found}; a Dutch terminal has {expected}."),
    Finding.ADDRESS_WRONG: message("{setting} is {found}; the environment says {expected}."),
    Finding.ALPN_WRONG: message("{setting} is {found}; expected {expected}."),
    Finding.PORT_WRONG: message("{setting} is {found}; expected {expected}."),
    Finding.CLOUD_CONNECTION_DISABLED: message("{setting} is {found}; both generations of Cloud Connect need {expected}."),
    Finding.SIGNATURE_ALGORITHM_WRONG: message("{setting} is {found}; expected {expected}."),
    Finding.SOFTWARE_TOO_OLD: message("{setting} is {found}; needed is {expected}."),
    Finding.MODEL_UNFIT: message("{setting} is {found}, a model that Cloud Connect 2.0 does not run on."),
    Finding.UNREADABLE: message("{setting} is {found}, from which nothing can be told."),
    Finding.UNDECIDED: message("{setting} is {found}, from which nothing can be told."),
}

_UNREADABLE = {
    Unreadable.NO_FILE: message("The file cannot be read."),
    Unreadable.TOO_LARGE: message("The file is far too large for what it should be."),
    Unreadable.NOT_TEXT: message("The file is not text."),
    Unreadable.NOT_JSON: message("The file is not valid JSON."),
    Unreadable.NOT_XML: message("The file is not valid XML."),
    Unreadable.XML_ENTITIES: message("The XML defines entities or refers to other files; a settings file has no use for that."),
    Unreadable.TOO_DEEP: message("The file is nested far too deep."),
    Unreadable.TOO_MANY: message("The file holds far too many entries."),
    Unreadable.NO_SETTINGS: message("The file holds none of the settings that are looked for."),
    Unreadable.EMPTY: message("The file is empty."),
    Unreadable.OLD_WORKBOOK: message("This is an old .xls file, or a workbook with a password. Save it as xlsx without one, or as csv."),
    Unreadable.OPEN_DOCUMENT: message("This is a document of LibreOffice or OpenOffice. Save it as xlsx or csv."),
    Unreadable.NOT_A_WORKBOOK: message("The file is a damaged workbook, or a zip file that is none."),
    Unreadable.PICTURE: message("This is a picture or a PDF. Copy its text, and check that."),
    Unreadable.WEB_PAGE: message("This is a saved web page. Copy the text from the page instead, and check that."),
}
DOCUMENT = "document"
"""Stands for the setting's name where the document as a whole cannot be read."""
_NOTHING = "—"


def why_unreadable(problem: Unreadable) -> Message:
    """Say why a document gives no settings."""
    return _UNREADABLE[problem]


def sentence(fact: SettingFacts) -> Message:
    """Say what is wrong with a setting; for one that is right, what it is."""
    if fact.setting == DOCUMENT and fact.found is not None:
        return _UNREADABLE[Unreadable(fact.found)]
    values = {"setting": fact.setting, "found": fact.found or _NOTHING, "expected": fact.expected or _NOTHING}
    if fact.finding is None:
        return message("{setting} is {found}.", **values)
    if fact.finding == Finding.UNDECIDED and fact.found is None:
        return _SENTENCES[Finding.FIELD_MISSING].with_values(**values)
    return _SENTENCES[Finding(fact.finding)].with_values(**values)
