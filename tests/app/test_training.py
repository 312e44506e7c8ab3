"""A training writes down what is done, and its report says what was needless, what helped, and whether the cause was named."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ccdiag.adminlight.key_words import press_words
from ccdiag.app.training import (
    MOST_DEEDS,
    DeedKind,
    Training,
    begin,
    draw,
    finish,
    with_cause,
    with_checklist,
    with_keys,
    with_kick,
    with_mending,
    with_procedure,
)
from ccdiag.app.training_report import JudgedDeed, TrainingReport, Worth, report_of
from ccdiag.content.shops import load_shops
from ccdiag.lab.shops import mended, terminal_in
from ccdiag.lab.terminal_world import faults_of
from ccdiag.model.cause import Cause, Certainty, Owner, Severity
from ccdiag.model.message import Message
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.terminal_state import TerminalState, World
from ccdiag.model.verdict import Basis

BOOK = load_shops()
DAY = "START MENU|MANAGER MENU|1234|OK|FUNCTIES|TERMINAL"
INSTALL = "START MENU|SERVICE MENU|1234|OK|FUNCTIES|TERMINAL|CONTACT TMS|HW INSTALLATIE|TERM. INSTALLATIE|{id}|OK|{id}|OK|OK|OK|OK"
POS_MODE = "START MENU|SERVICE MENU|1234|OK|CONFIGUREREN|TERMINAL|OPI INSTELLINGEN|POS MODE"
TITLE = Message("The cause")
HEALTHY = RunState(elapsed_s=1.0)
FAULT = RunState(
    elapsed_s=1.0,
    causes=(
        Cause(
            id="terminal.day_closed",
            certainty=Certainty.LIKELY,
            severity=Severity.FAULT,
            basis=Basis.STATED,
            title=TITLE,
            meaning=TITLE,
            owner=Owner.SHOP,
            place=Place.TERMINAL,
        ),
    ),
)


class Trainee:
    """One training without a laboratory: the faults are those that the terminal shows, and what mendings leave."""

    def __init__(self, shop: str) -> None:
        self.shop = BOOK.shops[shop]
        self.faults = frozenset(self.shop.faults)
        world = World(
            pos_mode="standard" if "terminal.pos_mode_wrong" in self.faults else "flat-outgoing",
            day_open="terminal.day_closed" not in self.faults,
            hw_installed="terminal.hw_install_missing" not in self.faults,
            mqt="tms.mqt_disabled" not in self.faults,
            mqt_loaded="tms.mqt_disabled" not in self.faults,
        )
        self.terminal: TerminalState = terminal_in(self.shop, world)
        self.faults |= faults_of(self.terminal.world)
        self.training: Training = begin(self.shop, self.faults)
        self.at_s = 0.0

    def now(self) -> float:
        self.at_s += 10.0
        return self.at_s

    def press(self, line: str) -> None:
        for words in line.split("|"):
            before = self.terminal
            after, _ = press_words(before, words.split())
            self._follow(before, after)

    def _follow(self, before: TerminalState, after: TerminalState) -> None:
        if after == before:
            return
        self.terminal = after
        self.faults = (self.faults - faults_of(before.world)) | faults_of(after.world)
        self.training = with_keys(self.training, before, after, self.faults, self.now())

    def mend(self, name: str) -> None:
        mending = BOOK.mendings[name]
        stated = dict.fromkeys(self.training.stated_wrongly, "")
        left = mended(mending, self.faults, dict(stated))
        helped = left != (self.faults, stated)
        self.faults = left[0]
        world = self.terminal.world
        self.terminal = replace(self.terminal, world=replace(world, mqt="tms.mqt_disabled" not in self.faults))
        self.training = with_mending(self.training, mending, helped=helped, faults=self.faults, at_s=self.now())

    def check(self) -> None:
        self.training = with_checklist(self.training, HEALTHY if not self.faults else FAULT, self.now())

    def name(self, cause: str) -> None:
        self.training = with_cause(self.training, cause, TITLE, self.now())

    def report(self) -> TrainingReport:
        self.training = finish(self.training, self.now())
        return report_of(self.training, BOOK)


def worths(report: TrainingReport) -> list[tuple[DeedKind, Worth]]:
    return [(one.deed.kind, one.worth) for one in report.deeds]


def test_the_straight_way() -> None:
    trainee = Trainee("no-installation")
    trainee.check()
    trainee.name("terminal.hw_install_missing")
    trainee.training = with_procedure(trainee.training, "hardware-installation", Message("Hardware installation"), trainee.now())
    trainee.press(f"{DAY}|DAGAFSLUITING|STOP MENU")
    trainee.press(INSTALL.format(id="SIM00042") + "|STOP MENU")
    trainee.press(f"{DAY}|DAGOPENING|STOP MENU")
    trainee.check()
    report = trainee.report()
    assert worths(report) == [
        (DeedKind.CHECKLIST, Worth.LOOKED),
        (DeedKind.NAMED, Worth.RIGHT),
        (DeedKind.PROCEDURE, Worth.LOOKED),
        (DeedKind.CLOSED_DAY, Worth.NEEDED),
        (DeedKind.INSTALLED, Worth.HELPED),
        (DeedKind.OPENED_DAY, Worth.NEEDED),
        (DeedKind.CHECKLIST, Worth.LOOKED),
    ]
    assert (report.mended, report.named, report.tested, report.guesses) == (True, True, True, 1)
    assert report.headline.text == "Mended, and the cause was named rightly."
    assert report.advice == ()
    assert report.named_after_s == 20.0
    assert report.mended_after_s is not None
    assert report.mended_after_s < report.seconds
    assert [step.english() for step in report.enough] == ["Procedure: Hardware installation"]


def test_what_was_needless() -> None:
    trainee = Trainee("wrong-pos-mode")
    trainee.check()
    trainee.check()
    trainee.mend("whitelist")
    trainee.press(f"{DAY}|DAGAFSLUITING|STOP MENU")
    trainee.press(f"{DAY}|DAGOPENING|STOP MENU")
    trainee.name("terminal.day_closed")
    trainee.name("terminal.pos_mode_wrong")
    trainee.press(f"{POS_MODE}|TCP FLAT-OUTGOING|OK|STOP MENU")
    report = trainee.report()
    assert worths(report) == [
        (DeedKind.CHECKLIST, Worth.LOOKED),
        (DeedKind.CHECKLIST, Worth.NEEDLESS),
        (DeedKind.MENDED, Worth.NEEDLESS),
        (DeedKind.CLOSED_DAY, Worth.NEEDLESS),
        (DeedKind.OPENED_DAY, Worth.NEEDED),
        (DeedKind.NAMED, Worth.WRONG),
        (DeedKind.NAMED, Worth.RIGHT),
        (DeedKind.SET_POS_MODE, Worth.HELPED),
    ]
    assert (report.mended, report.tested, report.guesses) == (True, False, 2)
    assert len(report.advice) == 3


def test_what_makes_it_worse() -> None:
    trainee = Trainee("day-left-closed")
    trainee.press(f"{POS_MODE}|TCP STANDAARD|OK|STOP MENU")
    trainee.press(f"{DAY}|DAGOPENING|STOP MENU")
    report = trainee.report()
    assert [worth for _, worth in worths(report)] == [Worth.HARMFUL, Worth.HELPED]
    assert (report.mended, report.left) == (False, ("terminal.pos_mode_wrong",))
    assert report.headline.text == "Not mended yet: something is still wrong."


def test_another_shops_settings_are_no_mending() -> None:
    trainee = Trainee("other-shops-id")
    trainee.press(f"{DAY}|DAGAFSLUITING|STOP MENU")
    trainee.press(INSTALL.format(id="SIM00043") + "|STOP MENU")
    trainee.press(f"{DAY}|DAGOPENING|STOP MENU")
    trainee.mend("tms-id")
    wrong = report_of(trainee.training, BOOK)
    assert (wrong.mended, wrong.has_other_id, wrong.left) == (False, True, ())
    assert Worth.HARMFUL in {one.worth for one in wrong.deeds}
    trainee.press(f"{DAY}|DAGAFSLUITING|STOP MENU")
    trainee.press(INSTALL.format(id="SIM00042") + "|STOP MENU")
    trainee.press(f"{DAY}|DAGOPENING|STOP MENU")
    assert trainee.report().mended


def test_tms_first_and_then_the_installation() -> None:
    trainee = Trainee("mqt-off")
    trainee.mend("tms-mqt")
    assert trainee.faults == {"terminal.hw_install_missing"}
    trainee.press(f"{DAY}|DAGAFSLUITING|STOP MENU")
    trainee.press(INSTALL.format(id="SIM00042") + "|STOP MENU")
    trainee.press(f"{DAY}|DAGOPENING|STOP MENU")
    report = trainee.report()
    assert [worth for _, worth in worths(report)] == [Worth.HELPED, Worth.NEEDED, Worth.HELPED, Worth.NEEDED]
    assert report.headline.text == "Mended, but the cause was not named."
    assert len(report.enough) == 2


def test_an_installation_belongs_to_a_migration() -> None:
    trainee = Trainee("system-of-1-0")
    for _ in range(2):
        trainee.press(f"{DAY}|DAGAFSLUITING|STOP MENU")
        trainee.press(INSTALL.format(id="SIM00042") + "|STOP MENU")
        trainee.press(f"{DAY}|DAGOPENING|STOP MENU")
    installed = [worth for kind, worth in worths(trainee.report()) if kind is DeedKind.INSTALLED]
    assert installed == [Worth.NEEDED, Worth.NEEDLESS], "once is enough"


def test_looking_is_told_once_with_its_path() -> None:
    trainee = Trainee("day-left-closed")
    trainee.press(f"{POS_MODE}|STOP MENU")
    trainee.press("START MENU|DISPLAY INFO")
    trainee.check()
    trainee.press("STOP|STOP")
    looked = [deed for deed in trainee.training.deeds if deed.kind is DeedKind.LOOKED]
    assert looked[0].told.english() == "SERVICE MENU › CONFIGUREREN › TERMINAL › OPI INSTELLINGEN › POS MODE"
    assert looked[0].keys == 9
    assert looked[1].told.english() == "DISPLAY INFO"
    assert "1234" not in repr(trainee.training)


def test_a_kick_and_giving_up() -> None:
    trainee = Trainee("not-whitelisted")
    trainee.training = with_kick(trainee.training, "cloud", arrived=False, at_s=1.0)
    trainee.training = with_kick(trainee.training, "local", arrived=True, at_s=2.0)
    trainee.training = with_kick(trainee.training, "cloud", arrived=False, at_s=3.0)
    trainee.training = finish(trainee.training, 4.0, gave_up=True)
    report = trainee.report()
    assert [worth for _, worth in worths(report)] == [Worth.LOOKED, Worth.LOOKED, Worth.NEEDLESS]
    assert (report.gave_up, report.seconds, report.headline.text) == (True, 4.0, "Given up: the answer is shown below.")
    assert report.title.english() == BOOK.shops["not-whitelisted"].title


def test_a_cause_that_counts_as_well() -> None:
    trainee = Trainee("two-reasons")
    trainee.name("whitelist.missing")
    assert trainee.training.named_rightly


def test_the_same_seed_draws_the_same_shop() -> None:
    shops = list(BOOK.shops.values())
    assert draw(shops, 7) is draw(shops, 7)
    assert len({draw(shops, seed).id for seed in range(100)}) > 10
    assert draw(shops) in shops


def test_a_cancelled_checklist_tells_nothing() -> None:
    trainee = Trainee("no-installation")
    assert with_checklist(trainee.training, RunState(cancelled=True), 1.0) is trainee.training


ACTS = st.one_of(
    st.tuples(st.just("press"), st.sampled_from(["START MENU", "DOWN", "OK", "STOP", "STOP MENU", "1234", "DAGAFSLUITING", "TERMINAL"])),
    st.tuples(st.just("mend"), st.sampled_from(sorted(BOOK.mendings))),
    st.tuples(st.just("name"), st.sampled_from(["terminal.day_closed", "whitelist.missing"])),
    st.tuples(st.just("check"), st.just("")),
)


@given(shop=st.sampled_from(sorted(BOOK.shops)), acts=st.lists(ACTS, max_size=40))
def test_whatever_is_done_there_is_a_report(shop: str, acts: list[tuple[str, str]]) -> None:
    trainee = Trainee(shop)
    for act, argument in acts:
        getattr(trainee, act)(*([argument] if argument else []))
    report = trainee.report()
    assert len(report.deeds) == len(trainee.training.deeds) <= MOST_DEEDS
    assert all(isinstance(one, JudgedDeed) for one in report.deeds)
    assert report.mended is trainee.training.mended
    times = [one.deed.at_s for one in report.deeds]
    assert times == sorted(times)
    ended = trainee.training
    trainee.name("whitelist.missing")
    trainee.mend("whitelist")
    trainee.press("START MENU")
    assert trainee.training == ended, "after the end nothing is written down"
