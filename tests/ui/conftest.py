"""Windows without a screen; whatever Qt complains of fails the test."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from ccdiag.ui.look import Look


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["ccdiag", "-style", "fusion"]


@pytest.fixture
def look(qtbot: QtBot) -> Iterator[Look]:
    made = Look("en", "light")
    yield made
    # The windows that were closed go now: none has to be restyled by what follows, here or in a later test.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    made.set_text_scale(1.0)
    made.deleteLater()
