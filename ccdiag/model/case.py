"""What is known of one shop and its terminal, as a case file writes it; every key is optional."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

ShortText = Annotated[str, Meta(max_length=200)]
YesNo = Literal["yes", "no", "unknown"]
Generation = Literal["1.0", "2.0"]
PosMode = Literal["standard", "flat-incoming", "flat-outgoing", "serial", "unknown"]
Port = Annotated[int, Meta(ge=1, le=65535)]
IpText = Annotated[str, Meta(min_length=2, max_length=64, pattern=r"^[0-9A-Fa-f.:%\[\]A-Za-z-]+$")]


class Merchant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shop."""

    id: ShortText | None = None
    name: ShortText | None = None


class Terminal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The terminal as stated."""

    tms_id: ShortText | None = None
    system: ShortText | None = None
    ip: IpText | None = None
    prefix: Annotated[int, Meta(ge=0, le=128)] | None = None
    link: Literal["lan", "wifi", "sim", "unknown"] | None = None
    dns: tuple[IpText, ...] | None = None
    dns_set: YesNo | None = None
    software: ShortText | None = None
    model: ShortText | None = None
    pos_mode: PosMode | None = None
    hw_installed: YesNo | None = None
    day_open: YesNo | None = None
    whitelisted: YesNo | None = None
    opi_port: Port = 4100
    trigger_port: Port = 4105


SettingValue = str | int | float | bool | None
SettingTable = dict[str, "SettingValue | dict[str, SettingValue]"]


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One shop, one terminal, one visit."""

    schema: Literal[1] = 1
    generation: Generation | Literal["unknown"] | None = None
    merchant: Merchant = Merchant()
    terminal: Terminal = Terminal()
    webkassa: SettingTable | None = None
    """The fields by their tag names, or `file`; None: not stated."""
    tms_parameters: SettingTable | None = None
    """The parameters by their names, or `file`; None: not stated."""
