"""The guided procedures as data: what to do on which screen, why, what may follow, and what is owed afterwards."""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from ccdiag.model.check import CheckId
from ccdiag.model.screen import Label, Msgid, ScreenId, Standing
from ccdiag.model.terminal_state import KeyKind

ProcedureName = Annotated[str, Meta(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=60)]
StepId = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
ObligationName = StepId
FieldName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Words = Annotated[str, Meta(min_length=1, max_length=600)]
"""English text that must be there."""


class Where(StrEnum):
    """Where a step is done."""

    TERMINAL = "terminal"
    TMS = "tms"
    WEBKASSA = "webkassa"
    VENDOR = "vendor"
    TILL = "till"
    """At the till of the shop, by paying."""
    NETWORK = "network"


class AnswerKind(StrEnum):
    """What a step asks."""

    DONE = "done"
    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    """Yes, no, don't know."""


YES_NO = ("yes", "no", "unknown")


class TextFormat(StrEnum):
    """What a typed answer may look like."""

    TMS_ID = "tms_id"
    PORT = "port"
    """A number from 0 to 65535; 0 switches a port off."""
    TEXT = "text"


class Press(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to press, click or type, marked on the screen; of a password only that one is typed."""

    key: KeyKind
    text: Annotated[str, Meta(max_length=100)] = ""
    """The label of an entry or a tool, or what is typed, with places such as `{tms_id}`."""
    secret: bool = False
    """A password: nobody but the person at the terminal knows it, and nothing of it is asked or kept."""


class Condition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a step is shown; what is given must hold together."""

    obligation: ObligationName | None = None
    """It is open."""
    answered: FieldName | None = None
    """This field has one of these answers."""
    one_of: tuple[str, ...] = ()
    variant: ScreenId | None = None
    """The terminal shows this reading of the menus."""
    nested: bool | None = None
    """Whether the procedure runs as a part of another."""
    holds: bool = True
    """False: the step is shown when it does not hold."""


class Way(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What follows an answer; without anything, the next step."""

    label: Msgid = ""
    """Of a choice."""
    sees: ScreenId | None = None
    """The answer says that this screen is there, rather than the step's own."""
    goto: StepId | None = None
    runs: ProcedureName | None = None
    """Another procedure first; after it `goto`, or the next step."""
    ends: Literal["finished", "stopped"] | None = None
    """Stopped ends everything that is running; what is owed stays owed."""
    says: Msgid = ""
    """What to tell at the end, or beside the step that is shown next."""
    suggests: ProcedureName | None = None
    """The procedure to follow instead."""
    arises: ObligationName | None = None
    meets: ObligationName | None = None
    asks_reason: bool = False


class Ask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person answers before the next step."""

    kind: AnswerKind
    question: Words
    field: FieldName | None = None
    """The name under which the answer is remembered; without one, that of the step."""
    form: TextFormat = TextFormat.TEXT
    matches: str | None = None
    """Text: a place of the case or an earlier answer that it must be equal to, as far as that is known."""
    differs_from: str | None = None
    """Text: an earlier answer that it must not be equal to."""
    default: str = ""
    """The answer that Enter gives; none where nothing is safer than the rest."""
    expected: str = ""
    """The answer when all goes well, for the steps to come; without one, the first."""


class Appearance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be on the screen next, and what to do then."""

    screen: ScreenId | None = None
    label: Label | None = None
    """What stands there, where no screen of ours is meant."""
    then: Words


class Variation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to do on a terminal that shows another reading of the menus than the usual."""

    variant: ScreenId
    """Of the menus' variants; its title says what differs."""
    presses: tuple[Press, ...] = ()
    """Instead of the step's own."""
    goto: StepId | None = None
    """Where that leads, if not to the next step."""


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to do, and what to look at before and after it."""

    id: StepId
    place: Where = Where.TERMINAL
    label: Msgid = ""
    """A few words for the list of steps; without them, what is pressed."""
    title: Msgid = ""
    """What to do, in one sentence; without it, what is pressed."""
    screen: ScreenId | None = None
    """As it should look before anything is pressed."""
    presses: tuple[Press, ...] = ()
    why: Msgid = ""
    danger: Msgid = ""
    check: Msgid = ""
    """What to look at."""
    shows: tuple[str, ...] = ()
    """Places whose values are shown large, to compare with."""
    ask: Ask | None = None
    """Without one: done."""
    on: dict[str, Way] = {}
    """What follows which answer; `done` for a step without a choice."""
    live: tuple[CheckId, ...] = ()
    """Checks of this laptop whose results belong to the step."""
    appears: tuple[Appearance, ...] = ()
    variations: tuple[Variation, ...] = ()
    runs: ProcedureName | None = None
    """Nothing is shown: another procedure runs here."""
    arises: ObligationName | None = None
    """It may be so as soon as the step is shown, and is so once it is answered."""
    meets: ObligationName | None = None
    when: tuple[Condition, ...] = ()
    """All of them; else the step is passed over."""
    aside: bool = False
    """Reached only from an answer; the step before it does not lead to it."""
    standing: Standing = Standing.DOCUMENTED
    source: str = ""

    @property
    def kind(self) -> AnswerKind:
        """What it asks."""
        return self.ask.kind if self.ask is not None else AnswerKind.DONE

    @property
    def field(self) -> str:
        """The name under which its answer is remembered."""
        return (self.ask.field if self.ask is not None else None) or self.id.replace("-", "_")

    def answers(self) -> tuple[str, ...]:
        """Return the answers that it takes; what is typed counts as `done`."""
        match self.kind:
            case AnswerKind.YES_NO:
                return YES_NO
            case AnswerKind.CHOICE:
                return tuple(self.on)
            case _:
                return ("done",)

    @property
    def expected(self) -> str:
        """The answer when all goes well."""
        return (self.ask.expected if self.ask is not None else "") or self.answers()[0]

    def way(self, answer: str) -> Way:
        """Return what follows an answer."""
        return self.on.get(answer, Way())


class Precondition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be so before anything is done, and the step that sees to it."""

    text: Words
    why: Words
    step: StepId


class Procedure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One guided procedure."""

    id: ProcedureName
    title: Words
    purpose: Msgid = ""
    part: bool = False
    """A piece of way that several procedures share; not offered by itself."""
    preconditions: tuple[Precondition, ...] = ()
    dangers: tuple[Words, ...] = ()
    """Told before the first step."""
    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]

    def step(self, id_: str) -> Step:
        """Return a step; raises KeyError."""
        for step in self.steps:
            if step.id == id_:
                return step
        raise KeyError(id_)

    def after(self, id_: str) -> str:
        """Return the id of the step that follows by itself; empty after the last."""
        seen = False
        for step in self.steps:
            if seen and not step.aside:
                return step.id
            seen = seen or step.id == id_
        return ""


class ObligationKind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that must not be left as it is."""

    id: ObligationName
    title: Words
    possible: Words
    """The same, as long as nobody said that it is so."""
    consequence: Words
    remembers: FieldName | None = None
    """The answer that is needed to put it right."""
    met_by: ProcedureName


class Procedures(Struct, frozen=True, kw_only=True):
    """All procedures by id, in the order in which they are offered, and what can be owed."""

    procedures: dict[str, Procedure]
    obligations: dict[str, ObligationKind]

    def offered(self) -> tuple[Procedure, ...]:
        """Return those that stand by themselves."""
        return tuple(procedure for procedure in self.procedures.values() if not procedure.part)
