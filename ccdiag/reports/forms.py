"""The forms that a report comes in, for whoever lets somebody choose."""

from enum import StrEnum
from typing import Final

from ccdiag.i18n.translator import Language
from ccdiag.model.message import Message, message
from ccdiag.reports.parts import Report
from ccdiag.reports.wording import Wording


class Form(StrEnum):
    """One form of a report."""

    HTML = "html"
    PDF = "pdf"
    TEXT = "text"
    MARKDOWN = "markdown"
    LETTER = "letter"

    @property
    def is_text(self) -> bool:
        """Whether it can be pasted somewhere."""
        return self in {Form.TEXT, Form.MARKDOWN, Form.LETTER}


FORM_WORDS: Final = {
    Form.PDF: message("Report on one sheet (PDF)"),
    Form.HTML: message("Report as a web page (HTML)"),
    Form.TEXT: message("Text for a ticket"),
    Form.MARKDOWN: message("Markdown"),
    Form.LETTER: message("Letter to whoever mends it"),
}
SUFFIXES: Final = {Form.HTML: ".html", Form.PDF: ".pdf", Form.TEXT: ".txt", Form.MARKDOWN: ".md", Form.LETTER: ".txt"}
_NAMES: Final[dict[Form, Message]] = {
    Form.HTML: message("report"),
    Form.PDF: message("report"),
    Form.TEXT: message("ticket"),
    Form.MARKDOWN: message("report"),
    Form.LETTER: message("letter"),
}
_LONGEST_NAME: Final = 60


def written(report: Report, form: Form, language: Language) -> str:
    """Write a report in any form but PDF, which is drawn; raises ValueError for that one."""
    wording = Wording(language)
    match form:
        case Form.TEXT:
            from ccdiag.reports.plain import plain_text

            return plain_text(report, wording)
        case Form.MARKDOWN:
            from ccdiag.reports.markdown import markdown

            return markdown(report, wording)
        case Form.LETTER:
            from ccdiag.reports.letter import letter

            return letter(report, wording)
        case Form.HTML:
            from ccdiag.reports.html import html

            return html(report, wording)
        case Form.PDF:
            raise ValueError(form)


def file_name(report: Report, form: Form, language: Language) -> str:
    """Return a name for a file that says what is in it, and that every system takes."""
    wording = Wording(language)
    shop = report.case.terminal.tms_id or report.shop
    plain = "".join(character if character.isalnum() else "-" for character in wording.clean(shop))[:_LONGEST_NAME].strip("-")
    parts = (wording.say(_NAMES[form]), plain, f"{report.measured_at:%Y-%m-%d}")
    return "-".join(part for part in parts if part) + SUFFIXES[form]
