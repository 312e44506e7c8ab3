"""Two machines use the terminal's address; who may ask by ARP hears both, who may not must not take one for the other."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.network import plan, stranger
from tests.network.world import World

pytestmark = pytest.mark.usefixtures("hurried")
Record = Callable[[str, object], None]
Arrange = Callable[[World], None]

BOTH_PORTS = (plan.OPI_PORT, plan.TRIGGER_PORT)


@dataclass(frozen=True, kw_only=True)
class Conflict:
    name: str
    arrange: Arrange
    for_user: str = "healthy -"
    """What somebody is told who may not ask by ARP."""
    surprises: bool = False
    """Whether the ports that are seen are not those of a terminal as it should be."""

    def __str__(self) -> str:
        return self.name


def other(*opens: int, rules: tuple[str, ...] = ()) -> Arrange:
    def arrange(world: World) -> None:
        stranger.arrive(world, plan.TERMINAL, opens=opens, rules=rules)

    return arrange


def since_a_moment(arrange: Arrange) -> Arrange:
    """Let the laptop have spoken with one of the two before."""

    def arranged(world: World) -> None:
        arrange(world)
        world.laptop.run("ping", "-c", "1", "-W", "1", plan.TERMINAL)
        time.sleep(1.2)  # the answer has to grow older than what the program takes for fresh

    return arranged


def heard_first(arrange: Arrange) -> Arrange:
    """Let the kernel ask the other machine first, whoever answers sooner."""

    def arranged(world: World) -> None:
        arrange(world)
        world.laptop.ip(f"neigh replace {plan.TERMINAL} dev eth0 lladdr {stranger.HARDWARE_ADDRESS} nud stale")

    return arranged


MUTE = ("meta l4proto tcp drop", "icmp type echo-request drop")


def twice(world: World) -> None:
    """Let the terminal itself be on the network twice, by cable and by Wi-Fi; Linux answers for its address on both."""
    world.router.ip(
        f"link add dev lan4 address {stranger.LAST} type veth peer name wlan0 netns {world.terminal.name}",
        "link set dev lan4 master switch up",
    )
    world.undo(lambda: world.router.ip("link del lan4"))
    world.terminal.ip("link set dev wlan0 up")
    world.terminal.awaits_link("wlan0")


CONFLICTS = [
    Conflict(name="another till, its ports closed", arrange=other()),
    Conflict(name="another terminal", arrange=other(*BOTH_PORTS)),
    Conflict(name="a machine that answers nothing", arrange=other(rules=MUTE)),
    # Not to be told apart from two machines: the words say so, and the certainty.
    Conflict(name="the terminal itself, twice", arrange=twice),
    Conflict(name="another till, known since a moment", arrange=since_a_moment(other())),
]
UNHEARD = [
    Conflict(name="another till, its ports closed", arrange=heard_first(other())),
    Conflict(name="another terminal", arrange=heard_first(other(*BOTH_PORTS)), surprises=True),
    Conflict(
        name="another till that listens",
        arrange=heard_first(other(plan.OPI_PORT)),
        for_user="fault terminal.pos_mode_wrong:possible",
        surprises=True,
    ),
    Conflict(
        name="a machine that answers nothing",
        arrange=heard_first(other(rules=MUTE)),
        for_user="fault terminal.ports_filtered:likely",
        surprises=True,
    ),
    Conflict(name="the terminal itself, twice", arrange=twice),
]


@pytest.mark.parametrize("conflict", CONFLICTS, ids=str)
def test_root_hears_both(conflict: Conflict, world: World, record_property: Record) -> None:
    conflict.arrange(world)
    ran = world.check()
    record_property("expected", "fault terminal.address_conflict")
    record_property("found", f"{ran.verdict} {' '.join(cause['id'] for cause in ran.causes)}")
    record_property("seconds", round(ran.seconds, 1))
    told = ran.told()
    assert [cause["id"] for cause in ran.causes] == ["terminal.address_conflict"], told
    assert not ran.errors, told


@pytest.mark.parametrize("conflict", UNHEARD, ids=str)
def test_a_user_is_told_what_rights_would_show(conflict: Conflict, world: World, record_property: Record) -> None:
    """The table holds one of the two, here the wrong one: what is said of it is true of that address, and the other is asked about."""
    conflict.arrange(world)
    world.shop.as_user = True
    ran = world.check()
    told = ran.told()
    causes = " ".join(f"{cause['id']}:{cause['certainty']}" for cause in ran.causes)
    found = f"{ran.verdict} {causes or '-'}"
    record_property("expected", conflict.for_user)
    record_property("found", found)
    record_property("seconds", round(ran.seconds, 1))
    assert found == conflict.for_user, told
    looked = [one["facts"] for one in ran.check("terminal.lan")["observations"] if one["operation"] == "neighbour"]
    assert [facts["conflict_would_show"] for facts in looked] == [False], told
    # Who sees nothing odd is not told in every run what rights would show.
    said = [check["id"] for check in ran.document["checks"] if check["reason"].endswith("only with administrator rights.")]
    assert said == (["terminal.pos_mode"] if conflict.surprises else []), told
    for cause in ran.causes:
        assert any("another device uses its address" in step for step in cause["remedy"]), told
    assert not ran.errors, told


def test_the_laptop_has_it(world: World, record_property: Record) -> None:
    world.change(world.laptop, does=f"address add {plan.TERMINAL}/32 dev eth0", undoes=f"address del {plan.TERMINAL}/32 dev eth0")
    ran = world.check()
    record_property("expected", "inconclusive -")
    record_property("found", f"{ran.verdict} {' '.join(cause['id'] for cause in ran.causes) or '-'}")
    record_property("seconds", round(ran.seconds, 1))
    assert (ran.verdict, ran.causes) == ("inconclusive", []), ran.told()
    assert ran.check("terminal.lan")["question"]["key"] == "terminal.ip", ran.told()
