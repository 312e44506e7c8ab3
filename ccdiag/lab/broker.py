"""The MQTT broker behind the front: amqtt, embedded, without a port of its own."""

import asyncio
import logging
import ssl
import warnings
from typing import Any

from amqtt.adapters import StreamReaderAdapter, WriterAdapter
from amqtt.broker import Broker
from amqtt.contexts import Action, BaseContext
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin
from amqtt.session import Session

from ccdiag.lab.ending import end
from ccdiag.lab.tls_stream import TlsStream

_LISTENER = "front"
# amqtt takes its plugins by name and makes them itself.
_PLUGINS = (f"{__name__}.LabClients", f"{__name__}.LabTopics")
_LEAVING_S = 1.0


class LabClients(BaseAuthPlugin):  # type: ignore[misc]  # amqtt ships no types
    """Says which clients may connect: all, unless a fault says none."""

    def __init__(self, context: BaseContext) -> None:
        super().__init__(context)
        self.allowed = True

    async def authenticate(self, *, session: Session) -> bool | None:
        """Answer for one client."""
        return self.allowed


class LabTopics(BaseTopicPlugin):  # type: ignore[misc]  # amqtt ships no types
    """Says which topics may be used: all, unless a fault says none."""

    def __init__(self, context: BaseContext) -> None:
        super().__init__(context)
        self.allowed = True

    async def topic_filtering(
        self, *, session: Session | None = None, topic: str | None = None, action: Action | None = None
    ) -> bool | None:
        """Answer for one topic."""
        return self.allowed or action is not Action.SUBSCRIBE


class _Outbox(WriterAdapter):  # type: ignore[misc]  # amqtt ships no types
    """What the broker says, on its way to the client."""

    def __init__(self, stream: TlsStream) -> None:
        self._stream = stream

    def write(self, data: bytes) -> None:
        if not self._stream.writer.is_closing():
            self._stream.write(data)

    async def drain(self) -> None:
        if not self._stream.writer.is_closing():
            await self._stream.drain()

    def get_peer_info(self) -> tuple[str, int] | None:
        peer = self._stream.writer.get_extra_info("peername")
        return (peer[0], peer[1]) if peer else None

    def get_ssl_info(self) -> ssl.SSLObject | None:
        return None

    async def close(self) -> None:
        self._stream.close()


class BrokerSession:
    """One client at the broker."""

    def __init__(self, broker: Broker, stream: TlsStream) -> None:
        self._inbox = asyncio.StreamReader()
        talk = broker.external_connected(StreamReaderAdapter(self._inbox), _Outbox(stream), _LISTENER)
        self._task: asyncio.Task[None] = asyncio.create_task(talk)

    def feed(self, packet: bytes) -> None:
        """Give the broker what the client said."""
        self._inbox.feed_data(packet)

    async def leave(self) -> None:
        """End the session; the broker gets a moment to notice."""
        self._inbox.feed_eof()
        await asyncio.wait([self._task], timeout=_LEAVING_S)
        await end((self._task,))
        if not self._task.cancelled():
            # What it ended with tells of a client that went away, which is no news here; reading it keeps asyncio quiet.
            self._task.exception()


class LabBroker:
    """The broker of one laboratory."""

    def __init__(self) -> None:
        self._broker: Broker | None = None
        self._clients: LabClients | None = None
        self._topics: LabTopics | None = None

    async def start(self) -> None:
        """Make the broker ready."""
        # Everything that amqtt has to say is a client that went away, and the laboratory's faults make many of them.
        logging.getLogger("amqtt").setLevel(logging.CRITICAL)
        logging.getLogger("transitions").setLevel(logging.CRITICAL)
        configuration: dict[str, Any] = {
            "listeners": {"default": {"type": "external"}, _LISTENER: {"type": "external"}},
            "plugins": {name: {} for name in _PLUGINS},
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            self._broker = Broker(configuration)
            await self._broker.start()
        manager = self._broker.plugins_manager
        self._clients = manager.get_plugin(LabClients.__name__)
        self._topics = manager.get_plugin(LabTopics.__name__)

    async def stop(self) -> None:
        """End the broker and its sessions."""
        if self._broker is None:
            return
        broker, self._broker = self._broker, None
        closing: asyncio.Task[None] = asyncio.create_task(broker.shutdown())
        await asyncio.wait([closing], timeout=_LEAVING_S)
        await end((closing,))

    def allow(self, *, clients: bool, topics: bool) -> None:
        """Say whether clients may connect and subscribe."""
        assert self._clients is not None
        assert self._topics is not None
        self._clients.allowed = clients
        self._topics.allowed = topics

    def join(self, stream: TlsStream) -> BrokerSession:
        """Let a client in."""
        assert self._broker is not None
        return BrokerSession(self._broker, stream)

    async def publish(self, topic: str, payload: bytes) -> None:
        """Publish as the service itself."""
        assert self._broker is not None
        await self._broker.internal_message_broadcast(topic, payload, 0)
