"""Commands with which somebody can see for himself what a check saw, to be copied into a shell."""

import re
from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct

from ccdiag.app.shell_words import bash_words as sh
from ccdiag.app.shell_words import powershell_text as ps
from ccdiag.checks.whitelist_entry import whitelist_url
from ccdiag.model.check import CheckId
from ccdiag.model.confidential import masked
from ccdiag.model.endpoint import Endpoint, is_address
from ccdiag.model.facts import DnsFacts, ProxySettingFacts
from ccdiag.model.run import CheckState
from ccdiag.model.situation import Situation
from ccdiag.probes.name_servers import parse_name_server

Shell = Literal["openssl", "dig", "powershell", "bash"]
_DNS_PORT = 53
_MOST_SERVERS = 4
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


class ShellCommand(Struct, frozen=True):
    """A command, and where it is pasted: `openssl` and `dig` are programs for any POSIX shell."""

    shell: Shell
    text: str


Commands = tuple[ShellCommand, ...]


def commands_for(check: CheckId, check_state: CheckState, situation: Situation) -> Commands:
    """Return the commands that show what this check looks at; none for a check that only goes by what is stated."""
    if (make := _OF_SITUATION.get(check)) is not None:
        return make(situation)
    look = _OF_STATE.get(check)
    return () if look is None else look(check_state, situation)


def _bash(text: str) -> ShellCommand:
    return ShellCommand("bash", text)


def _powershell(text: str) -> ShellCommand:
    return ShellCommand("powershell", text)


def _interface(situation: Situation) -> Commands:
    environment = situation.environment
    destination = next((host for host in (environment.tms.host, environment.mqtt.host, environment.tas.host) if is_address(host)), None)
    if destination is None:
        return _bash("ip -brief address; ip route"), _powershell("Get-NetIPConfiguration -Detailed")
    return (
        _bash(f"ip -brief address; ip route get {sh(destination)}"),
        _powershell(f"Get-NetIPConfiguration -Detailed; Find-NetRoute -RemoteIPAddress {ps(destination)}"),
    )


def _internet(situation: Situation) -> Commands:
    urls = [masked("", probe.url) for probe in situation.environment.internet.probes[:2]]
    if not urls:
        return ()
    return (
        _bash("\n".join(f"curl --silent --show-error --include --max-time 5 {sh('--url', url)}" for url in urls)),
        _powershell("\n".join(f"Invoke-WebRequest -UseBasicParsing -MaximumRedirection 0 -TimeoutSec 5 -Uri {ps(url)}" for url in urls)),
    )


def _proxy(state: CheckState, situation: Situation) -> Commands:
    key = "HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings"
    reading = f"Get-ItemProperty {ps(key)} | Select-Object ProxyEnable, ProxyServer, ProxyOverride, AutoConfigURL"
    found = next((facts.proxy for one in state.observations if isinstance(facts := one.facts, ProxySettingFacts) and facts.proxy), None)
    if found is None:
        return _bash("env | grep -i _proxy"), _powershell(reading)
    target = f"https://{situation.environment.mqtt.endpoint}/"
    trying = f"curl --verbose --max-time 5 --proxytunnel {sh('--proxy', f'http://{found}', '--url', target)}"
    return _bash(f"env | grep -i _proxy\n{trying}"), _powershell(reading)


def _path_mtu(situation: Situation) -> Commands:
    host = situation.environment.mqtt.host
    # 1472 bytes and 28 of headers are 1500, the largest packet of Ethernet.
    return _bash(f"ping -M do -s 1472 -c 3 {sh('--', host)}"), _powershell(f"ping.exe -f -l 1472 -n 3 {ps(host)}")


def _clock(situation: Situation) -> Commands:
    probes = situation.environment.internet.probes
    if not probes:
        return _bash("date --utc"), _powershell("[DateTime]::UtcNow.ToString('r')")
    url = masked("", probes[0].url)
    return (
        _bash(f"curl --silent --head --max-time 5 {sh('--url', url)} | grep -i '^date:'; date --utc"),
        _powershell(f"(Invoke-WebRequest -UseBasicParsing -Method Head -Uri {ps(url)}).Headers['Date']; [DateTime]::UtcNow.ToString('r')"),
    )


def _dns(name: Callable[[Situation], str]) -> Callable[[CheckState, Situation], Commands]:
    def make(state: CheckState, situation: Situation) -> Commands:
        wanted = next((facts.name for one in state.observations if isinstance(facts := one.facts, DnsFacts)), name(situation))
        if is_address(wanted):
            return ()
        asked = dict.fromkeys(facts.server for one in state.observations if isinstance(facts := one.facts, DnsFacts))
        servers = [server for text in asked if (server := _server(text)) is not None][:_MOST_SERVERS]
        dig = [_dig(wanted, server) for server in servers] or [f"dig {sh('-q', wanted)} -t A"]
        resolve = [
            f"Resolve-DnsName -DnsOnly -Type A -Name {ps(wanted)} -Server {ps(server.host)}"
            for server in servers
            if server.port == _DNS_PORT
        ]
        return ShellCommand("dig", "\n".join(dig)), _powershell("\n".join(resolve or [f"Resolve-DnsName -Type A -Name {ps(wanted)}"]))

    return make


def _dig(name: str, server: Endpoint) -> str:
    port = "" if server.port == _DNS_PORT else f" -p {server.port}"
    return f"dig {sh(f'@{server.host}')}{port} {sh('-q', name)} -t A"


def _server(text: str) -> Endpoint | None:
    try:
        return parse_name_server(text)
    except ValueError:
        return None


def _tcp(endpoint: Callable[[Situation], Endpoint | None]) -> Callable[[Situation], Commands]:
    def make(situation: Situation) -> Commands:
        target = endpoint(situation)
        return () if target is None else _connect(target)

    return make


