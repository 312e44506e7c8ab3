"""Many terminals: which configuration comes first, what is missing on each terminal, and what the whitelist says."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ccdiag.model.message import Message, MessageValue, message
from ccdiag.model.verdict import Basis, Light
from ccdiag.settings_check.fleet_judgement import FleetState
from ccdiag.settings_check.fleet_words import STATE_SENTENCES, STATE_WORDS, TROUBLE_WORDS, TURN_SENTENCES
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.models import fleet_rows as rows
from ccdiag.ui.models.fleet_rows import STATE_LIGHTS, ConfigurationRows, FleetListing, TerminalRows
from ccdiag.ui.paint.lights import paint_light
from ccdiag.ui.paint.pictograms import Pictogram, paint_pictogram, pictogram_icon
from ccdiag.ui.widgets.accent_button import AccentButton
from ccdiag.ui.widgets.drop_panel import DropPanel
from ccdiag.ui.widgets.eliding_combo_box import ElidingComboBox
from ccdiag.ui.widgets.flow_layout import FlowLayout
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.mark import Mark
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.plain_table import PlainTable
from ccdiag.ui.widgets.scrolling import scrolling

_SIGN_EM: Final = 2.2
_NARROW_EM: Final = 66.0
_LEAST_TABLE_EM: Final = 8.0
_FIELD_EM: Final = 2.2
_PATIENCE_MS: Final = 150
"""After the last letter of a search."""
_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx"})


class FleetPanel(QWidget):
    """Shows a table of terminals that was read elsewhere; reports what is wanted.

    `show_progress`, `show_listing`, `show_problem` and `show_nothing` say what there is to see.
    """

    open_wanted = Signal()
    file_dropped = Signal(object)
    """A Path."""
    whitelist_wanted = Signal()
    stop_wanted = Signal()
    save_wanted = Signal()
    copied = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._listing: FleetListing | None = None
        self._percent: int | None = None
        self._problem: Message | None = None
        self._name = ""
        self._whitelist = ""
        self._whitelist_lock: Message | None = None
        self.setAcceptDrops(True)
        self._build_head()
        self._build_tables()
        self._empty = DropPanel(look)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addWidget(self._left, 5)
        self._body.addWidget(self._right, 5)
        self._body.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        inside.setLayout(self._body)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(scrolling(inside))
        inside.setAutoFillBackground(False)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addLayout(self._search_line)
        self._column.addWidget(self._stack, 1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PATIENCE_MS)
        self._later.timeout.connect(self._search)
        look.changed.connect(self._restyle)
        self._restyle()

    def _build_head(self) -> None:
        look = self._look
        self._sign = Mark(look, _SIGN_EM)
        self._verdict, self._standing = FlowingText(), FlowingText()
        said = QVBoxLayout()
        said.setContentsMargins(0, 0, 0, 0)
        said.addWidget(self._verdict)
        said.addWidget(self._standing)
        self._told = QHBoxLayout()
        self._told.setContentsMargins(0, 0, 0, 0)
        self._told.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._told.addLayout(said, 1)
        self.open_button = AccentButton(look, Pictogram.FILE_CHECK)
        self.open_button.clicked.connect(self.open_wanted)
        self.whitelist_button, self.save_button, self.stop_button = QPushButton(), QPushButton(), QPushButton()
        self.whitelist_button.clicked.connect(self.whitelist_wanted)
        self.save_button.clicked.connect(self.save_wanted)
        self.stop_button.clicked.connect(self.stop_wanted)
        self._buttons = FlowLayout()
        for button in (self.stop_button, self.save_button, self.whitelist_button, self.open_button):
            self._buttons.addWidget(button)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addLayout(self._told, 1)
        self._head.addLayout(self._buttons)
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(lambda _text: self._later.start())
        self.field.returnPressed.connect(self._search)
        self._glass = QAction(self)
        self.field.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.filter = ElidingComboBox()
        self.filter.currentIndexChanged.connect(lambda _index: self._search())
        self._search_line: QBoxLayout = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._search_line.addWidget(self.field, 3)
        self._search_line.addWidget(self.filter, 2)

    def _build_tables(self) -> None:
        look = self._look
        self._left, self._right = Panel(look), Panel(look)
        self._configurations, self._terminals = ConfigurationRows(look), TerminalRows(look)
        self.configurations = PlainTable(
            look,
            self._configurations,
            stretched=rows.BLOCKS,
            widths={rows.ORDER: 3.4, rows.CONFIGURATION: 10.0, rows.CONFIGURATION_STATE: 9.0, rows.TERMINALS: 6.4},
        )
        self.terminals = PlainTable(
            look, self._terminals, stretched=rows.MISSING, widths={rows.TMS_ID: 7.5, rows.STATE: 9.0, rows.WHITELIST: 10.0}
        )
        self.configurations.selectionModel().currentRowChanged.connect(self._on_configuration)
        self.terminals.selectionModel().currentRowChanged.connect(self._on_terminal)
        self._order_title, self._terminals_title = QLabel(), FlowingText()
        self._rule, self._why, self._detail = FlowingText(), FlowingText(), FlowingText()
        self._left_column, self._right_column = QVBoxLayout(self._left), QVBoxLayout(self._right)
        self._left_column.addWidget(self._order_title)
        self._left_column.addWidget(self._rule)
        self._left_column.addWidget(self.configurations, 1)
        self._right_column.addWidget(self._terminals_title)
        self._right_column.addWidget(self._why)
        self._right_column.addWidget(self.terminals, 1)
        self._right_column.addWidget(self._detail)

    # --- what is shown ---

    def show_progress(self, name: str, percent: int) -> None:
        """Show how much of a file was read."""
        self._name, self._percent, self._problem = name, percent, None
        self._fill()

    def show_listing(self, listing: FleetListing) -> None:
        """Show a table that was read."""
        self._listing, self._percent, self._problem = listing, None, None
        self._name = listing.reading.name
        self._tell_filter()
        self._search()
        self._fill()

    def show_problem(self, problem: Message) -> None:
        """Say why a file cannot be used; what was read before stays in sight."""
        self._percent, self._problem = None, problem
        self._fill()

    def show_stopped(self) -> None:
        """Show what there was before reading was stopped."""
        self._percent = None
        self._fill()

    def show_nothing(self) -> None:
        """Begin anew."""
        self._listing, self._percent, self._problem = None, None, None
        self._search()
        self._fill()

    def show_whitelist(self, name: str) -> None:
        """Name the whitelist that was chosen; empty: that of the environment."""
        self._whitelist = name
        self._fill()

    def lock_whitelist(self, told: Message) -> None:
        """Let nobody choose another whitelist, and say who has locked it."""
        self._whitelist_lock = told
        self._restyle()

    @property
    def listing(self) -> FleetListing | None:
        """What is shown."""
        return self._listing

    @property
    def chosen_state(self) -> FleetState | None:
        """The state that is filtered by; None: all."""
        state = self.filter.currentData()
        return FleetState(state) if state else None

    def _search(self) -> None:
        self._later.stop()
        listing, text, state = self._listing, self.field.text(), self.chosen_state
        self._configurations.show_found(listing, [] if listing is None else listing.found(text, state))
        if self._configurations.rowCount():
            self.configurations.setCurrentIndex(self._configurations.index(0, 0))
        self._on_configuration(self.configurations.currentIndex())

    def _on_configuration(self, current: QModelIndex, _before: QModelIndex | None = None) -> None:
        chosen = self._configurations.configuration(current.row()) if current.isValid() else None
        self._terminals.show_terminals(chosen, self.field.text(), self.chosen_state)
        self.terminals.clearSelection()
        theme, say = self._look.theme, self._look.say
        title = message("Terminals") if chosen is None else message("Terminals of {name}", name=chosen.name or message("not stated"))
        self._terminals_title.show_text(say(title), theme.text)
        self._why.show_text(say(TURN_SENTENCES[chosen.turn]) if chosen is not None else "", theme.secondary)
        self._why.setVisible(chosen is not None)
        self._on_terminal(QModelIndex())

    def _on_terminal(self, current: QModelIndex, _before: QModelIndex | None = None) -> None:
        terminal = self._terminals.terminal(current.row()) if current.isValid() else None
        self._detail.setVisible(terminal is not None)
        if terminal is None:
            return
        lines = rows.told(terminal.judgement, self._look) or [self._look.say(STATE_SENTENCES[terminal.judgement.state])]
        if terminal.merchant:
            head = message("{id}, merchant {merchant}, line {line}", id=terminal.tms_id, merchant=terminal.merchant, line=terminal.line)
        else:
            head = message("{id}, line {line}", id=terminal.tms_id, line=terminal.line)
        self._detail.show_text("\n".join((self._look.say(head), *lines)), self._look.theme.text)

    def _fill(self) -> None:
        metrics, theme = self._look.metrics, self._look.theme
        some, busy = self._listing is not None, self._percent is not None
        self._stack.setCurrentIndex(1 if some else 0)
        for part in (self.field, self.filter):
            part.setVisible(some)
        self.stop_button.setVisible(busy)
        self.save_button.setVisible(some)
        self.save_button.setEnabled(not busy)
        self.open_button.setEnabled(not busy)
        self.whitelist_button.setEnabled(not busy and self._whitelist_lock is None)
        light, told = self._conclusion()
        if light is None:
            self._sign.show_drawing(lambda painter, area: paint_pictogram(painter, area, Pictogram.CHECKLIST, theme.accent))
        else:
            basis = Basis.MEASURED if busy else Basis.STATED
            self._sign.show_drawing(lambda painter, area: paint_light(painter, area, light, theme, basis=basis, ground=theme.window))
        self._verdict.setFont(metrics.sized(HEADING, bold=True))
        self._verdict.show_text(told, theme.text)
        self._standing.setFont(metrics.small)
        standing = self._standing_lines()
        self._standing.show_text("\n".join(standing), theme.secondary)
        self._standing.setVisible(bool(standing))

    def _conclusion(self) -> tuple[Light | None, str]:
        say = self._look.say
        if self._percent is not None:
            return Light.RUNNING, say(message("{file} is read: {percent} %", file=self._name, percent=self._percent))
        if self._problem is not None:
            return Light.INCONCLUSIVE, say(self._problem)
        if self._listing is None:
            return None, say(message("Plan the migration of many terminals"))
        fleet, number = self._listing.reading.fleet, self._look.locale.toString
        counts = ", ".join(f"{number(fleet.states[state])} {say(word)}" for state, word in STATE_WORDS.items() if fleet.states.get(state))
        return STATE_LIGHTS[fleet.state], counts or say(message("No terminal was found in this table."))

    def _standing_lines(self) -> list[str]:
        say, number = self._look.say, self._look.locale.toString
        lines = []
        if self._whitelist and (self._listing is None or self._listing.reading.whitelist.name != self._whitelist):
            lines.append(say(message("Whitelist: {file}", file=self._whitelist)))
        if self._listing is None or self._percent is not None or self._problem is not None:
            return lines
        reading = self._listing.reading
        fleet, use = reading.fleet, reading.whitelist
        counts = {"terminals": number(fleet.terminals), "configurations": number(len(fleet.configurations))}
        lines.append(say(message("{file}: terminals: {terminals}, configurations: {configurations}.", file=reading.name, **counts)))
        if use.problem is not None:
            lines.append(say(use.problem))
        elif use.source == "csv":
            lines.append(say(message("Whitelist: {file}, rows: {rows}.", file=use.name, rows=number(use.rows or 0))))
        else:
            lines.append(say(message("No whitelist was chosen, so only what the table states of it is known.")))
        for trouble, count in fleet.troubles.items():
            line = next((row.line for row in fleet.troubled if row.trouble == trouble), 0)
            values: dict[str, MessageValue] = {"count": number(count), "trouble": TROUBLE_WORDS[trouble], "line": line}
            lines.append(say(message("Rows not used as they are: {count}, {trouble} (first in line {line}).", **values)))
        return lines

    def _tell_filter(self) -> None:
        say, number = self._look.say, self._look.locale.toString
        before = self.filter.currentData()
        states = self._listing.reading.fleet.states if self._listing is not None else {}
        self.filter.blockSignals(True)  # Qt's
        self.filter.clear()
        self.filter.addItem(say(message("All states ({count})", count=number(sum(states.values())))), "")
        for state, word in STATE_WORDS.items():
            if states.get(state):
                self.filter.addItem(f"{say(word)} ({number(states[state])})", state.value)
        self.filter.setCurrentIndex(max(0, self.filter.findData(before)))
        self.filter.blockSignals(False)  # Qt's

    # --- how it looks ---

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, small, gap, inner, margin, _ = metrics.space
        self.setAccessibleName(say(message("Many terminals")))
        for layout in (self._column, self._head, self._told, self._buttons, self._body, self._search_line):
            layout.setSpacing(gap)
        for column in (self._left_column, self._right_column):
            column.setContentsMargins(margin, inner, 2, inner)
            column.setSpacing(small)
        for button, text, picture in (
            (self.open_button, message("&Open…"), None),
            (self.whitelist_button, message("&Whitelist…"), Pictogram.CHECKLIST),
            (self.save_button, message("&Save results…"), Pictogram.FILE_CHECK),
            (self.stop_button, message("S&top"), Pictogram.STOP),
        ):
            button.setText(say(text))
            if picture is not None:
                button.setIcon(pictogram_icon(look, picture))
                button.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
                button.setMinimumHeight(metrics.length(2.05))
        if self._whitelist_lock is not None:
            self.whitelist_button.setIcon(pictogram_icon(look, Pictogram.LOCK))
            self.whitelist_button.setToolTip(say(self._whitelist_lock))
            self.whitelist_button.setAccessibleDescription(say(self._whitelist_lock))
        self.open_button.updateGeometry()
        self.field.setMinimumHeight(metrics.length(_FIELD_EM))
        self.filter.setMinimumHeight(metrics.length(_FIELD_EM))
        self.field.setPlaceholderText(say(message("TMS id or configuration")))
        self.field.setAccessibleName(say(message("Search for a TMS id or a configuration")))
        self.filter.setAccessibleName(say(message("Which state is shown")))
        self._glass.setIcon(pictogram_icon(look, Pictogram.SEARCH))
        self._order_title.setText(say(message("Order of migration")))
        self._order_title.setFont(metrics.sized(HEADING, bold=True))
        self._terminals_title.setFont(metrics.sized(HEADING, bold=True))
        for small_text in (self._rule, self._why):
            small_text.setFont(metrics.small)
        self._detail.setFont(metrics.font)
        self._rule.show_text(
            say(
                message("What is cut off now comes first, then what needs least; of each configuration all terminals before the Webkassa.")
            ),
            look.theme.secondary,
        )
        self.configurations.setAccessibleName(say(message("Configurations in the order of migration")))
        self.terminals.setAccessibleName(say(message("Terminals of the chosen configuration")))
        for table in (self.configurations, self.terminals):
            table.setMinimumHeight(metrics.length(_LEAST_TABLE_EM))
        self._empty.show_texts(
            say(message("Drop a table of terminals here")),
            [
                say(message("A CSV or XLSX with a heading: the TMS ids, and what else is known, each under its usual name.")),
                say(message("It tells what each terminal still needs for Cloud Connect 2.0, and which configuration comes first.")),
                say(message("A second table, the whitelist with the columns merchant and tms_id, tells who is on it.")),
            ],
        )
        self._configurations.retell()
        self._terminals.retell()
        self._tell_filter()
        self._on_configuration(self.configurations.currentIndex())
        self._on_terminal(self.terminals.currentIndex())
        self._arrange()
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Stack where there is no room side by side."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < self._look.metrics.length(_NARROW_EM)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        for layout in (self._body, self._head, self._search_line):
            layout.setDirection(direction)

    # --- what is dropped ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Take a table; anything else goes to the window."""
        if self._percent is None and _table_of(event) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Read what was dropped."""
        table = _table_of(event)
        if table is None:
            event.ignore()
            return
        event.acceptProposedAction()
        self.file_dropped.emit(table)


def _table_of(event: QDropEvent) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in _SUFFIXES else None
