"""The parts of an installation, each tried once."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Literal

import msgspec
from msgspec import Struct

from ccdiag import __version__
from ccdiag.cli.json_output import write_bytes
from ccdiag.cli.language import tr
from ccdiag.cli.plain import write_line
from ccdiag.cli.status import Exit
from ccdiag.cli.words import safe
from ccdiag.model.message import message
from ccdiag.model.printable import printable

_QT_LIMIT_S = 60.0
_LAB_DEADLINE_S = 20.0


class Part(Struct, frozen=True, kw_only=True):
    """How one part of the installation did."""

    name: str
    ok: bool
    detail: str
    elapsed_s: float


class SelfTestDocument(Struct, frozen=True, kw_only=True):
    """The contract's `ccdiag.self-test/1`."""

    schema: Literal["ccdiag.self-test/1"]
    simulation: bool
    version: str
    ok: bool
    parts: tuple[Part, ...]


class BrokenPartError(Exception):
    """A part of the installation is there, and is not right."""


def test_installation(*, json: bool) -> Exit:
    """Try every part, show how it did, and return the exit status."""
    parts = []
    for name, probe in _PARTS:
        begin = perf_counter()
        try:
            detail, ok = probe(), True
        except Exception as error:  # noqa: BLE001  # whatever is wrong with a part is what this command is asked to tell
            detail, ok = f"{type(error).__name__}: {printable(str(error))}", False
        part = Part(name=name, ok=ok, detail=detail, elapsed_s=round(perf_counter() - begin, 3))
        parts.append(part)
        if not json:
            word = safe(tr())(message("good") if ok else message("fault"))
            write_line(f"{word:<10} {part.name:<14} {part.detail} ({part.elapsed_s:.2f} s)")
    whole = all(part.ok for part in parts)
    document = SelfTestDocument(schema="ccdiag.self-test/1", simulation=False, version=__version__, ok=whole, parts=tuple(parts))
    if json:
        write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
    return Exit.GOOD if document.ok else Exit.FAULT


def test_qt() -> Exit:
    """Start Qt in this process, which is a child of the one that tests: no subcommand loads Qt itself."""
    from PySide6.QtCore import qVersion
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication(["ccdiag", "-platform", "offscreen"])
    sys.stdout.write(f"Qt {qVersion()}, {application.platformName()}\n")
    return Exit.GOOD


def _resources() -> str:
    from ccdiag.content.root import resource_root

    count = sum(1 for path in resource_root().rglob("*") if path.is_file())
    return f"{count} files"


def _checks() -> str:
    from ccdiag.checks.registry import all_checks
    from ccdiag.engine.plan import plan
    from ccdiag.model.check import CHECK_IDS

    missing = set(CHECK_IDS) - {check.id for check in plan(all_checks())}
    if missing:
        raise BrokenPartError(", ".join(sorted(missing)))
    return f"{len(CHECK_IDS)} checks"


def _causes() -> str:
    from ccdiag.content.causes import load_causes

    rules = load_causes()
    return f"{len({rule.id for rule in rules})} causes, {len(rules)} rules"


def _screens() -> str:
    from ccdiag.adminlight.search import find_screens
    from ccdiag.content.adminlight import load_adminlight

    screens = load_adminlight().screens
    if not find_screens("HOOFD MENU"):
        raise BrokenPartError("the search finds nothing")
    return f"{len(screens)} screens"


def _procedures() -> str:
    from ccdiag.content.procedures import load_procedures

    procedures = load_procedures().procedures
    if not procedures:
        raise BrokenPartError("no procedure")
    return f"{sum(not one.part for one in procedures.values())} procedures"


def _shops() -> str:
    from ccdiag.content.shops import load_shops

    shops = load_shops().shops
    if not shops:
        raise BrokenPartError("no prepared shop")
    return f"{len(shops)} prepared shops"


def _guide() -> str:
    from ccdiag.content.guide import load_guide
    from ccdiag.i18n.translator import LANGUAGES

    sections = {language: [section.anchor for section in load_guide(language).sections] for language in LANGUAGES}
    unlike = [language for language in LANGUAGES if sections[language] != sections["en"]]
    if unlike or not sections["en"]:
        raise BrokenPartError(f"other sections than in English: {', '.join(unlike)}")
    return f"{len(sections['en'])} sections in {len(LANGUAGES)} languages"


def _environments() -> str:
    from ccdiag.content.environments import environment_names, load_environment

    names = environment_names()
    for name in names:
        load_environment(name)
    if "ccv" not in names:
        raise BrokenPartError("the environment ccv is missing")
    return ", ".join(names)


def _trust() -> str:
    import ssl

    from ccdiag.content.root import resource_root

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(resource_root() / "trust" / "amazon.pem")
    count = len(context.get_ca_certs())
    if not count:
        raise BrokenPartError("no root certificate")
    return f"{count} roots"


