"""Following a procedure at a terminal: one step, one answer, and everything on the disk before the next step shows."""

from collections.abc import Callable
from datetime import UTC, datetime

from ccdiag.app.procedure_facts import procedure_facts
from ccdiag.app.procedure_session import Guided, ProcedureSession
from ccdiag.cli.asking import AnswerInterruptedError, InputEndedError, ask
from ccdiag.cli.guide_lines import DANGER
from ccdiag.cli.guide_step import CHOICES_WITHOUT_DEFAULT, StepPrinter
from ccdiag.cli.language import tr
from ccdiag.cli.paragraphs import Paragraphs
from ccdiag.cli.status import Exit
from ccdiag.cli.words import safe
from ccdiag.content.procedures import load_procedures
from ccdiag.lab.thread import LabThread
from ccdiag.model.message import Message, message
from ccdiag.model.procedure import AnswerKind
from ccdiag.model.procedure_progress import Progress, Status
from ccdiag.model.situation import Situation
from ccdiag.model.words import SIMULATION
from ccdiag.procedures.machine import begin
from ccdiag.procedures.outline import outline
from ccdiag.procedures.owed import consequence_of, title_of_obligation
from ccdiag.procedures.view import StepView

_Command = Callable[[Progress, StepView], Guided | None]
"""Something that can be typed beside an answer; none: the same step is asked again."""


