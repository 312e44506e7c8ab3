"""Tables of terminals, made from what a test names and right in everything else."""

from collections.abc import Mapping, Sequence

from ccdiag.content.environments import load_environment
from ccdiag.model.case import Generation
from ccdiag.model.environment import Environment
from ccdiag.probes.whitelist_table import comparable
from ccdiag.settings_check.fleet import Fleet, FleetConfiguration, fleet_of
from ccdiag.settings_check.fleet_columns import Columns, columns_of
from ccdiag.settings_check.fleet_judgement import Judgement, RowJudge, WhitelistAnswer
from ccdiag.settings_check.fleet_rows import FleetRows, Whitelisted

CCV = load_environment("ccv")
RIGHT = {
    "tms_id": "00001",
    "merchant": "M1",
    "configuration": "a.json",
    "managementSystemId": "GrundmasterNL",
    "software": "14.0.11.01",
    "MQT": "Enabled",
    "MqtServiceEnable": "Enabled",
    "MqtServiceAddress": CCV.mqtt.host,
    "MqtServiceAlpn": "x-amzn-mqtt-ca",
    "MqtServicePort": "443",
    "MqtServiceUseSsl": "Enabled",
    "CCV Cloud Connection": "Enabled",
    "SSL/TLS Signature Algorithm": "SHA-256 Signature Algorithm",
    "whitelisted": "yes",
}
"""Of a terminal that is ready."""


def columns(*names: str) -> Columns:
    found = columns_of(names)
    assert found is not None
    return found


def read(
    table: Sequence[Sequence[str]],
    *,
    whitelist: Mapping[str, str] | None = None,
    whole: bool = True,
    environment: Environment = CCV,
    generation: Generation = "2.0",
    answers: Mapping[str, WhitelistAnswer] | None = None,
) -> Fleet:
    """Read a table whose first row is its heading."""
    heading = columns(*table[0])
    listed = (
        None if whitelist is None else Whitelisted({comparable(one): comparable(two) for one, two in whitelist.items()}, whole, comparable)
    )
    rows = FleetRows(heading, RowJudge(heading, environment, generation), listed)
    rows.add([list(row) for row in table[1:]], list(range(2, len(table) + 1)))
    return fleet_of(rows, heading, generation, answers)


def fleet(
    *changes: Mapping[str, str],
    whitelist: Mapping[str, str] | None = None,
    whole: bool = True,
    environment: Environment = CCV,
    generation: Generation = "2.0",
    answers: Mapping[str, WhitelistAnswer] | None = None,
) -> Fleet:
    """Read terminals that are right but for these values; a name that is not in `RIGHT` becomes a column more."""
    names = list(dict.fromkeys([*RIGHT, *(name for change in changes for name in change)]))
    table = [names, *([{**RIGHT, **change}.get(name, "") for name in names] for change in changes)]
    return read(table, whitelist=whitelist, whole=whole, environment=environment, generation=generation, answers=answers)


def judgement(
    environment: Environment = CCV,
    generation: Generation = "2.0",
    whitelist: Mapping[str, str] | None = None,
    *,
    whole: bool = True,
    **change: str,
) -> Judgement:
    """Judge one terminal that is right but for these values; two underscores stand for a blank in a name."""
    named = {name.replace("__", " "): value for name, value in change.items()}
    read_fleet = fleet(named, environment=environment, generation=generation, whitelist=whitelist, whole=whole)
    return read_fleet.configurations[0][0].judgement


def ids(one: Judgement) -> list[str]:
    return [gap.id for gap in one.missing]


def named(found: Fleet, name: str) -> FleetConfiguration:
    return next(configuration for configuration in found.configurations if configuration.name == name)
