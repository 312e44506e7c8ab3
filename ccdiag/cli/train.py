"""`ccdiag lab --train`: a hidden fault to find and to mend, one command a line."""

import asyncio
import sys
from collections.abc import Callable
from time import perf_counter

from ccdiag.app.session import make_run
from ccdiag.app.training import (
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
from ccdiag.app.training_report import TrainingReport, report_of
from ccdiag.app.training_text import report_lines
from ccdiag.cli.explain import explanation
from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail
from ccdiag.cli.plain import write_line
from ccdiag.cli.shops import shop_named, shops_or_end
from ccdiag.cli.status import Exit
from ccdiag.cli.words import icon, safe
from ccdiag.content.procedures import load_procedures
from ccdiag.lab.faults import FAULTS
from ccdiag.lab.shops import can_be_shown
from ccdiag.lab.thread import LabThread
from ccdiag.lab.webkassa import KickKind
from ccdiag.model.message import Message, message
from ccdiag.model.prepared_shop import PreparedShop
from ccdiag.model.printable import printable
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.model.terminal_state import TerminalState
from ccdiag.model.verdict import Verdict
from ccdiag.model.words import SIMULATION, VERDICT_WORDS

_MOST_LINE = 4096
"""In characters; a command has a few tens."""
_COMMANDS = (
    ("check", message("Run the checklist.")),
    ("press KEY…", message("Press keys on the terminal: START MENU, the label of an entry, what is typed.")),
    ("kick cloud|local", message("Let the Webkassa kick the terminal.")),
    ("complaint", message("What the shopkeeper says.")),
    ("mendings", message("What can be asked of others, or done in a portal.")),
    ("mend NAME", message("Have it done.")),
    ("guide [NAME]", message("Follow a procedure; without a name, the list of them.")),
    ("cause ID", message("Name the cause, by the id that the checklist shows.")),
    ("done", message("End, and see what was done.")),
    ("give up", message("End, and see the answer.")),
)


def train(shop: str | None, seed: int | None) -> Exit:
    """Train somebody until it is done, given up, or the input ends; good when the fault is mended and its cause was named."""
    chosen = shop_named(shop) or draw([one for one in shops_or_end().shops.values() if can_be_shown(one)], seed)
    thread = LabThread(shop=chosen)
    try:
        thread.start()
    except OSError as error:
        fail(said("The lab cannot start: {problem}").format(problem=error))
    try:
        report = _Trainee(thread, chosen).work()
    except KeyboardInterrupt:
        return Exit.CANCELLED
    finally:
        thread.stop()
    render = safe(tr())
    write_line("")
    for line in report_lines(report, render):
        write_line(line)
    return Exit.GOOD if report.mended and report.named and not report.gave_up else Exit.FAULT


class _Trainee:
    """Obeys one line after the other, and writes down what is done."""

    def __init__(self, thread: LabThread, shop: PreparedShop) -> None:
        self._thread = thread
        self._shop = shop
        self._render = safe(tr())
        self._begun = perf_counter()
        self._training: Training = begin(shop, thread.lab.faults)
        thread.lab.terminal_listener = self._on_keys

    def work(self) -> TrainingReport:
        self._tell(SIMULATION)
        self._complain()
        self._tell(message("Find out what is wrong, and mend it. Type help for the commands."))
        while not self._training.ended:
            self._obey(self._line().split())
        return report_of(self._training, shops_or_end())

    def _line(self) -> str:
        if sys.stdin.isatty():
            sys.stdout.write("> ")
            sys.stdout.flush()
        line = part = sys.stdin.readline(_MOST_LINE)
        while len(part) == _MOST_LINE and not part.endswith("\n"):
            part = sys.stdin.readline(_MOST_LINE)
        return line or "done"

    def _obey(self, words: list[str]) -> None:
        match words:
            case []:
                pass
            case ["press", *keys] if keys:
                result = self._thread.call(self._thread.lab.press, keys)
                write_line(printable(result.line, most=2000))
            case ["mend", name]:
                self._mend(name)
            case ["guide", name]:
                self._follow_procedure(name)
            case ["cause", name]:
                self._name_cause(name)
            case _:
                self._plain_commands().get(" ".join(words), self._help)()

    def _plain_commands(self) -> dict[str, Callable[[], None]]:
        return {
            "check": self._check,
            "kick cloud": lambda: self._kick("cloud"),
            "kick local": lambda: self._kick("local"),
            "mendings": self._list_mendings,
            "guide": self._list_procedures,
            "complaint": self._complain,
            "done": lambda: self._end(gave_up=False),
            "quit": lambda: self._end(gave_up=False),
            "give up": lambda: self._end(gave_up=True),
        }

    def _help(self) -> None:
        for command, meaning in _COMMANDS:
            write_line(f"{command:<18} {self._render(meaning)}")

    def _complain(self) -> None:
        self._tell(message("The shopkeeper says: “{complaint}”", complaint=Message(self._shop.complaint)))

    def _end(self, *, gave_up: bool) -> None:
        self._training = finish(self._training, self._now(), gave_up=gave_up)

    def _kick(self, kind: KickKind) -> None:
        kicked = self._thread.call(self._thread.lab.kick, kind)
        self._training = with_kick(self._training, kind, arrived=kicked.succeeded, at_s=self._now())
        write_line(printable(kicked.line, most=2000))

    def _list_mendings(self) -> None:
        for mending in shops_or_end().mendings.values():
            write_line(f"{mending.id}: {self._render(Message(mending.title))}")

    def _check(self) -> None:
        state: RunState = asyncio.run(make_run(self._situation(), lambda _event: None).execute())
        self._training = with_checklist(self._training, state, self._now())
        for result in state.results.values():
            if result.verdict not in {Verdict.PASS, Verdict.SKIPPED}:
                title = self._render(state.checks[result.id].planned.title)
                word = self._render(VERDICT_WORDS[result.verdict])
                write_line(f"{icon(result.verdict)} {word:<12} {title}: {self._render(result.reason)} [{result.id}]")
        for line, _style in explanation(state, self._render):
            write_line(line)

    def _situation(self) -> Situation:
        return Situation(environment=self._thread.environment, case=self._thread.case, simulation=True, touch_terminal=True)

    def _mend(self, name: str) -> None:
        mending = shops_or_end().mendings.get(name)
        if mending is None:
            self._tell(message("There is no mending of that name; type mendings."))
            return
        lab = self._thread.lab
        helped = self._thread.call(lab.mend, mending)
        self._training = with_mending(self._training, mending, helped=helped, faults=lab.faults, at_s=self._now())
        # Who is asked says that it is done; whether anything was wrong there, a test tells.
        self._tell(message("It is done: {title}", title=Message(mending.title)))

    def _list_procedures(self) -> None:
        for one in load_procedures().offered():
            write_line(f"{one.id}: {self._render(Message(one.title))}")

    def _follow_procedure(self, name: str) -> None:
        procedure = next((one for one in load_procedures().offered() if one.id == name), None)
        if procedure is None:
            self._list_procedures()
            return
        self._training = with_procedure(self._training, procedure.id, Message(procedure.title), self._now())
        from ccdiag.app.procedure_session import ProcedureSession
        from ccdiag.app.procedure_store import ProcedureStore
        from ccdiag.cli.guide_following import Following
        from ccdiag.model.case_key import case_key, shop_of

        self._tell(message("What is done elsewhere: p pauses the guide, mend NAME has it done, and guide NAME goes on."))
        case = self._thread.case
        # With the training it goes: what is owed in this shop is nothing to another.
        store = ProcedureStore(self._thread.lab.directory / "procedures")
        session = ProcedureSession(store, case_key(case, simulation=True), shop=shop_of(case))
        Following(session, self._situation, "guide {}".format, self._thread).run(procedure.id)

    def _name_cause(self, name: str) -> None:
        if name not in FAULTS:
            self._tell(message("There is no cause of that name; the checklist shows them in brackets."))
            return
        self._training = with_cause(self._training, name, Message("{id}", {"id": name}), self._now())
        self._tell(message("Written down."))

    def _on_keys(self, before: TerminalState, after: TerminalState, faults: frozenset[str]) -> None:
        # In the laboratory's thread, while this one waits for the answer.
        self._training = with_keys(self._training, before, after, faults, self._now())

    def _now(self) -> float:
        return perf_counter() - self._begun

    def _tell(self, told: Message) -> None:
        write_line(self._render(told))
