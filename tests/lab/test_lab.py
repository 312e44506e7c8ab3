import asyncio
import gc
import json
import threading
import tomllib
from pathlib import Path

import msgspec
import pytest

from ccdiag.lab.faults import FAULTS, UnknownFaultError
from ccdiag.lab.lab import Lab
from ccdiag.lab.thread import LabThread
from ccdiag.model.case import Case
from ccdiag.model.environment import Environment


async def test_starts_and_leaves_nothing_behind() -> None:
    threads = set(threading.enumerate())
    lab = Lab()
    await lab.start()
    directory = lab.directory
    assert directory.is_dir()
    assert (await lab.kick("cloud")).succeeded
    await lab.stop()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert not directory.exists()
    assert set(threading.enumerate()) == threads
    gc.collect()


async def test_a_failing_start_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "environment.toml").mkdir()
    lab = Lab(directory=tmp_path)
    with pytest.raises(OSError, match=r"environment\.toml"):
        await lab.start()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    gc.collect()


def test_unknown_faults_are_named() -> None:
    with pytest.raises(UnknownFaultError) as raised:
        Lab(["mqtt.reset", "mqtt.gremlins", "dns.moths"])
    assert raised.value.names == ("dns.moths", "mqtt.gremlins")


async def test_files_describe_the_laboratory(tmp_path: Path) -> None:
    async with Lab(directory=tmp_path) as lab:
        environment = msgspec.convert(tomllib.loads((tmp_path / "environment.toml").read_text()), Environment)
        case = msgspec.convert(tomllib.loads((tmp_path / "case.toml").read_text("utf-8")), Case)
        assert environment.simulation
        assert (tmp_path / environment.mqtt.trust).is_file()
        assert (tmp_path / environment.mqtt.client_certificate).is_file()
        assert lab.environment.mqtt.trust == str(tmp_path / environment.mqtt.trust)
        assert environment.mqtt.endpoint == lab.environment.mqtt.endpoint
        assert case.terminal == lab.case.terminal
        assert case.webkassa == {"file": "webkassa.json"}
        assert lab.case.webkassa == {"file": str(tmp_path / "webkassa.json")}


async def test_files_follow_the_faults(tmp_path: Path) -> None:
    async with Lab(["terminal.software_too_old"], directory=tmp_path) as lab:
        assert lab.case.terminal.software == "13.2.00.04"
        await lab.set_fault("webkassa.system_is_1_0", True)
        await lab.set_fault("tms.mqt_disabled", True)
        assert json.loads((tmp_path / "webkassa.json").read_text())["managementSystemId"] == "08900000002"
        assert json.loads((tmp_path / "tms.json").read_text())["MQT"] == "Disabled"
        await lab.set_fault("terminal.software_too_old", False)
        assert lab.case.terminal.software == "14.0.11.01"
        assert lab.faults == {"webkassa.system_is_1_0", "tms.mqt_disabled"}


async def test_every_fault_can_be_started_with() -> None:
    for name, fault in FAULTS.items():
        if not fault.available:
            continue
        async with Lab([name]) as lab:
            assert lab.faults == {name}
            assert lab.environment.id == "lab"
    assert asyncio.all_tasks() == {asyncio.current_task()}
    gc.collect()


async def test_all_faults_at_once_and_then_none() -> None:
    available = [name for name, fault in FAULTS.items() if fault.available]
    async with Lab(available) as lab:
        for name in available:
            await lab.set_fault(name, False)
        assert (await lab.kick("cloud")).succeeded
        assert (await lab.kick("local")).succeeded


def test_in_a_thread_of_its_own(tmp_path: Path) -> None:
    with LabThread(["tas.port_rejected"], directory=tmp_path) as lab:
        assert lab.lab.faults == {"tas.port_rejected"}
        assert not lab.call(lab.lab.kick, "cloud").succeeded
        lab.call(lab.lab.set_fault, "tas.port_rejected", False)
        assert lab.call(lab.lab.kick, "cloud").succeeded
        assert lab.environment.title == "Laboratory (simulation)"
    assert (tmp_path / "case.toml").is_file(), "a folder that was given stays"
    assert "ccdiag-lab" not in {thread.name for thread in threading.enumerate()}


def test_a_thread_tells_why_it_did_not_start(tmp_path: Path) -> None:
    (tmp_path / "environment.toml").mkdir()
    lab = LabThread(directory=tmp_path)
    with pytest.raises(OSError, match=r"environment\.toml"):
        lab.start()
    lab.stop()
