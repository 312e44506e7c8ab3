"""What the trial of the setup is made of, without a setup."""

import copy
import json
import struct
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from installer.smoke.picture import Picture, from_xwd
from installer.smoke.registry import values_of
from installer.smoke.same_results import differences

EXPORTED = r"""Windows Registry Editor Version 5.00

[HKEY_CURRENT_USER\Software\Classes\ccdiag]
@="URL:ccdiag"
"URL Protocol"=""

[HKEY_CURRENT_USER\Software\Classes\ccdiag\shell\open\command]
@="\"C:\\users\\Public\\café\\ccdiagw.exe\" \"%1\""
"Size"=dword:00020c03
"""


def document() -> dict[str, Any]:
    return {
        "schema": "ccdiag.run/1",
        "simulation": True,
        "version": "0.1.0",
        "started_at": "2026-11-23T17:57:13Z",
        "elapsed_s": 2.1,
        "environment": "lab",
        "verdict": "fault",
        "causes": [{"id": "tas.closes_at_once", "title": "TAS closes", "evidence": ["o7"], "contradicted_by": [], "remedy": ["Port 5555"]}],
        "checks": [
            {
                "id": "tas.tcp",
                "verdict": "fail",
                "reason": "tas:41234 closes",
                "elapsed_s": 0.1,
                "observations": [{"id": "o7", "operation": "tcp_connect", "failure": "closed", "facts": {"port": 41234}}],
            }
        ],
    }


def test_values_of_one_key_are_read() -> None:
    key = r"HKCU\Software\Classes\ccdiag"
    assert values_of(EXPORTED, key) == {"": "URL:ccdiag", "URL Protocol": ""}
    assert values_of(EXPORTED, key + r"\shell\open\command") == {"": r'"C:\users\Public\café\ccdiagw.exe" "%1"', "Size": "134147"}
    assert values_of(EXPORTED, key + r"\shell") is None


def test_times_and_ports_may_differ() -> None:
    other = json.loads(json.dumps(document()).replace("41234", "53219").replace("2.1", "8.4").replace("o7", "o9"))
    assert differences(document(), other, wine=False) == []


def test_what_was_found_may_not() -> None:
    other = copy.deepcopy(document())
    other["checks"][0]["observations"][0]["failure"] = None
    other["checks"][0]["verdict"] = "warn"
    other["causes"][0]["title"] = "TAS is silent"
    assert [line.partition(":")[0] for line in differences(document(), other, wine=False)] == [
        "tas.closes_at_once.title",
        "tas.tcp.observations",
        "tas.tcp.verdict",
    ]


def test_a_frame_buffer_becomes_a_picture(tmp_path: Path) -> None:
    header = [0] * 25
    header[0], header[4], header[5], header[12], header[19] = 100, 3, 2, 12, 0
    pixels = b"\0\0\0\0" + b"\x01\x02\x03\0" + b"\0\0\0\0" + bytes(12)
    picture = from_xwd(struct.pack(">25I", *header) + pixels)
    assert picture == Picture(3, 2, (b"\0\0\0\x03\x02\x01\0\0\0", bytes(9)))
    assert picture.trimmed() == Picture(1, 1, (b"\x03\x02\x01",))
    picture.write(tmp_path / "picture.png")
    read = QImage(str(tmp_path / "picture.png"))
    assert (read.width(), read.height(), read.pixelColor(1, 0).getRgb()) == (3, 2, (3, 2, 1, 255))
