"""HTTP of the laboratory: known answers on the internet, and the vendor's VPOS."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus

from aiohttp import web

from ccdiag.lab.conditions import Listing, PortState, SourceManner
from ccdiag.lab.journal import Journal
from ccdiag.lab.port import LOOPBACK, Port

KNOWN_TEXT = "ccdiag laboratory"
SYSTEMS_2_0 = frozenset({"GrundmasterNL", "GrundmasterBE"})
_BODY_MOST = 65536
_SHUTDOWN_S = 0.2


class HttpService:
    """An aiohttp application on a port of the laboratory."""

    def __init__(self, name: str, journal: Journal) -> None:
        self.name = name
        self.journal = journal
        self.port = Port(self._listen)
        self.world_ahead = timedelta()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.port.number}"

    def routes(self) -> list[web.RouteDef]:
        """Name what it answers to."""
        return []

    async def start(self) -> None:
        """Open the port."""
        application = web.Application(client_max_size=_BODY_MOST)
        application.on_response_prepare.append(self._dated)
        application.add_routes(self.routes())
        # A logger of its own, switched off: clients that go away mid-way are what the laboratory is for.
        logging.getLogger("ccdiag.lab.http").setLevel(logging.CRITICAL)
        self._runner = web.AppRunner(
            application,
            access_log=None,
            handle_signals=False,
            shutdown_timeout=_SHUTDOWN_S,
            logger=logging.getLogger("ccdiag.lab.http"),
        )
        await self._runner.setup()
        await self.port.set_state(PortState.OPEN)

    async def stop(self) -> None:
        """Close the port and every connection."""
        self.port.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def set_port(self, state: PortState) -> None:
        """Change the port."""
        await self.port.set_state(state)

    async def _listen(self, sock: socket.socket) -> asyncio.Server:
        assert self._runner is not None
        assert self._runner.server is not None
        return await asyncio.get_running_loop().create_server(self._runner.server, sock=sock)

    async def _dated(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = format_datetime(datetime.now(UTC) + self.world_ahead, usegmt=True)
        self.journal.note(self.name, "request", f"{request.method} {request.path} {response.status}")


class InternetAnswers(HttpService):
    """Two pages whose answer is known beforehand, and the login page of a captive portal."""

    def __init__(self, journal: Journal) -> None:
        super().__init__("internet", journal)
        self.captive = False

    def routes(self) -> list[web.RouteDef]:
        """Two known answers and the login page."""
        return [web.get("/known", self._known), web.get("/empty", self._empty), web.get("/login", self._login)]

    async def _known(self, _: web.Request) -> web.StreamResponse:
        return self._redirected() or web.Response(text=KNOWN_TEXT)

    async def _empty(self, _: web.Request) -> web.StreamResponse:
        return self._redirected() or web.Response(status=HTTPStatus.NO_CONTENT)

    async def _login(self, _: web.Request) -> web.StreamResponse:
        return web.Response(text="<html><body>Guest network: please log in</body></html>", content_type="text/html")

    def _redirected(self) -> web.StreamResponse | None:
        return web.Response(status=HTTPStatus.FOUND, headers={"Location": f"{self.url}/login"}) if self.captive else None


class Vpos(HttpService):
    """The vendor's side of a kick: checks the whitelist, then publishes to the terminal's topic."""

    def __init__(self, journal: Journal, *, merchant: str, tms_id: str, publish: Callable[[str], Awaitable[None]]) -> None:
        super().__init__("vpos", journal)
        self.listing = Listing.LISTED
        self.source = SourceManner.NORMAL
        self._merchant = merchant
        self._tms_id = tms_id
        self._publish = publish

    def routes(self) -> list[web.RouteDef]:
        """Whitelist look-up and cloud kick."""
        return [web.get("/whitelist/{merchant}/{tms_id}", self._whitelist), web.post("/kick", self._kick)]

    def listed(self, merchant: str, tms_id: str) -> bool:
        """Whether the whitelist has this terminal for this merchant."""
        return self.listing is Listing.LISTED and (merchant, tms_id) == (self._merchant, self._tms_id)

    async def _whitelist(self, request: web.Request) -> web.StreamResponse:
        match self.source:
            case SourceManner.DENIED:
                return web.json_response({"error": "unauthorised"}, status=HTTPStatus.UNAUTHORIZED)
            case SourceManner.INVALID:
                return web.Response(text='{"whitelisted": "perhaps', content_type="application/json")
        return web.json_response({"whitelisted": self.listed(request.match_info["merchant"], request.match_info["tms_id"])})

    async def _kick(self, request: web.Request) -> web.StreamResponse:
        try:
            asked = await request.json()
            merchant, tms_id, system = str(asked["merchant"]), str(asked["terminalId"]), str(asked["managementSystemId"])
        except (ValueError, KeyError, TypeError):
            return web.json_response({"error": "bad request"}, status=HTTPStatus.BAD_REQUEST)
        if system not in SYSTEMS_2_0:
            return web.json_response({"error": "unknown management system"}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if not self.listed(merchant, tms_id):
            self.journal.note(self.name, "kick refused", tms_id)
            return web.json_response({"error": "not on the whitelist"}, status=HTTPStatus.FORBIDDEN)
        await self._publish(tms_id)
        self.journal.note(self.name, "kick published", tms_id)
        return web.json_response({"wakeUpType": "CLOUD_CONNECT"})
