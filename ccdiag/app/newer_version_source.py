"""Where the signed file that names the newest version lies: a folder, or an address on a server that TLS proves."""

from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

import msgspec
from msgspec import Struct

from ccdiag.app.newer_version_file import FILE_NAME
from ccdiag.app.newer_version_reason import Reason
from ccdiag.content.bounded_file import FileProblem, FileReadError, read_bounded
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.printable import printable
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.http import get_answer, shown_url
from ccdiag.probes.source import ANY_SOURCE

_OK: Final = 200
_MISSING: Final = frozenset({404, 410})
_LOGIN_WANTED: Final = frozenset({401, 403, 407})
_NETWORK_LOGIN: Final = 511
_REDIRECTS: Final = range(300, 400)
_LONGEST: Final = 2000


_BY_FILE_PROBLEM: Final[dict[FileProblem, Reason]] = {
    "missing": Reason.MISSING,
    "not_a_file": Reason.MISSING,
    "forbidden": Reason.DENIED,
    "too_large": Reason.TOO_LARGE,
    # A share that is gone, above all.
    "unreadable": Reason.UNREACHABLE,
}
_BY_FAILURE: Final = {
    Failure.TLS_UNTRUSTED: Reason.UNTRUSTED,
    Failure.TOO_LARGE: Reason.TOO_LARGE,
    Failure.HTTP_PROTOCOL: Reason.TROUBLE,
    Failure.HTTP_STATUS: Reason.PROXY,
}


class Fetched(Struct, frozen=True):
    """The bytes of the file, or why there are none."""

    content: bytes = b""
    reason: Reason | None = None


class FolderSource(Struct, frozen=True):
    """A folder, on this machine or on a share."""

    file: Path

    @property
    def shown(self) -> str:
        """Where the signed file is looked for."""
        return printable(str(self.file), most=_LONGEST)

    def place_of(self, below: str) -> str:
        """Name a file by its place below the signed one."""
        return printable(str(self.file.parent.joinpath(*below.split("/"))), most=_LONGEST)

    async def fetch(self, limits: Limits) -> Fetched:
        """Read the file in a thread that can be left behind: a share that is gone may keep it for a minute."""
        try:
            content = await run_abandonable(
                lambda: read_bounded(self.file, most=limits.newer_version_bytes), limit=limits.newer_version, name="ccdiag-newer-version"
            )
        except TimeoutError:
            return Fetched(reason=Reason.UNREACHABLE)
        except FileReadError as error:
            return Fetched(reason=_BY_FILE_PROBLEM[error.problem])
        return Fetched(content)


class WebSource(Struct, frozen=True):
    """An address of https."""

    url: str

    @property
    def shown(self) -> str:
        """Where the signed file is looked for; a query may hold a token and is left out."""
        return shown_url(self.url, role=None)

    def place_of(self, below: str) -> str:
        """Name a file by its place below the signed one."""
        parts = urlsplit(self.url)
        folder = parts.path.rpartition("/")[0]
        return shown_url(urlunsplit((parts.scheme, parts.netloc, f"{folder}/{quote(below)}", "", "")), role=None)

    async def fetch(self, limits: Limits) -> Fetched:
        """Ask the server once, through the system's proxy where there is one; nothing but the address is told, and nothing followed."""
        within = msgspec.structs.replace(limits, http=limits.newer_version)
        try:
            proxy = await run_abandonable(self._proxy, limit=limits.newer_version, name="ccdiag-newer-version-proxy")
        except TimeoutError:
            proxy = None
        answer = await get_answer(self.url, limits=within, source=ANY_SOURCE, most_body=limits.newer_version_bytes, proxy=proxy)
        if answer.status is None:
            return Fetched(reason=_BY_FAILURE.get(answer.failure or Failure.UNKNOWN, Reason.UNREACHABLE))
        if answer.status != _OK:
            return Fetched(reason=_of_status(answer.status))
        if answer.failure is not None:
            return Fetched(reason=_BY_FAILURE.get(answer.failure, Reason.UNREACHABLE))
        return Fetched(bytes(answer.body))

    def _proxy(self) -> Endpoint | None:
        """Find the proxy that the system uses for this server; one that speaks something else than CONNECT is gone past."""
        from ccdiag.probes.proxy_settings import proxy_settings

        setting = proxy_settings("", mqtt_host=urlsplit(self.url).hostname or "")
        return setting.endpoint if setting.speaks_connect and not setting.facts.bypassed_for_mqtt else None


Source = FolderSource | WebSource


def source_of_policy(text: str) -> Source | None:
    """Read where policy says that the signed file lies; None when that is neither a whole path nor an address of https.

    A folder is meant unless the last part is the file's own name. An address with a login in it is none: it would be sent to whoever
    answers.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > _LONGEST or not wanted.isprintable():
        return None
    if "://" in wanted:
        return _web(wanted)
    path = Path(wanted)
    if not path.is_absolute():
        return None
    return FolderSource(path if path.name.lower() == FILE_NAME else path / FILE_NAME)


def _web(text: str) -> WebSource | None:
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or not host or "@" in parts.netloc or " " in text or "\\" in text:
        return None
    return WebSource(urlunsplit(SplitResult("https", parts.netloc, _path(parts.path), parts.query, "")))


def _path(path: str) -> str:
    return path if path.rpartition("/")[2].lower() == FILE_NAME else f"{path.rstrip('/')}/{FILE_NAME}"


def _of_status(status: int) -> Reason:
    if status in _MISSING:
        return Reason.MISSING
    if status in _LOGIN_WANTED:
        return Reason.DENIED
    return Reason.REDIRECTED if status in _REDIRECTS or status == _NETWORK_LOGIN else Reason.TROUBLE
