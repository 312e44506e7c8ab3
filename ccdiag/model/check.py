"""The names of the checks, and what a check ends with."""

from enum import StrEnum
from typing import Literal, get_args

from msgspec import Struct

from ccdiag.model.message import Message
from ccdiag.model.observation import Observation
from ccdiag.model.verdict import Basis, Verdict

CheckId = Literal[
    "network.interface",
    "network.internet",
    "network.proxy",
    "network.path_mtu",
    "clock.skew",
    "dns.mqtt",
    "dns.tas",
    "dns.rewriting",
    "mqtt.tcp",
    "mqtt.tls",
    "mqtt.session",
    "mqtt.hold",
    "tas.tcp",
    "tms.tcp",
    "vpos.tcp",
    "terminal.lan",
    "terminal.pos_mode",
    "terminal.trigger_port",
    "terminal.settings",
    "terminal.day",
    "whitelist.entry",
    "webkassa.configuration",
    "tms.parameters",
]
CHECK_IDS: tuple[CheckId, ...] = get_args(CheckId)
"""All ids, in the order in which they are shown."""


class Question(Struct, frozen=True):
    """What only a person can say, and where on the terminal to look."""

    key: str
    """The case's key that an answer fills: `terminal.dns_set`."""
    text: Message
    where: Message


class Ending(StrEnum):
    """How a check came to its verdict, which tells what an answer that is given later can change."""

    JUDGED = "judged"
    """It looked, and what it saw was judged."""
    NOT_APPLYING = "not_applying"
    BLOCKED = "blocked"
    CUT_SHORT = "cut_short"
    """It crashed, was stopped, or had no time: there is nothing whole to judge."""
    NOT_LOOKED = "not_looked"
    """It applies since an answer was given, and has not looked yet."""


class Judgement(Struct, frozen=True, kw_only=True):
    """What a check concludes from its observations."""

    verdict: Verdict
    basis: Basis = Basis.MEASURED
    reason: Message
    question: Question | None = None
    ending: Ending = Ending.JUDGED


class CheckResult(Struct, frozen=True, kw_only=True):
    """How a check ended."""

    id: CheckId
    verdict: Verdict
    basis: Basis
    reason: Message
    blocked_by: CheckId | None = None
    question: Question | None = None
    ending: Ending = Ending.JUDGED
    elapsed_s: float = 0.0
    observations: tuple[Observation, ...] = ()
