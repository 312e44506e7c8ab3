"""One fault, and what the command line must say of it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.network.world import Ran, World

Arrange = Callable[[World], object]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What is done to a healthy world, and what must be found; `primary` is the first cause, none where nothing is wrong."""

    name: str
    arrange: Arrange
    primary: str | None = None
    verdict: str = "fault"
    certainty: str | None = None
    only: bool = True
    """Whether no other cause of severity fault may stand beside it, but for `also`."""
    also: tuple[str, ...] = ()
    """The further causes of severity fault, in their order."""
    says: str = ""
    """What the title of the primary cause, or the reason of some check, must hold: an address that is named, say."""
    within_s: float = 12.0

    def __str__(self) -> str:
        return self.name


def hold(scenario: Scenario, world: World, record: Callable[[str, object], None]) -> Ran:
    """Arrange a scenario, run the command line in it, and hold what it says against what is expected."""
    scenario.arrange(world)
    ran = world.check()
    record("expected", f"{scenario.verdict} {scenario.primary or '-'} {scenario.certainty or ''}".strip())
    record("found", f"{ran.verdict} {' '.join(_shown(cause) for cause in ran.causes) or '-'}")
    record("seconds", round(ran.seconds, 1))
    crashed = [check["id"] for check in ran.document["checks"] if check["verdict"] == "crashed"]
    assert not crashed, ran.told()
    assert (ran.verdict, ran.primary) == (scenario.verdict, scenario.primary), ran.told()
    if scenario.certainty is not None:
        assert ran.causes[0]["certainty"] == scenario.certainty, ran.told()
    if scenario.only:
        further = [cause["id"] for cause in ran.causes[1:] if cause["severity"] == "fault"]
        assert further == list(scenario.also), ran.told()
    if scenario.says:
        said = [*(cause["title"] for cause in ran.causes[:1]), *(check["reason"] for check in ran.document["checks"])]
        assert any(scenario.says in text for text in said), ran.told()
    assert ran.exit_status == {"healthy": 0, "fault": 1, "inconclusive": 3}[ran.verdict], ran.told()
    assert not ran.errors, ran.told()
    assert ran.seconds < scenario.within_s, ran.told()
    return ran


def _shown(cause: dict[str, str]) -> str:
    return f"{cause['id']}:{cause['certainty']}{'' if cause['severity'] == 'fault' else '(w)'}"
