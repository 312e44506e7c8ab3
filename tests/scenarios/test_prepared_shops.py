"""Every prepared shop: the checklist finds its cause, the guide alone mends it, and then every light is green."""

from collections.abc import Iterator

import pytest

from ccdiag.app.training_report import Worth
from ccdiag.content.shops import load_shops
from ccdiag.lab.shops import can_be_shown
from ccdiag.lab.thread import LabThread
from ccdiag.model.prepared_shop import PreparedShop
from ccdiag.model.run import RunState
from ccdiag.model.verdict import RunVerdict
from tests.scenarios.shop_engineer import Engineer, is_green, is_over, lights

SHOPS = load_shops()


@pytest.fixture(scope="module")
def lab() -> Iterator[LabThread]:
    with LabThread() as laboratory:
        yield laboratory


def told(state: RunState) -> str:
    causes = [f"{cause.id} {cause.severity} {cause.certainty}" for cause in state.causes]
    return "\n".join((str(state.verdict), *causes, *lights(state)))


@pytest.mark.parametrize("shop", SHOPS.shops.values(), ids=lambda shop: shop.id)
def test_a_shop_is_mended_from_the_guide_alone(lab: LabThread, shop: PreparedShop) -> None:
    if not can_be_shown(shop):
        pytest.skip("this system cannot show it on loopback")
    lab.call(lab.lab.open_shop, shop)
    engineer = Engineer(lab, shop)
    lab.lab.terminal_listener = engineer.on_keys
    broken = engineer.checklist_until(lambda state: [cause.id for cause in state.causes[:1]] == [shop.cause])
    assert [cause.id for cause in broken.causes[:1]] == [shop.cause], told(broken)
    assert broken.verdict is RunVerdict.FAULT
    if broken.causes[0].procedure is not None and not shop.mendings_when("first"):
        assert broken.causes[0].procedure == shop.procedure, "the checklist opens the procedure that mends it"

    engineer.mend("first")
    if shop.procedure is not None:
        followed = engineer.follow(shop.procedure)
        if shop.mendings_when("stopped"):
            assert not is_over(followed), engineer.told
            engineer.mend("stopped")
            followed = engineer.follow(shop.procedure)
        assert is_over(followed), engineer.told
        if followed.suggests and engineer.checklist().causes:
            assert is_over(engineer.follow(followed.suggests)), engineer.told

    mended = engineer.checklist_until(is_green)
    assert (mended.verdict, mended.causes, lights(mended)) == (RunVerdict.HEALTHY, (), []), told(mended)
    assert lab.lab.terminal_state.world.day_open
    assert lab.lab.terminal_state.frames == (), "no menu is left open"
    assert engineer.pays() == "yes"
    assert (lab.lab.faults, lab.lab.stated_wrongly) == (frozenset(), frozenset())
    report = engineer.report()
    needless = [one.deed.told.english() for one in report.deeds if one.worth in {Worth.NEEDLESS, Worth.HARMFUL}]
    assert (report.mended, needless) == (True, []), "what the guide says is enough, and nothing of it is too much"
