"""Secrets are planted wherever a shop, a network or a person could put one, and looked for in everything that leaves the program."""

import io
import json
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from ccdiag.cases.bundle import bundle_bytes, read_bundle_bytes, write_bundle
from ccdiag.cases.case_documents import documents_of
from ccdiag.cases.redaction import redacted
from ccdiag.cases.redaction_kinds import PersonalKind
from ccdiag.cases.store import CaseStore
from ccdiag.i18n.translator import LANGUAGES
from ccdiag.model.case import Case
from ccdiag.model.check import CheckId
from ccdiag.model.facts import CertificateFacts, DnsFacts, Facts, HttpFacts, ProxySettingFacts, SettingFacts, StatedFacts, TlsFacts
from ccdiag.model.message import message
from ccdiag.model.observation import Observation
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import CaseNote, SavedCase, SavedRun, StatedAnswer, TimedEvent
from ccdiag.procedures.visit import Visit
from ccdiag.reports.forms import Form, written
from ccdiag.reports.judged import report_of_today
from tests.cases.lab_cases import AT, lab_run, saved_case
from tests.cli.commands import ccdiag

SECRETS = {
    "a live key": "l_Pl4ntedL1veKey77",
    "a test key": "t_Pl4ntedT3stKey88",
    "a bearer token": "Pl4ntedBearerToken99",
    "a login": "Pl4ntedLogin55",
    "a password": "Pl4ntedPassw0rd44",
    "a card number": "4111111111111111",
    "a card number with spaces": "5500 0000 0000 0004",
    "a card number with dashes": "3782-822463-10005",
    "a card number as a number": "6011000990139424",
    "a private key": "Pl4ntedPr1vateKeyBody",
}
_KEY = f"-----BEGIN RSA PRIVATE KEY----- {SECRETS['a private key']} -----END RSA PRIVATE KEY-----"
_TEXTS = (
    f"key {SECRETS['a live key']}",
    f"({SECRETS['a test key']})",
    f"Authorization: Bearer {SECRETS['a bearer token']}",
    f"https://jan:{SECRETS['a login']}@kassa.example.nl/x",
    f"card {SECRETS['a card number']}.",
    f"card {SECRETS['a card number with spaces']}!",
    f"({SECRETS['a card number with dashes']})",
    _KEY,
)
"""Each holds a secret that can be told by its look, in texts of any origin."""
_NAMED_TEXTS = (*_TEXTS, f"wachtwoord: {SECRETS['a password']}", f"the password is {SECRETS['a password']}, she said")
"""And one that can be told by the word before it."""


def _case(case: Case) -> Case:
    return replace(
        case,
        merchant=replace(case.merchant, name=f"Bakkerij {SECRETS['a live key']}"),
        terminal=replace(case.terminal, model=f"card {SECRETS['a card number with spaces']}"),
        webkassa={
            "terminalId": "LAB00042",
            "apiKey": SECRETS["a test key"],
            "password": SECRETS["a password"],
            "remark": f"https://jan:{SECRETS['a login']}@kassa.example.nl/x",
            "number": int(SECRETS["a card number as a number"]),
        },
        tms_parameters={"MQT": "Enabled", "Comment": f"card {SECRETS['a card number']}", "Token": SECRETS["a bearer token"]},
    )


def _seen() -> Iterator[tuple[CheckId, Facts]]:
    for number, text in enumerate(_TEXTS):
        certificate = CertificateFacts(subject=f"CN={text}", issuer=f"O={text}", not_before="", not_after="", names=(text,))
        yield (
            "mqtt.tls",
            TlsFacts(
                role="mqtt",
                purpose="unverified",
                address="192.0.2.7",
                port=443,
                attempt=number + 2,
                subject=f"CN={text}",
                issuer=f"O={text}",
                chain=(certificate,),
            ),
        )
        yield "dns.mqtt", DnsFacts(name="mqtt.example", record="A", server="192.0.2.1", role="reference", extended_text=text)
        yield (
            "network.internet",
            HttpFacts(role="internet", url="http://known.example/", status=302, location=f"http://login.example/{text}"),
        )
        yield "webkassa.configuration", SettingFacts(document="webkassa", setting="remark", location=text, found=text)
        yield "terminal.settings", StatedFacts(key="terminal.model", value=text)
    yield "webkassa.configuration", SettingFacts(document="webkassa", setting="apiKey", found=SECRETS["a password"])
    yield "network.proxy", ProxySettingFacts(source="system", proxy=f"jan:{SECRETS['a login']}@proxy.example:3128".rpartition("@")[2])


