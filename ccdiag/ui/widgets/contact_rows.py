"""Whom a run in an environment contacts, and what for."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccdiag.model.environment import Environment
from ccdiag.model.message import message
from ccdiag.ui.look import Look
from ccdiag.ui.models.contacts import contacts_of
from ccdiag.ui.widgets.flowing_text import FlowingText


class ContactRows(QWidget):
    """A sentence, and below it a line for each purpose with its hosts."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._told = FlowingText()
        self._rows = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._told)
        self._column.addWidget(self._rows)

    def show_problem(self, problem: str) -> None:
        """Say why it is not known."""
        self._told.setFont(self._look.metrics.font)
        self._told.show_text(problem, self._look.theme.text)
        self._rows.hide()

    def show_environment(self, environment: Environment) -> None:
        """Show the contacts of an environment, in the colours and measures of now."""
        look, metrics, theme = self._look, self._look.metrics, self._look.theme
        title = f"{environment.title} ({environment.as_of})" if environment.as_of else environment.title
        self._column.setSpacing(metrics.space[2])
        self._told.setFont(metrics.font)
        self._told.show_text(
            look.say(
                message(
                    "{title}: a run contacts these hosts, and what stands in the shop itself: router, name servers, proxy and terminal.",
                    title=title,
                )
            ),
            theme.text,
        )
        fresh = QWidget()
        rows = QVBoxLayout(fresh)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(metrics.space[0])
        for contact in contacts_of(environment):
            purpose, targets = FlowingText(), FlowingText()
            purpose.setFont(metrics.small)
            purpose.show_text(look.say(contact.purpose), theme.secondary)
            targets.setFont(metrics.fixed)
            targets.show_text("\n".join(contact.targets), theme.text)
            rows.addSpacing(metrics.space[1])
            rows.addWidget(purpose)
            rows.addWidget(targets)
        self._rows.hide()
        self._column.replaceWidget(self._rows, fresh)
        self._rows.deleteLater()
        self._rows = fresh
