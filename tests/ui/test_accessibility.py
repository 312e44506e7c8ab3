"""Every control by keyboard and by screen reader, every colour by its contrast."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ccdiag.i18n.translator import Language
from ccdiag.model.verdict import Light
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.mnemonics import distinct, letter_of
from ccdiag.ui.theme import DARK, LIGHT, Theme, contrast_theme
from ccdiag.ui.widgets.question_editor import QuestionEditor
from tests.ui.windows import SCENES, languages, seen, settle

TEXT, GRAPHICS = 4.5, 3.0
HEIGHT = 900
ROLES = {
    QAccessible.Role.Button,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.ButtonDropDown,
    QAccessible.Role.CheckBox,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.List,
    QAccessible.Role.PushButton,
    QAccessible.Role.RadioButton,
    QAccessible.Role.Slider,
    QAccessible.Role.SpinBox,
    QAccessible.Role.Table,
    QAccessible.Role.Tree,
    QAccessible.Role.Document,
    # A text to read, with links in it.
    QAccessible.Role.StaticText,
}


@pytest.fixture(params=SCENES)
def scene(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def shown(qtbot: QtBot, look: Look, scene: str, width: int = 1280) -> QWidget:
    window = SCENES[scene](look)
    qtbot.addWidget(window)
    window.resize(width, HEIGHT)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    settle()
    return window


def controls(window: QWidget) -> list[QWidget]:
    """Return what takes the keyboard, without what Qt makes for itself."""
    return [
        widget
        for widget in seen(window)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and widget.focusProxy() is None
        and not isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox)
    ]


def name_of(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()!r}"


# --- screen readers ---


@pytest.mark.parametrize("language", languages())
def test_every_control_has_a_name_a_role_and_a_letter_of_its_own(qtbot: QtBot, look: Look, scene: str, language: Language) -> None:
    look.set_language(language)
    # One language begins wide, the next narrow.
    widths = (1280, 640) if languages().index(language) % 2 else (640, 1280)
    window = shown(qtbot, look, scene, widths[0])
    for width in widths:
        if width != widths[0]:
            window.resize(width, HEIGHT)
            settle()
            # With other controls to be seen, letters are given out anew by whoever asks for one.
            qtbot.keyPress(window, Qt.Key.Key_Alt)
        assert controls(window) != [], width
        assert unnamed(window) == [], width
        assert clashing(window) == [], width


def unnamed(window: QWidget) -> list[str]:
    """Return the controls of which a screen reader would not say what they are."""
    wrong = []
    for control in controls(window):
        told = QAccessible.queryAccessibleInterface(control)
        name, role = told.text(QAccessible.Text.Name), told.role()
        if not name or "&" in name.replace(" & ", "") or role not in ROLES:
            wrong.append(f"{name_of(control)}: {name!r}, {role}")
    return wrong


def test_what_has_no_name_or_no_role_is_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    nameless, pane, named = QPushButton(window), QWidget(window), QPushButton("Te&st", window)
    nameless.setObjectName("nameless")
    pane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    pane.setAccessibleName("pane")
    window.show()
    assert named in controls(window)
    assert [line.partition(":")[0] for line in unnamed(window)] == ["QPushButton 'nameless'", "QWidget 'pane'"]


# --- keyboard ---


def test_tab_reaches_every_control_and_nothing_else(qtbot: QtBot, look: Look, scene: str) -> None:
    """A pane that only scrolls is no stop of its own on the way through a page."""
    window = shown(qtbot, look, scene)
    panes = [control for control in controls(window) if type(control) in {QWidget, QAbstractScrollArea}]
    assert [name_of(pane) for pane in panes if not isinstance(pane, QuestionEditor)] == []
    assert unreached(qtbot, window) == []


def unreached(qtbot: QtBot, window: QWidget) -> list[str]:
    """Return the controls to which Tab does not lead."""
    reached: list[QWidget] = []
    for _ in range(2 * len(controls(window)) + 10):
        place = QApplication.focusWidget() or window
        qtbot.keyClick(place, Qt.Key.Key_Tab)
        if (now := QApplication.focusWidget()) is not None:
            reached.append(now)
    # Standing on an answer shows the detail of its check: what is expected is known at the end.
    expected = [control for control in controls(window) if not _is_left_to_arrows(control)]
    return [name_of(control) for control in expected if control not in reached and not any(control.isAncestorOf(one) for one in reached)]


def test_what_tab_does_not_reach_is_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    # It keeps the keyboard: Tab is a letter there.
    keeper = QPlainTextEdit()
    for part in (keeper, QPushButton("after it")):
        part.setObjectName(type(part).__name__)
        column.addWidget(part)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    keeper.setFocus(Qt.FocusReason.OtherFocusReason)
    settle()
    assert QApplication.focusWidget() is keeper
    assert unreached(qtbot, window) == ["QPushButton 'QPushButton'"]


def _is_left_to_arrows(control: QWidget) -> bool:
    group = control.group() if isinstance(control, QAbstractButton) else None
    return group is not None and group.exclusive() and isinstance(control, QAbstractButton) and not control.isChecked()


def clashing(window: QWidget) -> list[tuple[str, str]]:
    """Return the letters that more than one control, or more than one entry of a menu, answers to, with the texts that have them."""
    bar = window.menuBar().actions() if isinstance(window, MainWindow) else []
    texts = [action.text() for action in bar]
    texts += [part.text() for part in seen(window) if isinstance(part, QAbstractButton)]
    texts += [part.text() for part in seen(window) if isinstance(part, QLabel) and part.buddy() is not None]
    found = _twice(texts)
    for action in bar:
        menu = action.menu()
        assert menu is not None
        found += _twice([part.text() for part in menu.actions()])  # type: ignore[attr-defined]  # a QMenu
    return found


def _twice(texts: list[str]) -> list[tuple[str, str]]:
    letters = [(letter_of(text), text) for text in texts if letter_of(text)]
    return [(letter, text) for letter, text in letters if [one for one, _ in letters].count(letter) > 1]


def test_a_letter_that_two_controls_answer_to_is_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for text in ("&Save", "&Stop", "S&how"):
        column.addWidget(QPushButton(text))
    window.show()
    assert clashing(window) == [("s", "&Save"), ("s", "&Stop")]


def test_letters_are_given_out_anew_where_they_clash() -> None:
    assert distinct(["&Stop", "&Save"]) == ["&Stop", "S&ave"]
    assert distinct(["&Stop", "&Save", "S&ave"]) == ["&Stop", "Sa&ve", "S&ave"]
    assert distinct(["&Test", "plain", "fish && chips &to go"], taken="t") == ["T&est", "plain", "&fish && chips to go"]
    assert distinct(["&ü"], taken="ü") == ["ü"]
    assert distinct(["a&b", "c&b", "b&b"]) == ["a&b", "&cb", "bb"]


def test_a_letter_that_is_free_again_is_given_back(qtbot: QtBot, look: Look) -> None:
    window = shown(qtbot, look, "broken")
    assert isinstance(window, MainWindow)
    before = [button.text() for button in window.checklist.banner.buttons]
    window._tidy()
    assert [button.text() for button in window.checklist.banner.buttons] == before


def test_the_keyboard_is_seen_where_it_is(qtbot: QtBot, look: Look, scene: str) -> None:
    assert unseen_focus(shown(qtbot, look, scene)) == []


def unseen_focus(window: QWidget) -> list[str]:
    """Return the controls that look the same with and without the keyboard."""
    unseen = []
    for control in controls(window):
        if isinstance(control, QTextEdit | QPlainTextEdit) or _is_empty(control) or _is_marked_anyway(control):
            continue
        _scroll_to(control)
        area = QRect(control.mapTo(window, control.rect().topLeft()), control.size()).adjusted(-4, -4, 4, 4)
        before = _without_focus(window, area)
        control.setFocus(Qt.FocusReason.TabFocusReason)
        # As after a press of Tab: styles draw the focus from then on.
        window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        settle()
        # What scrolls into view is drawn elsewhere.
        area_now = QRect(control.mapTo(window, control.rect().topLeft()), control.size()).adjusted(-4, -4, 4, 4)
        if area_now == area and _differing(before, window.grab(area).toImage()) < 12:
            unseen.append(name_of(control))
    return unseen


class _Plain(QPushButton):
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        with QPainter(self) as painter:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


def test_a_focus_that_is_not_drawn_is_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for part in (QPushButton("usual"), _Plain("plain")):
        part.setObjectName(part.text())
        column.addWidget(part)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    assert unseen_focus(window) == ["_Plain 'plain'"]


def _is_empty(control: QWidget) -> bool:
    return isinstance(control, QAbstractItemView) and control.model().rowCount() == 0


def _is_marked_anyway(control: QWidget) -> bool:
    """The default button of a dialog is the one with the focus, and looks it."""
    return isinstance(control, QPushButton) and control.autoDefault() and isinstance(control.window(), QDialog)


def _scroll_to(control: QWidget) -> None:
    place = control.parentWidget()
    while place is not None:
        if isinstance(place, QScrollArea):
            place.ensureWidgetVisible(control)
        place = place.parentWidget()
    settle()


def _without_focus(window: QWidget, area: QRect) -> QImage:
    if (focused := QApplication.focusWidget()) is not None:
        focused.clearFocus()
    settle()
    return window.grab(area).toImage()


def _differing(one: QImage, other: QImage) -> int:
    return sum(one.pixel(x, y) != other.pixel(x, y) for x in range(one.width()) for y in range(one.height()))


# --- colours ---


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.2, 1.4.3: the ratio of two luminances."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def pairs(theme: Theme) -> Iterator[tuple[str, QColor, QColor, float]]:
    """Yield what stands on what, and how far apart the two have to be."""
    grounds = {"window": theme.window, "base": theme.base, "alternate": theme.alternate}
    for name, ground in grounds.items():
        yield f"text on {name}", theme.text, ground, TEXT
        yield f"secondary on {name}", theme.secondary, ground, TEXT
        yield f"accent on {name}", theme.accent, ground, GRAPHICS
        yield f"control border on {name}", theme.control_border, ground, GRAPHICS
        for light in Light:
            yield f"{light} in words on {name}", theme.texts[light], ground, TEXT
            yield f"{light} as a sign on {name}", theme.graphics[light], ground, GRAPHICS
    for light in Light:
        ground = theme.tint(light)
        yield f"text on the tint of {light}", theme.text, ground, TEXT
        yield f"{light} in words on its tint", theme.texts[light], ground, TEXT
        yield f"{light} as a sign on its tint", theme.graphics[light], ground, GRAPHICS
        # In high contrast the selected row is one colour on one ground.
        ink = theme.selected_text if theme.is_contrast else theme.texts[light]
        yield f"{light} in words on a selected row", ink, theme.selected, TEXT
        yield f"a glyph cut out of the sign of {light}", theme.base, theme.graphics[light], GRAPHICS
    yield "text on a selected row", theme.selected_text, theme.selected, TEXT
    secondary = theme.selected_text if theme.is_contrast else theme.secondary
    yield "secondary on a selected row", secondary, theme.selected, TEXT
    yield "text on accent", theme.on_accent, theme.accent, TEXT
    yield "text on the strip", theme.on_strip, theme.strip, TEXT


def high_contrast(text: str, ground: str, highlight: str, highlighted: str) -> QPalette:
    palette, role = QPalette(), QPalette.ColorRole
    for part, colour in ((role.Window, ground), (role.Base, ground), (role.WindowText, text), (role.Text, text), (role.ButtonText, text)):
        palette.setColor(part, QColor(colour))
    palette.setColor(role.Button, QColor(ground))
    palette.setColor(role.PlaceholderText, QColor(text))
    palette.setColor(role.Highlight, QColor(highlight))
    palette.setColor(role.HighlightedText, QColor(highlighted))
    return palette


CONTRASTS = {
    "white on black": high_contrast("#ffffff", "#000000", "#1aebff", "#000000"),
    "black on white": high_contrast("#000000", "#ffffff", "#37006e", "#ffffff"),
}
THEMES = {"light": LIGHT, "dark": DARK, **{name: contrast_theme(palette) for name, palette in CONTRASTS.items()}}


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_colour_stands_out_from_its_ground(theme: Theme) -> None:
    too_close = [f"{what}: {contrast(one, other):.2f}" for what, one, other, least in pairs(theme) if contrast(one, other) < least]
    assert too_close == []


def test_words_stand_out_also_after_a_change_of_colours(
    qtbot: QtBot, look: Look, scene: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    window = shown(qtbot, look, scene)
    look.set_mode("dark")
    _assert_words_stand_out(window, look, "dark")
    look.set_mode("light")
    _assert_words_stand_out(window, look, "light")
    before = QApplication.palette()
    request.addfinalizer(lambda: QApplication.setPalette(before))
    for palette in CONTRASTS.values():
        with monkeypatch.context() as asked_for:
            asked_for.setattr("ccdiag.ui.look._wants_contrast", lambda: True)
            QApplication.setPalette(palette)
            look.measure_again()
            _assert_words_stand_out(window, look, "contrast")
        QApplication.setPalette(before)
        look.measure_again()
        assert look.theme.name == "light"


def _assert_words_stand_out(window: QWidget, look: Look, name: str) -> None:
    settle()
    assert look.theme.name == name
    faint = [
        f"{name_of(part)} {text!r}: {contrast(ink, ground):.1f}"
        for part, text, ink, ground in _words(window, look.theme)
        if contrast(ink, ground) < TEXT
    ]
    assert not faint, (name, faint)


def _words(window: QWidget, theme: Theme) -> Iterator[tuple[QWidget, str, QColor, QColor]]:
    for part in seen(window):
        if isinstance(part, QLabel):
            role, text = part.foregroundRole(), part.text()
        elif isinstance(part, QTextEdit):
            role, text = QPalette.ColorRole.Text, part.toPlainText()
        elif isinstance(part, QLineEdit):
            role, text = (
                (QPalette.ColorRole.Text, part.text()) if part.text() else (QPalette.ColorRole.PlaceholderText, part.placeholderText())
            )
        else:
            continue
        if text and part.isEnabled():
            yield part, text[:40], part.palette().color(role), _ground(part, window, theme)


def _ground(part: QWidget, window: QWidget, theme: Theme) -> QColor:
    """Return the worst of the grounds that such a part may stand on."""
    if isinstance(part, QLineEdit):
        return part.palette().color(QPalette.ColorRole.Base)
    grounds = (theme.base, theme.window)
    ink = part.palette().color(QPalette.ColorRole.Text if isinstance(part, QTextEdit) else part.foregroundRole())
    return min(grounds, key=lambda ground: contrast(ink, ground))
