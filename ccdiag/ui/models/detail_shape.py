"""Stands in for `ccdiag.app.detail` until that is there."""

from msgspec import Struct

from ccdiag.app.evidence_table import EvidenceTable
from ccdiag.model.check import CheckId, Question
from ccdiag.model.message import Message
from ccdiag.model.verdict import Basis, Light


class ShellCommand(Struct, frozen=True, kw_only=True):
    shell: str
    text: str


class Detail(Struct, frozen=True, kw_only=True):
    id: CheckId
    title: Message
    light: Light
    basis: Basis | None = None
    elapsed_s: float | None = None
    purpose: Message
    seen: Message | None = None
    means: Message | None = None
    do: tuple[Message, ...] = ()
    evidence: EvidenceTable = EvidenceTable()
    chain: tuple[str, ...] = ()
    commands: tuple[ShellCommand, ...] = ()
    question: Question | None = None
