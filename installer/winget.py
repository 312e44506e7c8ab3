"""Describe a setup for winget: `python -m installer.winget SETUP FOLDER ADDRESS`, where it is downloaded from ADDRESS/SETUP.

Fields and their limits: learn.microsoft.com/windows/package-manager/package/manifest, schemas of version 1.6.0.
"""

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from ccdiag import __version__
from installer.shipped import INSTALLER

IDENTIFIER = "ccdiag.ccdiag"
SCHEMA = "1.6.0"

_LANGUAGES = {"en-US": "english", "de-DE": "german", "fr-FR": "french", "nl-NL": "dutch"}
"""Names of locales, and of the files of the setup's own texts; the first is for whoever speaks none of the others."""

_RETURN_CODES = {
    "WINDOWS_TOO_OLD": "systemNotSupported",
    "NOT_ALLOWED": "custom",
    "RUNNING": "packageInUse",
    "NEWER_INSTALLED": "downgrade",
    "ANOTHER_SETUP": "installInProgress",
    "UNFIT_FOLDER": "invalidParameter",
    "INSTALLED_FOR_ALL": "alreadyInstalled",
}
"""What winget says to the exit codes that the setup's script names."""

_DESCRIPTIONS = {
    "en-US": "For field engineers: what is broken between a web till and its payment terminal, who must mend it, and how.",
    "de-DE": "Für Servicetechniker: was zwischen einer Webkasse und ihrem Zahlungsterminal nicht geht, wer es beheben muss und wie.",
    "fr-FR": "Pour les techniciens : ce qui ne va pas entre une caisse web et son terminal de paiement, qui doit y remédier et comment.",
    "nl-NL": "Voor servicemonteurs: wat er mis is tussen een webkassa en haar betaalterminal, wie het moet verhelpen en hoe.",
}


def exit_codes() -> dict[str, int]:
    """Return the exit codes that the setup's script defines, by name."""
    script = (INSTALLER / "ccdiag.nsi").read_text(encoding="utf-8")
    return {name: int(code) for name, code in re.findall(r"^!define ([A-Z_]+) (\d+)$", script, re.MULTILINE)}


def what_it_does(locale: str) -> str:
    """Return the line that the Start menu shows; raises ValueError where the setup has none in this language."""
    text = (INSTALLER / "languages" / f"{_LANGUAGES[locale]}.nsh").read_text(encoding="utf-8")
    matched = re.search(r'^LangString WhatItDoes \S+ "(.+)"$', text, re.MULTILINE)
    if matched is None:
        raise ValueError(f"the setup does not say what it does in {_LANGUAGES[locale]}")
    return matched[1]


def installer(sha256: str, address: str) -> dict[str, Any]:
    """Return how the setup is run, for one user and for all."""
    program = {"Architecture": "x64", "InstallerUrl": address, "InstallerSha256": sha256.upper()}
    return {
        "Platform": ["Windows.Desktop"],
        # Windows 10 1809, the oldest one that Qt 6.11 runs on.
        "MinimumOSVersion": "10.0.17763.0",
        "InstallerType": "nullsoft",
        "InstallModes": ["interactive", "silent"],
        "InstallerSwitches": {"Silent": "/S", "SilentWithProgress": "/S", "InstallLocation": "/D=<INSTALLPATH>"},
        "UpgradeBehavior": "install",
        "ExpectedReturnCodes": [
            {"InstallerReturnCode": 1, "ReturnResponse": "cancelledByUser"},
            *({"InstallerReturnCode": code, "ReturnResponse": _RETURN_CODES[name]} for name, code in exit_codes().items()),
        ],
        "Protocols": ["ccdiag"],
        "FileExtensions": ["ccdiag"],
        # The name of its key among the installed programs.
        "ProductCode": "ccdiag",
        "AppsAndFeaturesEntries": [
            {
                "DisplayName": "ccdiag",
                "Publisher": "ccdiag",
                "DisplayVersion": __version__,
                "ProductCode": "ccdiag",
                "InstallerType": "nullsoft",
            }
        ],
        "Installers": [
            program | {"Scope": "user"},
            program | {"Scope": "machine", "ElevationRequirement": "elevationRequired", "InstallerSwitches": {"Custom": "/ALLUSERS"}},
        ],
    }


def words(locale: str) -> dict[str, Any]:
    """Return what somebody reads who looks for programs."""
    return {
        "PackageLocale": locale,
        "Publisher": "ccdiag",
        "PackageName": "ccdiag",
        "License": "Apache-2.0",
        "ShortDescription": what_it_does(locale),
        "Description": _DESCRIPTIONS[locale],
        "Tags": ["diagnosis", "mqtt", "network", "payment-terminal", "tls"],
    }


def manifests(sha256: str, address: str) -> dict[str, dict[str, Any]]:
    """Return the documents by the names of their files."""
    first = next(iter(_LANGUAGES))
    contents = {
        "version": ("", {"DefaultLocale": first}),
        "installer": (".installer", installer(sha256, address)),
        "defaultLocale": (f".locale.{first}", words(first)),
    }
    documents = {f"{IDENTIFIER}{ending}.yaml": _document(kind, told) for kind, (ending, told) in contents.items()}
    for locale in _LANGUAGES:
        if locale != first:
            documents[f"{IDENTIFIER}.locale.{locale}.yaml"] = _document("locale", words(locale))
    return documents


def _document(kind: str, told: dict[str, Any]) -> dict[str, Any]:
    return {"PackageIdentifier": IDENTIFIER, "PackageVersion": __version__} | told | {"ManifestType": kind, "ManifestVersion": SCHEMA}


def yaml(document: dict[str, Any]) -> str:
    """Return a document as YAML, of which every text is also JSON's; first the schema that editors check it by."""
    kind = document["ManifestType"]
    head = f"# yaml-language-server: $schema=https://aka.ms/winget-manifest.{kind}.{SCHEMA}.schema.json\n"
    return head + "".join(f"{line}\n" for line in _lines(document))


def _lines(value: dict[str, Any]) -> list[str]:
    lines = []
    for name, part in value.items():
        if isinstance(part, dict):
            lines += [f"{name}:", *(f"  {line}" for line in _lines(part))]
        elif isinstance(part, list):
            lines.append(f"{name}:")
            for entry in part:
                first, *rest = _lines(entry) if isinstance(entry, dict) else [_scalar(entry)]
                lines += [f"- {first}", *(f"  {line}" for line in rest)]
        else:
            lines.append(f"{name}: {_scalar(part)}")
    return lines


def _scalar(value: str | int) -> str:
    return json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Write the folder that winget takes, anew."""
    setup, folder, address = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.yaml"):
        old.unlink()
    sha256 = hashlib.sha256(setup.read_bytes()).hexdigest()
    for name, document in manifests(sha256, f"{address.rstrip('/')}/{setup.name}").items():
        (folder / name).write_text(yaml(document), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
