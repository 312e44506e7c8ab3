"""Loading environments: shipped ones by name, others by path."""

import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from ccdiag.content.errors import ContentError
from ccdiag.content.hosts import is_host, is_name_server, is_simulated_host, name_server_address
from ccdiag.content.mismatch import shown_value
from ccdiag.content.root import resource_root
from ccdiag.content.toml import load_toml
from ccdiag.model.environment import Environment, WhitelistSource
from ccdiag.model.message import Message, message

AMAZON = "amazon"
"""The value of `mqtt.trust` that means the bundled roots."""
_SHIPPED_NAME = re.compile(r"[A-Za-z0-9_-]+")
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_LONGEST_ALPN = 255  # RFC 7301: its length is one byte


def environment_names() -> tuple[str, ...]:
    """Return the names of the shipped environments."""
    return tuple(sorted(path.stem for path in (resource_root() / "environments").glob("*.toml")))


def load_environment(name_or_path: str) -> Environment:
    """Load a shipped environment by its name, else the file of that path, with the paths in it made absolute.

    Raises ContentError for whatever is wrong with it.
    """
    if _SHIPPED_NAME.fullmatch(name_or_path):
        shipped = resource_root() / "environments" / f"{name_or_path}.toml"
        if shipped.is_file():
            return load_environment_file(shipped)
    path = Path(name_or_path)
    if _SHIPPED_NAME.fullmatch(name_or_path) and not path.exists():
        raise ContentError(
            path, "", message("no environment has this name (there are: {names}), and no file", names=", ".join(environment_names()))
        )
    return load_environment_file(path)


def load_environment_file(path: Path) -> Environment:
    """Load an environment file; raises ContentError."""
    environment = _with_absolute_paths(load_toml(path, Environment), path.absolute().parent)
    for problem in _problems(environment):
        raise ContentError(path, problem.key_path, problem.expected)
    return environment


def trust_file(environment: Environment) -> Path:
    """Return the PEM file with the roots that the MQTT service is verified against."""
    return resource_root() / "trust" / "amazon.pem" if environment.mqtt.trust == AMAZON else Path(environment.mqtt.trust)


class _Problem(NamedTuple):
    key_path: str
    expected: Message


def _with_absolute_paths(environment: Environment, folder: Path) -> Environment:
    def absolute(text: str) -> str:
        return str(folder / text) if text else ""

    mqtt = environment.mqtt
    trust = mqtt.trust if mqtt.trust == AMAZON else absolute(mqtt.trust)
    return replace(
        environment,
        mqtt=replace(mqtt, trust=trust, client_certificate=absolute(mqtt.client_certificate)),
        whitelist=replace(environment.whitelist, path=absolute(environment.whitelist.path)),
    )


def _problems(environment: Environment) -> Iterator[_Problem]:
    yield from _host_problems(environment)
    yield from _mqtt_problems(environment)
    for key, servers in (("servers", environment.dns.servers), ("reference", environment.dns.reference)):
        for index, server in enumerate(servers):
            if not is_name_server(server):
                expected = message('{found} is not an address such as "192.0.2.1" or "192.0.2.1:53"', found=shown_value(server))
                yield _Problem(f"dns.{key}[{index}]", expected)
    for index, probe in enumerate(environment.internet.probes):
        if not _is_web_address(probe.url):
            yield _Problem(f"internet.probes[{index}].url", _no_web_address(probe.url))
    yield from _whitelist_problems(environment.whitelist)
    if environment.proxy.url:
        yield from _proxy_problems(environment.proxy.url)
    if environment.simulation:
        yield from _simulation_problems(environment)


def _service_hosts(environment: Environment) -> dict[str, str]:
    services = {
        "mqtt": environment.mqtt,
        "tas": environment.tas,
        "tms": environment.tms,
        "vpos": environment.vpos,
        "control": environment.control,
    }
    return {f"{name}.host": service.host for name, service in services.items() if service is not None}


def _host_problems(environment: Environment) -> Iterator[_Problem]:
    for key, host in _service_hosts(environment).items():
        if not is_host(host):
            yield _Problem(key, message("{found} is neither a host name nor an address", found=shown_value(host)))