class Following:
    """Leads through one procedure, and through what is still owed after it."""

    def __init__(
        self, session: ProcedureSession, situation: Callable[[], Situation], again: Callable[[str], str], laboratory: LabThread | None
    ) -> None:
        self._session = session
        self._situation = situation
        self._again = again
        self._laboratory = laboratory
        self._facts = procedure_facts(situation().case, situation().environment)
        self._render = safe(tr())
        self._paragraphs = Paragraphs()
        self._printer = StepPrinter(self._paragraphs, self._render, self._facts)
        self._commands: dict[str, _Command] = {
            "b": self._back,
            "d": self._differently,
            "l": self._look,
            "o": self._settle,
            "p": lambda progress, _: self._session.pause(progress.id),
            "q": self._stop,
            "?": self._help,
        }
        if laboratory is not None:
            self._commands["x"] = self._press_in_lab

    def run(self, name: str) -> Exit:
        """Follow a procedure to its end, or as far as somebody wants; return the exit status."""
        current = name
        try:
            self._greet()
            guided = self._begin_or_resume(name)
            while guided is not None and guided.progress is not None:
                current = guided.progress.procedure
                guided = self._to_the_end(guided)
                ended = guided.progress
                if ended is None:
                    return Exit.COULD_NOT_TELL
                if not ended.status.ended:
                    self._leave(message("Paused. It goes on where it stands with:"), ended.procedure)
                    return Exit.COULD_NOT_TELL
                status = Exit.GOOD if ended.status is Status.FINISHED else Exit.FAULT
                guided = self._what_is_owed(ended)
                if guided is None:
                    return status
        except InputEndedError:
            self._say("")
            self._leave(message("Nobody answers any more. It goes on where it stands with:"), current)
            return Exit.COULD_NOT_TELL
        except AnswerInterruptedError:
            self._say("")
            self._leave(message("Left. It goes on where it stands with:"), current)
            return Exit.CANCELLED
        return Exit.COULD_NOT_TELL

    # --- the beginning ---

    def _greet(self) -> None:
        if self._situation().simulation:
            self._say(self._render(SIMULATION), "reverse bold")
        if self._session.notice is not None:
            self._say(self._render(self._session.notice), "bold red")
        if "terminal.tms_id" not in self._facts:
            self._say(
                self._render(message("No TMS id is known of this shop (--case, --answer), so none can be compared with it.")), "yellow"
            )
        self._tell_owed()

    def _begin_or_resume(self, name: str) -> Guided | None:
        under_way = next((one for one in reversed(self._session.visit.progresses) if one.procedure == name), None)
        if under_way is None:
            return self._begin(name)
        shown = outline(under_way)
        where = next((step.label for step in shown.steps if step.number == shown.number), Message("—"))
        told = message(
            "{title}: under way since {since}, at step {number}, {step}.",
            title=shown.title,
            since=f"{under_way.started_at.astimezone():%Y-%m-%d %H:%M}",
            number=shown.number,
            step=where,
        )
        self._say(self._render(told), "bold")
        picked = self._pick((message("Go on where it stands"), message("End it, and begin anew")), default=1)
        if picked == 1:
            return self._session.resume(under_way.id, self._facts)
        self._session.stop(under_way.id, reason=self._render(message("begun anew")))
        return self._begin(name)

    def _begin(self, name: str) -> Guided | None:
        procedure = load_procedures().procedures[name]
        self._say()
        self._say(self._render(Message(procedure.title)), "bold")
        if procedure.purpose:
            self._say(self._render(Message(procedure.purpose)))
        for danger in procedure.dangers:
            self._say(self._render(DANGER.with_values(text=Message(danger))), "bold red")
        if procedure.preconditions:
            self._say(self._render(message("Before anything is done, it looks whether:")))
        for one in procedure.preconditions:
            self._say("  - " + self._render(Message(one.text)), hanging=2)
        first = begin(name, id_="-", shop="", at=datetime.now(UTC), facts=self._facts, obligations=self._session.obligations)
        for owed in outline(first).obligations:
            if owed.since is None:
                self._say(
                    self._render(message("On the way: {title} {consequence}", title=owed.title, consequence=owed.consequence)), "yellow"
                )
        self._say()
        typed = ask(self._render(message("Enter begins, q leaves: ")))
        if typed.lower() == "q":
            return None
        return self._session.begin(name, self._facts)

    # --- the steps ---

    def _to_the_end(self, guided: Guided) -> Guided:
        """Go through the steps until the procedure has ended or is paused."""
        while guided.view is not None and guided.progress is not None and not guided.progress.status.ended:
            if guided.progress.status is Status.PAUSED:
                return guided
            if guided.refusal is None:
                self._printer.print_step(guided.progress, guided.view, self._session.obligations)
            self._tell(guided)
            guided = self._answered(guided.progress, guided.view)
        self._tell(guided)
        if guided.ending is not None:
            stopped = guided.progress is not None and guided.progress.status is Status.STOPPED
            self._say(self._render(guided.ending), "bold red" if stopped else "bold green")
        return guided

    def _tell(self, guided: Guided) -> None:
        if guided.notice is not None:
            self._say(self._render(guided.notice), "bold red")
        if guided.refusal is not None:
            self._say(self._render(guided.refusal), "bold yellow")

    def _answered(self, progress: Progress, view: StepView) -> Guided:
        """Ask until there is something to go on with."""
        while True:
            self._printer.print_keys(view, lab=self._laboratory is not None)
            typed = ask("> ")
            command = self._commands.get(typed.lower())
            guided = command(progress, view) if command is not None else self._answer(progress, view, typed)
            if guided is not None:
                return guided

    def _answer(self, progress: Progress, view: StepView, typed: str) -> Guided | None:
        if view.kind is AnswerKind.TEXT:
            return self._session.answer(progress.id, typed)
        if view.kind is AnswerKind.DONE:
            if not typed:
                return self._session.answer(progress.id)
            if any(mark.secret for mark in view.marks):
                self._say(self._render(message("A password is typed on the terminal, never here; nothing of it was kept.")), "bold yellow")
            self._say(self._render(message("Enter when it is done; ? tells what else can be typed.")))
            return None
        chosen = next((choice for choice in view.choices if choice.default), None) if not typed else None
        if typed.isdecimal() and 1 <= int(typed[:4]) <= len(view.choices):
            chosen = view.choices[int(typed[:4]) - 1]
        if chosen is None:
            self._say(self._render(CHOICES_WITHOUT_DEFAULT.with_values(most=len(view.choices))))
            return None
        reason = ask(self._render(message("Reason, which is kept (Enter alone: not this answer): "))) if chosen.asks_reason else ""
        if chosen.asks_reason and not reason:
            return None
        return self._session.answer(progress.id, chosen.value, reason=reason)

    # --- what can be done beside answering ---

    def _back(self, progress: Progress, view: StepView) -> Guided | None:
        if view.can_go_back:
            return self._session.back(progress.id)
        self._say(self._render(message("This is the first step.")))
        return None

    def _help(self, _progress: Progress, _view: StepView) -> None:
        self._printer.print_commands(lab=self._laboratory is not None)

    def _stop(self, progress: Progress, _view: StepView) -> Guided | None:
        for owed in self._session.obligations:
            self._say(
                self._render(message("{title} {consequence}", title=title_of_obligation(owed), consequence=consequence_of(owed))),
                "bold red",
            )
        self._say(self._render(message("Stop this procedure?")))
        if self._pick((message("No, go on"), message("Yes, stop it")), default=1) == 1:
            return None
        reason = ask(self._render(message("Reason, for the record (Enter: none): ")))
        return self._session.stop(progress.id, reason=reason)

    def _differently(self, progress: Progress, view: StepView) -> Guided | None:
        """Ask for the reading that is there ("mine looks different"): another reading of the menus, else the screen that is seen."""
        if view.differences:
            self._say(self._render(message("What does this terminal show?")))
            told = [self._printer.difference(one) for one in view.differences]
            picked = self._pick((message("As drawn, or none of these"), *told), default=1)
            if picked > 1:
                difference = view.differences[picked - 2]
                return self._session.choose_variant(progress.id, difference.variant, shown=not difference.chosen)
        read = ask(self._render(message("What stands on the screen? (Enter: never mind) ")))
        if read:
            self._printer.print_screens_like(read)
        return None

    def _look(self, _progress: Progress, view: StepView) -> None:
        if not view.live:
            self._say(self._render(message("This laptop sees nothing of this step.")))
            return
        from ccdiag.cli.guide_look import look

        if look(view.live, self._situation(), self._render, self._paragraphs) is None:
            self._say(self._render(message("Cancelled.")))

    def _press_in_lab(self, _progress: Progress, view: StepView) -> None:
        assert self._laboratory is not None
        from ccdiag.cli.guide_lab import press_marks

        if not view.marks:
            self._say(self._render(message("Nothing is pressed at this step.")))
            return
        done = press_marks(self._laboratory, view)
        if not done.pressed:
            self._say(self._render(message("The simulated terminal shows another screen, so nothing was pressed:")), "bold yellow")
        self._printer.print_picture(done.screen)

    def _settle(self, _progress: Progress, _view: StepView) -> None:
        """Take away what is owed because it was put right otherwise."""
        owed = self._session.obligations
        if not owed:
            self._say(self._render(message("Nothing is owed.")))
            return
        picked = self._pick((message("Leave it"), *(title_of_obligation(one) for one in owed)), default=1)
        if picked == 1:
            return
        reason = ask(self._render(message("How was it put right? This is kept: ")))
        settled = self._session.settle(owed[picked - 2].kind, reason=reason)
        self._tell(settled)
        if settled.refusal is None:
            self._say(self._render(message("It is not owed any more.")))

    # --- the end ---

    def _what_is_owed(self, ended: Progress) -> Guided | None:
        """Tell what is owed after the end, and offer what puts it right; None: that was all."""
        if ended.suggests:
            self._say(self._render(message("What to do next:")))
            self._say_command(ended.suggests)
        self._tell_owed()
        for owed in self._session.obligations:
            title = Message(load_procedures().procedures[owed.procedure].title)
            self._say(self._render(message("Put it right now? {title}", title=title)), "bold")
            if self._pick((message("Yes"), message("No, later")), default=1) == 1:
                return self._begin_or_resume(owed.procedure)
            self._say_command(owed.procedure)
        return None

    def _leave(self, told: Message, name: str) -> None:
        self._say(self._render(told), "bold")
        self._say_command(name)
        self._tell_owed()

    def _tell_owed(self) -> None:
        for owed in self._session.obligations:
            told = message("STILL OWED: {title} {consequence}", title=title_of_obligation(owed), consequence=consequence_of(owed))
            self._say(self._render(told), "bold red")

    def _pick(self, options: tuple[Message, ...], *, default: int) -> int:
        """Let somebody choose by number; Enter is the default."""
        for number, option in enumerate(options, 1):
            self._say(f"  {number}  {self._render(option)}" + ("  [Enter]" if number == default else ""), hanging=3)
        while True:
            typed = ask("> ")
            if not typed:
                return default
            if typed.isdecimal() and 1 <= int(typed[:4]) <= len(options):
                return int(typed[:4])
            self._say(self._render(CHOICES_WITHOUT_DEFAULT.with_values(most=len(options))))

    def _say_command(self, name: str) -> None:
        # Not wrapped, so that it can be copied.
        self._paragraphs.draw("  " + self._again(name))

    def _say(self, line: str = "", style: str = "", *, hanging: int = 0) -> None:
        self._paragraphs.print(line, style, hanging=hanging)
