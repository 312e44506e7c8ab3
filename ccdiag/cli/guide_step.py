"""One step of a procedure on a terminal of 80 columns: what to do, the screen, why, the danger, and what can be answered."""

from collections.abc import Sequence
from typing import Final

from ccdiag.cli.explain import Render
from ccdiag.cli.guide_lines import DANGER, LOOK, WHY
from ccdiag.cli.guide_screen import drawing, screen_as_it_should_look
from ccdiag.cli.paragraphs import Paragraphs
from ccdiag.cli.words import can_show
from ccdiag.model.message import Message, message
from ccdiag.model.procedure import AnswerKind, Where
from ccdiag.model.procedure_progress import Obligation, Progress
from ccdiag.model.screen import Standing
from ccdiag.model.terminal_state import ScreenView
from ccdiag.procedures.outline import outline
from ccdiag.procedures.owed import title_of_obligation
from ccdiag.procedures.view import Difference, StepView
from ccdiag.procedures.wording import WHERE_WORDS

CHOICES_WITHOUT_DEFAULT: Final = message("Type a number from 1 to {most}; ? tells what else can be typed.")
_MOST_SCREENS: Final = 3
_STANDING_WORDS: Final[dict[Standing, Message]] = {
    Standing.INFERRED: message("This is likely; no document confirms it."),
    Standing.SIMULATED: message("How this screen looks is not documented; the picture is made up."),
}


class StepPrinter:
    """Prints steps, and what belongs to them."""

    def __init__(self, paragraphs: Paragraphs, render: Render, facts: dict[str, str]) -> None:
        self._paragraphs = paragraphs
        self._render = render
        self._facts = facts

    def print_step(self, progress: Progress, view: StepView, owed: Sequence[Obligation]) -> None:
        """Print everything about a step, the obligations that are open above it."""
        render, say = self._render, self._paragraphs.print
        glance = outline(progress)
        where = "" if view.place is Where.TERMINAL else f", {render(WHERE_WORDS[view.place])}"
        inner = "" if view.procedure == progress.procedure else f" > {render(view.procedure_title)}"
        heading = message("{title}, step {number} of {total}", title=glance.title, number=glance.number, total=len(glance.steps))
        say()
        self._paragraphs.draw("-" * self._paragraphs.width, "dim")
        say(render(heading) + inner + where, "dim")
        for one in owed:
            say("! " + render(title_of_obligation(one)), "bold red", hanging=2)
        if view.says is not None:
            say(render(view.says), "italic")
        say()
        say(render(view.title), "bold")
        if view.danger is not None:
            say(render(DANGER.with_values(text=view.danger)), "bold red")
        screen = screen_as_it_should_look(view, self._facts, progress.variants)
        if screen is not None:
            for line, style in drawing(screen, view.marks, render, width=min(self._paragraphs.width, 76)):
                self._paragraphs.draw(line, style)
        self._print_reasons(view)

    def _print_reasons(self, view: StepView) -> None:
        render, say = self._render, self._paragraphs.print
        if view.why is not None:
            say(render(WHY.with_values(text=view.why)), hanging=2)
        if view.check is not None:
            say(render(LOOK.with_values(text=view.check)), hanging=2)
        if view.standing in _STANDING_WORDS:
            say(render(_STANDING_WORDS[view.standing]), "dim")
        for value in view.shows:
            shown = value.value or render(message("(not filled in)"))
            say(f"  {render(value.label)}:  {shown}", "bold")
        for appearing in view.appears:
            say("  " + render(message("Then {screen}: {then}", screen=appearing.label, then=appearing.then)), hanging=2)
        if view.question is not None:
            say()
            say(render(view.question), "bold")
        for number, choice in enumerate(view.choices, 1):
            marks = (render(message("stops here")) if choice.stops else "", "[Enter]" if choice.default else "")
            told = "  ".join(filter(None, (render(choice.label), *marks)))
            say(f"  {number}  {told}", "bold" if choice.default else "", hanging=3)

    def print_picture(self, screen: ScreenView) -> None:
        """Print a screen as it is, with nothing marked."""
        for line, style in drawing(screen, (), self._render, width=min(self._paragraphs.width, 76)):
            self._paragraphs.draw(line, style)

    def print_keys(self, view: StepView, *, lab: bool) -> None:
        """Print what can be typed here, in a line above the answer."""
        render = self._render
        keys = []
        if view.kind is AnswerKind.DONE:
            keys.append(render(message("Enter done")))
        if view.live:
            keys.append(render(message("l look")))
        if view.screen is not None:
            keys.append(render(message("d looks different")))
        if lab and view.marks:
            keys.append(render(message("x press it in the lab")))
        if view.can_go_back:
            keys.append(render(message("b back")))
        keys += [render(message("p pause")), render(message("q stop")), "?"]
        dot = " · " if can_show("·") else ", "
        line = keys[0]
        for key in keys[1:]:
            if len(line) + len(dot) + len(key) > self._paragraphs.width:
                self._paragraphs.draw(line, "dim")
                line = key
            else:
                line += dot + key
        self._paragraphs.draw(line, "dim")

    def print_commands(self, *, lab: bool) -> None:
        """Print what can be typed beside an answer."""
        told = [
            message("b: the step before; what was done on the terminal stays done"),
            message("d: this terminal shows something else"),
            message("l: what this laptop sees of the step"),
            message("o: something that is owed was put right otherwise"),
            message("p: pause; it is there after a restart, whatever happens"),
            message("q: stop the procedure before its end"),
        ]
        if lab:
            told.append(message("x: press what is marked on the simulated terminal"))
        for one in told:
            self._paragraphs.print("  " + self._render(one), hanging=3)

    def difference(self, difference: Difference) -> Message:
        """Name another reading of a screen, and whether it is chosen."""
        return message("{what} (chosen; choose it again to take it back)", what=difference.title) if difference.chosen else difference.title

    def print_screens_like(self, text: str) -> None:
        """Print the screens that have what somebody reads, best first, with the way there."""
        from ccdiag.adminlight.search import find_screens

        hits = find_screens(text)[:_MOST_SCREENS]
        if not hits:
            self._paragraphs.print(self._render(message("No screen has this. Try another word that stands on it.")))
        for hit in hits:
            self._paragraphs.print(f"  {hit.title}: {' > '.join(hit.path)}", hanging=4)
            if hit.next is not None:
                self._paragraphs.print("    " + self._render(message("Now: {next}", next=hit.next)), hanging=2)