def _simulation_problems(environment: Environment) -> Iterator[_Problem]:
    """Yield what is not on this machine: what is measured there would be told as a simulation, and no policy locks one."""
    urls = {f"internet.probes[{index}].url": probe.url for index, probe in enumerate(environment.internet.probes)}
    urls |= {key: url for key, url in {"whitelist.url": environment.whitelist.url, "proxy.url": environment.proxy.url}.items() if url}
    found = _service_hosts(environment)
    for key, servers in (("servers", environment.dns.servers), ("reference", environment.dns.reference)):
        found |= {f"dns.{key}[{index}]": name_server_address(server) or server for index, server in enumerate(servers)}
    found |= {key: urlsplit(url).hostname or "" for key, url in urls.items()}
    for key, host in found.items():
        if not is_simulated_host(host):
            yield _Problem(key, message("{found} is not on this machine; a simulation asks nobody else", found=shown_value(host)))


def _mqtt_problems(environment: Environment) -> Iterator[_Problem]:
    mqtt = environment.mqtt
    if not (mqtt.alpn.isascii() and mqtt.alpn.isprintable() and 0 < len(mqtt.alpn) <= _LONGEST_ALPN):
        yield _Problem("mqtt.alpn", message('{found} is not a protocol name such as "x-amzn-mqtt-ca"', found=shown_value(mqtt.alpn)))
    for index, topic in enumerate(mqtt.topics):
        if not topic.isprintable():
            expected = message("{found} holds characters that do not belong here", found=shown_value(topic))
            yield _Problem(f"mqtt.topics[{index}]", expected)
    if mqtt.trust == AMAZON and not mqtt.client_certificate:
        return
    from ccdiag.content.pem import client_certificate_problem, trust_problem

    if not mqtt.trust:
        yield _Problem("mqtt.trust", message('expected "amazon" or the path of a PEM file'))
    elif mqtt.trust != AMAZON and (problem := trust_problem(Path(mqtt.trust))):
        yield _Problem("mqtt.trust", _about_file(mqtt.trust, problem))
    if mqtt.client_certificate and (problem := client_certificate_problem(Path(mqtt.client_certificate))):
        yield _Problem("mqtt.client_certificate", _about_file(mqtt.client_certificate, problem))


def whitelist_problem(whitelist: WhitelistSource) -> Message | None:
    """Say what is wrong with a source that somebody fills in; None when it can be asked."""
    problem = next(_whitelist_problems(whitelist), None)
    return None if problem is None else problem.expected


def _whitelist_problems(whitelist: WhitelistSource) -> Iterator[_Problem]:
    # A source that cannot be used shows in the run, and is a warning there; one that is not named is a mistake here.
    if whitelist.source == "csv" and not whitelist.path:
        yield _Problem("whitelist.path", message('is empty; expected the path of a CSV file, as source is "csv"'))
    if whitelist.source == "http" and not whitelist.url:
        yield _Problem("whitelist.url", message('is empty; expected a web address, as source is "http"'))
    if whitelist.url:
        yield from _whitelist_url_problems(whitelist.url)
    if whitelist.token_variable and not _VARIABLE_NAME.fullmatch(whitelist.token_variable):
        # What stands here instead may be the token itself, so it is not shown.
        yield _Problem(
            "whitelist.token_variable", message("is not the name of an environment variable; the token itself does not belong here")
        )


def _whitelist_url_problems(url: str) -> Iterator[_Problem]:
    try:
        places = [(name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(url) if name is not None]
    except ValueError:
        places = [("", None, None)]
    allowed = {("merchant", "", None), ("tms_id", "", None)}
    if not set(places) <= allowed or ("tms_id", "", None) not in places:
        expected = message("{found} does not name its places {{tms_id}} and {{merchant}} alone", found=shown_value(url))
        yield _Problem("whitelist.url", expected)
    elif not _is_web_address(filled := url.format(merchant="m", tms_id="t")):
        yield _Problem("whitelist.url", _no_web_address(url))
    elif "@" in urlsplit(filled).netloc:
        # The address is shown, and stored with each run.
        yield _Problem("whitelist.url", message("holds a user name or a password; name the variable of a token instead"))


def _proxy_problems(url: str) -> Iterator[_Problem]:
    if "@" in url:
        yield _Problem("proxy.url", message("holds a user name or a password; give http://host:port alone"))
    elif not _is_web_address(url):
        yield _Problem("proxy.url", _no_web_address(url))


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plausible = parts.scheme in {"http", "https"} and parts.hostname is not None and is_host(parts.hostname)
    return plausible and port != 0 and url.isprintable() and " " not in url


def _no_web_address(url: str) -> Message:
    return message('{found} is not a web address such as "http://example.com/path"', found=shown_value(url))


def _about_file(path: str, problem: Message) -> Message:
    return message("{file}: {problem}", file=shown_value(path), problem=problem.english())
