"""A procedure at a glance as a list: what was checked before, the steps, and what is owed after them."""

from enum import StrEnum
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from ccdiag.content.procedures import load_procedures
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Light
from ccdiag.procedures.outline import Outline, OutlineStep, PreconditionState, StepState
from ccdiag.ui.look import Look

_Index = QModelIndex | QPersistentModelIndex
ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_NO_INDEX: Final = QModelIndex()
_STATES: Final = {
    StepState.DONE: message("done"),
    StepState.CURRENT: message("now"),
    StepState.TO_COME: message("to come"),
    PreconditionState.MET: message("so it is"),
    PreconditionState.OPEN: message("not looked at yet"),
    PreconditionState.NOT_MET: message("not so"),
}


class RowKind(StrEnum):
    """What a row is."""

    HEADING = "heading"
    PRECONDITION = "precondition"
    STEP = "step"
    OBLIGATION = "obligation"


class OutlineRow(Struct, frozen=True, kw_only=True):
    """One row, in words."""

    kind: RowKind
    text: str
    number: int = 0
    last: int = 0
    """Of several steps that stand in one row; 0 for one step."""
    state: StepState | None = None
    light: Light | None = None
    spoken: str


class OutlineModel(QAbstractListModel):
    """Shows an `Outline`; made anew with each step."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._outline: Outline | None = None
        self._rows: tuple[OutlineRow, ...] = ()

    def show_outline(self, outline: Outline) -> None:
        """Show this procedure."""
        self._outline = outline
        self.retell()

    def retell(self) -> None:
        """Say everything in the language of the window."""
        self.beginResetModel()
        self._rows = tuple(_rows_of(self._outline, self._look)) if self._outline is not None else ()
        self.endResetModel()

    @property
    def current(self) -> int:
        """The row of the current step; -1 when there is none."""
        return next((place for place, row in enumerate(self._rows) if row.state is StepState.CURRENT), -1)

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:  # noqa: N802  # Qt's name
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row says."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.text
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return row.spoken
            case _ if role == ROW_ROLE:
                return row
            case _:
                return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let rows be read one by one, and headings be passed over."""
        row = self._rows[index.row()] if index.isValid() else None
        if row is None or row.kind is RowKind.HEADING:
            return Qt.ItemFlag.NoItemFlags if row is None else Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


def _rows_of(outline: Outline, look: Look) -> list[OutlineRow]:
    say = look.say
    rows: list[OutlineRow] = []

    def heading(text: Message) -> None:
        rows.append(OutlineRow(kind=RowKind.HEADING, text=say(text), spoken=say(text)))

    if outline.preconditions:
        heading(message("Checked before"))
        lights = {PreconditionState.MET: Light.PASS, PreconditionState.OPEN: Light.WAITING, PreconditionState.NOT_MET: Light.FAIL}
        for one in outline.preconditions:
            spoken = f"{say(one.text)}: {say(_STATES[one.state])}. {say(one.why)}"
            rows.append(OutlineRow(kind=RowKind.PRECONDITION, text=say(one.text), light=lights[one.state], spoken=spoken))
    heading(message("Steps"))
    for steps, title in _gathered(outline.steps):
        if title is None or any(step.state is StepState.CURRENT for step in steps):
            for step in steps:
                spoken = f"{step.number}. {say(step.label)}: {say(_STATES[step.state])}"
                rows.append(OutlineRow(kind=RowKind.STEP, text=say(step.label), number=step.number, state=step.state, spoken=spoken))
        else:
            first, last, state = steps[0].number, steps[-1].number, steps[0].state
            spoken = f"{first}–{last}. {say(title)}: {say(_STATES[state])}"
            rows.append(OutlineRow(kind=RowKind.STEP, text=say(title), number=first, last=last, state=state, spoken=spoken))
    if outline.obligations:
        heading(message("Required afterwards"))
        procedures = load_procedures().procedures
        for owed in outline.obligations:
            spoken = f"{say(owed.title)} {say(owed.consequence)}"
            rows.append(
                OutlineRow(kind=RowKind.OBLIGATION, text=say(Message(procedures[owed.procedure].title)), light=Light.WARN, spoken=spoken)
            )
    return rows


def _gathered(steps: tuple[OutlineStep, ...]) -> list[tuple[list[OutlineStep], Message | None]]:
    """Put the steps of a procedure that runs inside this one together, with its title; the procedure's own stand alone."""
    procedures = load_procedures().procedures
    groups: list[tuple[list[OutlineStep], str]] = []
    for place, step in enumerate(steps):
        inner = _innermost_around(steps, place)
        if inner and groups and groups[-1][1] == inner:
            groups[-1][0].append(step)
        else:
            groups.append(([step], inner))
    return [(group, Message(procedures[inner].title) if inner and len(group) > 1 else None) for group, inner in groups]


def _innermost_around(steps: tuple[OutlineStep, ...], place: int) -> str:
    """Return the procedure that the procedure at hand runs at this place; empty where it runs none."""
    if steps[place].depth == 0:
        return ""
    # A part of a part is told with the part that follows it: menus are opened before something is done in them.
    for step in steps[place:]:
        if step.depth == 0:
            break
        if step.depth == 1:
            return step.procedure
    return steps[place].procedure
