"""The files of a laboratory: environment, case, Webkassa configuration, TMS parameters and whitelist."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from ccdiag.lab.conditions import Listing, ProxyManner, SourceManner
from ccdiag.lab.faults import Broken, Setting
from ccdiag.model.case import Case
from ccdiag.model.conversion import convert
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.environment import Environment

ALPN = "x-amzn-mqtt-ca"
TOPIC = "NL-CAT"
MERCHANT = "LAB-0001"
OTHER_MERCHANT = "LAB-0002"
TMS_ID = "LAB00042"
SHOP = "Bakkerij Voorbeeld (verzonnen)"
SOFTWARE = "14.0.11.01"
OTHER_TMS_ID = "LAB00043"
SYSTEM = "GrundmasterNL"
SYSTEM_1_0 = "08900000002"


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """Where everything of one laboratory is."""

    directory: Path
    trust: Path
    client_certificate: Path
    mqtt: Endpoint
    tas: Endpoint
    tms_port: int
    vpos: Endpoint
    control: Endpoint
    dns: str
    site_dns: str
    internet_url: str
    vpos_url: str
    proxy_url: str
    terminal: str
    opi_port: int
    trigger_port: int
    known_text: str


def webkassa_settings(layout: Layout, broken: Broken) -> dict[str, Setting]:
    """Return the Webkassa configuration, by its tag names."""
    settings: dict[str, Setting] = {"terminalId": TMS_ID, "managementSystemId": SYSTEM, "accessProtocol": "OPI_NL"}
    if broken.conditions.generation == "1.0":
        settings |= {"managementSystemId": SYSTEM_1_0, "ip": layout.terminal, "port": layout.trigger_port}
    return _without_none(settings | broken.webkassa)


def tms_settings(layout: Layout, broken: Broken) -> dict[str, Setting]:
    """Return the TMS parameters, by their names."""
    settings: dict[str, Setting] = {
        "MQT": "Enabled",
        "MqtServiceEnable": "Enabled",
        "MqtServiceAddress": layout.mqtt.host,
        "MqtServiceAlpn": ALPN,
        "MqtServicePort": str(layout.mqtt.port),
        "MqtServiceUseSsl": "Enabled",
        "MqtSubscriptionTopic0": TOPIC,
        "CCV Cloud Connection": "Enabled",
        "SSL/TLS Signature Algorithm": "SHA-256 Signature Algorithm",
        "software version": SOFTWARE,
    }
    return _without_none(settings | broken.tms)


def environment_table(layout: Layout, broken: Broken) -> dict[str, Any]:
    """Return the environment as its file has it, with paths relative to the file."""
    conditions = broken.conditions
    table: dict[str, Any] = {
        "schema": 1,
        "id": "lab",
        "title": "Laboratory (simulation)",
        "as_of": "made for this run",
        "simulation": True,
        "unfit_models": list(conditions.unfit_models),
        "mqtt": {
            "host": layout.mqtt.host,
            "port": layout.mqtt.port,
            "alpn": ALPN,
            "topics": [TOPIC],
            "trust": _relative(layout, layout.trust),
            "client_certificate": _relative(layout, layout.client_certificate),
        },
        "tas": _service(layout.tas),
        "tms": {"host": conditions.tms_host, "port": layout.tms_port},
        "vpos": _service(layout.vpos),
        "control": _service(layout.control),
        "dns": {"servers": [layout.dns], "private_answers": "allowed"},
        "internet": {
            "probes": [
                {"url": f"{layout.internet_url}/known", "status": 200, "body": layout.known_text},
                {"url": f"{layout.internet_url}/empty", "status": 204},
            ]
        },
    }
    if conditions.whitelist_source is SourceManner.CSV:
        table["whitelist"] = {"source": "csv", "path": "whitelist.csv"}
    else:
        table["whitelist"] = {"source": "http", "url": layout.vpos_url + "/whitelist/{merchant}/{tms_id}"}
    if conditions.proxy is not ProxyManner.ABSENT:
        table["proxy"] = {"url": layout.proxy_url}
    return table


def case_table(layout: Layout, broken: Broken) -> dict[str, Any]:
    """Return the case as its file has it, with paths relative to the file."""
    terminal: dict[str, Any] = {
        "tms_id": TMS_ID,
        "system": SYSTEM,
        "ip": layout.terminal,
        "link": "lan",
        "dns": [layout.site_dns],
        "dns_set": "yes",
        "software": SOFTWARE,
        "model": "Lab Terminal One",
        "pos_mode": "flat-outgoing",
        "hw_installed": "yes",
        "day_open": "yes",
        "opi_port": layout.opi_port,
        "trigger_port": layout.trigger_port,
    }
    return {
        "schema": 1,
        "generation": broken.conditions.generation,
        "merchant": {"id": MERCHANT, "name": SHOP},
        "terminal": _without_none(terminal | {key: _plain(value) for key, value in broken.terminal.items()}),
        "webkassa": {"file": "webkassa.json"},
        "tms_parameters": {"file": "tms.json"},
    }


def whitelist_text(broken: Broken) -> str:
    """Return the whitelist as CSV."""
    rows = {
        Listing.LISTED: [(MERCHANT, TMS_ID)],
        Listing.MISSING: [],
        Listing.OTHER_MERCHANT: [(OTHER_MERCHANT, TMS_ID)],
    }[broken.conditions.listing]
    return "".join(f"{merchant};{tms_id}\r\n" for merchant, tms_id in [("merchant", "tms_id"), (OTHER_MERCHANT, OTHER_TMS_ID), *rows])


def write_files(layout: Layout, broken: Broken) -> tuple[Environment, Case]:
    """Write all files; return environment and case as a reader of the files gets them, with the paths made absolute."""
    directory = layout.directory
    environment, case = environment_table(layout, broken), case_table(layout, broken)
    settings = json.dumps(webkassa_settings(layout, broken), indent=2)
    _write(directory / "webkassa.json", settings if broken.conditions.webkassa_readable else settings.replace(":", " is "))
    _write(directory / "tms.json", json.dumps(tms_settings(layout, broken), indent=2))
    _write(directory / "whitelist.csv", whitelist_text(broken))
    _write(directory / "environment.toml", tomli_w.dumps(environment))
    _write(directory / "case.toml", tomli_w.dumps(case))
    return _environment(layout, environment), _case(layout, case)


def _environment(layout: Layout, table: dict[str, Any]) -> Environment:
    mqtt = table["mqtt"] | {"trust": str(layout.trust), "client_certificate": str(layout.client_certificate)}
    whitelist = dict(table["whitelist"])
    if path := whitelist.get("path"):
        whitelist["path"] = str(layout.directory / path)
    return convert(table | {"mqtt": mqtt, "whitelist": whitelist}, Environment)


def _case(layout: Layout, table: dict[str, Any]) -> Case:
    files = {key: {"file": str(layout.directory / table[key]["file"])} for key in ("webkassa", "tms_parameters")}
    return convert(table | files, Case)


def _service(endpoint: Endpoint) -> dict[str, Any]:
    return {"host": endpoint.host, "port": endpoint.port}


def _relative(layout: Layout, path: Path) -> str:
    return path.relative_to(layout.directory).as_posix()


def _plain(value: Setting | tuple[str, ...]) -> Any:  # noqa: ANN401  # whatever TOML can hold
    return list(value) if isinstance(value, tuple) else value


def _without_none(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value is not None}


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all: another process may be reading it."""
    new = path.with_name(path.name + ".new")
    new.write_bytes(text.encode())
    new.replace(path)
