"""The proxy that this laptop, or the environment file, names; read, and never changed."""

import os
import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import ProxySettingFacts
from ccdiag.model.printable import printable
from ccdiag.probes.windows_proxy import MOST_CHARACTERS, ScriptAnswer, WindowsProxy, read_machine_settings, read_user_settings

_PORTS = {"http": 80, "https": 443, "socks": 1080, "socks4": 1080, "socks4a": 1080, "socks5": 1080, "socks5h": 1080}
_HOST = re.compile(r"[A-Za-z0-9_.:%-]{1,253}")
_SCRIPT_SCHEMES = frozenset({"http", "https"})
"""A script in a file is not had by Windows either (WinHTTP), and a share could be sent the user's login."""


class ProxySetting(Struct, frozen=True, kw_only=True):
    """The configured proxy, and what is needed to try it."""

    facts: ProxySettingFacts
    endpoint: Endpoint | None = None
    """Where it listens; None: there is none, only a script that would name one, or a setting that cannot be read."""
    script_url: str = ""
    """Where the script is had that names one; without a login. Empty: there is none, or none that may be had."""
    speaks_connect: bool = False
    """False for SOCKS and for a proxy behind TLS, which a plain CONNECT cannot try."""
    without_script: "ProxySetting | None" = None
    """What counts where the script cannot be had or run."""
    unreadable: bool = False
    """There is a setting, but it does not name a host."""


NONE_SET = ProxySetting(facts=ProxySettingFacts(source="none"))


def proxy_settings(environment_proxy_url: str, *, mqtt_host: str, laptop: bool = True) -> ProxySetting:
    """Find the proxy that counts for the MQTT host.

    It is the environment file's, else the Windows user's, else that of Windows' services, else the process environment's. `laptop` false
    leaves out all but the first. Reads settings only: what a script says, `with_script` takes in. A user name and a password in a setting
    are dropped here and never kept.
    """
    if environment_proxy_url:
        return _of_url(environment_proxy_url, source="environment_file", bypassed=False)
    if not laptop:
        return NONE_SET
    user = read_user_settings()
    found = (
        of_windows(user, mqtt_host=mqtt_host)
        or of_windows(read_machine_settings(), mqtt_host=mqtt_host, source="winhttp")
        or of_process_environment(os.environ, mqtt_host=mqtt_host)
    )
    return replace(found, facts=replace(found.facts, auto_detect=True)) if user.auto_detect else found


def of_process_environment(variables: Mapping[str, str], *, mqtt_host: str) -> ProxySetting:
    """Take the proxy for https from the variables that curl and most programs read, the lower-case names first."""
    url = next((variables[name] for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY") if variables.get(name)), "")
    if not url:
        return NONE_SET
    exceptions = variables.get("no_proxy") or variables.get("NO_PROXY") or ""
    return _of_url(url, source="process_environment", bypassed=_is_loopback(mqtt_host) or _excepted(mqtt_host, exceptions))


def of_windows(setting: WindowsProxy, *, mqtt_host: str, source: Literal["system", "winhttp"] = "system") -> ProxySetting | None:
    """Take the proxy for https from Windows' settings; None when they name none.

    A script comes before the fixed proxy, which Windows then uses where the script cannot be had.
    """
    server = _https_entry(setting.server) if setting.enabled else ""
    bypassed = _is_loopback(mqtt_host) or _overridden(mqtt_host, setting.override)
    found = _of_url(server, source=source, bypassed=bypassed) if server else None
    if not setting.script_url:
        return found
    facts = ProxySettingFacts(source="pac", proxy=found.facts.proxy if found else None, pac_url=_shown_script(setting.script_url))
    return ProxySetting(facts=facts, script_url=_asked_script(setting.script_url), without_script=found)


def with_script(setting: ProxySetting, answer: ScriptAnswer) -> ProxySetting:
    """Put in what the script says: its proxy takes the place of the fixed one, or there is none."""
    facts = replace(setting.facts, script=answer.outcome)
    match answer.outcome:
        case "direct":
            return ProxySetting(facts=replace(facts, proxy=None))
        case "proxy":
            chosen = _of_url(_https_entry(answer.server), source="system", bypassed=False)
            return replace(chosen, facts=replace(facts, proxy=chosen.facts.proxy))
        case "unavailable" | "faulty" if setting.without_script is not None:
            bypassed = setting.without_script.facts.bypassed_for_mqtt
            return replace(setting.without_script, facts=replace(facts, bypassed_for_mqtt=bypassed))
        case _:
            return ProxySetting(facts=facts)


def _of_url(url: str, *, source: Literal["environment_file", "system", "winhttp", "process_environment"], bypassed: bool) -> ProxySetting:
    """Take a proxy from its URL, or from `host:port`."""
    text = url.strip()[:MOST_CHARACTERS]
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        scheme, host = parts.scheme.lower(), parts.hostname or ""
        port = parts.port or _PORTS.get(scheme)
    except ValueError:
        scheme, host, port = "", "", None
    if port is None or not _HOST.fullmatch(host):
        return ProxySetting(facts=ProxySettingFacts(source=source, bypassed_for_mqtt=bypassed), unreadable=True)
    endpoint = Endpoint(host, port)
    facts = ProxySettingFacts(source=source, proxy=str(endpoint), bypassed_for_mqtt=bypassed)
    return ProxySetting(facts=facts, endpoint=endpoint, speaks_connect=scheme == "http")


def _https_entry(server: str) -> str:
    """Choose the entry for https from a ProxyServer value."""
    by_scheme: dict[str, str] = {}
    for entry in server.replace(";", " ").split():
        scheme, equals, address = entry.partition("=")
        if not equals:
            return entry  # one proxy for everything
        by_scheme.setdefault(scheme.lower(), address)
    if "https" in by_scheme:
        return by_scheme["https"]
    return f"socks://{by_scheme['socks']}" if by_scheme.get("socks") else ""


def _overridden(host: str, override: str) -> bool:
    """Whether ProxyOverride makes an exception of this host."""
    name = host.lower()
    for entry in override.replace(";", " ").lower().split():
        pattern = entry.partition("://")[2] or entry
        if pattern == "<local>":
            if "." not in name and ":" not in name:
                return True
        elif fnmatchcase(name, pattern):
            return True
    return False


def _excepted(host: str, exceptions: str) -> bool:
    """Whether NO_PROXY makes an exception of this host: names with all that is below them, addresses, networks, or `*`."""
    name = host.lower().rstrip(".")
    for entry in exceptions[:MOST_CHARACTERS].lower().replace(",", " ").split():
        if entry == "*":
            return True
        domain = entry.removeprefix("*").lstrip(".").rstrip(".")
        if domain and (name == domain or name.endswith(f".{domain}")):
            return True
        try:
            if ip_address(name) in ip_network(entry, strict=False):
                return True
        except ValueError:
            continue  # one of them is a name
    return False


def _is_loopback(host: str) -> bool:
    """Whether the host is this machine, which browsers never reach through a proxy."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")


def _shown_script(url: str) -> str:
    """Return a script's URL without a login or a query."""
    try:
        scheme, place, path, _, _ = urlsplit(url)
    except ValueError:
        return ""
    return printable(urlunsplit((scheme, place.rpartition("@")[2], path, "", "")), most=500)


def _asked_script(url: str) -> str:
    """Return where a script is had, without a login; empty for one that is not had over HTTP."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() not in _SCRIPT_SCHEMES or not parts.hostname:
        return ""
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))
