"""Why a document does not give its settings."""

from enum import StrEnum

from ccdiag.model.message import Message


class Unreadable(StrEnum):
    """One reason."""

    NO_FILE = "no_file"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NOT_JSON = "not_json"
    NOT_XML = "not_xml"
    XML_ENTITIES = "xml_entities"
    """It defines entities or refers to another file, which a settings file has no use for."""
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    NO_SETTINGS = "no_settings"
    """It can be read, and holds none of the names that are looked for."""
    EMPTY = "empty"
    OLD_WORKBOOK = "old_workbook"
    """The format of Excel up to 2003, or a workbook with a password: both begin alike."""
    OPEN_DOCUMENT = "open_document"
    NOT_A_WORKBOOK = "not_a_workbook"
    """A zip without a workbook in it, or a damaged one."""
    PICTURE = "picture"
    """A picture or a PDF."""
    WEB_PAGE = "web_page"


class DocumentError(Exception):
    """A document that cannot be used."""

    def __init__(self, problem: Unreadable, location: str | None = None, *, expected: Message | None = None) -> None:
        super().__init__(problem, location)
        self.problem = problem
        self.location = location
        self.expected = expected
        """What should stand there."""
