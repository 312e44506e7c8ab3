"""Where everything of AdminLight stands: one geometry for the window that is worked with and for its picture."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QRectF

from ccdiag.model.screen import ScreenKind
from ccdiag.model.terminal_state import DialogView, EntryView, Key, KeyKind, ScreenView
from ccdiag.ui.metrics import Metrics

STACKED_EM: Final = 38.0
"""Below this width the printer display stands below the list."""
LEAST_EM: Final = 20.0
_PAD: Final = 0.75
_TITLE_BAR: Final = 2.4
_MENU_BAR: Final = 1.9
_TOOL_ROW: Final = 2.5
_HEADING: Final = 2.2
_ROW: Final = 1.9
_GLOSSED_ROW: Final = 2.62
_LIST: Final = 18.6
"""The longest dialog of the manual, and seven rows with their explanations, fit into it."""
_FOOT: Final = 2.05
_STACKED_PRINTER: Final = 9.0
_DIALOG: Final = 21.0
_LINE: Final = 1.5
_FIELD: Final = 2.15
_LIST_SHARE: Final = 0.525


class Part(NamedTuple):
    """Something of the window that a key or a click goes to."""

    kind: KeyKind
    label: str = ""


class DialogPlaces(NamedTuple):
    """Where the parts of a dialog stand, counted from the window's corner."""

    frame: QRectF
    title: QRectF
    lines: tuple[QRectF, ...]
    field: QRectF | None
    buttons: dict[str, QRectF]


class Places(NamedTuple):
    """Where the parts of AdminLight stand, in device-independent pixels."""

    width: float
    height: float
    title_bar: QRectF
    menu_bar: QRectF
    tool_bar: QRectF
    menus: dict[str, QRectF]
    menu_button: QRectF
    counter: QRectF
    tools: dict[str, QRectF]
    separators: tuple[QRectF, ...]
    list_title: QRectF
    list: QRectF
    row_height: float
    printer_title: QRectF
    printer: QRectF
    up: QRectF
    down: QRectF
    stop: QRectF
    ok: QRectF
    dialog: DialogPlaces | None

    def row(self, number: int) -> QRectF:
        """Return a visible row of the list."""
        return QRectF(self.list.left() + 1, self.list.top() + 1 + number * self.row_height, self.list.width() - 2, self.row_height)

    def of(self, part: Part, view: ScreenView) -> QRectF | None:
        """Return where a part stands; None where it is not to be seen."""
        match part.kind:
            case KeyKind.START_MENU | KeyKind.STOP_MENU:
                return self.menu_button if view.menu_key is part.kind else None
            case KeyKind.UP | KeyKind.DOWN | KeyKind.TOOL | KeyKind.POINT | KeyKind.CHOOSE if self.dialog is not None:
                # It stands behind the dialog, out of reach.
                return None
            case KeyKind.UP | KeyKind.DOWN:
                return self.up if part.kind is KeyKind.UP else self.down
            case KeyKind.OK | KeyKind.STOP:
                if self.dialog is not None:
                    return self.dialog.buttons.get(part.kind.value)
                return self.ok if part.kind is KeyKind.OK else self.stop
            case KeyKind.TEXT | KeyKind.FILL | KeyKind.ERASE:
                return self.dialog.field if self.dialog is not None else None
            case KeyKind.TOOL:
                return self.tools.get(part.label) or self.menus.get(part.label)
            case KeyKind.POINT | KeyKind.CHOOSE:
                found = next((number for number, entry in enumerate(view.entries) if entry.label == part.label), None)
                return self.row(found) if found is not None else None
            case _:
                return None


def part_of(key: Key) -> Part:
    """Return what a key goes to."""
    return Part(key.kind, key.text if key.kind in {KeyKind.POINT, KeyKind.CHOOSE, KeyKind.TOOL} else "")


def is_glossed(entries: Iterable[EntryView]) -> bool:
    """Whether labels are explained."""
    return any(entry.gloss is not None for entry in entries)


def height_for(view: ScreenView, width: float, metrics: Metrics) -> int:
    """Return how high AdminLight is at a width."""
    return round(places_of(view, width, metrics).height)


def places_of(view: ScreenView, width: float, metrics: Metrics) -> Places:
    """Lay a screen out for a width in pixels; nothing but the width and the size of the text decides the height."""
    em = metrics.em
    pad = round(_PAD * em)
    title_bar = QRectF(0, 0, width, round(_TITLE_BAR * em))
    menus, menu_bottom = _in_rows(
        ((label, metrics.width(label) + 1.3 * em) for label in view.menus), title_bar.bottom(), width, round(_MENU_BAR * em), 0.2 * em
    )
    menu_bar = QRectF(0, title_bar.bottom(), width, menu_bottom - title_bar.bottom())
    tools, separators, tool_bottom = _tools(view, menu_bar.bottom(), width, metrics)
    tool_bar = QRectF(0, menu_bar.bottom(), width, tool_bottom - menu_bar.bottom())
    top = tool_bar.bottom() + round(_HEADING * em) + round(0.2 * em)
    stacked = width < STACKED_EM * em
    list_height, foot = round(_LIST * em), round(_FOOT * em)
    inside = width - 2 * pad
    list_width = inside if stacked else round(inside * _LIST_SHARE)
    listed = QRectF(pad, top, list_width, list_height)
    foot_top = listed.bottom() + round(0.55 * em)
    arrow, stop, ok = round(2.6 * em), metrics.width("STOP") + 1.6 * em, metrics.width("OK") + 1.6 * em
    stop, ok = round(stop), round(ok)
    gap = round(0.55 * em)
    if stacked:
        printer_title = QRectF(pad, foot_top + foot + 0.3 * em, inside, round(_HEADING * em))
        printer = QRectF(pad, printer_title.bottom(), inside, round(_STACKED_PRINTER * em))
        height = printer.bottom() + pad
    else:
        left = listed.right() + pad
        printer_title = QRectF(left, tool_bar.bottom() + 0.2 * em, width - pad - left, round(_HEADING * em))
        printer = QRectF(left, top, width - pad - left, list_height + gap + foot)
        height = foot_top + foot + pad
    return Places(
        width=width,
        height=height,
        title_bar=title_bar,
        menu_bar=menu_bar,
        tool_bar=tool_bar,
        menus=menus,
        menu_button=tools.pop(_MENU_BUTTON),
        counter=tools.pop(_COUNTER),
        tools=tools,
        separators=separators,
        list_title=QRectF(pad, tool_bar.bottom() + 0.2 * em, list_width, round(_HEADING * em)),
        list=listed,
        row_height=round((_GLOSSED_ROW if is_glossed(view.entries) else _ROW) * em),
        printer_title=printer_title,
        printer=printer,
        up=QRectF(pad, foot_top, arrow, foot),
        down=QRectF(pad + arrow + gap, foot_top, arrow, foot),
        stop=QRectF(listed.right() - ok - gap - stop, foot_top, stop, foot),
        ok=QRectF(listed.right() - ok, foot_top, ok, foot),
        dialog=_dialog(view.dialog, listed, width, metrics) if view.dialog is not None else None,
    )


