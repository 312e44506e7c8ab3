"""The case bar: which shop, which terminal, which endpoints; and the one button that runs and stops."""

from itertools import pairwise
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ccdiag.app.case_fields import CaseField, parse, shown
from ccdiag.model.case import Case
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.eliding_combo_box import ElidingComboBox
from ccdiag.ui.widgets.wrapping import ElidedLabel, WrappingLabel

NARROW_EM: Final = 75
_FIELD_EM: Final = 2.1


class _FieldText(Struct, frozen=True):
    label: Message
    placeholder: Message
    width_em: float
    choices: tuple[str, ...] = ()


_UNKNOWN: Final = message("unknown")
_FIELDS: Final = {
    CaseField.SHOP: _FieldText(message("S&hop"), _UNKNOWN, 11),
    CaseField.TMS_ID: _FieldText(message("TMS i&d"), _UNKNOWN, 7),
    CaseField.SYSTEM: _FieldText(message("TMS s&ystem"), _UNKNOWN, 9, ("", "GrundmasterNL", "GrundmasterBE")),
    CaseField.ADDRESS: _FieldText(message("Ter&minal"), _UNKNOWN, 8),
    CaseField.NAME_SERVERS: _FieldText(message("D&NS on terminal"), _UNKNOWN, 8),
    CaseField.SOFTWARE: _FieldText(message("Soft&ware"), _UNKNOWN, 7),
    CaseField.GENERATION: _FieldText(message("Clo&ud Connect"), _UNKNOWN, 5.5, ("", "2.0", "1.0")),
}
_ENVIRONMENT: Final = message("En&vironment")


