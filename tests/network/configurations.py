"""What the servers of a world are told: their certificates and configuration files, and the files of the shop."""

from pathlib import Path
from typing import Any

import tomli_w

from tests.certificates import DAY, Authority, Issued, self_signed
from tests.network import plan
from tests.network.namespace import STREAM_MODULE

_HTTP_TYPES = "default_type text/plain; access_log off;"


class Certificates:
    """The certificates of a world, in files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        root, control_root, firewall = Authority("World Trust Root"), Authority("Other Trust Root"), Authority("Firewall Inspection CA")
        issuing = root.intermediate("World Issuing CA")
        self.trust = root.write(folder / "root.pem")
        self.laptop_store = folder / "laptop-store.pem"
        self.laptop_store.write_bytes(root.pem + control_root.pem)
        self.laptop_store_with_firewall = folder / "laptop-store-firewall.pem"
        self.laptop_store_with_firewall.write_bytes(root.pem + control_root.pem + firewall.pem)
        clients = Authority("World Client CA")
        self.clients = clients.write(folder / "clients.pem")
        self.client = clients.issue("ccdiag-test").write(folder / "client.pem")
        self.client_expired = clients.issue("ccdiag-test", begins=-60 * DAY, ends=-3 * DAY).write(folder / "client-expired.pem")
        self.client_of_others = Authority("Strange Client CA").issue("ccdiag-test").write(folder / "client-of-others.pem")
        host = plan.MQTT_NAME
        self._write("good", issuing.issue(host))
        self._write("untrusted", Authority("Unknown Root").intermediate("Unknown Issuing CA").issue(host))
        self._write("chain", issuing.issue(host, with_chain=False))
        self._write("expired", issuing.issue(host, begins=-60 * DAY, ends=-3 * DAY))
        self._write("not_yet", issuing.issue(host, begins=3 * DAY, ends=90 * DAY))
        self._write("other_host", issuing.issue("somewhere.else.example"))
        self._write("self_signed", self_signed(host))
        self._write("control", control_root.intermediate("Other Issuing CA").issue(plan.CONTROL_NAME))
        self._write("firewall", firewall.issue(host, plan.CONTROL_NAME, plan.VPOS_NAME))
        self._write("block_page", Authority("Block Page CA").issue("blocked.filter.example"))

    def _write(self, name: str, issued: Issued) -> None:
        issued.write(self.folder / f"{name}.pem")


def _tls(listen: str, certificate: str, folder: Path, *more: str) -> str:
    pem = folder / f"{certificate}.pem"
    lines = (f"listen {listen} ssl", f"ssl_certificate {pem}", f"ssl_certificate_key {pem}", "proxy_pass 127.0.0.1:1883", *more)
    return f"server {{ {'; '.join(lines)}; }}"


def _nginx(folder: Path, name: str, stream: list[str], http: list[str]) -> Path:
    path = folder / f"{name}.conf"
    # One process: nothing is left over when it is ended.
    parts = [
        f"load_module {STREAM_MODULE};",
        "daemon off; master_process off; user root;",
        f"pid {folder / name}.pid; error_log stderr warn;",
        "events { worker_connections 256; }",
        "stream {",
        "ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache off; ssl_session_tickets off; proxy_connect_timeout 2s;",
        *stream,
        "}",
        "http {",
        _HTTP_TYPES,
        *(f"{kind}_temp_path {folder / name}-{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")),
        *http,
        "}",
    ]
    path.write_text("\n".join(parts) + "\n")
    return path


def service_nginx(folder: Path, certificates: Certificates) -> Path:
    """Write what the service's side serves: MQTT in each manner, VPOS, the control host and the web."""
    made = certificates.folder
    alpn = f"ssl_alpn {plan.ALPN}"
    client = ("ssl_verify_client on", f"ssl_client_certificate {certificates.clients}")
    at = {manner: f"{address}:443" for manner, address in plan.TLS_MANNERS.items()}
    stream = [_tls(f"{address}:443", "good", made, alpn, *client) for address in plan.MQTT]
    stream += [_tls(at[manner], manner, made, alpn, *client) for manner in plan.BAD_CERTIFICATES]
    stream += [
        # OpenSSL 3 speaks nothing below 1.2 unless its security level is lowered.
        _tls(at["tls_1_1"], "good", made, "ssl_protocols TLSv1.1", "ssl_ciphers ALL:@SECLEVEL=0"),
        _tls(at["alpn_missing"], "good", made, *client),
        _tls(at["alpn_refused"], "good", made, "ssl_alpn http/1.1", *client),
        _tls(at["tls_1_2"], "good", made, alpn, "ssl_protocols TLSv1.2", *client),
        _tls(at["no_client_certificate"], "good", made, alpn),
        _tls(f"{plan.CONTROL}:443", "control", made),
        _tls(f"{plan.VPOS}:443", "control", made),
        _tls(f"{plan.BLOCK_PAGE}:443", "block_page", made),
    ]
    known = [f"location = /known {{ return 200 '{plan.KNOWN_TEXT}'; }}", "location = /empty { return 204; }"]
    whitelist = [f"location = /whitelist/{plan.MERCHANT}/{plan.TMS_ID} {{ return 200 '{{\"whitelisted\": true}}'; }}"]
    http = [
        f"server {{ listen {plan.WEB}:80; {' '.join([*known, *whitelist])} }}",
        f"server {{ listen {plan.TLS_MANNERS['plain_http']}:443; location / {{ return 400 'plain HTTP here'; }} }}",
        f"server {{ listen {plan.BLOCK_PAGE}:80; location / {{ return 200 'This page is blocked.'; }} }}",
    ]
    return _nginx(folder, "service-nginx", stream, http)