_MENU_BUTTON: Final = "\0menu"
_COUNTER: Final = "\0counter"


def _in_rows(sized: Iterable[tuple[str, float]], top: float, width: float, height: float, indent: float) -> tuple[dict[str, QRectF], float]:
    placed: dict[str, QRectF] = {}
    left = indent
    for label, wide in sized:
        if placed and left + wide > width:
            left, top = indent, top + height
        placed[label] = QRectF(round(left), top, round(min(wide, width - indent)), height)
        left += wide
    return placed, top + height


def _tools(view: ScreenView, top: float, width: float, metrics: Metrics) -> tuple[dict[str, QRectF], tuple[QRectF, ...], float]:
    em = metrics.em
    bold = metrics.sized(1.0, bold=True)
    # The two names of the button take the same room, so that nothing moves when a menu opens.
    menu_button = max(metrics.width(text, bold) for text in ("START MENU", "Stop menu", view.menu_button)) + 1.2 * em
    counter = metrics.width(view.counter, metrics.fixed) + 3.6 * em
    sized = [(_MENU_BUTTON, menu_button), (_COUNTER, counter), *((label, metrics.width(label) + 1.2 * em) for label in view.tools)]
    between = round(0.9 * em)
    placed: dict[str, QRectF] = {}
    separators: list[QRectF] = []
    left, row = 0.45 * em, round(_TOOL_ROW * em)
    for label, wide in sized:
        # AdminLight draws a line before each of these, and none between Local mode and PPStatus.
        parted = bool(placed) and label != (view.tools[1] if len(view.tools) > 1 else "")
        if placed and left + (between if parted else 0) + wide > width:
            left, top, parted = 0.45 * em, top + row, False
        if parted:
            separators.append(QRectF(round(left + between / 2), top + round(0.5 * em), 1, row - 2 * round(0.5 * em)))
            left += between
        placed[label] = QRectF(round(left), top + round(0.25 * em), round(wide), row - 2 * round(0.25 * em))
        left += wide
    return placed, tuple(separators), top + row


def _dialog(dialog: DialogView, listed: QRectF, width: float, metrics: Metrics) -> DialogPlaces:
    em = metrics.em
    pad, line = round(1.0 * em), round(_LINE * em)
    buttons = [(name, max(round(6.2 * em), round(metrics.width(name, metrics.sized(1.0, bold=True)) + 2 * em))) for name in dialog.buttons]
    longest = max(metrics.width(text) for text in dialog.lines)
    wide = min(width - 2 * round(0.75 * em), max(round(_DIALOG * em), round(longest + 2.5 * pad)))
    left = max(round(0.75 * em), min(listed.left() + round(4.1 * em), width - wide - round(0.75 * em)))
    if listed.width() > width - 2 * em:
        left = round((width - wide) / 2)
    title = QRectF(left, 0, wide, round(2.2 * em))
    height = title.height() + pad + len(dialog.lines) * line + round(0.3 * em)
    field_at = height + round(0.2 * em)
    height += round((_FIELD + 0.5) * em) if dialog.field is not None else 0
    button_at = height + round(0.55 * em)
    height = button_at + (round(2.3 * em) if buttons else 0) + pad
    top = min(listed.top() + round(1.95 * em), listed.bottom() - height)
    lines = tuple(
        QRectF(left + pad, top + title.height() + round(0.75 * em) + number * line, wide - 2 * pad, line)
        for number in range(len(dialog.lines))
    )
    field = QRectF(left + pad, top + field_at, wide - 2 * pad, round(_FIELD * em)) if dialog.field is not None else None
    return DialogPlaces(
        frame=QRectF(left, top, wide, height),
        title=title.translated(0, top),
        lines=lines,
        field=field,
        buttons=dict(_from_the_right(buttons, left + wide - pad, top + button_at, round(2.3 * em), round(0.7 * em))),
    )


def _from_the_right(sized: Sequence[tuple[str, int]], right: float, top: float, height: float, gap: float) -> Iterator[tuple[str, QRectF]]:
    for name, wide in reversed(sized):
        yield name, QRectF(right - wide, top, wide, height)
        right -= wide + gap


def has_list(view: ScreenView) -> bool:
    """Whether a list is open, behind a dialog or not."""
    return view.kind is not ScreenKind.REST and bool(view.title)
