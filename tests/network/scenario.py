"""One fault, and what the command line must say of it, to root and to an ordinary user."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace

from tests.diagnosis.evidence import nameless, unsupported
from tests.network.world import Ran, World

Arrange = Callable[[World], object]
Record = Callable[[str, object], None]
OF_A_BUSY_MACHINE = frozenset({"dns.slow", "network.slow", "network.unstable"})
"""Warnings about time, which a machine that is busy with other tests can bring into any world; they count where they are expected."""


@dataclass(frozen=True, kw_only=True)
class AsUser:
    """What an ordinary user is told instead, where less can be seen without rights; what is left out is the same as for root."""

    why: str
    primary: str | None = None
    verdict: str | None = None
    certainty: str | None = None
    says: str = ""


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
    within_s: float = 16.0
    """By the run's own clock: what the machine takes to start Python on a busy day is no matter of the network."""
    alone: str = ""
    """Why two runs at once would disturb each other, where they would: then one follows the other, in a world that is arranged anew."""
    as_user: AsUser | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def for_user(self) -> "Scenario":
        """What is expected of the run of an ordinary user."""
        less = self.as_user
        if less is None:
            return self
        return replace(
            self,
            primary=less.primary or self.primary,
            verdict=less.verdict or self.verdict,
            certainty=less.certainty or self.certainty,
            says=less.says or self.says,
        )


def hold(scenario: Scenario, world: World, record: Record) -> Ran:
    """Arrange a scenario, run the command line in it for root and for an ordinary user, and hold both against what is expected.

    Returns what root was told.
    """
    shop = deepcopy(world.shop)
    root, user = run_as_both(world, scenario.arrange, alone=bool(scenario.alone))
    if max(root.elapsed_s, user.elapsed_s) >= scenario.within_s:
        # Other tests may have taken this one's time: only what lasts as long by itself is slow.
        world.mend()
        world.shop = shop
        root, user = run_as_both(world, scenario.arrange, alone=True)
    for who, ran, expected in (("", root, scenario), ("_as_user", user, scenario.for_user)):
        record(f"expected{who}", f"{expected.verdict} {expected.primary or '-'} {expected.certainty or ''}".strip())
        record(f"found{who}", f"{ran.verdict} {' '.join(_shown(cause) for cause in ran.causes) or '-'}")
        record(f"seconds{who}", round(ran.seconds, 1))
    _compare(scenario, root, "root")
    _compare(scenario.for_user, user, "an ordinary user")
    return root


def run_as_both(world: World, arrange: Arrange, *, alone: bool = False) -> tuple[Ran, Ran]:
    """Arrange a world and run in it as root and as an ordinary user: side by side, or, `alone`, one after the other."""
    if not alone:
        arrange(world)
        return world.check_as_both()
    shop = deepcopy(world.shop)
    arrange(world)
    world.shop.as_user = False
    root = world.check()
    world.mend()
    world.shop = shop
    arrange(world)
    world.shop.as_user = True
    return root, world.check()


def _compare(expected: Scenario, ran: Ran, who: str) -> None:
    told = f"As {who}: {ran.told()}"
    crashed = [check["id"] for check in ran.document["checks"] if check["verdict"] == "crashed"]
    assert not crashed, told
    causes = [cause for cause in ran.causes if cause["id"] == expected.primary or not _is_of_a_busy_machine(cause)]
    primary = causes[0]["id"] if causes else None
    assert (ran.verdict, primary) == (expected.verdict, expected.primary), told
    if expected.certainty is not None:
        assert causes[0]["certainty"] == expected.certainty, told
    if expected.only:
        further = [cause["id"] for cause in causes[1:] if cause["severity"] == "fault"]
        assert further == list(expected.also), told
    if expected.says:
        said = [*(cause["title"] for cause in causes[:1]), *(check["reason"] for check in ran.document["checks"])]
        assert any(expected.says in text for text in said), told
    lacking = [*unsupported(ran.document), *nameless(ran.document)]
    assert not lacking, f"{lacking}\n{told}"
    assert ran.exit_status == {"healthy": 0, "fault": 1, "inconclusive": 3}[ran.verdict], told
    assert not ran.errors, told
    assert ran.elapsed_s < expected.within_s, told


def _is_of_a_busy_machine(cause: dict[str, str]) -> bool:
    return cause["severity"] == "warning" and cause["id"] in OF_A_BUSY_MACHINE


def _shown(cause: dict[str, str]) -> str:
    return f"{cause['id']}:{cause['certainty']}{'' if cause['severity'] == 'fault' else '(w)'}"
