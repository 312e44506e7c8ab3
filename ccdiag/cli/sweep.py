"""`ccdiag sweep`: terminals on the own subnet."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail, shared_options

if TYPE_CHECKING:
    from ccdiag.cli.sweep_output import Output


def register(app: typer.Typer) -> None:
    """Add the subcommand."""
    language_option, verbose_option, version_option = shared_options()

    @app.command(
        "sweep",
        help=said(
            "Find terminals on the own subnet: who is there, then, with --touch-terminal, their ports."
            " Ends with 0 when it swept, whatever it found, 3 when there was no network to sweep."
        ),
    )
    def sweep(
        network: Annotated[
            str | None,
            typer.Option(
                "--network",
                metavar="ADDRESS/PREFIX",
                help=said(
                    "Sweep this range, for example 192.0.2.0/24. Without it: the own subnets, of a large one the /24 around this laptop."
                ),
            ),
        ] = None,
        beyond: Annotated[bool, typer.Option("--beyond", help=said("Allow a --network that is not within an own subnet."))] = False,
        interface: Annotated[
            str | None, typer.Option("--interface", metavar="NAME", help=said("Send from this network interface."))
        ] = None,
        touch_terminal: Annotated[
            bool,
            typer.Option(
                "--touch-terminal",
                help=said("Agree to open the OPI port of each machine, one connection at a time, sending nothing. It may delay a till."),
            ),
        ] = False,
        trigger_port: Annotated[
            bool,
            typer.Option(
                "--trigger-port", help=said("With --touch-terminal: the trigger port too. A mere connection to it may count as a kick.")
            ),
        ] = False,
        opi_port: Annotated[int, typer.Option("--opi-port", metavar="PORT", min=1, max=65535, help=said("The OPI port."))] = 4100,
        trigger_port_number: Annotated[
            int, typer.Option("--trigger-port-number", metavar="PORT", min=1, max=65535, help=said("The number of the trigger port."))
        ] = 4105,
        json: Annotated[bool, typer.Option("--json", help=said("One JSON document at the end."))] = False,
        language: language_option = None,  # type: ignore[valid-type]
        verbose: verbose_option = False,  # type: ignore[valid-type]
        version: version_option = False,  # type: ignore[valid-type]
    ) -> None:
        if trigger_port and not touch_terminal:
            fail(said("--trigger-port goes with --touch-terminal."))
        if beyond and network is None:
            fail(said("--beyond goes with --network."))
        if opi_port == trigger_port_number:
            fail(said("The OPI port and the trigger port must differ: a mere connection to the trigger port may count as a kick."))
        from ccdiag.cli.sweeping import Wish, run_sweep

        wish = Wish(
            network=network,
            beyond=beyond,
            interface=interface,
            touch_terminal=touch_terminal,
            trigger_port=trigger_port,
            opi_port=opi_port,
            trigger_port_number=trigger_port_number,
        )
        raise typer.Exit(run_sweep(wish, _output(json=json)))


def _output(*, json: bool) -> "Output":
    from ccdiag.cli import sweep_output
    from ccdiag.cli.words import safe

    if json:
        return sweep_output.JsonOutput(tr())
    render = safe(tr())
    if sys.stdout.isatty():
        from rich.console import Console

        console = Console(highlight=False)
        if not console.is_dumb_terminal:
            from ccdiag.cli.sweep_table import TableOutput

            return TableOutput(render, console)
    return sweep_output.PlainOutput(render)