def _languages() -> str:
    from ccdiag.i18n.translator import LANGUAGES, translator

    missing = [language for language in LANGUAGES if language != "en" and not translator(language).is_translated]
    if missing:
        raise BrokenPartError(f"no catalogue: {', '.join(missing)}")
    return ", ".join(LANGUAGES)


def _schemas() -> str:
    from ccdiag.content.root import resource_root

    found = sorted(path.stem for path in (resource_root() / "schema").glob("*.json"))
    for name in found:
        msgspec.json.decode((resource_root() / "schema" / f"{name}.json").read_bytes())
    if not found:
        raise BrokenPartError("no schema")
    return ", ".join(found)


def _tls() -> str:
    import ssl

    if not (ssl.HAS_TLSv1_3 and ssl.HAS_TLSv1_2 and ssl.HAS_ALPN and ssl.HAS_SNI):
        raise BrokenPartError(ssl.OPENSSL_VERSION)
    return ssl.OPENSSL_VERSION


def _case_files() -> str:
    import tempfile
    from datetime import UTC, datetime
    from pathlib import Path

    from ccdiag import __version__
    from ccdiag.app.session import planned_state
    from ccdiag.cases.bundle import read_bundle, write_bundle
    from ccdiag.cases.case_documents import documents_of
    from ccdiag.cases.redaction import redacted
    from ccdiag.content.environments import load_environment
    from ccdiag.model.case import Case, Merchant
    from ccdiag.model.saved_case import SavedCase, SavedRun
    from ccdiag.model.situation import Situation

    situation = Situation(environment=load_environment("ccv"), case=Case(merchant=Merchant(name="Self-test shop")))
    state = msgspec.structs.replace(planned_state(situation), started_at=datetime.now(UTC))
    run = SavedRun(id="0" * 32, version=__version__, environment=situation.environment, case=situation.case, state=state)
    saved = SavedCase(key="shop:self-test", shop="Self-test shop", simulation=False, case=situation.case, runs=(run,))
    safely = redacted(documents_of(saved))
    with tempfile.TemporaryDirectory(prefix="ccdiag-self-test-") as folder:
        file = Path(folder) / "self-test.ccdiag"
        write_bundle(file, safely.documents, safely.document)
        size, opened = file.stat().st_size, read_bundle(file)
    if documents_of(opened.saved) != safely.documents or "Self-test shop" in repr(opened):
        raise BrokenPartError("what was read is not what was written")
    return f"written, read, {size} bytes"


def _lab() -> str:
    from ccdiag.app.session import make_run
    from ccdiag.lab.thread import LabThread
    from ccdiag.model.situation import Situation
    from ccdiag.model.verdict import RunVerdict

    with LabThread() as lab:
        situation = Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True, deadline_s=_LAB_DEADLINE_S)
        state = asyncio.run(make_run(situation, lambda _event: None).execute())
    if state.verdict is not RunVerdict.HEALTHY:
        causes = ", ".join(cause.id for cause in state.causes)
        raise BrokenPartError(f"the healthy lab is {state.verdict}: {causes}")
    return f"{len(state.results)} checks, {state.elapsed_s:.2f} s"


def _case_store() -> str:
    import tempfile
    from datetime import UTC, datetime
    from pathlib import Path

    from ccdiag.cases.store import CaseStore
    from ccdiag.content.environments import load_environment
    from ccdiag.model.case import Case, Merchant
    from ccdiag.model.situation import Situation

    with tempfile.TemporaryDirectory(prefix="ccdiag-self-test-") as folder:
        situation = Situation(environment=load_environment("ccv"), case=Case(merchant=Merchant(name="Proefwinkel")))
        with CaseStore(Path(folder) / "cases.sqlite3") as store:
            if store.opened is not None:
                raise BrokenPartError(store.opened.english())
            store.begin_run("0" * 32, situation, version=__version__, at=datetime.now(UTC))
            if not store.search("oefwink") or store.load_run("0" * 32).case != situation.case:
                raise BrokenPartError("what was written is not found")
    import sqlite3

    return f"SQLite {sqlite3.sqlite_version}"


def _qt() -> str:
    # A frozen program has no interpreter to call: it calls itself.
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ccdiag"]
    done = subprocess.run(  # noqa: S603  # our own program
        [*program, "self-test", "--part", "qt"], stdin=subprocess.DEVNULL, capture_output=True, timeout=_QT_LIMIT_S, check=False
    )
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise BrokenPartError(f"exit status {done.returncode}: {' '.join(last)}")
    return done.stdout.decode(errors="replace").strip()


_PARTS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("resources", _resources),
    ("checks", _checks),
    ("causes", _causes),
    ("screens", _screens),
    ("procedures", _procedures),
    ("shops", _shops),
    ("guide", _guide),
    ("environments", _environments),
    ("trust", _trust),
    ("languages", _languages),
    ("schemas", _schemas),
    ("tls", _tls),
    ("case files", _case_files),
    ("case store", _case_store),
    ("lab", _lab),
    ("qt", _qt),
)
