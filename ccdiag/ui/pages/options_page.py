"""The page of the options: everything applies at once."""

from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace
from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from ccdiag.app.policy import LoadedPolicy
from ccdiag.app.settings import Settings
from ccdiag.app.settings_in_force import locked_by_policy, set_for_everybody
from ccdiag.i18n.translator import LANGUAGE_NAMES
from ccdiag.model.environment import WhitelistSource
from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.metrics import HEADING
from ccdiag.ui.paint.pictograms import Pictogram, pictogram_icon
from ccdiag.ui.widgets.check_box import CheckBox
from ccdiag.ui.widgets.contact_rows import ContactRows
from ccdiag.ui.widgets.flowing_text import FlowingText
from ccdiag.ui.widgets.form import Form
from ccdiag.ui.widgets.lock_line import LockLine, lock
from ccdiag.ui.widgets.panel import Panel
from ccdiag.ui.widgets.retention_choice import CAPTION, EXPLAINED, RetentionChoice
from ccdiag.ui.widgets.segments import Segments
from ccdiag.ui.widgets.settings_combo import SettingsCombo

_CONTROL_EM: Final = 2.05
_MOST_EM: Final = 66.0
"""Wider, and the eye has far to go."""
_FIELD_EM: Final = 22.0
_SCALES: Final = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
_OWN_FILE: Final = "…"