def _state(state: RunState) -> RunState:
    """Let every check see something that holds a secret, and say it."""
    checks = dict(state.checks)
    for number, (check, facts) in enumerate(_seen(), 1000):
        target = getattr(facts, "location", None) or getattr(facts, "subject", None) or "somewhere"
        one = Observation(id=f"o{number}", target=str(target), started_at=AT, elapsed_s=0.1, facts=facts)
        before = checks[check]
        assert before.result is not None
        reason = message("{before} It said: {text}.", before=before.result.reason, text=str(target))
        result = replace(before.result, reason=reason, observations=(*before.result.observations, one))
        checks[check] = replace(before, observations=(*before.observations, one), result=result)
    first = state.causes[0]
    cause = replace(
        first, note=message("{text}", text=_TEXTS[0]), evidence=(*first.evidence, *(f"o{number}" for number in range(1000, 1042)))
    )
    return replace(state, checks=checks, causes=(cause, *state.causes[1:]))


@cache
def planted() -> SavedCase:
    run = lab_run("tls.intercepted")
    case = _case(run.case)
    state = replace(_state(run.state), case=case)
    made = saved_case(replace(run, case=case, state=state, events=tuple(_events(run, state))))
    record = made.procedures[0]
    step = record.steps[0]
    steps = tuple(replace(step, field=f"typed_{number}", answer=text[:100], reason=text) for number, text in enumerate(_NAMED_TEXTS))
    return replace(
        made,
        case=case,
        shop=case.merchant.name or "",
        answers=tuple(StatedAnswer(at=AT, key="terminal.model", value=text) for text in _TEXTS),
        notes=tuple(CaseNote(at=AT, text=text) for text in _NAMED_TEXTS),
        procedures=(replace(record, steps=steps, reason=_NAMED_TEXTS[-1]),),
        settled=tuple(replace(made.settled[0], reason=text) for text in _NAMED_TEXTS),
    )


def _events(run: SavedRun, state: RunState) -> Iterator[TimedEvent]:
    from ccdiag.model.event import CausesChanged, CheckFinished, ObservationMade, RunStarted

    for timed in run.events:
        match timed.event:
            case RunStarted():
                yield replace(timed, event=replace(timed.event, case=state.case))
            case CheckFinished():
                result = state.checks[timed.event.result.id].result
                assert result is not None
                for one in result.observations:
                    if one.id >= "o1000" and len(one.id) > 4:
                        yield TimedEvent(timed.at_s, ObservationMade(check=result.id, observation=one))
                yield replace(timed, event=CheckFinished(result=result))
            case CausesChanged():
                yield replace(timed, event=CausesChanged(causes=state.causes))
            case _:
                yield timed


def assert_clean(content: str | bytes, where: str) -> None:
    """Find no secret, neither as it was planted nor without the signs between its digits."""
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    digits = "".join(character for character in text if character not in " \u00a0-–")
    for name, secret in SECRETS.items():
        assert secret not in text, f"{name} in {where}"
        assert not secret.replace(" ", "").replace("-", "").isdecimal() or secret.replace(" ", "").replace("-", "") not in digits, (
            f"{name} in {where}"
        )


def _parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def test_every_secret_is_planted() -> None:
    """Else the search below would find nothing because there is nothing."""
    written_down = json.dumps([repr(planted())])
    for name, secret in SECRETS.items():
        assert secret in written_down, name


