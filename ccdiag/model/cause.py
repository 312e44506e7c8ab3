"""Causes: the rules that find them, and what was found."""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from ccdiag.model.check import CheckId
from ccdiag.model.failure import Failure
from ccdiag.model.message import Message
from ccdiag.model.place import Place
from ccdiag.model.verdict import Basis, Verdict


class Certainty(StrEnum):
    """How sure a cause is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"

    @property
    def lowered(self) -> "Certainty":
        """One step less sure."""
        return Certainty.LIKELY if self is Certainty.CERTAIN else Certainty.POSSIBLE


class Severity(StrEnum):
    """Whether a cause stops the shop from paying."""

    FAULT = "fault"
    WARNING = "warning"


class Owner(StrEnum):
    """Who must mend it."""

    ENGINEER = "engineer"
    SHOP = "shop"
    NETWORK = "network"
    PROVIDER = "provider"
    VENDOR = "vendor"
    TILL_SUPPLIER = "till_supplier"


FactValue = str | int | float | bool


class Matcher(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A test of one value; all that is given must hold. A value that is not there (None) matches only `present = false`."""

    one_of: tuple[FactValue, ...] | None = None
    none_of: tuple[FactValue, ...] | None = None
    contains: FactValue | None = None
    """For a list: holds this element."""
    at_least: float | None = None
    above: float | None = None
    below: float | None = None
    items_at_least: int | None = None
    """For a list: holds this many elements or more."""
    items_at_most: int | None = None
    present: bool | None = None
    """Whether there is a value: not None, not empty."""


class Predicate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One condition of a rule: a combination (`all`, `any`, `not`), a named `sign`, a test of a check, or a test of a setting.

    What is given must hold together. On a check, `operation`, `of`, `last_by` and `ignoring` select observations; the tests `failure`,
    `elapsed_s` and `facts` are put to each of them; `count` says how many must pass: `some` (`at_least` of them), `every` (all, and there
    is one) or `none`. Without any of these, only the verdict counts.

    While the check has not ended the predicate is undecided, so that no cause is named too early. A check that is not part of the run
    has no observations and no verdict.
    """

    all: "tuple[Predicate, ...] | None" = None
    any: "tuple[Predicate, ...] | None" = None
    not_: "Predicate | None" = field(name="not", default=None)

    sign: str | None = None
    """A predicate by its name in `resources/causes/signs.toml`; put in its place when the rules are loaded."""

    check: CheckId | None = None
    verdict: tuple[Verdict, ...] | None = None
    operation: str | None = None
    of: dict[str, FactValue | Matcher] | None = None
    """Facts that select the observations of `operation`; all of them when left out."""
    last_by: str | None = None
    """A fact: of the selected observations that share its value only the last counts, as with a second attempt on one address."""
    ignoring: tuple[Failure, ...] = ()
    """Failures that take an observation out of the selection: an IPv6 address is no news on a laptop without IPv6."""
    failure: tuple[Failure, ...] | Literal["any", "none"] | None = None
    elapsed_s: Matcher | None = None
    facts: dict[str, FactValue | Matcher] | None = None
    count: Literal["some", "every", "none"] = "some"
    at_least: Annotated[int, Meta(ge=1)] = 1
    """With `some`: how many observations at the least."""

    case: str | None = None
    """A key of the case, `terminal.link`; with `is_in`, `present` or `matches`."""
    environment: str | None = None
    """A key of the environment, `control`; likewise."""
    is_in: tuple[FactValue, ...] | None = None
    present: bool | None = None
    matches: Matcher | None = None


class CauseRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of `resources/causes/`: when the cause stands, what it explains, who mends it and how.

    `title`, `meaning` and `remedy` are English msgids; `{mqtt.host}` and the like are filled from the environment, the case, and the
    facts of the first observation that is evidence (`{fact.issuer}`). Rules that share an id are variants of one cause: the first that
    stands gives the words, the others that stand beside it add what they explain and their evidence.
    """

    id: str
    title: str
    meaning: str
    """What it means for the shop, in one or two sentences."""
    owner: Owner
    place: Place
    severity: Severity = Severity.FAULT
    certainty: Certainty = Certainty.CERTAIN
    at: CheckId
    """The check that it accuses; a nearer cause that explains this check hides this one."""
    explains: tuple[CheckId, ...] = ()
    """The checks whose failing follows from it, directly or because they need one of these; farther causes at these are hidden.

    With `at` itself among them, the causes at the same check that come later are other readings of the same thing, and hidden too;
    without it they stand beside this one, like two wrong settings of one file.
    """
    hides: tuple[str, ...] = ()
    """Causes that merely follow from it and that `explains` does not reach; `area.*` for a whole area."""
    when: Predicate
    unless: Predicate | None = None
    """Evidence that speaks against it and lowers the certainty by one step."""
    remedy: Annotated[tuple[str, ...], Meta(min_length=1)]
    procedure: str | None = None
    about_terminal_path: bool = False
    """A network cause, told from the laptop's path: at most `possible` for a terminal that takes another way."""


class Cause(Struct, frozen=True, kw_only=True):
    """A cause that stands in one run."""

    id: str
    certainty: Certainty
    severity: Severity
    basis: Basis
    title: Message
    meaning: Message
    owner: Owner
    place: Place
    explains: tuple[CheckId, ...] = ()
    evidence: tuple[str, ...] = ()
    contradicted_by: tuple[str, ...] = ()
    remedy: tuple[Message, ...] = ()
    procedure: str | None = None
    note: Message | None = None
    """Why it is less sure than it looks."""
