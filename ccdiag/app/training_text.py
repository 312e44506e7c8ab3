"""The report of a training as plain text, for a terminal and for the clipboard."""

from collections.abc import Callable, Iterator

from ccdiag.app.training_report import WORTH_WORDS, TrainingReport
from ccdiag.model.message import Message, message


def report_lines(report: TrainingReport, render: Callable[[Message], str]) -> Iterator[str]:
    """Yield the lines: the outcome, the times, every deed with its worth, and what would have been enough."""
    yield render(report.headline)
    yield render(message("What was wrong: {title}", title=report.title))
    if report.left and not report.gave_up:
        yield render(message("Still there: {causes}", causes=", ".join(report.left)))
    yield render(message("It took {time} s.", time=round(report.seconds)))
    for told, seconds in (
        (message("Cause named after {time} s."), report.named_after_s),
        (message("Mended after {time} s."), report.mended_after_s),
    ):
        if seconds is not None:
            yield render(told.with_values(time=round(seconds)))
    yield ""
    yield render(message("What was done:"))
    for one in report.deeds:
        came = "" if one.deed.came_of_it is None else f": {render(one.deed.came_of_it)}"
        yield f"  {one.deed.at_s:6.0f} s  {render(WORTH_WORDS[one.worth]):<14} {render(one.deed.told)}{came}"
    yield render(message("What would have been enough:"))
    for number, step in enumerate(report.enough, 1):
        yield f"  {number}. {render(step)}"
    for advice in report.advice:
        yield render(advice)
    yield render(report.lesson)
