"""The procedures that ship are whole, and broken ones are refused with file, key and reason."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ccdiag.content.adminlight import load_adminlight
from ccdiag.content.causes import PROCEDURE_IDS, load_causes
from ccdiag.content.errors import ContentError
from ccdiag.content.procedures import load_procedures, load_procedures_folder
from ccdiag.content.root import resource_root
from ccdiag.model.check import CHECK_IDS
from ccdiag.model.procedure import AnswerKind, Where

CONTRACT = [
    "day-close",
    "hardware-installation",
    "opi-settings",
    "day-open",
    "migrate-to-2.0",
    "prove-2.0",
    "kick-does-not-arrive",
    "flat-outgoing-missing",
]
Edit = Callable[[str], str]


def test_every_procedure_of_the_contract_is_offered() -> None:
    assert set(CONTRACT) <= {procedure.id for procedure in load_procedures().offered()}
    assert set(PROCEDURE_IDS) >= set(CONTRACT)


def test_the_procedure_of_every_cause_exists() -> None:
    offered = {procedure.id for procedure in load_procedures().offered()}
    named = {rule.id: rule.procedure for rule in load_causes() if rule.procedure is not None}
    assert named
    assert {id_: procedure for id_, procedure in named.items() if procedure not in offered} == {}


def test_a_danger_is_told_before_it_can_happen() -> None:
    book = load_procedures()
    for procedure in book.offered():
        arising = [step for step in procedure.steps if step.arises]
        assert not arising or procedure.dangers, procedure.id
        assert all(step.danger for step in arising), procedure.id


def test_a_warning_is_answered_with_stop_unless_somebody_gives_a_reason() -> None:
    steps = {step.id: step for step in load_procedures().procedures["hardware-installation"].steps}
    warning = steps["warning"]
    assert warning.ask is not None
    assert warning.ask.default == "stop"
    assert warning.on["force"].asks_reason
    data = steps["whose-data"]
    assert data.ask is not None
    assert data.on[data.ask.default].goto == "refuse-data"
    assert steps["refuse-data"].presses[0].key.value == "STOP"
    software = steps["software"]
    assert software.on["older"].ends == "stopped"
    assert not [way for step in steps.values() for answer, way in step.on.items() if way.asks_reason and answer != "force"]


def test_the_tms_id_is_compared_with_the_case_each_time_it_is_typed() -> None:
    steps = {step.id: step for step in load_procedures().procedures["hardware-installation"].steps}
    matches = {id_: step.ask.matches for id_, step in steps.items() if step.ask is not None and step.kind is AnswerKind.TEXT}
    assert matches == {"id-in-tms": "terminal.tms_id", "tms-id": "tms_id", "tms-id-again": "typed_tms_id"}


def test_every_check_that_is_shown_beside_a_step_exists() -> None:
    steps = [step for procedure in load_procedures().procedures.values() for step in procedure.steps]
    assert {check for step in steps for check in step.live} <= set(CHECK_IDS)
    # Beside what is done elsewhere than on a screen of ours, the laptop mostly sees more than the terminal shows.
    assert any(step.live for step in steps if step.place is not Where.TERMINAL)


def test_an_obligation_names_the_procedure_that_meets_it() -> None:
    book = load_procedures()
    assert set(book.obligations) == {"day-closed", "trigger-port-changed"}
    for kind in book.obligations.values():
        assert not book.procedures[kind.met_by].part


def replaced(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


@pytest.mark.parametrize(
    ("file", "edit", "key", "reason"),
    [
        ("day.toml", replaced('id = "day-close"', 'id = "Day Close"'), "procedure[0].id", "Day Close"),
        ("day.toml", replaced('id = "day-open"', 'id = "day-close"'), "procedure day-close", "no other procedure"),
        ("day.toml", replaced('id = "menu"', 'id = "agreed"'), "step agreed", "no other step"),
        ("day.toml", replaced('screen = "manager-terminal"', 'screen = "manager-terminals"'), "step close.screen", "manager-terminal"),
        ("day.toml", replaced('runs = "part-manager-menu"', 'runs = "part-manger-menu"'), "step menu.runs", "part-manager-menu"),
        ("day.toml", replaced('arises = "day-closed"', 'arises = "day-close"'), "step close.arises", "day-closed"),
        ("day.toml", replaced('why = "It closes the day; likely the totals are printed."', ""), "step close.why", "text"),
        ("day.toml", replaced('goto = "confirm-message"', 'goto = "confirm-mesage"'), "on.already.goto", "confirm-message"),
        ("day.toml", replaced('unknown = { ends = "stopped"', 'perhaps = { ends = "stopped"'), "step agreed.on", "no and unknown"),
        ("day.toml", replaced('default = "no"', 'default = "never"'), "ask.default", "yes, no, unknown"),
        ("day.toml", replaced('kind = "yes_no"', 'kind = "maybe"'), "ask.kind", "maybe"),
        ("day.toml", replaced('text = "DAGAFSLUITING"', 'text = ""'), "presses[0].text", "text"),
        ("day.toml", replaced('aside = true\nscreen = "day-already-closed"', 'screen = "day-already-closed"\nhidden = true'), "hidden", ""),
        ("day.toml", replaced("[[procedure.preconditions]]", "[[procedure.precondition]]"), "precondition", "preconditions"),
        ("day.toml", replaced('step = "agreed"', 'step = "agree"'), "preconditions[0].step", "agreed"),
        ("day.toml", replaced('variant = "manager-terminal-activeer-terminal"', 'variant = "no-such"'), "variations[0]", "no-such"),
        ("day.toml", replaced('live = ["terminal.day"]', 'live = ["terminal.days"]'), "live[0]", "terminal.day"),
        ("day.toml", replaced('says = "Agree on a moment with the shop, and begin again then."', 'says = " "'), "on.no.says", "tell"),
        ("parts.toml", replaced("secret = true", 'text = "99999"'), "presses[0].secret", "password"),
        ("parts.toml", replaced('id = "part-manager-menu"', 'id = "part-menu-of-manager"'), "runs", "part-manager-menu"),
        ("parts.toml", replaced('runs = "part-service-menu"', 'runs = "part-opi-menu"'), "runs", "themselves"),
        ("installation.toml", replaced('shows = ["terminal.tms_id"]', 'shows = ["terminal.tmsid"]'), "shows[0]", "terminal.tms_id"),
        ("installation.toml", replaced('matches = "terminal.tms_id"', 'matches = "terminal.id"'), "ask.matches", "terminal.id"),
        ("installation.toml", replaced('text = "{tms_id}"', 'text = "{tms-id}"'), "presses[0].text", "{tms-id}"),
        ("installation.toml", replaced('obligation = "day-closed"', 'obligation = "day-shut"'), "when[0].obligation", "day-shut"),
        ("installation.toml", replaced('goto = "force", asks_reason', 'goto = "forced", asks_reason'), "on.force.goto", "force"),
        ("prove.toml", replaced("{old_port}", "{former_port}"), "step change.title", "{former_port}"),
        ("prove.toml", replaced('one_of = ["yes"]', "one_of = []"), "when[0].one_of", "answers"),
        ("prove.toml", replaced('meets = "trigger-port-changed"\n', ""), "obligation trigger-port-changed.met_by", "meets"),
        ("obligations.toml", replaced('met_by = "day-open"', 'met_by = "day-opened"'), "obligation day-closed.met_by", "day-open"),
        ("obligations.toml", replaced('remembers = "old_port"', 'remembers = "old_ports"'), "remembers", "field"),
        ("obligations.toml", replaced('possible = "The day may', 'perhaps = "The day may'), "obligation[0]", "possible"),
        ("opi.toml", replaced("[[procedure]]", "[[procedure]"), "line", "TOML"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, file: str, edit: Edit, key: str, reason: str) -> None:
    folder = tmp_path / "procedures"
    shutil.copytree(resource_root() / "procedures", folder)
    broken = folder / file
    broken.write_text(edit(broken.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_procedures_folder(folder, load_adminlight())
    told = str(raised.value)
    assert key in raised.value.key_path
    assert reason in told
    assert str(folder) in told


def test_a_missing_or_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="obligations"):
        load_procedures_folder(tmp_path, load_adminlight())


def test_a_binary_or_endless_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "procedures"
    shutil.copytree(resource_root() / "procedures", folder)
    for content in (b"\0" * 10, b"# " + b"x" * 300_000, b"a = " + b"[" * 5000):
        (folder / "zz.toml").write_bytes(content)
        with pytest.raises(ContentError, match=r"zz\.toml"):
            load_procedures_folder(folder, load_adminlight())