def tls_1_2_nginx(folder: Path, certificates: Certificates) -> Path:
    """Write what is served with TLS 1.2 at the most, on a port of its own: MQTT with each fault, and an inspecting firewall."""
    made, only = certificates.folder, "ssl_protocols TLSv1.2"
    alpn = f"ssl_alpn {plan.ALPN}"
    client = ("ssl_verify_client on", f"ssl_client_certificate {certificates.clients}")
    at = {manner: f"{address}:{plan.TLS_1_2_PORT}" for manner, address in plan.TLS_MANNERS.items()}
    stream = [
        *(_tls(at[manner], manner, made, only, alpn, *client) for manner in plan.BAD_CERTIFICATES),
        _tls(at["alpn_missing"], "good", made, only, *client),
        _tls(at["alpn_refused"], "good", made, only, "ssl_alpn http/1.1", *client),
        _tls(at["no_client_certificate"], "good", made, only, alpn),
        _tls(f"{plan.BLOCK_PAGE}:{plan.TLS_1_2_PORT}", "firewall", made, only),
    ]
    return _nginx(folder, "tls-1-2-nginx", stream, [])


def router_nginx(folder: Path, certificates: Certificates) -> Path:
    """Write what an inspecting firewall and a captive portal serve; faults send traffic to them."""
    stream = [_tls(f"{plan.ROUTER}:{plan.INSPECTION_PORT}", "firewall", certificates.folder)]
    portal = f"listen {plan.ROUTER}:{plan.PORTAL_PORT}; location / {{ return 302 http://login.guest.example/start; }}"
    return _nginx(folder, "router-nginx", stream, [f"server {{ {portal} }}"])


def mosquitto(folder: Path) -> Path:
    """Write what the broker is told."""
    path = folder / "mosquitto.conf"
    path.write_text("listener 1883 127.0.0.1\nallow_anonymous true\nuser root\npersistence false\nlog_type none\n")
    return path


def zone(folder: Path) -> Path:
    """Write what the provider's name server and the reference servers know; of everything else they say that it does not exist."""
    path = folder / "zone.conf"
    records = [f"host-record={name},{address}" for name, addresses in plan.NAMES.items() for address in addresses]
    listen = [f"listen-address={address}" for address in (plan.RESOLVER, *plan.REFERENCE)]
    path.write_text("\n".join(["no-resolv", "no-hosts", "cache-size=0", "bind-interfaces", *listen, "address=/#/", *records]) + "\n")
    return path


