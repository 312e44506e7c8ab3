"""What `ccdiag guide NAME` was asked for: the shop, the environment, perhaps the lab; then the procedure, written out or followed."""

import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import list2cmdline

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.app.procedure_facts import procedure_facts
from ccdiag.app.procedure_session import ProcedureSession
from ccdiag.app.procedure_store import OpenVisits, ProcedureStore
from ccdiag.app.shell_words import bash_words
from ccdiag.cli.case_files import load_case_file
from ccdiag.cli.guide_lines import Written, open_lines
from ccdiag.cli.interrupt import Deferred
from ccdiag.cli.keeping import keeping
from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail
from ccdiag.cli.paragraphs import Paragraphs
from ccdiag.cli.policy import environment_asked_for
from ccdiag.cli.status import Exit
from ccdiag.cli.words import safe
from ccdiag.content.answers import apply_answers
from ccdiag.content.errors import ContentError
from ccdiag.lab.thread import LabThread
from ccdiag.model.case import Case
from ccdiag.model.case_key import case_key, is_simulation, shop_of
from ccdiag.model.environment import Environment
from ccdiag.model.situation import Situation
from ccdiag.model.words import SIMULATION

_Situated = Callable[[], Situation]
"""What holds now: the lab's case changes with what is pressed there."""


class GuideRequest(Struct, frozen=True, kw_only=True):
    """What the user asked for, as the command line was parsed."""

    name: str
    environment: str | None = None
    case: Path | None = None
    answers: tuple[str, ...] = ()
    touch_terminal: bool = False
    lab: bool = False
    faults: tuple[str, ...] = ()
    shop: str | None = None

    def again(self, name: str) -> str:
        """Return the command that follows a procedure in the same case."""
        words = ["ccdiag", "guide", name]
        if self.environment is not None:
            words += ["--environment", self.environment]
        if self.case is not None:
            words += ["--case", str(self.case)]
        for answer in self.answers:
            words += ["--answer", answer]
        if self.lab:
            words.append("--lab")
        return list2cmdline(words) if sys.platform == "win32" else bash_words(*words)


def write_out(request: GuideRequest) -> Exit:
    """Print the whole procedure as numbered steps, with what the case says in its places, and what is owed."""
    return _in_its_shop(request, _write_out)


def follow(request: GuideRequest) -> Exit:
    """Follow the procedure with whoever sits at the terminal."""
    return _in_its_shop(request, _follow)


def _in_its_shop(request: GuideRequest, action: Callable[[GuideRequest, _Situated, LabThread | None], Exit]) -> Exit:
    environment, case = _files(request)
    if not request.lab:
        return action(request, lambda: _situation(request, environment, case), None)
    from ccdiag.cli.shops import shop_named
    from ccdiag.lab.faults import UnavailableFaultError, UnknownFaultError

    # The lab has a folder of its own to put away.
    with Deferred():
        try:
            laboratory = LabThread(request.faults, shop=shop_named(request.shop))
            laboratory.start()
        except (UnknownFaultError, UnavailableFaultError) as error:
            fail(str(error))
        except OSError as error:
            fail(said("The lab cannot start: {problem}").format(problem=error))
        try:
            return action(request, lambda: _situation(request, laboratory.environment, laboratory.case), laboratory)
        finally:
            laboratory.stop()


def _files(request: GuideRequest) -> tuple[Environment, Case]:
    if request.lab and (request.environment is not None or request.case is not None):
        fail(said("--lab brings an environment and a case of its own; to change a value of it, use --answer."))
    try:
        environment = environment_asked_for(request.environment)
        return environment, load_case_file(request.case, environment) if request.case is not None else Case()
    except ContentError as error:
        fail(error.shown(tr()))


def _situation(request: GuideRequest, environment: Environment, case: Case) -> Situation:
    try:
        answered = apply_answers(case, request.answers)
    except ContentError as error:
        fail(error.shown(tr()))
    return Situation(
        environment=environment,
        case=answered,
        simulation=request.lab or environment.simulation,
        touch_terminal=request.touch_terminal or request.lab,
    )


def _write_out(request: GuideRequest, situated: _Situated, _laboratory: LabThread | None) -> Exit:
    situation = situated()
    render, paragraphs = safe(tr()), Paragraphs()
    if situation.simulation:
        paragraphs.print(render(SIMULATION))
    owed = list(open_lines(ProcedureStore().all(), render))
    if owed:
        paragraphs.print_all((*owed, ("", "")))
    paragraphs.print_all(Written(request.name, procedure_facts(situation.case, situation.environment), render).lines())
    return Exit.GOOD


def _follow(request: GuideRequest, situated: _Situated, laboratory: LabThread | None) -> Exit:
    from ccdiag.cli.guide_following import Following

    first = situated()
    key = case_key(first.case, simulation=first.simulation)
    store, render = ProcedureStore(), safe(tr())
    with keeping() as keeper:
        session = ProcedureSession(store, key, shop=shop_of(first.case), kept=keeper.visit)
        # What is owed in another shop is told here too: somebody may have driven on.
        listed = store.all()
        elsewhere = tuple(
            replace(visit, progresses=()) for visit in listed.visits if visit.key != key and is_simulation(visit.key) is first.simulation
        )
        Paragraphs().print_all(open_lines(OpenVisits(elsewhere, listed.notices), render))
        return Following(session, situated, request.again, laboratory).run(request.name)
