"""The faults that the laboratory can show, in the words of the causes that ccdiag should find."""

from typing import Final

from ccdiag.model.message import Message, message
from ccdiag.ui.models.lab_view import FaultChoice

_GROUPS: Final = {
    "network": message("The shop's network"),
    "clock": message("The shop's network"),
    "dns": message("Names (DNS)"),
    "mqtt": message("Port 443 and the MQTT session"),
    "tls": message("Encryption (TLS)"),
    "tas": message("TAS, TMS and VPOS"),
    "vpos": message("TAS, TMS and VPOS"),
    "terminal": message("Terminal"),
    "whitelist": message("Whitelist"),
    "webkassa": message("Webkassa"),
}
_TMS_SERVICE: Final = message("TAS, TMS and VPOS")
_TMS_SETTINGS: Final = message("Settings in TMS")
_ORDER: Final = (
    "network",
    "clock",
    "dns",
    "mqtt",
    "tls",
    "tas",
    "tms service",
    "vpos",
    "terminal",
    "tms settings",
    "whitelist",
    "webkassa",
)

# These titles wait for what a run sees; a fault that is switched on has not been seen yet.
_TITLES: Final = {
    "network.no_internet": message("Everything outside the shop is silent"),
    "dns.forged": message("A name server gives a false address"),
    "network.unstable": message("Connections fail first, and work at the second try"),
    "mqtt.port_rejected": message("Port 443 to the MQTT service is rejected"),
    "mqtt.client_refused": message("The MQTT service refuses the client"),
    "mqtt.topic_refused": message("The MQTT service refuses the topic"),
    "tls.certificate_expires_soon": message("The certificate of the MQTT service ends within a week"),
}
_PLACES: Final = {
    "mqtt.port": "443",
    "mqtt.host": "mqtt.ccdiag.test",
    "mqtt.alpn": "x-amzn-mqtt-ca",
    "tas.port": "5555",
    "tms.port": "15000",
    "vpos.port": "443",
    "terminal.trigger_port": "4105",
}
"""What the titles name, as a real shop has it; the lab's own port numbers change with each start."""


_LINUX_ONLY: Final = message("Only Linux can show this on its own addresses: a silent port, or no way at all.")


def fault_choices() -> tuple[FaultChoice, ...]:
    """Return every fault of the laboratory, by group and in the order of the way."""
    from ccdiag.content.causes import load_causes
    from ccdiag.lab.faults import FAULTS

    titles: dict[str, Message] = {}
    for rule in load_causes():
        titles.setdefault(rule.id, Message(rule.title, dict(_PLACES)))
    found = [
        FaultChoice(
            name=name,
            title=_TITLES.get(name) or titles[name],
            group=_group(name, service=_is_service(name)),
            unavailable=None if fault.available else _LINUX_ONLY,
        )
        for name, fault in FAULTS.items()
    ]
    return tuple(sorted(found, key=lambda choice: _ORDER.index(_area(choice.name))))


def _is_service(name: str) -> bool:
    return name.startswith("tms.") and name.partition(".")[2] in {"port_dropped", "port_rejected", "unreachable", "closes_at_once"}


def _area(name: str) -> str:
    area = name.partition(".")[0]
    return area if area != "tms" else "tms service" if _is_service(name) else "tms settings"


def _group(name: str, *, service: bool) -> Message:
    area = name.partition(".")[0]
    if area == "tms":
        return _TMS_SERVICE if service else _TMS_SETTINGS
    return _GROUPS[area]
