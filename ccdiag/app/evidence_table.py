"""The shape of a table of evidence: what it holds is decided elsewhere, how it looks by whoever shows it."""

from msgspec import Struct

from ccdiag.model.message import Message
from ccdiag.model.verdict import Light


class Cell(Struct, frozen=True):
    """One cell: text as it came, or a message to render."""

    text: str | Message = ""
    light: Light | None = None
    """What it says of health; a sign stands before the text."""
    fixed: bool = False
    """Addresses, names and codes, in the fixed font."""
    seconds: float | None = None
    """A time in place of text, to be written with the reader's decimal sign."""


class Latency(Struct, frozen=True):
    """How long a connection and the encryption after it took, in seconds: a bar in two parts."""

    tcp_s: float
    tls_s: float

    @property
    def total_s(self) -> float:
        """Both together."""
        return self.tcp_s + self.tls_s


class EvidenceRow(Struct, frozen=True):
    """One row; it has as many cells as the table has columns."""

    cells: tuple[Cell, ...]
    latency: Latency | None = None
    observations: tuple[str, ...] = ()
    """The ids of what it shows."""


class EvidenceTable(Struct, frozen=True):
    """What was seen, the columns that tell something only."""

    columns: tuple[Message, ...] = ()
    rows: tuple[EvidenceRow, ...] = ()
    bar: Message | None = None
    """The heading of the latency bars, which stand after the last column; None: there are none."""
