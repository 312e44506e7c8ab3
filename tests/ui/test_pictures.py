"""Every page in both themes, in every language, at two text sizes and two widths: drawn, and nothing cut off or in the way."""

import os
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ccdiag.i18n.translator import Language
from ccdiag.ui.look import Look
from tests.ui.layout_audit import problems
from tests.ui.windows import SCENES, languages, settle

HEIGHT = 860


@pytest.fixture(scope="module")
def folder() -> Path | None:
    """Where the pictures are kept, where CCDIAG_PICTURES says so."""
    if not (wanted := os.environ.get("CCDIAG_PICTURES")):
        return None
    chosen = Path(wanted)
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


@pytest.mark.parametrize("scale", [1.0, 2.0], ids=["100", "200"])
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("scene", SCENES)
def test_nothing_is_cut_off_or_in_the_way(
    qtbot: QtBot, look: Look, folder: Path | None, scene: str, language: Language, scale: float
) -> None:
    look.set_language(language)
    look.set_text_scale(scale)
    window = SCENES[scene](look)
    qtbot.addWidget(window)
    # A window is made narrower in one size of the text, and wider in the other.
    widths = (1280, 640) if scale < 2 else (640, 1280)
    window.resize(widths[0], HEIGHT)
    window.show()
    found: dict[str, list[str]] = {}
    modes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for width in widths:
        window.resize(width, HEIGHT)
        settle()
        for mode in modes:
            look.set_mode(mode)
            settle()
            image = window.grab().toImage()
            assert image.width() == width
            # The lowest corner: bars with a loud edge may reach far down in a small window.
            assert image.pixelColor(QPoint(2, image.height() - 3)).lightness() < 128 if mode == "dark" else True
            name = f"{scene}-{language}-{round(100 * scale)}-{width}-{mode}.png"
            if folder is not None:
                assert image.save(str(folder / name))
            if wrong := problems(window):
                found[name] = wrong
        modes = modes[::-1]
    assert found == {}


def test_what_is_cut_off_is_found(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label, button, other, field = (
        QLabel("a rather long text", window),
        QPushButton("another text", window),
        QLabel("x", window),
        QLineEdit(window),
    )
    label.setGeometry(0, 0, 30, 30)
    button.setGeometry(100, 0, 20, 30)
    other.setGeometry(110, 5, 500, 30)
    field.setGeometry(0, 100, 20, 30)
    field.setPlaceholderText("what is wanted")
    window.resize(400, 300)
    window.show()
    found = "\n".join(problems(window))
    for part in ("QLabel 'a rather long text' 30×30: needs a width", "QPushButton 'another text' 20×30: needs a width", "overlap by 10×25"):
        assert part in found
    assert "lies outside of" in found
    assert "what it asks for needs" in found
