"""What is written down of MQTT sessions, and of connections that are held."""

from typing import ClassVar, Literal

from ccdiag.model.facts.base import Facts, Role


class MqttConnectFacts(Facts, frozen=True, kw_only=True):
    """An MQTT 3.1.1 CONNECT with a clean session and a client id of our own."""

    operation: ClassVar[str] = "mqtt_connect"
    address: str
    client_id: str
    attempt: int = 1
    reason_code: int | None = None
    """The CONNACK return code by MQTT 3.1.1: 0 accepted, 1 protocol version, 2 identifier, 3 unavailable, 4 login, 5 not authorised."""
    reason: str | None = None


class MqttSubscribeFacts(Facts, frozen=True, kw_only=True):
    """A SUBSCRIBE; messages that arrive are thrown away unread."""

    operation: ClassVar[str] = "mqtt_subscribe"
    topic: str
    reason_code: int | None = None
    """0, 1 or 2 granted, 128 refused."""


class MqttPingFacts(Facts, frozen=True, kw_only=True):
    """A PINGREQ and its answer."""

    operation: ClassVar[str] = "mqtt_ping"
    rtt_ms: float | None = None


class HoldFacts(Facts, frozen=True, kw_only=True):
    """A connection kept open without traffic."""

    operation: ClassVar[str] = "hold"
    role: Role
    kind: Literal["session", "connection"]
    planned_s: float
    held_s: float
    ended_by: Literal["us", "peer_close", "peer_reset", "silence"]
    """Silence: the connection was there, but nothing came back when it was used again."""
