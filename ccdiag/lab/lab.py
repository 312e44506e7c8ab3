"""The laboratory: a shop and its service on loopback, with real protocols and faults by name."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from msgspec.structs import replace

from ccdiag.lab.conditions import Conditions, DnsManner, MqttManner, Opening, PortState
from ccdiag.lab.faults import Broken, combined, known
from ccdiag.lab.files import ALPN, MERCHANT, TMS_ID, TOPIC, Layout, tms_settings, webkassa_settings, write_files
from ccdiag.lab.journal import Journal
from ccdiag.lab.parts import Part, parts_of
from ccdiag.lab.port import LOOPBACK
from ccdiag.lab.shops import TerminalListener, faults_in, mended, stated_in, terminal_in
from ccdiag.lab.terminal_world import READ_OFF, faults_of, mended_in_tms, overlaid, world_of
from ccdiag.lab.webkassa import KickKind, KickResult, LabWebkassa
from ccdiag.model.case import Case
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.environment import Environment
from ccdiag.model.prepared_shop import Mending, PreparedShop
from ccdiag.model.terminal_state import Key, TerminalState, World

if TYPE_CHECKING:
    from ccdiag.lab.keys import PressResult

MQTT_HOST = "mqtt.ccdiag.test"
TAS_HOST = "tas.ccdiag.test"
VPOS_HOST = "vpos.ccdiag.test"
CONTROL_HOST = "control.ccdiag.test"

# On Linux and Windows all of 127/8 is there; elsewhere only 127.0.0.1.
_TERMINAL_ADDRESS = "127.0.0.2" if sys.platform in {"linux", "win32"} else "127.0.0.1"
_SESSION_UP_S = 3.0


class _Running(Protocol):
    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class Lab:
    """One laboratory; everything in it runs in the event loop that starts it."""

    def __init__(self, faults: Iterable[str] = (), *, shop: PreparedShop | None = None, directory: Path | None = None) -> None:
        """Prepare a laboratory with these faults, in a prepared shop if one is given.

        Raises UnknownFaultError for names that do not exist, and UnavailableFaultError for those that this system cannot show.
        """
        self._shop = shop
        self._stated = stated_in(shop)
        self.faults = known(faults) | faults_in(shop)
        self._temporary = None if directory else tempfile.TemporaryDirectory(prefix="ccdiag-lab-", ignore_cleanup_errors=True)
        self.directory = (directory or Path(self._temporary.name if self._temporary else "")).resolve()
        self.journal = Journal()
        self.terminal_listener: TerminalListener | None = None
        """Told of each key on the terminal, in the laboratory's thread."""
        self._environment: Environment | None = None
        self._case: Case | None = None
        self._terminal_state: TerminalState | None = None
        self._running = AsyncExitStack()
        self._change = asyncio.Lock()

    @property
    def environment(self) -> Environment:
        """The environment that describes this laboratory now."""
        assert self._environment is not None, "the laboratory was not started"
        return self._environment

    @property
    def case(self) -> Case:
        """The case of the laboratory's shop now."""
        assert self._case is not None, "the laboratory was not started"
        return self._case

    @property
    def shop(self) -> PreparedShop | None:
        """The prepared shop that was opened last."""
        return self._shop

    @property
    def stated_wrongly(self) -> frozenset[str]:
        """The keys of the case's terminal that somebody stated wrongly."""
        return frozenset(self._stated)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What there is, where, and in which state."""
        return parts_of(self._layout, self._broken().conditions)

    @property
    def terminal_state(self) -> TerminalState:
        """The terminal's AdminLight: its open screens, and what is set on it and in TMS."""
        assert self._terminal_state is not None, "the laboratory was not started"
        return self._terminal_state

    async def start(self) -> None:
        """Start every server and the terminal, and write the files; returns when the terminal's session is up, or cannot be."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            await self._start_servers()
            await self._start_terminal()
            await self._apply()
        except BaseException:
            await self.stop()
            raise

    async def _start_servers(self) -> None:
        from ccdiag.lab.broker import LabBroker
        from ccdiag.lab.certificates import LabCertificates
        from ccdiag.lab.dns_server import DnsServer, Zone
        from ccdiag.lab.http_services import InternetAnswers, Vpos
        from ccdiag.lab.proxy import LabProxy
        from ccdiag.lab.tas import Tas
        from ccdiag.lab.tcp_service import TcpService
        from ccdiag.lab.tls_front import MqttFront, TlsFront

        journal = self.journal
        self._certificates = certificates = LabCertificates(self.directory / "certificates")
        self._zone = Zone()
        self._dns = DnsServer("dns", journal, self._zone)
        self._site_dns = DnsServer("site dns", journal, self._zone)
        self._broker = LabBroker()
        self._mqtt = MqttFront(journal, certificates, MQTT_HOST, ALPN, self._broker)
        self._tas = Tas(journal)
        self._tms = TcpService("tms", journal)
        self._vpos_tls = TlsFront("vpos tls", journal, certificates, VPOS_HOST)
        self._control = TlsFront("control", journal, certificates, CONTROL_HOST, public=True)
        self._internet = InternetAnswers(journal)
        self._vpos = Vpos(journal, merchant=MERCHANT, tms_id=TMS_ID, publish=self._publish_kick)
        self._proxy = LabProxy(journal, {MQTT_HOST: self._mqtt, VPOS_HOST: self._vpos_tls, CONTROL_HOST: self._control})
        servers: tuple[_Running, ...] = (
            *(self._dns, self._site_dns, self._broker, self._mqtt, self._tas, self._tms),
            *(self._vpos_tls, self._control, self._internet, self._vpos, self._proxy),
        )
        for server in servers:
            await self._run(server)

    async def _start_terminal(self) -> None:
        from ccdiag.lab.http_services import KNOWN_TEXT
        from ccdiag.lab.terminal import LabTerminal, TerminalSettings

        settings = TerminalSettings(
            tms_id=TMS_ID,
            mqtt=Endpoint(MQTT_HOST, self._mqtt.port.number),
            alpn=ALPN,
            tas=Endpoint(TAS_HOST, self._tas.port.number),
            trust=self._certificates.root_path,
            client_certificate=self._certificates.client("terminal"),
        )
        self._terminal = LabTerminal(self.journal, settings, host=_TERMINAL_ADDRESS)
        self._webkassa = LabWebkassa(self.journal, merchant=MERCHANT)
        await self._run(self._terminal)
        self._layout = Layout(
            directory=self.directory,
            trust=self._certificates.root_path,
            client_certificate=self._certificates.client("ccdiag"),
            mqtt=settings.mqtt,
            tas=settings.tas,
            tms_port=self._tms.port.number,
            vpos=Endpoint(VPOS_HOST, self._vpos_tls.port.number),
            control=Endpoint(CONTROL_HOST, self._control.port.number),
            dns=self._dns.address,
            site_dns=self._site_dns.address,
            internet_url=self._internet.url,
            vpos_url=self._vpos.url,
            proxy_url=f"http://{LOOPBACK}:{self._proxy.port.number}",
            terminal=_TERMINAL_ADDRESS,
            opi_port=self._terminal.opi.port.number,
            trigger_port=self._terminal.trigger.port.number,
            known_text=KNOWN_TEXT,
        )
        self._terminal_state = terminal_in(self._shop, world_of(self.faults, self._layout))
        self.faults |= faults_of(self._terminal_state.world)

    async def _run(self, server: _Running) -> None:
        self._running.push_async_callback(server.stop)
        await server.start()

    async def stop(self) -> None:
        """End everything, and take the temporary folder away."""
        await self._running.aclose()
        if self._temporary is not None:
            self._temporary.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def set_fault(self, name: str, on: bool) -> None:  # noqa: FBT001  # the contract of the `fault NAME on|off` line
        """Break or mend the world while it runs. Raises UnknownFaultError and UnavailableFaultError."""
        known((name,))
        async with self._change:
            self.faults = self.faults | {name} if on else self.faults - {name}
            state = self.terminal_state
            self._terminal_state = replace(state, world=world_of(self.faults, self._layout, state.world))
            await self._apply()

    async def set_faults(self, names: Iterable[str]) -> None:
        """Break the world so and not otherwise. Raises UnknownFaultError and UnavailableFaultError."""
        asked = known(names)
        async with self._change:
            self.faults = asked
            self._shop, self._stated = None, {}
            self._terminal_state = replace(self.terminal_state, world=world_of(asked, self._layout))
            await self._apply()

    async def open_shop(self, shop: PreparedShop) -> None:
        """Be this prepared shop, and nothing else. Raises UnknownFaultError and UnavailableFaultError."""
        faults = faults_in(shop)
        async with self._change:
            self._shop, self._stated = shop, stated_in(shop)
            self._terminal_state = terminal_in(shop, world_of(faults, self._layout))
            self.faults = faults | faults_of(self._terminal_state.world)
            await self._apply()

    async def mend(self, mending: Mending) -> bool:
        """Have something put right elsewhere than in the terminal's menus; whether anything was wrong there."""
        async with self._change:
            faults, stated = mended(mending, self.faults, self._stated)
            if (faults, stated) == (self.faults, self._stated):
                return False
            self.faults, self._stated = faults, stated
            self._terminal_state = replace(self.terminal_state, world=world_of(faults, self._layout, self.terminal_state.world))
            await self._apply()
        return True

    async def mend_in_tms(self, name: str) -> None:
        """Put one setting right in TMS, as its portal does: an MQTT setting gets to the terminal with the next installation only.

        Raises UnknownFaultError and UnavailableFaultError.
        """
        known((name,))
        async with self._change:
            self.faults = mended_in_tms(self.faults, name)
            self._terminal_state = replace(self.terminal_state, world=world_of(self.faults, self._layout, self.terminal_state.world))
            await self._apply()

    async def press(self, words: Sequence[str]) -> "PressResult":
        """Press keys in the terminal's AdminLight, given as words; its sockets and its session follow what is set there.

        Raises ContentError when the menus that ship are broken.
        """
        from ccdiag.lab.keys import pressed

        async with self._change:
            result = pressed(self.terminal_state, words)
            await self._follow_terminal(result.state)
        return result

    async def press_key(self, key: Key) -> TerminalState:
        """Press one key in the terminal's AdminLight; a busy terminal waits for the key WAIT. Raises ContentError likewise."""
        from ccdiag.adminlight.machine import press

        async with self._change:
            await self._follow_terminal(press(self.terminal_state, key))
            return self.terminal_state

    async def set_terminal_state(self, state: TerminalState) -> None:
        """Put the terminal into another state, with all that is set there and in TMS; faults come and go with it."""
        async with self._change:
            await self._follow_terminal(state)

    async def kick(self, kind: KickKind) -> KickResult:
        """Let the Webkassa kick the terminal, and follow it as far as TAS."""
        trigger = Endpoint(_TERMINAL_ADDRESS, self._terminal.trigger.port.number)
        return await self._webkassa.kick(kind, vpos_url=self._vpos.url, trigger=trigger)

    async def _publish_kick(self, tms_id: str) -> None:
        await self._broker.publish(TOPIC, json.dumps({"kick": tms_id}).encode())

    def _broken(self) -> Broken:
        broken = overlaid(combined(self.faults), self.terminal_state.world)
        return replace(broken, terminal=broken.terminal | self._stated)

    async def _follow_terminal(self, state: TerminalState) -> None:
        """Let the terminal's ports, its session and the files follow what AdminLight shows."""
        before, world = self.terminal_state.world, state.world
        had_session = self._has_session(self._broken().conditions)
        shown_before, self._terminal_state = self.terminal_state, state
        if world != before:
            await self._follow_world(before, had_session=had_session)
        if self.terminal_listener is not None and state != shown_before:
            self.terminal_listener(shown_before, state, self.faults)

    async def _follow_world(self, before: World, *, had_session: bool) -> None:
        """Let ports, session and files follow what was set on the terminal."""
        world = self.terminal_state.world
        self.faults = (self.faults - READ_OFF) | faults_of(world)
        for event, detail, is_made in (
            ("hardware installation", world.installed_tms_id, world.installations != before.installations),
            ("POS mode set", world.pos_mode, world.pos_mode != before.pos_mode),
            ("day opened" if world.day_open else "day closed", "", world.day_open is not before.day_open),
        ):
            if is_made:
                self.journal.note("terminal", event, detail)
        broken = self._broken()
        self._environment, self._case = write_files(self._layout, broken)
        await self._apply_ports(broken.conditions)
        if had_session is not self._has_session(broken.conditions) or world.installations != before.installations:
            await self._apply_session(broken)

    async def _apply(self) -> None:
        """Bring every server and every file to what the faults say."""
        broken = self._broken()
        conditions = broken.conditions
        await self._terminal.restart_session(None)
        await self._apply_names(conditions)
        await self._apply_services(conditions)
        await self._apply_mqtt(conditions)
        self._webkassa.configuration = dict(webkassa_settings(self._layout, broken))
        self._environment, self._case = write_files(self._layout, broken)
        await self._apply_ports(conditions)
        await self._apply_session(broken)

    async def _apply_names(self, conditions: Conditions) -> None:
        self._zone.addresses = {
            MQTT_HOST: conditions.mqtt_addresses,
            TAS_HOST: conditions.tas_addresses,
            VPOS_HOST: conditions.vpos_addresses,
            CONTROL_HOST: (LOOPBACK,),
        }
        self._zone.service_names = frozenset({MQTT_HOST, TAS_HOST})
        self._zone.service_manner = conditions.service_names
        await self._dns.set_manner(conditions.dns)
        await self._site_dns.set_manner(conditions.site_dns)

    async def _apply_services(self, conditions: Conditions) -> None:
        ahead = timedelta(seconds=conditions.world_ahead_s)
        self._internet.captive = conditions.captive_portal
        self._internet.world_ahead = self._vpos.world_ahead = ahead
        self._vpos.listing, self._vpos.source = conditions.listing, conditions.whitelist_source
        self._tas.closes_at_once, self._tms.closes_at_once = conditions.tas_closes, conditions.tms_closes
        self._vpos_tls.closes_at_once = conditions.vpos_closes
        for front in (self._vpos_tls, self._control):
            front.world_ahead, front.certificate = ahead, conditions.public_certificate
        self._proxy.manner = conditions.proxy
        for service, state in (
            (self._tas, conditions.tas_port),
            (self._tms, conditions.tms_port),
            (self._vpos_tls, conditions.vpos_port),
            (self._control, conditions.control_port),
        ):
            await service.set_port(state)
        await self._internet.set_port(conditions.internet_port)
        await self._vpos.set_port(conditions.vpos_http_port)

    async def _apply_mqtt(self, conditions: Conditions) -> None:
        front = self._mqtt
        front.opening, front.manner = conditions.mqtt_opening, conditions.mqtt_manner
        front.falter(falters=conditions.mqtt_falters)
        front.certificate, front.alpn_selected = conditions.mqtt_certificate, conditions.mqtt_alpn
        front.client_certificates = conditions.client_certificates
        front.world_ahead = timedelta(seconds=conditions.world_ahead_s)
        self._broker.allow(clients=conditions.clients_allowed, topics=conditions.topics_allowed)
        await front.set_port(conditions.mqtt_port)
        # Whoever has a session comes back into the changed world.
        await front.drop_clients()
        await self._proxy.drop_clients()

    async def _apply_ports(self, conditions: Conditions) -> None:
        terminal = self._terminal
        terminal.dns_server = Endpoint(LOOPBACK, self._site_dns.port) if conditions.terminal_has_dns else None
        both = conditions.terminal_ports
        await terminal.set_ports(
            conditions.terminal_pos_mode, opi=both, trigger=both if both is not PortState.OPEN else conditions.trigger_port
        )

    def _has_session(self, conditions: Conditions) -> bool:
        return conditions.terminal_session and conditions.generation == "2.0"

    async def _apply_session(self, broken: Broken) -> None:
        terminal, conditions = self._terminal, broken.conditions
        terminal.settings = replace(terminal.settings, tms_id=self.terminal_state.world.installed_tms_id)
        if not self._has_session(conditions):
            await terminal.restart_session(None)
            return
        topic = tms_settings(self._layout, broken).get("MqtSubscriptionTopic0", TOPIC)
        since = await terminal.restart_session((str(topic),))
        if not _session_hangs(conditions):
            ended = {"MQTT session up", "no MQTT session"}
            await self.journal.wait_for(lambda entry: entry.event in ended, since=since, limit=_SESSION_UP_S)


def _session_hangs(conditions: Conditions) -> bool:
    """Whether the terminal's session meets silence, which is not worth waiting for."""
    return (
        conditions.mqtt_port is PortState.DROPPED
        or conditions.mqtt_opening is Opening.SILENT
        or conditions.mqtt_manner is MqttManner.SILENT
        or conditions.site_dns in {DnsManner.SILENT, DnsManner.SLOW}
    )
