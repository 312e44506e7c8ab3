"""Where the signed file that names the newest version lies: a folder, or an address on a server that TLS proves."""

from pathlib import Path
from time import perf_counter
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
LONGEST: Final = 2000
_LEAST_S: Final = 0.2
"""What is left for the request where finding the proxy took all the time."""


_BY_FILE_PROBLEM: Final[dict[FileProblem, Reason]] = {
    "missing": Reason.MISSING,
    "not_a_file": Reason.MISSING,
    "forbidden": Reason.DENIED,
    "too_large": Reason.TOO_LARGE,
    # A share that is gone, above all.
    "unreadable": Reason.UNREACHABLE,
}
# Codes of Windows (winerror.h).
_SHARE_UNREACHABLE: Final = frozenset(
    {
        51,  # ERROR_REM_NOT_LIST: the server is not there
        53,  # ERROR_BAD_NETPATH
        54,  # ERROR_NETWORK_BUSY
        55,  # ERROR_DEV_NOT_EXIST
        59,  # ERROR_UNEXP_NET_ERR
        64,  # ERROR_NETNAME_DELETED
        67,  # ERROR_BAD_NET_NAME: without a network too
        121,  # ERROR_SEM_TIMEOUT
        1203,  # ERROR_NO_NET_OR_BAD_PATH
        1222,  # ERROR_NO_NETWORK
        1231,  # ERROR_NETWORK_UNREACHABLE
        1232,  # ERROR_HOST_UNREACHABLE
        2250,  # ERROR_NOT_CONNECTED: a drive letter whose share is gone
    }
)
_SHARE_DENIED: Final = frozenset(
    {
        5,  # ERROR_ACCESS_DENIED
        65,  # ERROR_NETWORK_ACCESS_DENIED
        86,  # ERROR_INVALID_PASSWORD
        1219,  # ERROR_SESSION_CREDENTIAL_CONFLICT
        1265,  # ERROR_DOWNGRADE_DETECTED: no domain controller to log in at
        1311,  # ERROR_NO_LOGON_SERVERS
        1326,  # ERROR_LOGON_FAILURE
        1327,  # ERROR_ACCOUNT_RESTRICTION
        1331,  # ERROR_ACCOUNT_DISABLED
        1385,  # ERROR_LOGON_TYPE_NOT_GRANTED
        1909,  # ERROR_ACCOUNT_LOCKED_OUT
    }
)
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
        return printable(str(self.file), most=LONGEST)

    def place_of(self, below: str) -> str:
        """Name a file by its place below the signed one."""
        return printable(str(self.file.parent.joinpath(*below.split("/"))), most=LONGEST)

    async def fetch(self, limits: Limits) -> Fetched:
        """Read the file in a thread that can be left behind: a share that is gone may keep it for a minute."""
        try:
            content = await run_abandonable(
                lambda: read_bounded(self.file, most=limits.newer_version_bytes), limit=limits.newer_version, name="ccdiag-newer-version"
            )
        except TimeoutError:
            return Fetched(reason=Reason.UNREACHABLE)
        except FileReadError as error:
            return Fetched(reason=_of_share(error) or _BY_FILE_PROBLEM[error.problem])
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
        begun = perf_counter()
        try:
            # A script that chooses the proxy has to be fetched first.
            proxy = await run_abandonable(
                lambda: self._proxy(limits.proxy_script), limit=limits.newer_version, name="ccdiag-newer-version-proxy"
            )
            within = msgspec.structs.replace(limits, http=max(_LEAST_S, limits.newer_version - (perf_counter() - begun)))
            answer = await get_answer(self.url, limits=within, source=ANY_SOURCE, most_body=limits.newer_version_bytes, proxy=proxy)
        except TimeoutError:
            return Fetched(reason=Reason.UNREACHABLE)
        if answer.status is None:
            return Fetched(reason=_BY_FAILURE.get(answer.failure or Failure.UNKNOWN, Reason.UNREACHABLE))
        if answer.status != _OK:
            return Fetched(reason=_of_status(answer.status))
        if answer.failure is not None:
            return Fetched(reason=_BY_FAILURE.get(answer.failure, Reason.UNREACHABLE))
        return Fetched(bytes(answer.body))

    def _proxy(self, script_limit: float) -> Endpoint | None:
        """Find the proxy that the system uses for this server; one that speaks something else than CONNECT is gone past."""
        from ccdiag.probes.proxy_settings import proxy_settings, with_script
        from ccdiag.probes.windows_proxy import ask_script

        parts = urlsplit(self.url)
        setting = proxy_settings("", mqtt_host=parts.hostname or "")
        if setting.script_url:
            # Browsers tell a script no more of an address than this either.
            setting = with_script(setting, ask_script(setting.script_url, f"https://{parts.netloc}/", limit=script_limit))
        return setting.endpoint if setting.speaks_connect and not setting.facts.bypassed_for_mqtt else None


Source = FolderSource | WebSource


def source_of_policy(text: str) -> Source | None:
    """Read where policy says that the signed file lies; None when that is neither a whole path nor an address of https.

    A folder is meant unless the last part is the file's own name. An address with a login in it is none: it would be sent to whoever
    answers.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > LONGEST:
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
    if parts.scheme != "https" or not host or "@" in parts.netloc or " " in text or not text.isprintable():
        return None
    return WebSource(urlunsplit(SplitResult("https", parts.netloc, _path(parts.path), parts.query, "")))


def _path(path: str) -> str:
    return path if path.rpartition("/")[2].lower() == FILE_NAME else f"{path.rstrip('/')}/{FILE_NAME}"


def _of_share(error: FileReadError) -> Reason | None:
    """Say what Windows tells of a share, most of which it calls a file that is not there as well; None where it tells of none."""
    code = getattr(error.__cause__, "winerror", None)
    if code in _SHARE_UNREACHABLE:
        return Reason.UNREACHABLE
    return Reason.DENIED if code in _SHARE_DENIED else None


def _of_status(status: int) -> Reason:
    if status in _MISSING:
        return Reason.MISSING
    if status in _LOGIN_WANTED:
        return Reason.DENIED
    return Reason.REDIRECTED if status in _REDIRECTS or status == _NETWORK_LOGIN else Reason.TROUBLE
