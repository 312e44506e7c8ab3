"""How a sweep is shown: plain lines, or one document."""

from collections.abc import Iterator
from typing import Protocol

import msgspec

from ccdiag import __version__
from ccdiag.cli.json_output import write_bytes
from ccdiag.cli.plain import write_line
from ccdiag.model.document import Render
from ccdiag.model.message import Message, message
from ccdiag.model.sweep import LIKELY_WORDS, Answered, Likely, PortState, Sweep, SweptHost, SweptNetwork, sweep_document
from ccdiag.model.verdict import Basis
from ccdiag.model.words import BASIS_WORDS

PORT_WORDS: dict[PortState, Message] = {
    "open": message("{port} open"),
    "refused": message("{port} refused"),
    "silent": message("{port} silent"),
    "unreachable": message("{port} unreachable"),
}
ANSWERED_WORDS = {
    Answered.NEIGHBOUR: message("answers on the own network"),
    Answered.PING: message("answers ping"),
    Answered.PORT: message("a port answers"),
}


class Output(Protocol):
    """Shows a sweep."""

    def on_change(self, sweep: Sweep, done: SweptHost | None) -> None:
        """Show what changed; `done` is a machine of which nothing more will be known."""

    def finish(self, sweep: Sweep) -> None:
        """Show the whole sweep."""

    def close(self) -> None:
        """Give back what is held, whatever happened."""


class JsonOutput:
    """One document at the end."""

    def __init__(self, render: Render) -> None:
        self._render = render

    def on_change(self, sweep: Sweep, done: SweptHost | None) -> None:
        """Wait for the end."""

    def finish(self, sweep: Sweep) -> None:
        """Write the document."""
        document = msgspec.json.encode(sweep_document(sweep, version=__version__, render=self._render))
        write_bytes(msgspec.json.format(document, indent=2) + b"\n")

    def close(self) -> None:
        """Nothing is held."""


class PlainOutput:
    """One line a machine, as soon as nothing more will be known of it."""

    def __init__(self, render: Render) -> None:
        self._render = render
        self._begun = False

    def on_change(self, sweep: Sweep, done: SweptHost | None) -> None:
        """Say what is swept, then each machine."""
        if not self._begun:
            self._begun = True
            for network in sweep.networks:
                write_line(self._render(range_text(network)))
        if done is not None:
            parts = [done.hardware_address or "", self._render(ANSWERED_WORDS[done.answered]), *ports(done, sweep, self._render)]
            write_line(f"{done.address:<15} {', '.join(filter(None, parts))}: {verdict(done, self._render)}")

    def finish(self, sweep: Sweep) -> None:
        """Sum up."""
        for line, _style in summary(sweep, self._render):
            write_line(line)

    def close(self) -> None:
        """Nothing is held."""


def range_text(swept: SweptNetwork) -> Message:
    """Say which addresses are asked, and why not more."""
    if swept.part_of is not None:
        return message(
            "{network} around {address} is swept, a part of {whole}; --network NETWORK names another part, or more.",
            network=str(swept.network),
            address=swept.own_address or "",
            whole=str(swept.part_of),
        )
    return message("{network} is swept: {count} addresses.", network=str(swept.network), count=swept.size)


def ports(host: SweptHost, sweep: Sweep, render: Render) -> list[str]:
    """Say what each port that was tried showed."""
    tried = ((sweep.opi_port, host.opi), (sweep.trigger_port, host.trigger))
    return [render(PORT_WORDS[state].with_values(port=port)) for port, state in tried if state is not None]


def verdict(host: SweptHost, render: Render) -> str:
    """Say what a machine may be; without ports there is nothing to infer it from."""
    word = render(LIKELY_WORDS[host.likely])
    return word if host.likely is Likely.UNKNOWN else f"{word} ({render(BASIS_WORDS[Basis.INFERRED])})"


def summary(sweep: Sweep, render: Render) -> Iterator[tuple[str, str]]:
    """Sum up in lines with their styles."""
    if sweep.cancelled:
        yield render(message("Stopped. {asked} of {total} addresses were asked.", asked=sweep.asked, total=sweep.total)), "bold yellow"
    if sweep.not_asked:
        text = message("{count} addresses could not be asked; there may be machines among them.", count=sweep.not_asked)
        yield render(text), "bold yellow"
    if sweep.networks:
        values = {"count": len(sweep.hosts), "likely": len(sweep.found), "seconds": sweep.elapsed_s}
        yield render(message("{count} machines are there, {likely} of them may be a terminal. {seconds:.1f} s", **values)), "bold"
    if sweep.hosts and not sweep.tries_opi:
        yield render(message("What they are only their ports tell; opening those needs consent: --touch-terminal.")), ""
    elif sweep.hosts and not sweep.tries_trigger:
        text = message("A terminal in TCP FLAT-OUTGOING shows on its trigger port only: --trigger-port. It may count as a kick.")
        yield render(text), ""
