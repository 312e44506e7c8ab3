"""The shop's web proxy, which knows CONNECT."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

from ccdiag.lab.byte_reader import ByteReader
from ccdiag.lab.conditions import ProxyManner
from ccdiag.lab.journal import Journal
from ccdiag.lab.tcp_service import TcpService, part

_REQUEST_MOST = 8192


class LabProxy(TcpService):
    """Answers CONNECT with 200, 403 or 407; behind a 200 stands the service itself, whatever its own port does."""

    def __init__(self, journal: Journal, services: Mapping[str, TcpService]) -> None:
        super().__init__("proxy", journal)
        self.manner = ProxyManner.ABSENT
        self._services = services
        """By host name."""

    async def serve(self, reader: ByteReader, writer: asyncio.StreamWriter) -> None:
        """Read one request and connect it through."""
        request = b""
        while b"\r\n\r\n" not in request:
            data = await reader.read(_REQUEST_MOST)
            request += data
            if not data or len(request) > _REQUEST_MOST:
                return
        method, target = [*request.split(b" ", maxsplit=2), b"", b""][:2]
        host, _, port = target.decode("ascii", "replace").rpartition(":")
        service = self._services.get(host.lower())
        if service is not None and port != str(service.port.number):
            service = None
        status = self._status(method, service)
        self.journal.note(self.name, "connect", f"{host}:{port} {status.value}")
        login = 'Proxy-Authenticate: Basic realm="laboratory"\r\n' if status is HTTPStatus.PROXY_AUTHENTICATION_REQUIRED else ""
        length = "" if status is HTTPStatus.OK else "Content-Length: 0\r\n"
        writer.write(f"HTTP/1.1 {status.value} {status.phrase}\r\n{login}{length}\r\n".encode("ascii"))
        if status is HTTPStatus.OK and service is not None:
            await service.serve(reader, writer)
        else:
            await part(reader, writer)

    def _status(self, method: bytes, service: TcpService | None) -> HTTPStatus:
        if self.manner is ProxyManner.LOGIN:
            return HTTPStatus.PROXY_AUTHENTICATION_REQUIRED
        if method != b"CONNECT":
            return HTTPStatus.METHOD_NOT_ALLOWED
        if self.manner is ProxyManner.DENIED:
            return HTTPStatus.FORBIDDEN
        return HTTPStatus.OK if service is not None else HTTPStatus.BAD_GATEWAY