def _connect(target: Endpoint) -> Commands:
    return (
        _bash(f"nc -v -z -w 4 {sh('--', target.host, target.port)}"),
        _powershell(f"Test-NetConnection -ComputerName {ps(target.host)} -Port {target.port}"),
    )


def _vpos(situation: Situation) -> Commands:
    vpos = situation.environment.vpos
    if vpos is None:
        return ()
    return *_connect(vpos.endpoint), ShellCommand("openssl", f"openssl s_client {_server_words(vpos.endpoint)} </dev/null")


def _server_words(endpoint: Endpoint) -> str:
    name = "" if endpoint.is_address else f" {sh('-servername', endpoint.host)}"
    return sh("-connect", str(endpoint)) + name


def _tls(situation: Situation) -> Commands:
    service = situation.environment.mqtt
    alpn = f" {sh('-alpn', service.alpn)}" if service.alpn else ""
    openssl = f"openssl s_client -showcerts{alpn} \\\n  {_server_words(service.endpoint)} </dev/null"
    host = ps(service.host)
    powershell = (
        f"$tcp = [Net.Sockets.TcpClient]::new({host}, {service.port})\n"
        "$tls = [Net.Security.SslStream]::new($tcp.GetStream(), $false, { $true })\n"
        f"$tls.AuthenticateAsClient({host})\n"
        "$tls.RemoteCertificate | Format-List Subject, Issuer\n"
        "$tcp.Dispose()"
    )
    return ShellCommand("openssl", openssl), _powershell(powershell)


def _session(situation: Situation) -> Commands:
    service = situation.environment.mqtt
    if not service.client_certificate:
        return _tls(situation)
    alpn = f" {sh('-alpn', service.alpn)}" if service.alpn else ""
    certificate = sh("-cert", service.client_certificate, "-key", service.client_certificate)
    return (ShellCommand("openssl", f"openssl s_client{alpn} {certificate} \\\n  {_server_words(service.endpoint)} </dev/null"),)


def _hold(situation: Situation) -> Commands:
    service = situation.environment.mqtt
    seconds = max(1, round(situation.hold_s)) if situation.hold_s else 300
    powershell = (
        f"$tcp = [Net.Sockets.TcpClient]::new({ps(service.host)}, {service.port})\n"
        f"Start-Sleep -Seconds {seconds}\n"
        "$tcp.Client.Poll(0, 'SelectRead')  # True: the connection was ended\n"
        "$tcp.Dispose()"
    )
    return _bash(f"time nc -v {sh('--', service.host, service.port)}"), _powershell(powershell)


def _terminal(situation: Situation) -> Commands:
    address = situation.case.terminal.ip
    if not address:
        return ()
    return (
        _bash(f"ping -c 3 {sh('--', address)}; ip neighbour show to {sh(address)}"),
        _powershell(f"Test-Connection -Count 3 -ComputerName {ps(address)}; Get-NetNeighbor -IPAddress {ps(address)}"),
    )


def _terminal_port(port: Callable[[Situation], int]) -> Callable[[Situation], Commands]:
    def make(situation: Situation) -> Commands:
        address = situation.case.terminal.ip
        # A connection may count as a kick, whoever makes it: no command for it without consent.
        if not address or not situation.touch_terminal:
            return ()
        return _connect(Endpoint(address, port(situation)))

    return make


def _whitelist(situation: Situation) -> Commands:
    source = situation.environment.whitelist
    if source.source == "csv":
        tms_id = situation.case.terminal.tms_id or ""
        return (
            _bash(f"grep -n -i -F {sh('-e', tms_id, '--', source.path)}"),
            _powershell(f"Select-String -SimpleMatch -Pattern {ps(tms_id)} -LiteralPath {ps(source.path)}"),
        )
    if source.source != "http":
        return ()
    url = masked("", whitelist_url(situation))
    bash, powershell = f"curl --include --max-time 5 {sh('--url', url)}", f"Invoke-WebRequest -UseBasicParsing -TimeoutSec 5 -Uri {ps(url)}"
    if _VARIABLE.fullmatch(source.token_variable):
        # The token stays in its variable, where whoever pastes this has it already.
        bash += f' --header "Authorization: Bearer ${source.token_variable}"'
        powershell += f' -Headers @{{ Authorization = "Bearer $env:{source.token_variable}" }}'
    return _bash(bash), _powershell(powershell)


_OF_SITUATION: Final[dict[CheckId, Callable[[Situation], Commands]]] = {
    "network.interface": _interface,
    "network.internet": _internet,
    "network.path_mtu": _path_mtu,
    "clock.skew": _clock,
    "mqtt.tcp": _tcp(lambda situation: situation.environment.mqtt.endpoint),
    "mqtt.tls": _tls,
    "mqtt.session": _session,
    "mqtt.hold": _hold,
    "tas.tcp": _tcp(lambda situation: situation.environment.tas.endpoint),
    "tms.tcp": _tcp(lambda situation: situation.environment.tms.endpoint),
    "vpos.tcp": _vpos,
    "terminal.lan": _terminal,
    "terminal.pos_mode": _terminal_port(lambda situation: situation.case.terminal.opi_port),
    "terminal.trigger_port": _terminal_port(lambda situation: situation.case.terminal.trigger_port),
    "whitelist.entry": _whitelist,
}
_OF_STATE: Final[dict[CheckId, Callable[[CheckState, Situation], Commands]]] = {
    "network.proxy": _proxy,
    "dns.mqtt": _dns(lambda situation: situation.environment.mqtt.host),
    "dns.tas": _dns(lambda situation: situation.environment.tas.host),
    "dns.rewriting": _dns(lambda _situation: "ccdiag-does-not-exist.invalid."),
}
