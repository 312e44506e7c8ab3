import json

import jsonschema
import pytest

from ccdiag.content.root import resource_root
from tests.cli.commands import ccdiag, document


def test_this_installation_is_whole() -> None:
    done = ccdiag("self-test", "--json")
    told = document(done)
    assert [part for part in told["parts"] if not part["ok"]] == []
    assert done.returncode == 0
    jsonschema.validate(told, json.loads((resource_root() / "schema" / "self-test.json").read_text(encoding="utf-8")))


def test_a_missing_part_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from ccdiag.cli import installation
    from ccdiag.cli.installation import BrokenPartError, test_installation

    def broken() -> str:
        raise BrokenPartError("gone")

    monkeypatch.setattr(installation, "_PARTS", (("trust", broken),))
    assert test_installation(json=False) == 1
    assert "gone" in capsys.readouterr().out
