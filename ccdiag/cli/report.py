"""`ccdiag report`: what was found in a shop, for those who were not there."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail, shared_options

if TYPE_CHECKING:
    from ccdiag.reports.forms import Form
    from ccdiag.reports.parts import Report

_FORMS = ("html", "pdf", "text", "markdown", "letter")


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    language_option, verbose_option, version_option = shared_options()

    @app.command(
        "report",
        help=said(
            "Write a report of a saved case: a page (html, pdf), text for a ticket, Markdown, or a letter to whoever has to mend it."
            " --language is that of the report. Ends with 0 when it was written, also when it tells of a fault;"
            " 2 when the file cannot be used."
        ),
    )
    def report(
        file: Annotated[Path, typer.Argument(metavar="FILE", help=said("A .ccdiag file."))],
        form: Annotated[str, typer.Option("--format", "-f", metavar="|".join(_FORMS), help=said("Which form."), callback=_check_form)],
        output: Annotated[
            Path | None,
            typer.Option(
                "--output",
                "-o",
                metavar="FILE",
                show_default=said("standard output, as UTF-8"),
                help=said("Where to write it; an existing file is replaced."),
            ),
        ] = None,
        run: Annotated[
            int | None,
            typer.Option("--run", metavar="N", min=1, show_default=said("the last"), help=said("Which run of the case, from 1.")),
        ] = None,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        from ccdiag.reports.forms import Form

        wanted = Form(form)
        if wanted is Form.PDF and output is None and sys.stdout.isatty():
            fail(said("A PDF is not written to a terminal: name a file with --output."))
        if output is not None and output.exists() and file.exists() and output.samefile(file):
            fail(said("The report would overwrite the case: name another file with --output."))
        content = _content(_report(file, run), wanted)
        if output is None:
            _write_out(content, wanted)
        else:
            _write_file(content, output)


def _check_form(value: str) -> str:
    if value not in _FORMS:
        raise typer.BadParameter(", ".join(_FORMS))
    return value


def _report(file: Path, number: int | None) -> "Report":
    from ccdiag.cases.bundle import BundleError, read_bundle
    from ccdiag.reports.judged import report_of_today

    try:
        saved = read_bundle(file).saved
    except BundleError as error:
        fail(f"{file}: {tr()(error.told)}")
    if not saved.runs:
        fail(said("{file}: nothing was measured in this case.").format(file=file))
    if number is not None and number > len(saved.runs):
        fail(said("There is no run {number}; the case has {runs}.").format(number=number, runs=len(saved.runs)))
    return report_of_today(saved, saved.runs[number - 1] if number is not None else None)


def _content(report: "Report", form: "Form") -> bytes:
    from ccdiag.reports.forms import Form, written

    if form is not Form.PDF:
        return written(report, form, tr().language).encode()
    from ccdiag.reports.pdf import DrawingError, drawn_by_child

    try:
        return drawn_by_child(report, tr().language)
    except DrawingError as error:
        fail(tr()(error.told))


def _write_out(content: bytes, form: "Form") -> None:
    from ccdiag.cli.json_output import write_bytes
    from ccdiag.cli.streams import writing

    if form.is_text and sys.stdout.isatty():
        # A console has an encoding of its own; a file or a pipe gets UTF-8.
        with writing():
            sys.stdout.write(content.decode())
    else:
        write_bytes(content)


def _write_file(content: bytes, output: Path) -> None:
    from ccdiag.content.durable_file import write_durably

    try:
        write_durably(output, content)
    except OSError as error:
        fail(said("{file} cannot be written: {problem}").format(file=output, problem=error.strerror or type(error).__name__))
