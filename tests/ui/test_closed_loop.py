"""The whole window, with a real laboratory behind it: a hidden fault is found and mended, and every light turns green."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ccdiag.app.training import DeedKind
from ccdiag.app.training_report import Worth
from ccdiag.model.verdict import RunVerdict
from tests.scenarios.shop_engineer import lights
from tests.ui.closed_loop import Loop
from tests.ui.loops import run_in_qt


@pytest.mark.parametrize(
    ("shop", "deeds"),
    [
        ("no-installation", {DeedKind.CLOSED_DAY, DeedKind.INSTALLED, DeedKind.OPENED_DAY}),
        ("two-reasons", {DeedKind.MENDED, DeedKind.LOOKED}),
    ],
)
def test_a_shop_is_mended_in_the_window(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shop: str, deeds: set[DeedKind]
) -> None:
    monkeypatch.setenv("CCDIAG_DATA", str(tmp_path))

    async def story() -> None:
        loop = Loop(shop)
        await loop.open_training()
        broken = await loop.run("red")
        assert broken.causes[0].id == loop.shop.cause
        loop.name(broken.causes[0].id)
        assert broken.causes[0].procedure is not None
        await loop.follow(broken.causes[0].procedure)
        assert all("on the page Lab" in hint for hint in loop.hints)
        assert len(loop.hints) == len(loop.shop.mendings)
        mended = await loop.run("green")
        assert (mended.verdict, mended.causes, lights(mended)) == (RunVerdict.HEALTHY, (), [])
        assert loop.program.guidance is not None
        assert loop.program.guidance.owed == ()
        report = await loop.end()
        assert (report.mended, report.named, report.tested, report.gave_up) == (True, True, True, False)
        assert report.count(Worth.NEEDLESS, Worth.HARMFUL) == 0
        kinds = [one.deed.kind for one in report.deeds]
        assert {DeedKind.CHECKLIST, DeedKind.PROCEDURE, *deeds} <= set(kinds)

    run_in_qt(story())