@pytest.mark.parametrize("keep", [None, (), tuple(PersonalKind)], ids=["by default", "nothing kept", "everything kept"])
def test_no_secret_is_in_a_bundle(keep: tuple[PersonalKind, ...] | None) -> None:
    safely = redacted(documents_of(planted()), keep)
    assert safely.document.secrets > 0
    assert_clean(json.dumps(safely.documents, ensure_ascii=False), "the documents")
    content = bundle_bytes(safely.documents, safely.document)
    assert_clean(content, "the zip")
    for name, part in _parts(content):
        assert_clean(part, name)


def test_a_redacted_bundle_is_read_and_told_without_secrets() -> None:
    safely = redacted(documents_of(planted()))
    opened = read_bundle_bytes(bundle_bytes(safely.documents, safely.document))
    assert len(opened.saved.notes) == len(_NAMED_TEXTS)
    assert_clean(repr(opened), "the case as it was read")


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.PDF])
def test_no_secret_is_in_a_report(form: Form) -> None:
    for saved in (planted(), read_bundle_bytes(bundle_bytes(redacted(documents_of(planted()), ()).documents)).saved):
        for language in LANGUAGES:
            assert_clean(written(report_of_today(saved), form, language), f"{form} in {language}")


def test_no_secret_is_in_the_store(tmp_path: Path) -> None:
    saved, run = planted(), planted().runs[0]
    file = tmp_path / "cases.sqlite3"
    with CaseStore(file) as store:
        store.begin_run(run.id, run.situation, version="0", at=AT)
        store.add_events(run.id, tuple(enumerate(run.events)))
        store.put_state(run.id, run.state, run.case)
        for answer in saved.answers:
            store.add_answer(saved.key, answer)
        for note in saved.notes:
            store.add_note(saved.key, note.text, note.at)
        store.put_visit(Visit(key=saved.key, records=saved.procedures, settled=saved.settled))
        assert_clean(b"".join(path.read_bytes() for path in tmp_path.iterdir()), "the store while it is open")
        # What is packed is not found in the bytes.
        assert_clean(repr(store.load_run(run.id)), "the run as it is kept")
    for path in tmp_path.iterdir():
        assert_clean(path.read_bytes(), path.name)


@pytest.mark.parametrize("arguments", [("show",), ("show", "--json"), ("report", "--format", "pdf")], ids=" ".join)
def test_no_secret_is_printed_of_a_bundle(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    file = tmp_path / "case.ccdiag"
    safely = redacted(documents_of(planted()), tuple(PersonalKind))
    write_bundle(file, safely.documents, safely.document)
    more = ("--output", tmp_path / "report.pdf") if "pdf" in arguments else ()
    done = ccdiag(arguments[0], file, *arguments[1:], *more, CCDIAG_DATA=str(tmp_path / "data"))
    assert_clean(done.stdout, "standard output")
    assert_clean(done.stderr, "standard error")
    for path in tmp_path.rglob("*.pdf"):
        assert_clean(path.read_bytes(), path.name)


@pytest.mark.parametrize("output", ["--json", "--jsonl", "--verbose"])
def test_no_secret_is_printed_or_kept_by_a_run(tmp_path: Path, output: str) -> None:
    answers = [f"merchant.name=Bakkerij {SECRETS['a live key']}", f"terminal.model=card {SECRETS['a card number']}"]
    file = tmp_path / "run.ccdiag"
    options = [part for answer in answers for part in ("--answer", answer)]
    done = ccdiag("check", "--lab", output, "--only", "terminal.settings", "--save", file, *options, CCDIAG_DATA=str(tmp_path / "data"))
    assert_clean(done.stdout, "standard output")
    assert_clean(done.stderr, "standard error")
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            assert_clean(path.read_bytes(), path.name)
    if file.exists():
        for name, part in _parts(file.read_bytes()):
            assert_clean(part, name)