def forwarder(folder: Path) -> Path:
    """Write what the shop's router is told, which passes questions on; without a memory, so that each run asks anew."""
    path = folder / "forwarder.conf"
    lines = ["no-resolv", "no-hosts", "cache-size=0", "bind-interfaces", f"listen-address={plan.ROUTER}", f"server={plan.RESOLVER}"]
    path.write_text("\n".join(lines) + "\n")
    return path


def odd_name_servers() -> list[dict[str, Any]]:
    """List the name servers that misbehave."""
    truth = {name: list(addresses) for name, addresses in plan.NAMES.items()}
    lies: dict[str, dict[str, list[str]]] = {
        "lies_for_mqtt": truth | {plan.MQTT_NAME: ["10.10.10.10"]},
        "lies_for_all": {"*": ["10.10.10.10"]},
        "lies_for_tas": truth | {plan.TAS_NAME: ["127.0.0.1"]},
        "hides_mqtt": {name: addresses for name, addresses in truth.items() if name != plan.MQTT_NAME},
        "lies_publicly": truth | {plan.MQTT_NAME: [plan.BLOCK_PAGE]},
    }
    return [
        {
            "manner": "dns.right" if manner in lies else f"dns.{manner}",
            "host": address,
            "port": 53,
            "addresses": lies.get(manner, truth),
        }
        for manner, address in plan.DNS_MANNERS.items()
    ]


def environment(certificates: Certificates) -> dict[str, Any]:
    """Return the environment file of a world; it names no servers, so the look-up and the servers of the laptop are used."""
    return {
        "schema": 1,
        "id": "world",
        "title": "A world of namespaces",
        "as_of": "made for this run",
        "unfit_models": [],
        "mqtt": {"host": plan.MQTT_NAME, "port": 443, "alpn": plan.ALPN, "topics": ["NL-CAT"], "trust": str(certificates.trust)},
        "tas": {"host": plan.TAS_NAME, "port": plan.TAS_PORT},
        "tms": {"host": plan.TMS, "port": plan.TMS_PORT},
        "vpos": {"host": plan.VPOS_NAME, "port": 443},
        "control": {"host": plan.CONTROL_NAME, "port": 443},
        "dns": {"servers": [], "reference": list(plan.REFERENCE), "private_answers": "forged"},
        "internet": {
            "probes": [
                {"url": f"http://{plan.WEB_NAME}/known", "status": 200, "body": plan.KNOWN_TEXT},
                {"url": f"http://{plan.WEB_NAME}/empty", "status": 204},
            ]
        },
        "whitelist": {"source": "http", "url": f"http://{plan.WEB_NAME}/whitelist/{{merchant}}/{{tms_id}}"},
    }


def case() -> dict[str, Any]:
    """Return the case file of a shop where everything is as it should be."""
    return {
        "schema": 1,
        "generation": "2.0",
        "merchant": {"id": plan.MERCHANT, "name": "Bakkerij Voorbeeld (verzonnen)"},
        "terminal": {
            "tms_id": plan.TMS_ID,
            "system": "GrundmasterNL",
            "ip": plan.TERMINAL,
            "prefix": 24,
            "link": "lan",
            "dns": [plan.ROUTER],
            "dns_set": "yes",
            "software": "14.0.11.01",
            "pos_mode": "flat-outgoing",
            "hw_installed": "yes",
            "day_open": "yes",
            "opi_port": plan.OPI_PORT,
            "trigger_port": plan.TRIGGER_PORT,
        },
        "webkassa": {"terminalId": plan.TMS_ID, "managementSystemId": "GrundmasterNL", "accessProtocol": "OPI_NL"},
    }


def write_toml(path: Path, table: dict[str, Any]) -> Path:
    """Write a file that the command line reads."""
    path.write_bytes(tomli_w.dumps(table).encode())
    return path
