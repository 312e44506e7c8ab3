"""paho-mqtt, fitted to one session on a connection of our own; the only module that imports paho, and only when it is needed.

Everything of paho that is not public is used here and nowhere else; tests/probes/test_mqtt.py shows when a new version differs.
"""

import contextlib
import logging
from typing import Protocol

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from ccdiag.probes.mqtt_wire import Wire

_log = logging.getLogger(__name__)

# The number that paho gives to a connection that it ended itself because no PINGRESP came.
_KEEP_ALIVE_TIMEOUT = 141


class Listener(Protocol):
    """Is told what happens, in paho's network thread."""

    def answered(self) -> None:
        """Take note of CONNACK; the wire knows its code."""

    def granted(self, packet_id: int, code: int) -> None:
        """Take note of SUBACK."""

    def ended(self, *, keep_alive_missed: bool) -> None:
        """Take note that the session is over and its thread has let go of everything; told once, and last."""


class SessionClient(Client):
    """An MQTT 3.1.1 client for one clean session that never connects again and drops what it is sent."""

    def __init__(self, wire: Wire, client_id: str, listener: Listener) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2, client_id, clean_session=True, protocol=MQTTProtocolVersion.MQTTv311, reconnect_on_failure=False
        )
        self.suppress_exceptions = True
        self._wire: Wire | None = wire
        self._listener = listener
        self._keep_alive_missed = False
        self.on_connect = self._told_connected
        self.on_subscribe = self._told_subscribed
        self.on_disconnect = self._told_disconnected

    def start(self, host: str, port: int, *, keep_alive: int) -> None:
        """Send CONNECT, and go on in a network thread of paho's."""
        self.connect_async(host, port, keepalive=keep_alive)
        self.loop_start()

    # When the session ends at this moment, the thread closes what paho wakes it with, under the one that speaks.

    def ask_for(self, topic: str) -> int | None:
        """Send SUBSCRIBE, at most once, and return its packet id; None when the session is over."""
        try:
            return self.subscribe(topic, qos=0)[1]
        except OSError:
            return None

    def ping(self) -> bool:
        """Send PINGREQ, which paho otherwise does only by itself; False when the session is over."""
        try:
            return self._send_pingreq() is MQTTErrorCode.MQTT_ERR_SUCCESS
        except OSError:
            return False

    def say_goodbye(self) -> None:
        """Send DISCONNECT, where there is somebody to send it to."""
        with contextlib.suppress(OSError):
            self.disconnect()

    def _create_socket(self) -> Wire:
        """Return the connection that was made beforehand, instead of looking up the host and connecting anew."""
        wire, self._wire = self._wire, None
        if wire is None:
            raise RuntimeError("a session has one connection")
        return wire

    def _thread_main(self) -> None:
        """Run paho's loop; whatever ends it, nothing is left open and the end is told."""
        try:
            super()._thread_main()
        except Exception:  # noqa: BLE001  # whatever paho's reading trips over, it must not reach the user as a trace
            _log.debug("paho's loop ended", exc_info=True)
        finally:
            self._reset_sockets()
            if self._wire is not None:
                self._wire.close()  # told to end before the thread came to take it
            self._listener.ended(keep_alive_missed=self._keep_alive_missed)

    def _told_connected(
        self, _client: Client, _data: object, _flags: ConnectFlags, _code: ReasonCode, _properties: Properties | None
    ) -> None:
        self._listener.answered()

    def _told_subscribed(
        self, _client: Client, _data: object, packet_id: int, codes: list[ReasonCode], _properties: Properties | None
    ) -> None:
        if codes:
            self._listener.granted(packet_id, codes[0].value)

    def _told_disconnected(
        self, _client: Client, _data: object, _flags: DisconnectFlags, code: ReasonCode, _properties: Properties | None
    ) -> None:
        self._keep_alive_missed = code.value == _KEEP_ALIVE_TIMEOUT
