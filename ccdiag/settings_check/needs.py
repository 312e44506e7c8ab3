"""What each generation of Cloud Connect needs of each parameter, in words for a table."""

from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.model.case import Case
from ccdiag.model.environment import Environment
from ccdiag.model.message import Message, message
from ccdiag.settings_check.names import TMS_NAMES, WEBKASSA_NAMES
from ccdiag.settings_check.tms import CLOUD_CONNECTION, ENABLED, MQT, SIGNATURE_ALGORITHM, SOFTWARE
from ccdiag.settings_check.versions import MINIMUM_SOFTWARE
from ccdiag.settings_check.webkassa import DEFAULT_TRIGGER_PORT, PROTOCOL, SYSTEM_1_0, SYSTEMS_2_0

Part = Literal["webkassa", "tms"]


class Need(Struct, frozen=True):
    """What one parameter has to be."""

    part: Part
    parameter: str
    for_1_0: Message
    for_2_0: Message
    optional_1_0: bool = False
    """With 1.0 nothing depends on it."""
    optional_2_0: bool = False
    has_default_1_0: bool = False
    """Where it is not given, 1.0 takes what is right."""
    by_case: bool = False
    """What it has to be only the terminal tells, and the case does not say it."""


_UNUSED: Final = message("not needed")


def _literally(text: str) -> Message:
    return message("{value}", value=text)


def needs(case: Case, environment: Environment) -> tuple[Need, ...]:
    """Return all parameters, in the order in which the vendor's manual tells them (version 1.1, chapters 3.1 and 3.2)."""
    own_id = _literally(case.terminal.tms_id) if case.terminal.tms_id else message("the terminal's TMS id")
    address = _literally(case.terminal.ip) if case.terminal.ip else message("the terminal's address in the shop")
    mqtt = environment.mqtt
    topics = [_literally(topic) for topic in mqtt.topics]
    webkassa = {
        "terminalId": (own_id, message("{id}, on the whitelist", id=own_id)),
        "managementSystemId": (_literally(SYSTEM_1_0), _literally(" / ".join(SYSTEMS_2_0))),
        "accessProtocol": (_literally(PROTOCOL), _literally(PROTOCOL)),
        "ip": (address, _UNUSED),
        "port": (_literally(str(case.terminal.trigger_port)), _UNUSED)
        if case.terminal.trigger_port != DEFAULT_TRIGGER_PORT
        else (message("{port}, unless the terminal has another", port=DEFAULT_TRIGGER_PORT), _UNUSED),
    }
    empty = message("empty")
    on = _literally(ENABLED)
    tms = {
        MQT: (_UNUSED, on),
        "MqtServiceEnable": (_UNUSED, on),
        "MqtServiceAddress": (_UNUSED, _literally(mqtt.host)),
        "MqtServiceAlpn": (_UNUSED, _literally(mqtt.alpn)),
        "MqtServicePort": (_UNUSED, _literally(str(mqtt.port))),
        "MqtServiceUseSsl": (_UNUSED, on),
        **{f"MqtSubscriptionTopic{place}": (_UNUSED, topics[place] if place < len(topics) else empty) for place in range(4)},
        CLOUD_CONNECTION: (on, on),
        SIGNATURE_ALGORITHM: (_UNUSED, _literally("SHA-256 Signature Algorithm")),
        SOFTWARE: tuple(message("{version} or later", version=MINIMUM_SOFTWARE[generation]) for generation in ("1.0", "2.0")),
    }
    assert webkassa.keys() == WEBKASSA_NAMES.keys()
    assert tms.keys() == TMS_NAMES.keys()
    unknown = {"terminalId": not case.terminal.tms_id, "ip": not case.terminal.ip}
    defaults = {"port"} if case.terminal.trigger_port == DEFAULT_TRIGGER_PORT else set()
    found = [
        replace(_need("webkassa", name, *both), by_case=unknown.get(name, False), has_default_1_0=name in defaults)
        for name, both in webkassa.items()
    ]
    return (*found, *(_need("tms", name, *both) for name, both in tms.items()))


def _need(part: Part, name: str, for_1_0: Message, for_2_0: Message) -> Need:
    # What stands in the second to fourth topic is empty or not shown at all.
    spare = name.startswith("MqtSubscriptionTopic") and name != "MqtSubscriptionTopic0"
    return Need(part, name, for_1_0, for_2_0, optional_1_0=for_1_0 is _UNUSED, optional_2_0=for_2_0 is _UNUSED or spare)
