"""What all facts share."""

from typing import ClassVar, Literal

from msgspec import Struct

Role = Literal["mqtt", "tas", "tms", "vpos", "control", "internet", "whitelist", "proxy", "gateway", "terminal", "opi", "trigger"]
"""What the target is to the shop."""


class Facts(Struct, frozen=True, kw_only=True):
    """Base of all facts; `operation` is the name in documents and rules."""

    operation: ClassVar[str]