class OptionsPage(QWidget):
    """Shows the `Settings`, and tells the whole of them when one changes."""

    settings_changed = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._settings = Settings()
        self._filling = False
        self._titles: list[tuple[Message, QLabel, QVBoxLayout]] = []
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._build_policy()
        self._build_window()
        self._build_run()
        self._build_whitelist()
        self._build_keeping()
        self._build_contacts()
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(self._inside)
        self._inside.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        look.changed.connect(self._restyle)
        self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put the themes below each other where they have no room beside."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # Margins of page and panel on both sides, and the scroll bar.
        room = self.width() - 5 * self._look.metrics.margin - self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        self._mode.set_stacked(self._mode.width_in_a_row > room)

    # --- putting together ---

    def _section(self, title: Message) -> QVBoxLayout:
        panel, label = Panel(self._look), QLabel()
        label.setWordWrap(True)
        column = QVBoxLayout(panel)
        column.addWidget(label)
        self._titles.append((title, label, column))
        self._column.addWidget(panel)
        return column

    def _form(self, title: Message, *below: QWidget) -> Form:
        form, section = Form(self._look), self._section(title)
        for part in (form, *below):
            section.addWidget(part)
        return form

    def _build_policy(self) -> None:
        self._policy: LoadedPolicy | None = None
        self._policy_told = LockLine(self._look)
        self._policy_panel = Panel(self._look)
        self._policy_column = QVBoxLayout(self._policy_panel)
        self._policy_column.addWidget(self._policy_told)
        self._policy_panel.hide()
        self._column.addWidget(self._policy_panel)

    def _build_window(self) -> None:
        form = self._window_form = self._form(message("Window"))
        self._language = SettingsCombo()
        self._mode = Segments(self._look)
        self._scale = SettingsCombo()
        self._still = CheckBox(self._look)
        form.add(message("&Language"), self._language)
        form.add(message("Theme"), self._mode)
        form.add(message("Text si&ze"), self._scale, message("Beside the text size of the system, which always counts."))
        form.add(message("Motion"), self._still)
        self._language.activated.connect(lambda: self._change(language=self._language.currentData()))
        self._mode.chosen.connect(lambda mode: self._change(mode=mode))
        self._scale.activated.connect(lambda: self._change(text_scale=self._scale.currentData()))
        self._still.toggled.connect(lambda on: self._change(reduced_motion=on))

    def _build_run(self) -> None:
        form = self._run_form = self._form(message("Run"))
        self._deadline = QDoubleSpinBox()
        self._deadline.setRange(1.0, 3600.0)
        self._deadline.setDecimals(0)
        self._deadline.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._deadline.setKeyboardTracking(False)
        self._hold = QDoubleSpinBox()
        self._hold.setRange(0.0, 86400.0)
        self._hold.setDecimals(0)
        self._hold.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._hold.setKeyboardTracking(False)
        self._environment = SettingsCombo()
        form.add(
            message("Ti&me limit"),
            self._deadline,
            message("Of a whole run, without the time that a session is held. Fifteen seconds suffice."),
        )
        form.add(
            message("&Hold a session"), self._hold, message("Each run takes so much longer, and meets firewalls that forget idle ones.")
        )
        form.add(message("&Environment"), self._environment, message("Which services are tested. A file of your own may name others."))
        self._deadline.valueChanged.connect(lambda seconds: self._change(deadline_s=seconds))
        self._hold.valueChanged.connect(lambda seconds: self._change(hold_s=seconds))
        self._environment.activated.connect(self._on_environment)

    def _build_keeping(self) -> None:
        form = self._keeping_form = self._form(message("What is kept"))
        self._retention = RetentionChoice(self._look)
        form.add(CAPTION, self._retention, EXPLAINED)
        self._retention.days_chosen.connect(lambda days: self._change(retention_days=days))

    def _build_whitelist(self) -> None:
        self._problem = FlowingText()
        self._whitelist = self._form(message("Whitelist"), self._problem)
        self._source = SettingsCombo()
        self._csv, self._url, self._token = QLineEdit(), QLineEdit(), QLineEdit()
        self._browse = QPushButton()
        self._csv_row = QWidget()
        row = QHBoxLayout(self._csv_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._csv, 1)
        row.addWidget(self._browse)
        self._csv_row.setFocusProxy(self._csv)
        self._whitelist.add(message("&Source"), self._source, message("There is no public look-up, so that by default you are asked."))
        self._whitelist.add(message("&File"), self._csv_row, message("A table (CSV) with the columns merchant and tms_id."))
        self._whitelist.add(message("Web &address"), self._url, message("With {merchant} and {tms_id} where these belong."))
        self._whitelist.add(
            message("Variable of the &token"),
            self._token,
            message("The name of the environment variable that holds it. The token itself is never kept here."),
        )
        self._source.activated.connect(self._on_whitelist)
        for field in (self._csv, self._url, self._token):
            field.editingFinished.connect(self._on_whitelist)
        self._browse.clicked.connect(self._ask_csv)

    def _build_contacts(self) -> None:
        self._contacts = ContactRows(self._look)
        self._section(message("What this environment contacts")).addWidget(self._contacts)

    # --- what is shown ---

    def lock(self, policy: LoadedPolicy) -> None:
        """Let nobody change what a policy sets, and say who set it."""
        self._policy = policy
        self._show_locks()

    def _show_locks(self) -> None:
        policy = self._policy
        if policy is None or policy.file is None or not policy.locked:
            return
        self._policy_panel.show()
        self._policy_told.tell(policy.notice or set_for_everybody(policy), warns=policy.notice is not None)
        told, where = locked_by_policy(policy, policy.file.name), locked_by_policy(policy)
        rows: dict[str, tuple[Form, tuple[QWidget, ...]]] = {
            "language": (self._window_form, (self._language,)),
            "mode": (self._window_form, (self._mode,)),
            "deadline_s": (self._run_form, (self._deadline,)),
            "hold_s": (self._run_form, (self._hold,)),
            "environment": (self._run_form, (self._environment,)),
            "whitelist": (self._whitelist, (self._source, self._csv_row, self._url, self._token)),
            "retention_days": (self._keeping_form, (self._retention,)),
        }
        for key in policy.locked:
            form, (first, *others) = rows[key]
            form.lock_row(first, told, where, explained=policy.notice is None and key not in {"environment", "whitelist"})
            for control in others:
                lock(control, self._look, self._look.say(told))
        if "whitelist" in policy.locked:
            # A field that takes no key cannot be moved through either: what is longer than it is told whole.
            for field in (self._csv, self._url, self._token):
                field.setToolTip("\n".join(part for part in (field.text(), self._look.say(where)) if part))

    def show_settings(self, settings: Settings) -> None:
        """Show these."""
        self._settings = settings
        self._fill()

    @property
    def settings(self) -> Settings:
        """What is chosen now."""
        return self._settings

    def _change(self, **values: Any) -> None:  # noqa: ANN401  # each as its field says
        changed = replace(self._settings, **values)
        if self._filling or changed == self._settings:
            return
        self._settings = changed
        self.settings_changed.emit(changed)
        self._fill()

    # --- what the user does ---

    def _on_environment(self) -> None:
        name = self._environment.currentData()
        if name != _OWN_FILE:
            self._change(environment=name)
            return
        self._fill()
        self._ask_file(message("Open an environment"), "TOML (*.toml)", lambda path: self._change(environment=path))

    def _ask_csv(self) -> None:
        def take(path: str) -> None:
            self._csv.setText(path)
            self._on_whitelist()

        self._ask_file(message("Open a whitelist"), "CSV (*.csv *.txt)", take)

    def _ask_file(self, title: Message, pattern: str, take: Any) -> None:  # noqa: ANN401  # a function of the path
        dialog = QFileDialog(self, self._look.say(title))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([pattern, self._look.say(message("All files")) + " (*)"])
        dialog.fileSelected.connect(take)
        dialog.open()

    def _on_whitelist(self) -> None:
        if self._filling:
            return
        source = self._source.currentData()
        self._show_whitelist_fields(source)
        if source == "":
            self._say_problem(None)
            self._change(whitelist=None)
            return
        wanted = WhitelistSource(
            source=source,
            path=self._csv.text().strip() if source == "csv" else "",
            url=self._url.text().strip() if source == "http" else "",
            token_variable=self._token.text().strip() if source == "http" else "",
        )
        # What is not whole yet is not told on: a run would only fail by it.
        problem = _incomplete(wanted)
        self._say_problem(problem)
        if problem is None:
            self._change(whitelist=wanted)

    def _say_problem(self, problem: Message | None) -> None:
        from ccdiag.model.verdict import Light

        self._problem.setVisible(problem is not None)
        if problem is not None:
            self._problem.show_text(self._look.say(problem), self._look.theme.texts[Light.FAIL])

    def _show_whitelist_fields(self, source: str) -> None:
        self._whitelist.show_row(self._csv_row, source == "csv")
        self._whitelist.show_row(self._url, source == "http")
        self._whitelist.show_row(self._token, source == "http")

    # --- how it looks ---

    def _restyle(self) -> None:
        look, metrics, say = self._look, self._look.metrics, self._look.say
        _, _, gap, inner, margin, _ = metrics.space
        self.setAccessibleName(say(message("Options")))
        self._inside.setMaximumWidth(metrics.length(_MOST_EM))
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(gap)
        for title, label, layout in self._titles:
            label.setFont(metrics.sized(HEADING, bold=True))
            label.setText(say(title))
            layout.setContentsMargins(margin, inner, margin, margin)
            layout.setSpacing(gap)
        self._still.setText(say(message("&Reduced: nothing turns or moves")))
        self._browse.setText(say(message("&Browse…")))
        self._browse.setIcon(pictogram_icon(look, Pictogram.FOLDER))
        self._browse.setIconSize(QSize(metrics.length(1.34), metrics.length(1.34)))
        for seconds in (self._deadline, self._hold):
            seconds.setLocale(QLocale(look.locale))
            seconds.setSuffix(" s")
            seconds.setFixedWidth(metrics.length(8))
        self._mode.show_choices(
            [("system", say(message("As the system"))), ("light", say(message("Light"))), ("dark", say(message("Dark")))]
        )
        for control in (
            self._language,
            self._scale,
            self._environment,
            self._source,
            self._csv,
            self._url,
            self._token,
            self._deadline,
            self._hold,
            self._retention,
        ):
            control.setMinimumHeight(metrics.length(_CONTROL_EM))
            control.setFont(metrics.font)
        self._browse.setMinimumHeight(metrics.length(_CONTROL_EM))
        for combo in (self._language, self._scale, self._environment, self._source, self._retention):
            combo.set_width(metrics.length(_FIELD_EM))
        self._policy_column.setContentsMargins(margin, inner, margin, inner)
        self._csv.setAccessibleName(say(message("File of the whitelist")))
        self._problem.setFont(metrics.font)
        self._fit()
        self._fill()

    def _fill(self) -> None:
        say, settings = self._look.say, self._settings
        self._filling = True
        try:
            system = say(message("As the system"))
            self._language.show_choices([("system", system), *LANGUAGE_NAMES.items()], settings.language)
            self._mode.choose(settings.mode)
            scales = sorted({*_SCALES, settings.text_scale})
            self._scale.show_choices([(scale, f"{round(scale * 100)} %") for scale in scales], settings.text_scale)
            self._still.setChecked(settings.reduced_motion)
            self._deadline.setValue(settings.deadline_s)
            self._hold.setValue(settings.hold_s)
            # Seldom wanted; whoever has it once in the file, or by a policy, is to see why runs are long.
            locked = self._policy is not None and "hold_s" in self._policy.locked
            self._run_form.show_row(self._hold, locked or settings.hold_s > 0)
            self._fill_environment()
            self._retention.show_days(settings.retention_days)
            sources = [
                ("", message("As the environment says")),
                ("ask", message("Ask me")),
                ("csv", message("A file (CSV)")),
                ("http", message("A web address in the house")),
            ]
            source = settings.whitelist
            self._source.show_choices([(key, say(text)) for key, text in sources], source.source if source is not None else "")
            for field, text in (
                (self._csv, source.path if source is not None else ""),
                (self._url, source.url if source is not None else ""),
                (self._token, source.token_variable if source is not None else ""),
            ):
                if field.text() != text and not field.hasFocus():
                    field.setText(text)
            self._show_whitelist_fields(self._source.currentData())
            self._say_problem(None)
            self._show_locks()
        finally:
            self._filling = False

    def _fill_environment(self) -> None:
        from ccdiag.content.environments import environment_names, load_environment
        from ccdiag.content.errors import ContentError

        name = self._settings.environment
        choices = [(known, load_environment(known).title) for known in environment_names()]
        if name not in {known for known, _ in choices}:
            choices.append((name, Path(name).name))
        self._environment.show_choices([*choices, (_OWN_FILE, self._look.say(message("A file…")))], name)
        try:
            environment = load_environment(name)
        except ContentError as error:
            self._contacts.show_problem(error.shown(self._look.translator))
            return
        source = self._settings.whitelist
        self._contacts.show_environment(environment if source is None or environment.simulation else replace(environment, whitelist=source))


def _incomplete(source: WhitelistSource) -> Message | None:
    if source.source == "csv" and not source.path:
        return message("Name the file; until then the last setting counts.")
    if source.source == "http" and "{tms_id}" not in source.url:
        return message("Give a web address with {tms_id} in it; until then the last setting counts.")
    if source.token_variable and not source.token_variable.isidentifier():
        return message("This is not the name of an environment variable. The token itself does not belong here.")
    return None
