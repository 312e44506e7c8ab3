"""AdminLight as it looks: to work with, and as a picture with marks for the guide and the clipboard."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from ccdiag.adminlight.reading import one_line
from ccdiag.model.message import message
from ccdiag.model.terminal_state import DOWN, ERASE, OK, STOP, UP, WAIT, Key, KeyKind, ScreenView, choose, type_text
from ccdiag.ui.look import Look
from ccdiag.ui.paint.adminlight import AdminLightPainter, Words
from ccdiag.ui.paint.adminlight_layout import LEAST_EM, Part, Places, height_for, part_of, places_of
from ccdiag.ui.paint.guide_marks import Mark, paint_marks, place_marks
from ccdiag.ui.widgets.adminlight_controls import AdminLightButton, DialogPane, EntryList, PrinterDisplay, TerminalField, gloss_of

__all__ = ["AdminLightPicture", "AdminLightView", "Mark", "Part", "part_of", "picture"]

_USUAL_EM: Final = 51.0
_BUSY_MS: Final = 900
"""How long the terminal is seen to work; long enough to read what it says."""
_NEVER_TYPED: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def words_for(look: Look, view: ScreenView, *, simulation: bool = True) -> Words:
    """Return what is said in the reader's language on this screen."""
    return Words(
        simulation=look.say(message("SIMULATION")) if simulation else "",
        notice=look.say(view.notice) if view.notice is not None else "",
        glosses=tuple(gloss_of(entry, view.gloss_language) for entry in view.entries),
    )