class CaseBar(QWidget):
    """Edits a case while it is typed; what cannot be used is told at the field and does not enter the case."""

    case_edited = Signal(object)
    environment_wanted = Signal(str)
    run_wanted = Signal()
    stop_wanted = Signal()
    watch_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._case = Case()
        self._running = False
        self._measured = False
        self._narrow = False
        self._open = False
        self._locked = False
        self._environment_lock: Message | None = None
        self._read = False
        self._environments: tuple[tuple[str, str], ...] = ()
        self._environment = ""
        self._wrong: dict[CaseField, Message] = {}
        self._labels: dict[CaseField, QLabel] = {}
        self._edits: dict[CaseField, QLineEdit | QComboBox] = {}
        self._problems: dict[CaseField, WrappingLabel] = {}
        self._fields = QWidget()
        self._grid = QGridLayout(self._fields)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for field, told in _FIELDS.items():
            self._add_field(field, told)
        self._environment_label = QLabel()
        self._environment_box = ElidingComboBox()
        self._environment_box.setObjectName("environment")
        self._environment_label.setBuddy(self._environment_box)
        self._environment_box.activated.connect(self._on_environment)
        self._shop = ElidedLabel()
        self._shop.setObjectName("shop")
        self._data = QPushButton()
        self._data.setCheckable(True)
        self._data.setObjectName("data")
        self._data.toggled.connect(self._on_data)
        self._watch = QPushButton()
        self._watch.setObjectName("watch")
        self._watch.clicked.connect(self.watch_wanted)
        self._run = QPushButton()
        self._run.setObjectName("run")
        self._run.clicked.connect(self._on_run)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.addWidget(self._shop, 1)
        self._head.addWidget(self._data)
        self._buttons = QHBoxLayout()
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.addWidget(self._watch)
        self._buttons.addWidget(self._run)
        self._row = QVBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        top = QHBoxLayout()
        top.addLayout(self._head, 1)
        top.addWidget(self._fields, 100)
        top.addLayout(self._buttons)
        self._top = top
        self._row.addLayout(top)
        self._below = QVBoxLayout()
        self._row.addLayout(self._below)
        look.changed.connect(self._restyle)
        self._restyle()

    # --- what is shown ---

    def show_case(self, case: Case) -> None:
        """Show this case; what is being typed and cannot be used yet stays."""
        self._case = case
        for field, edit in self._edits.items():
            text = shown(field, case)
            current = _text(edit)
            if field in self._wrong and edit.hasFocus():
                continue
            if parse(field, current, case) != case or (not edit.hasFocus() and current != text):
                self._wrong.pop(field, None)
                _set_text(edit, text)
        self._show_problems()
        self._show_shop()

    def show_environments(self, environments: tuple[tuple[str, str], ...], chosen: str) -> None:
        """Offer environments, each a name and a title."""
        self._environments, self._environment = environments, chosen
        self._environment_box.clear()
        for name, title in environments:
            self._environment_box.addItem(title, name)
        self._environment_box.setCurrentIndex(max(0, self._environment_box.findData(chosen)))
        self._show_lock()

    def _show_lock(self) -> None:
        if self._environment_lock is not None and self._environment_box.currentData() is not None:
            self._environment_box.setItemIcon(self._environment_box.currentIndex(), pictogram_icon(self._look, Pictogram.LOCK, ems=1.1))

    def show_simulation(self, title: str) -> None:
        """Name the lab's endpoints instead, which nobody chooses; an empty title shows the choice again."""
        self._environment_box.blockSignals(True)
        if title:
            self._environment_box.clear()
            self._environment_box.addItem(title)
        else:
            self.show_environments(self._environments, self._environment)
        self._environment_box.blockSignals(False)

    def show_running(self, running: bool, *, measured: bool) -> None:  # noqa: FBT001  # a state
        """Make the one button stop what runs, or run."""
        self._running, self._measured = running, measured
        self._restyle_buttons()

    def lock(self, locked: bool) -> None:  # noqa: FBT001  # a state
        """Let nothing be edited: the lab brings its own case."""
        self._locked = locked
        for edit in self._edits.values():
            edit.setEnabled(not locked)
        self._environment_box.setEnabled(not locked and self._environment_lock is None)

    def lock_environment(self, told: Message | None) -> None:
        """Let nobody choose other endpoints, and say who has locked them; none: let them be chosen again."""
        self._environment_lock = told
        if told is None:
            from ccdiag.ui.widgets.lock_line import unlock

            unlock(self._environment_box)
            self._environment_box.tell_beside("")
            self.lock(self._locked)
        self._restyle()

    def be_read(self, environment: str) -> None:
        """Show a case of somewhere else: nothing is edited here, and nothing measured."""
        self._read = True
        self.lock(True)
        self.show_simulation(environment)
        self._restyle_buttons()

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001  # a state
        """Show shop and id only, and the fields on demand."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()
            self._restyle_buttons()

    def focus_field(self, field: CaseField) -> None:
        """Put the cursor into a field."""
        if self._narrow:
            self._data.setChecked(True)
        self._edits[field].setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def usable(self) -> bool:
        """Whether everything that was typed could be used."""
        return not self._wrong

    # --- parts ---

    def _add_field(self, field: CaseField, told: _FieldText) -> None:
        label, problem = QLabel(), WrappingLabel()
        edit: QLineEdit | QComboBox
        if told.choices:
            edit = QComboBox()
            for choice in told.choices:
                edit.addItem(choice, choice)
            if field is CaseField.SYSTEM:
                edit.setEditable(True)
                edit.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
                edit.editTextChanged.connect(lambda _text, field=field: self._on_edit(field))
            else:
                edit.currentIndexChanged.connect(lambda _index, field=field: self._on_edit(field))
        else:
            edit = QLineEdit()
            edit.setClearButtonEnabled(False)
            edit.textEdited.connect(lambda _text, field=field: self._on_edit(field))
        edit.setObjectName(field.value)
        edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        label.setBuddy(edit)
        problem.setVisible(False)
        problem.setObjectName(f"problem.{field.value}")
        self._labels[field], self._edits[field], self._problems[field] = label, edit, problem

    def _on_edit(self, field: CaseField) -> None:
        parsed = parse(field, _text(self._edits[field]), self._case)
        if isinstance(parsed, Message):
            self._wrong[field] = parsed
        else:
            self._wrong.pop(field, None)
        self._show_problems()
        if isinstance(parsed, Case) and parsed != self._case:
            self._case = parsed
            self._show_shop()
            self.case_edited.emit(parsed)

    def _on_environment(self, index: int) -> None:
        self.environment_wanted.emit(self._environment_box.itemData(index))

    def _on_run(self) -> None:
        (self.stop_wanted if self._running else self.run_wanted).emit()

    def _on_data(self, is_open: bool) -> None:  # noqa: FBT001  # Qt's signature
        self._open = is_open
        self._arrange()

    # --- drawing ---

    def _restyle(self) -> None:
        look, metrics = self._look, self._look.metrics
        for field, told in _FIELDS.items():
            label, edit = self._labels[field], self._edits[field]
            label.setText(look.say(told.label))
            label.setFont(metrics.small)
            _colour_text(label, look.theme.secondary)
            edit.setMinimumHeight(metrics.length(_FIELD_EM))
            edit.setAccessibleName(look.say(told.label).replace("&", ""))
            line = edit.lineEdit() if isinstance(edit, QComboBox) else edit
            if line is not None:
                line.setPlaceholderText(look.say(told.placeholder))
            if isinstance(edit, QComboBox):
                edit.setItemText(0, "" if edit.isEditable() else look.say(told.placeholder))
            self._problems[field].setFont(metrics.small)
        self._environment_label.setText(look.say(_ENVIRONMENT))
        self._environment_label.setFont(metrics.small)
        _colour_text(self._environment_label, look.theme.secondary)
        self._environment_box.setMinimumHeight(metrics.length(_FIELD_EM))
        self._environment_box.setAccessibleName(look.say(_ENVIRONMENT).replace("&", ""))
        if self._environment_lock is not None:
            from ccdiag.ui.widgets.lock_line import lock

            locked = look.say(self._environment_lock)
            lock(self._environment_box, look, locked)
            self._environment_box.tell_beside(locked)
            side = metrics.length(1.1)
            self._environment_box.setIconSize(QSize(side, side))
            self._show_lock()
        self._shop.setFont(metrics.sized(1.0, bold=True))
        self._grid.setHorizontalSpacing(metrics.gap)
        self._grid.setVerticalSpacing(metrics.space[0])
        self._top.setSpacing(metrics.margin)
        self._row.setSpacing(metrics.space[1])
        self._arrange()
        self._restyle_buttons()
        self._show_problems()
        self._show_shop()

    def _restyle_buttons(self) -> None:
        look, metrics = self._look, self._look.metrics
        side = metrics.length(1.1)
        if self._running:
            word, key, pictogram = message("&Stop"), "Esc", Pictogram.STOP
        else:
            word, key, pictogram = (message("&Test again") if self._measured else message("&Test")), "F5", Pictogram.PLAY
        if self._narrow and self._measured and not self._running:
            word = message("&Test")
        self._run.setText(f"{look.say(word)}   {key}")
        self._run.setAccessibleName(look.say(word).replace("&", ""))
        self._run.setIcon(pictogram_icon(look, pictogram))
        self._watch.setText(look.say(message("&Watch…")))
        self._watch.setToolTip(look.say(message("Test again and again, and see what changes")))
        self._watch.setIcon(pictogram_icon(look, Pictogram.EYE))
        self._watch.setEnabled(not self._running)
        self._run.setVisible(not self._read)
        self._watch.setVisible(not self._read and not self._narrow)
        self._data.setText(look.say(message("D&etails")))
        for button in (self._run, self._watch, self._data):
            button.setIconSize(QSize(side, side))
            button.setMinimumHeight(metrics.length(_FIELD_EM))

    def _arrange(self) -> None:
        """Put the fields in one row, or, where there is little room, below and only on demand."""
        for label in (
            *self._labels.values(),
            *self._edits.values(),
            *self._problems.values(),
            self._environment_label,
            self._environment_box,
        ):
            self._grid.removeWidget(label)
        columns = len(_FIELDS) + 1 if not self._narrow else max(1, min(4, round(self.width() / (self._look.metrics.em * 14))))
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        widths = [told.width_em for told in _FIELDS.values()] + [10.0]
        entries = [(self._labels[field], self._edits[field], self._problems[field]) for field in _FIELDS]
        for place, (label, edit, problem) in enumerate(entries):
            row, column = 3 * (place // columns), place % columns
            self._grid.addWidget(label, row, column)
            self._grid.addWidget(edit, row + 1, column)
            self._grid.addWidget(problem, row + 2, column, Qt.AlignmentFlag.AlignTop)
            self._grid.setColumnStretch(column, round(10 * widths[place]) if not self._narrow else 1)
        row, column = 3 * (len(entries) // columns), len(entries) % columns
        self._grid.addWidget(self._environment_label, row, column)
        self._grid.addWidget(self._environment_box, row + 1, column)
        self._grid.setColumnStretch(column, round(10 * widths[-1]) if not self._narrow else 1)
        self._below.removeWidget(self._fields)
        self._top.removeWidget(self._fields)
        if self._narrow:
            self._below.addWidget(self._fields)
        else:
            self._top.insertWidget(1, self._fields, 100)
        self._fields.setVisible(not self._narrow or self._open)
        self._shop.setVisible(self._narrow)
        self._data.setVisible(self._narrow)
        self._watch.setVisible(not self._read and not self._narrow)
        head, buttons = [self._data], [self._watch, self._run]
        fields = [*self._edits.values(), self._environment_box]
        order: list[QWidget] = [*head, *buttons, *fields] if self._narrow else [*head, *fields, *buttons]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)
        alignment = Qt.AlignmentFlag.AlignVCenter if self._narrow else Qt.AlignmentFlag.AlignTop
        self._top.setAlignment(self._buttons, alignment)
        # Beside the fields, not beside their labels.
        label_height = 0 if self._narrow else self._labels[CaseField.SHOP].sizeHint().height() + self._grid.verticalSpacing()
        self._buttons.setContentsMargins(0, label_height, 0, 0)

    def _show_problems(self) -> None:
        look = self._look
        for field, edit in self._edits.items():
            wrong, problem = self._wrong.get(field), self._problems[field]
            problem.setVisible(wrong is not None)
            told = "" if wrong is None else look.say(wrong)
            problem.setText(told)
            _colour_text(problem, look.theme.texts[Light.FAIL])
            edit.setAccessibleDescription(told)
            # What is longer than its field is told whole.
            edit.setToolTip(told or _text(edit))
            colour = look.theme.graphics[Light.FAIL].name()
            edit.setStyleSheet(f"QLineEdit {{ border: 2px solid {colour}; border-radius: 3px; }}" if wrong is not None else "")

    def _show_shop(self) -> None:
        name, tms_id = shown(CaseField.SHOP, self._case), shown(CaseField.TMS_ID, self._case)
        self._shop.set_whole_text("   ".join(part for part in (name, tms_id) if part) or self._look.say(message("Shop not filled in")))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Fill the width with as many fields as fit."""
        super().resizeEvent(event)
        if self._narrow and event.size().width() != event.oldSize().width():
            self._arrange()


def _text(edit: QLineEdit | QComboBox) -> str:
    if isinstance(edit, QLineEdit):
        return edit.text()
    return edit.currentText() if edit.isEditable() else str(edit.currentData() or "")


def _set_text(edit: QLineEdit | QComboBox, text: str) -> None:
    edit.blockSignals(True)
    if isinstance(edit, QLineEdit):
        edit.setText(text)
        # What does not fit is cut off at its end.
        edit.setCursorPosition(0)
    elif edit.isEditable():
        edit.setEditText(text)
    else:
        edit.setCurrentIndex(max(0, edit.findData(text)))
    edit.blockSignals(False)


def _colour_text(label: QLabel, colour: object) -> None:
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, colour)
    label.setPalette(palette)
