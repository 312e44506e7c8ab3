"""`ccdiag show`: a saved case, judged again by the rules of today."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail, shared_options
from ccdiag.cli.status import Exit

if TYPE_CHECKING:
    from ccdiag.cases.bundle import OpenedCase
    from ccdiag.model.run import RunState


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    language_option, verbose_option, version_option = shared_options()

    @app.command(
        "show",
        help=said(
            "Judge a saved case again by the rules of this version and print it, with what is judged differently than then."
            " Ends with 0 healthy, 1 fault, 3 could not tell, or the run was stopped; 2 when the file cannot be used."
        ),
    )
    def show(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=said("A .ccdiag file."))],
        run: Annotated[
            str,
            typer.Option(
                "--run", metavar="N|all", show_default=said("the last"), help=said("Which run of the case, from 1; or all of them.")
            ),
        ] = "",
        json: Annotated[bool, typer.Option("--json", help=said("One JSON document at the end."))] = False,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        from ccdiag.cases.bundle import BundleError, read_bundle

        try:
            opened = read_bundle(file)
        except BundleError as error:
            fail(f"{file}: {tr()(error.told)}")
        numbers = _numbers(run, len(opened.saved.runs))
        raise typer.Exit(_print_document(opened, numbers) if json else _print_lines(opened, numbers))


def _numbers(asked: str, runs: int) -> tuple[int, ...]:
    """Return the numbers of the runs to show, from 1."""
    if asked == "all":
        return tuple(range(1, runs + 1))
    if not asked:
        return (runs,) if runs else ()
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10 and 1 <= int(asked) <= runs):  # noqa: PLR2004  # digits of a number
        fail(said("There is no run {number}; the case has {runs}.").format(number=asked, runs=runs))
    return (int(asked),)


def _print_document(opened: "OpenedCase", numbers: tuple[int, ...]) -> Exit:
    import msgspec

    from ccdiag.app.saved_case_document import shown_case_document
    from ccdiag.app.saved_cases import judged_again
    from ccdiag.cli.json_output import write_bytes

    judged = {number: judged_again(opened.saved.runs[number - 1]) for number in numbers}
    write_bytes(msgspec.json.format(msgspec.json.encode(shown_case_document(opened, judged, render=tr())), indent=2) + b"\n")
    return _status([one.state for one in judged.values()][-1:])


def _print_lines(opened: "OpenedCase", numbers: tuple[int, ...]) -> Exit:
    from ccdiag.app.saved_cases import judged_again
    from ccdiag.cli.paragraphs import Paragraphs
    from ccdiag.cli.show_lines import case_lines, heading_lines, run_lines
    from ccdiag.cli.words import safe

    render, out = safe(tr()), Paragraphs()
    out.print_all(heading_lines(opened, render))
    states = []
    for number in numbers:
        run = opened.saved.runs[number - 1]
        judged = judged_again(run)
        states.append(judged.state)
        out.print_all(run_lines(run, judged, number, len(opened.saved.runs), render))
    out.print_all(case_lines(opened.saved, render))
    return _status(states[-1:])


def _status(states: "list[RunState]") -> Exit:
    """Return the exit status of the newest run that is shown; one that did not end shows faults, but never health."""
    from ccdiag.cli.status import STATUS_OF
    from ccdiag.model.cause import Severity

    for state in states:
        if state.finished and not state.cancelled:
            return STATUS_OF[state.verdict]
        if any(cause.severity is Severity.FAULT for cause in state.causes):
            return Exit.FAULT
    return Exit.COULD_NOT_TELL
