"""The description for winget says what the setup does, in the fields and lengths that version 1.6 of its schemas allows."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ccdiag import __version__
from installer import winget

ADDRESS = "https://downloads.ccdiag.test/1.0"
SCRIPT = Path(winget.__file__).parent / "ccdiag.nsi"

RESPONSES = {
    # Schema of the installer's manifest, ReturnResponse.
    *("packageInUse", "packageInUseByApplication", "installInProgress", "fileInUse", "missingDependency", "diskFull"),
    *("insufficientMemory", "invalidParameter", "noNetwork", "contactSupport", "rebootRequiredToFinish", "rebootRequiredForInstall"),
    *("rebootInitiated", "cancelledByUser", "alreadyInstalled", "downgrade", "blockedByPolicy", "systemNotSupported", "custom"),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("winget")
    setup = folder / f"ccdiag-{__version__}-setup.exe"
    setup.write_bytes(b"a setup")
    (folder / "ccdiag.ccdiag.locale.tlh.yaml").write_text("of an earlier version", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["winget", str(setup), str(folder), ADDRESS + "/"])
        winget.main()
    return {file.name: yaml.safe_load(file.read_text(encoding="utf-8")) for file in folder.glob("*.yaml")}


def test_what_is_written_is_what_was_meant(written: dict[str, dict[str, Any]]) -> None:
    digest = hashlib.sha256(b"a setup").hexdigest()
    assert written == winget.manifests(digest, f"{ADDRESS}/ccdiag-{__version__}-setup.exe")


def test_there_is_a_version_an_installer_and_four_languages(written: dict[str, dict[str, Any]]) -> None:
    kinds = {name: document["ManifestType"] for name, document in written.items()}
    assert kinds == {
        "ccdiag.ccdiag.yaml": "version",
        "ccdiag.ccdiag.installer.yaml": "installer",
        "ccdiag.ccdiag.locale.en-US.yaml": "defaultLocale",
        "ccdiag.ccdiag.locale.de-DE.yaml": "locale",
        "ccdiag.ccdiag.locale.fr-FR.yaml": "locale",
        "ccdiag.ccdiag.locale.nl-NL.yaml": "locale",
    }
    for document in written.values():
        assert (document["PackageIdentifier"], document["PackageVersion"]) == ("ccdiag.ccdiag", __version__)
        assert document["ManifestVersion"] == "1.6.0"


def test_lengths_and_forms_are_those_of_the_schema(written: dict[str, dict[str, Any]]) -> None:
    for name, document in written.items():
        if "locale" in name:
            assert 3 <= len(document["ShortDescription"]) <= 256
            assert 3 <= len(document["Description"]) <= 10000
            assert all(1 <= len(tag) <= 40 for tag in document["Tags"])
            assert len(document["Tags"]) <= 16
    told = written["ccdiag.ccdiag.installer.yaml"]
    assert re.fullmatch(r"(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4})){0,3}", told["MinimumOSVersion"])
    for installer in told["Installers"]:
        assert re.fullmatch(r"[A-Fa-f0-9]{64}", installer["InstallerSha256"])
        assert re.fullmatch(r"https?://.+", installer["InstallerUrl"])
    codes = [code["InstallerReturnCode"] for code in told["ExpectedReturnCodes"]]
    assert len(codes) == len(set(codes))
    assert all(code["ReturnResponse"] in RESPONSES for code in told["ExpectedReturnCodes"])


def test_every_exit_code_of_the_setup_has_its_meaning(written: dict[str, dict[str, Any]]) -> None:
    told = {code["InstallerReturnCode"] for code in written["ccdiag.ccdiag.installer.yaml"]["ExpectedReturnCodes"]}
    assert told == {1, *winget.exit_codes().values()}
    assert winget.exit_codes()["RUNNING"] == 5


def test_it_is_registered_as_the_setup_registers_it(written: dict[str, dict[str, Any]]) -> None:
    scripts = [path.read_text(encoding="utf-8") for path in (SCRIPT, *SCRIPT.parent.glob("setup/*.nsh"))]
    assert any(r"CurrentVersion\Uninstall\ccdiag" in script for script in scripts)
    told = written["ccdiag.ccdiag.installer.yaml"]
    assert told["ProductCode"] == "ccdiag"
    assert [(one["Scope"], one.get("InstallerSwitches")) for one in told["Installers"]] == [
        ("user", None),
        ("machine", {"Custom": "/ALLUSERS"}),
    ]


def test_each_language_says_what_the_start_menu_says() -> None:
    assert winget.what_it_does("nl-NL") == "Wat er mis is tussen een webkassa en haar betaalterminal"
    assert len({winget.what_it_does(locale) for locale in ("en-US", "nl-NL", "de-DE", "fr-FR")}) == 4