def picture(
    look: Look, view: ScreenView, marks: Sequence[Mark] = (), width: int | None = None, *, scale: float = 2.0, simulation: bool = True
) -> QImage:
    """Draw a screen, with what is to be done on it; `width` is in device-independent pixels, and `scale` the pixels in each.

    With `simulation` a badge says that this is no real terminal.
    """
    metrics = look.metrics
    width = width if width is not None else metrics.length(_USUAL_EM)
    places = places_of(view, width, metrics)
    image = QImage(QSize(round(width * scale), round(places.height * scale)), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    with QPainter(image) as painter:
        AdminLightPainter(painter, metrics).paint(view, places, words_for(look, view, simulation=simulation))
        paint_marks(painter, place_marks(marks, view, places, metrics), metrics)
    return image


class AdminLightPicture(QWidget):
    """A screen to look at, with what is to be done on it; not to be worked with."""

    def __init__(self, look: Look, parent: QWidget | None = None, *, simulation: bool = True) -> None:
        super().__init__(parent)
        self._look = look
        self._simulation = simulation
        self._view: ScreenView | None = None
        self._marks: tuple[Mark, ...] = ()
        self.setSizePolicy(_as_high_as_needed())
        look.changed.connect(self._restyle)
        self._restyle()

    def show_view(self, view: ScreenView, marks: Sequence[Mark] = ()) -> None:
        """Show a screen, and mark these parts of it."""
        self._view, self._marks = view, tuple(marks)
        self._restyle()

    def _restyle(self) -> None:
        if self._view is not None:
            self.setAccessibleName(one_line(self._view))
            self.setAccessibleDescription("; ".join(f"{mark.number}: {mark.flag}" for mark in self._marks))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Say that the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """Return how high it is."""
        return height_for(self._view, width, self._look.metrics) if self._view is not None else 1

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return its usual size."""
        width = self._look.metrics.length(_USUAL_EM)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the narrowest that can be read."""
        return QSize(self._look.metrics.length(LEAST_EM), self._look.metrics.length(LEAST_EM))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw it."""
        if self._view is None:
            return
        metrics = self._look.metrics
        places = places_of(self._view, self.width(), metrics)
        with QPainter(self) as painter:
            AdminLightPainter(painter, metrics).paint(self._view, places, words_for(self._look, self._view, simulation=self._simulation))
            paint_marks(painter, place_marks(self._marks, self._view, places, metrics), metrics)


class AdminLightView(QWidget):
    """A simulated terminal to work with: it shows a screen, and tells which key was pressed."""

    pressed = Signal(object)
    """A key, or what a click stands for (Key)."""

    def __init__(self, look: Look, view: ScreenView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._view = view
        self.setSizePolicy(_as_high_as_needed())
        self._busy = QTimer(self)
        self._busy.setSingleShot(True)
        self._busy.setInterval(_BUSY_MS)
        self._busy.timeout.connect(lambda: self.pressed.emit(WAIT))
        # In the order in which Tab goes through them.
        self._menus = {label: self._tool(label) for label in view.menus}
        self.menu_button = AdminLightButton(look, self, flat=True)
        self.menu_button.clicked.connect(lambda: self.pressed.emit(Key(self._view.menu_key)))
        self._tools = {label: self._tool(label) for label in view.tools}
        self.list = EntryList(look, self)
        self.list.pointed.connect(lambda label: self.pressed.emit(Key(KeyKind.POINT, label)))
        self.list.chosen.connect(lambda label: self.pressed.emit(choose(label)))
        self.up = self._key(UP, AdminLightButton(look, self, arrow="up"))
        self.down = self._key(DOWN, AdminLightButton(look, self, arrow="down"))
        self.stop = self._key(STOP, AdminLightButton(look, self))
        self.ok = self._key(OK, AdminLightButton(look, self))
        self.printer = PrinterDisplay(look, self)
        self._dialog = DialogPane(self)
        self._ground = _DialogGround(look, self._dialog)
        self.field = TerminalField(look, self._dialog)
        self.field.textEdited.connect(lambda text: self.pressed.emit(Key(KeyKind.FILL, text)))
        self.dialog_buttons = {
            "STOP": self._key(STOP, AdminLightButton(look, self._dialog)),
            "OK": self._key(OK, AdminLightButton(look, self._dialog)),
        }
        look.changed.connect(self._restyle)
        self._restyle()

    def _tool(self, label: str) -> AdminLightButton:
        button = AdminLightButton(self._look, self, flat=True)
        button.clicked.connect(lambda: self.pressed.emit(Key(KeyKind.TOOL, label)))
        return button

    def _key(self, key: Key, button: AdminLightButton) -> AdminLightButton:
        button.clicked.connect(lambda: self.pressed.emit(key))
        return button

    # --- what is shown ---

    @property
    def view(self) -> ScreenView:
        """What is shown."""
        return self._view

    def show_view(self, view: ScreenView) -> None:
        """Show a screen; the keyboard follows it into a dialog and out of it again, if it is here at all."""
        before, self._view = self._view, view
        was_here = self.has_keyboard
        self._fill()
        self._place()
        self.update()
        other = (before.screen, before.dialog is None, before.title) != (view.screen, view.dialog is None, view.title)
        focused = QApplication.focusWidget()
        if was_here and (other or focused is None or not (focused.isVisible() and focused.isEnabled())):
            self.take_keyboard()
        if view.dialog is not None and not view.dialog.buttons:
            self._busy.start()
        else:
            self._busy.stop()

    @property
    def has_keyboard(self) -> bool:
        """Whether what is typed goes to the terminal."""
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    @property
    def working_area(self) -> QRect:
        """Where something is worked with now: the dialog, else the list with its heading and keys."""
        places = self._places()
        return _aligned(places.dialog.frame if places.dialog is not None else places.list_title.united(places.ok))

    def take_keyboard(self) -> None:
        """Put the keyboard where a person would: into the input, on the default button, on the list, or on START MENU."""
        self._natural().setFocus(Qt.FocusReason.OtherFocusReason)

    def _natural(self) -> QWidget:
        dialog = self._view.dialog
        if dialog is None:
            # Where nothing is documented the way is back.
            return self.list if self._view.entries else self.stop if self._view.notice is not None else self.menu_button
        if dialog.field is not None:
            return self.field
        if dialog.buttons:
            return self.dialog_buttons[dialog.default_button]
        return self.menu_button

    # --- the keyboard ---

    def event(self, event: QEvent) -> bool:
        """Keep Esc: while a run could be stopped by it, here it is the terminal's STOP."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Press what a person at the terminal would."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._enter()
        elif event.key() == Qt.Key.Key_Escape:
            self.pressed.emit(STOP)
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.pressed.emit(UP if event.key() == Qt.Key.Key_Up else DOWN)
        elif self._view.dialog is not None and self._view.dialog.field is not None and self._typed(event):
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        focused, dialog = QApplication.focusWidget(), self._view.dialog
        if isinstance(focused, AdminLightButton):
            focused.click()
        elif dialog is None:
            self.pressed.emit(OK)
        elif dialog.buttons:
            self.pressed.emit(STOP if dialog.default_button == "STOP" else OK)

    def _typed(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Backspace:
            self.pressed.emit(ERASE)
        elif event.text().isprintable() and event.text() and not event.modifiers() & _NEVER_TYPED:
            self.pressed.emit(type_text(event.text()))
        else:
            return False
        return True

    # --- how it looks ---

    def _restyle(self) -> None:
        say = self._look.say
        self.setAccessibleName(say(message("AdminLight, simulation")))
        for button, name in ((self.up, message("Up")), (self.down, message("Down"))):
            button.setAccessibleName(say(name))
        self._fill()
        self.updateGeometry()
        self._place()
        self.update()

    def _fill(self) -> None:
        view, say = self._view, self._look.say
        for label, button in (self._menus | self._tools).items():
            button.show_text(label)
        self.menu_button.show_text(view.menu_button, bold=True)
        self.stop.show_text("STOP")
        self.ok.show_text("OK")
        self.list.setAccessibleName(view.title or view.menu_button)
        self.list.setVisible(bool(view.entries))
        self.printer.setAccessibleName(view.printer_title)
        self.printer.show_lines(view.printer)
        dialog = view.dialog
        # What stands behind a dialog is out of reach, but for the button that leaves all menus.
        for part in (*self._menus.values(), *self._tools.values(), self.list, self.up, self.down, self.stop, self.ok):
            part.setFocusPolicy(Qt.FocusPolicy.StrongFocus if dialog is None else Qt.FocusPolicy.NoFocus)
            part.setEnabled(dialog is None)
        self._dialog.setVisible(dialog is not None)
        self.setAccessibleDescription(one_line(view) if view.notice is None else say(view.notice))
        if dialog is None:
            return
        said = " / ".join(dialog.lines)
        self._dialog.setAccessibleName(dialog.window_title)
        self._dialog.setAccessibleDescription(said)
        self.field.setVisible(dialog.field is not None)
        self.field.setAccessibleName(dialog.lines[-1])
        self.field.setAccessibleDescription(said)
        self.field.show_typed(dialog.field or "", masked=dialog.masked)
        for name, button in self.dialog_buttons.items():
            button.setVisible(name in dialog.buttons)
            button.show_text(name, bold=name == dialog.default_button)
            button.setAccessibleDescription(said)

    def _place(self) -> None:
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            return
        view, places = self._view, self._places()
        for label, rect in (places.menus | places.tools).items():
            (self._menus | self._tools)[label].setGeometry(_aligned(rect))
        self.menu_button.setGeometry(_aligned(places.menu_button))
        listed = _aligned(places.list).adjusted(1, 1, -1, -1)
        if view.more_above or view.more_below or not view.entries:
            listed.setHeight(max(1, round(len(view.entries) * places.row_height)))
        self.list.setGeometry(listed)
        self.list.show_entries(view.entries, view.gloss_language, places.row_height)
        for button, rect in ((self.up, places.up), (self.down, places.down), (self.stop, places.stop), (self.ok, places.ok)):
            button.setGeometry(_aligned(rect))
        em = self._look.metrics.em
        inner = _aligned(places.printer.adjusted(0.4 * em, 0.3 * em, -0.4 * em, -0.3 * em))
        self.printer.setGeometry(inner)
        if places.dialog is None:
            return
        frame = _aligned(places.dialog.frame)
        self._dialog.setGeometry(frame)
        self._ground.setGeometry(QRect(0, 0, frame.width(), frame.height()))
        self._ground.update()
        if places.dialog.field is not None:
            self.field.setGeometry(_aligned(places.dialog.field).adjusted(4, 2, -4, -2).translated(-frame.topLeft()))
        for name, rect in places.dialog.buttons.items():
            self.dialog_buttons[name].setGeometry(_aligned(rect).translated(-frame.topLeft()))

    def _places(self) -> Places:
        return places_of(self._view, self.width(), self._look.metrics)

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Say that the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """Return how high it is; the same for every screen."""
        return height_for(self._view, width, self._look.metrics)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return its usual size."""
        width = self._look.metrics.length(_USUAL_EM)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the narrowest that can be worked with."""
        return QSize(self._look.metrics.length(LEAST_EM), self._look.metrics.length(LEAST_EM))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put everything in its place."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Draw what is no control."""
        places = self._places()
        with QPainter(self) as painter:
            drawing = AdminLightPainter(painter, self._look.metrics)
            drawing.paint_ground(self._view, places, words_for(self._look, self._view))
            drawing.paint_scroll_signs(self._view, places)
            if self.printer.hasFocus():
                drawing.paint_focus(places.printer.adjusted(1, 1, -1, -1))


class _DialogGround(QWidget):
    """The drawn part of a dialog, below its controls."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        pane = self.parentWidget()
        owner = pane.parentWidget() if pane is not None else None
        if pane is None or not isinstance(owner, AdminLightView) or owner.view.dialog is None:
            return
        places = owner._places().dialog  # noqa: SLF001  # a part of the same window
        if places is None:
            return
        with QPainter(self) as painter:
            painter.translate(-pane.pos())
            drawing = AdminLightPainter(painter, self._look.metrics)
            drawing.paint_dialog(owner.view.dialog, places)
            if places.field is not None:
                field = QRectF(places.field)
                drawing.paint_field(field, focus=owner.field.hasFocus())


def _as_high_as_needed() -> QSizePolicy:
    # Not fixed: then the height of the size hint would be the most that a layout gives, at whatever width.
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    return policy


def _aligned(rect: QRectF) -> QRect:
    return QRect(round(rect.left()), round(rect.top()), round(rect.width()), round(rect.height()))
