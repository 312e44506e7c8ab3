"""The documents on standard output; nothing else is written there."""

import sys

import msgspec

from ccdiag import __version__
from ccdiag.cli.explain import Render
from ccdiag.cli.streams import writing
from ccdiag.model.document import event_document, run_document
from ccdiag.model.event import RunEvent
from ccdiag.model.run import RunState


class JsonOutput:
    """One document at the end."""

    def __init__(self, render: Render) -> None:
        self._render = render

    def on_event(self, event: RunEvent, state: RunState) -> None:
        """Wait for the end."""

    def finish(self, state: RunState) -> None:
        """Write the document."""
        document = msgspec.json.encode(run_document(state, version=__version__, render=self._render))
        write_bytes(msgspec.json.format(document, indent=2) + b"\n")

    def close(self) -> None:
        """Nothing is held."""


class JsonLinesOutput:
    """Each event as it happens, one object a line."""

    def __init__(self, render: Render) -> None:
        self._render = render

    def on_event(self, event: RunEvent, state: RunState) -> None:
        """Write the event."""
        write_bytes(msgspec.json.encode(event_document(event, state, version=__version__, render=self._render)) + b"\n")

    def finish(self, state: RunState) -> None:
        """Write nothing more: the last event said it all."""

    def close(self) -> None:
        """Nothing is held."""


def write_bytes(data: bytes) -> None:
    """Write UTF-8 whatever the console's encoding is: JSON is UTF-8 by its standard.

    Raises OutputLostError when standard output takes no more.
    """
    with writing():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
