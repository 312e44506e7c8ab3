"""What is written down of the terminal, of what people say, and of files."""

from typing import ClassVar, Literal

from ccdiag.model.facts.base import Facts


class StatedFacts(Facts, frozen=True, kw_only=True):
    """Something that a person said or wrote in the case."""

    operation: ClassVar[str] = "stated"
    key: str
    """The case's key: `terminal.dns_set`."""
    value: str


class PosModeFacts(Facts, frozen=True, kw_only=True):
    """What the terminal's open ports suggest about its POS mode; which mode listens where is not documented."""

    operation: ClassVar[str] = "pos_mode_inference"
    opi_port: Literal["open", "refused", "silent", "unreachable"]
    trigger_port: Literal["open", "refused", "silent", "unreachable"]
    likely: tuple[str, ...] = ()
    """The modes that fit, as the case writes them; empty when nothing fits."""
    stated: str | None = None
    agrees: bool | None = None


class WhitelistFacts(Facts, frozen=True, kw_only=True):
    """The answer of the whitelist's source for this terminal."""

    operation: ClassVar[str] = "whitelist_lookup"
    source: Literal["csv", "http", "ask"]
    tms_id: str
    merchant: str | None = None
    listed: bool | None = None
    listed_for_other_merchant: bool = False
    status: int | None = None
    problem: Literal["unreachable", "denied", "invalid"] | None = None
    rows: int | None = None


class SettingFacts(Facts, frozen=True, kw_only=True):
    """One setting, beside what this generation of Cloud Connect needs."""

    operation: ClassVar[str] = "setting"
    document: Literal["webkassa", "tms", "terminal"]
    setting: str
    location: str | None = None
    """Where in the file: a key path, a line or a cell."""
    found: str | None = None
    """Secrets masked."""
    expected: str | None = None
    finding: str | None = None
    """A value of `ccdiag.model.finding.Finding`; None when the setting is right."""
