"""`ccdiag guide NAME` at a terminal, as an engineer sits before it, and what is there after a power cut."""

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals of this kind", allow_module_level=True)

from msgspec.structs import replace

from ccdiag.app.procedure_store import ProcedureStore
from ccdiag.cases.store import CaseStore
from ccdiag.model.procedure_progress import Status
from ccdiag.procedures.visit import Visit
from tests.app.test_procedure_store import OWING
from tests.cli.commands import ccdiag, text
from tests.cli.terminal import Terminal

CASE = '[merchant]\nname = "Bakkerij De Korenaar"\n[terminal]\ntms_id = "SIM00042"\nip = "192.0.2.10"\nsoftware = "14.0.11.01"\n'
BEGIN = "q leaves: "
TO_CLOSING = ("1", "", "", "", "", "")
"""What is typed from the first question of day-close up to DAGAFSLUITING."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "case.toml").write_text(CASE, encoding="utf-8")
    return tmp_path


def guide(data: Path, *arguments: str, language: str = "en", **extra: str) -> Terminal:
    return Terminal("guide", *arguments, "--case", data / "case.toml", "--language", language, data=data, extra=extra)


def kept(data: Path) -> Visit:
    return ProcedureStore(data / "procedures").load("tms:SIM00042").visit


def test_a_day_is_closed_and_opened_again(data: Path) -> None:
    with guide(data, "day-close") as terminal:
        said = terminal.until(BEGIN)
        assert "With the day closed the shop cannot sell" in " ".join(said.split()), "dangers come before anything else"
        assert "On the way: The day is closed." in said
        assert "Does the shop agree?" in terminal.answer()
        for typed in TO_CLOSING:
            said = terminal.answer(typed)
        assert "! The day may be closed." in said
        assert "DAGAFSLUITING  ◄ Choose DAGAFSLUITING" in said
        assert "CCV AdminLight - Bakkerij De Korenaar - 192.0.2.10" in said
        assert [one.certain for one in kept(data).obligations] == [False]
        assert "! The day is closed." in terminal.answer()
        assert "Choose a" not in terminal.answer("1")
        # The procedure ends here, the day is closed, and what opens it is offered at once.
        said = terminal.answer()
        assert "STILL OWED: The day is closed." in said
        assert "Put it right now? Open the day" in said
        terminal.answer("", until=BEGIN)
        for typed in (*[""] * 7, "1", ""):
            said = terminal.answer(typed)
        assert "Is the day open again?" in said
        terminal.press("1\n")
        assert "The day is open: the shop can sell." in terminal.rest()
        assert terminal.process.returncode == 0
    visit = kept(data)
    assert (visit.obligations, visit.progresses) == ((), ())
    assert [(record.procedure, record.status) for record in visit.records] == [
        ("day-close", Status.FINISHED),
        ("day-open", Status.FINISHED),
    ]
    with CaseStore(data / "cases.sqlite3") as store:
        saved = store.load_case("tms:SIM00042")
    assert [(one.id, one.status, len(one.steps)) for one in saved.procedures] == [
        (one.id, one.status, len(one.steps)) for one in visit.records
    ]
    assert (saved.owed, saved.shop) == ((), "Bakkerij De Korenaar")


@pytest.mark.parametrize("answered", [0, 3, 6, 7])
def test_after_a_power_cut_the_step_that_was_shown_is_there(data: Path, answered: int) -> None:
    with guide(data, "day-close") as terminal:
        terminal.until(BEGIN)
        said = terminal.answer()
        for typed in (*TO_CLOSING, "")[:answered]:
            said = terminal.answer(typed)
        title = said.split("\n\n")[-1 if "?" not in said.split("\n\n")[-1] else -2].splitlines()[0]
        terminal.kill()
    owed = text(ccdiag("guide", "--language", "en", CCDIAG_DATA=str(data)))
    assert "Under way, Bakkerij De Korenaar: Close the day" in owed
    assert ("The day may be closed." in owed) is (answered == 6)
    assert ("The day is closed." in owed) is (answered == 7)
    with guide(data, "day-close") as terminal:
        said = terminal.until()
        assert "under way since" in said
        assert ("STILL OWED" in said) is (answered >= 6)
        assert title in terminal.answer()
        said = terminal.answer("b") if answered else ""
        assert ("The day is closed." in said) is (answered == 7), "going back opens no day"


def test_leaving_with_control_c_and_with_the_end_of_input_keeps_everything(data: Path) -> None:
    for keys, status in (("\x03", 130), ("\x04", 3)):
        with guide(data, "day-close") as terminal:
            said = terminal.until(BEGIN if keys == "\x03" else "\n> ")
            terminal.answer()
            terminal.press(keys)
            assert "ccdiag guide day-close --case" in " ".join(terminal.rest().split())
            assert terminal.process.returncode == status
            assert said
    (progress,) = kept(data).progresses
    assert progress.status is Status.RUNNING


def test_pausing_and_going_on(data: Path) -> None:
    with guide(data, "day-close") as terminal:
        terminal.until(BEGIN)
        terminal.answer()
        terminal.answer("1")
        terminal.press("p\n")
        assert "Paused." in terminal.rest()
        assert terminal.process.returncode == 3
    assert [one.status for one in kept(data).progresses] == [Status.PAUSED]
    with guide(data, "day-close") as terminal:
        terminal.until()
        assert "Press START MENU" in terminal.answer("1")
        assert "Does the shop agree?" in terminal.answer("b")
        assert "first step" in terminal.answer("b")
    # Begun anew, the old one is among the records.
    with guide(data, "day-close") as terminal:
        terminal.until()
        terminal.answer("2", until=BEGIN)
        assert "Does the shop agree?" in terminal.answer()
    assert [record.reason for record in kept(data).records] == ["begun anew"]
    assert len(kept(data).progresses) == 1


def installing(terminal: Terminal) -> str:
    """Go on with an installation up to the two questions for the TMS id."""
    terminal.until(BEGIN)
    terminal.answer()
    assert "is not “SIM00042”" in terminal.answer("SIM00043")
    terminal.answer("sim00042")
    # The same software, and a day that is closed already.
    terminal.answer("1")
    said = terminal.answer("1")
    while "[sim00042" not in said:
        said = terminal.answer()
    return said


def test_the_tms_id_has_to_match_the_case_each_time_and_a_warning_means_stop(data: Path) -> None:
    with guide(data, "hardware-installation") as terminal:
        assert "◄ 1. Type sim00042" in installing(terminal), "what is to be typed stands in its field"
        assert "is not" in terminal.answer("SIM00024")
        said = terminal.answer("SIM00042")
        assert "NOGMAALS INVOEREN" in said
        assert "is not" in terminal.answer("SIM0042")
        assert "193.173.53.101" in terminal.answer("SIM00042")
        terminal.answer()
        terminal.answer()
        said = terminal.answer()
        assert "Whose data does the terminal show?" in said
        assert "Another shop's, or I am not sure  [Enter]" in said
        terminal.answer("1")
        assert "The warning KOMT NIET OVEREEN  [Enter]" in terminal.answer()
        said = terminal.answer()
        assert "DANGER: Forcing with OK may put older software on the terminal" in " ".join(said.split())
        assert "STOP: have TMS checked first  [Enter]" in said
        # Forcing asks for a reason; without one nothing is forced.
        terminal.answer("2", until="not this answer): ")
        assert "Type a number" not in terminal.answer("")
        terminal.answer("2", until="not this answer): ")
        assert "never kept" in terminal.answer("password l_0123456789abcdef")
        said = terminal.answer("")
        assert "STOP" in said
        terminal.answer()
        terminal.press("\n")
        terminal.until("Put it right now?")
        terminal.until()
        terminal.press("2\n")
        terminal.rest()
        assert terminal.process.returncode == 1
    visit = kept(data)
    assert [one.kind for one in visit.obligations] == ["day-closed"]
    assert visit.records[0].status is Status.STOPPED
    everything = b"".join(file.read_bytes() for file in (data / "procedures").rglob("*.json"))
    assert b"0123456789abcdef" not in everything
    assert b"SIM00043" not in everything, "what was not taken is not kept"


def test_what_is_owed_in_another_shop_is_told_too(data: Path) -> None:
    ProcedureStore(data / "procedures").save(replace(OWING, key="tms:OTHER", shop="Slagerij"))
    ProcedureStore(data / "procedures").save(replace(OWING, key="simulation:tms:LAB00042", shop="Lab"))
    with guide(data, "day-open") as terminal:
        said = terminal.until(BEGIN)
    assert "STILL OWED, Slagerij: The day is closed." in said
    assert "Lab" not in said, "nothing is owed in a simulated shop"


def test_stopping_asks_first_and_keeps_the_reason(data: Path) -> None:
    with guide(data, "day-close") as terminal:
        terminal.until(BEGIN)
        terminal.answer()
        assert "Stop this procedure?" in terminal.answer("q")
        terminal.answer()
        terminal.answer("q")
        terminal.answer("2", until="none): ")
        terminal.press("the phone rang\n")
        terminal.rest()
        assert terminal.process.returncode == 1
    assert [record.reason for record in kept(data).records] == ["the phone rang"]


def test_another_reading_of_the_menus_is_marked_from_then_on(data: Path) -> None:
    with guide(data, "day-open") as terminal:
        terminal.until(BEGIN)
        terminal.answer()
        for typed in ("", "", "", ""):
            terminal.answer(typed)
        said = terminal.answer("d")
        assert "BETAALTERMINAL" in said
        assert "BETAALTERMINAL  ◄ Choose BETAALTERMINAL" in terminal.answer("2")
    assert kept(data).variants == ("manager-functions-betaalterminal",)


def test_what_is_owed_can_be_settled_with_a_reason(data: Path) -> None:
    with guide(data, "day-close") as terminal:
        terminal.until(BEGIN)
        terminal.answer()
        for typed in (*TO_CLOSING, ""):
            terminal.answer(typed)
        terminal.answer("o")
        terminal.answer("2", until="This is kept: ")
        assert "not owed any more" in terminal.answer("the shop opened it")
    visit = kept(data)
    assert visit.obligations == ()
    assert visit.settled[0].reason == "the shop opened it"


def test_a_password_that_is_typed_here_is_refused_and_nowhere_kept(data: Path) -> None:
    with guide(data, "day-open") as terminal:
        terminal.until(BEGIN)
        terminal.answer()
        terminal.answer()
        assert "◄ 1. Type the password" in terminal.answer()
        assert "never here" in terminal.answer("99999")
        terminal.answer()
    assert not [file for file in data.rglob("*") if file.is_file() and b"99999" in file.read_bytes()]


def test_where_nothing_can_be_kept_the_guide_says_so_and_goes_on(data: Path) -> None:
    (data / "procedures").write_text("a file where the folder should be")
    with guide(data, "day-close") as terminal:
        terminal.until(BEGIN)
        said = terminal.answer()
        assert "This step is not kept" in said
        assert "Press START MENU" in terminal.answer("1")


def test_every_line_fits_the_terminal_and_signs_fit_the_console(data: Path) -> None:
    with guide(data, "hardware-installation", language="nl") as terminal:
        said = terminal.until(": ")
        while "verlaat" not in said and "leaves" not in said:
            said += terminal.until(": ")
        said += terminal.answer() + terminal.answer("SIM00042") + terminal.answer("1") + terminal.answer("1") + terminal.answer()
    assert max(len(line) for line in said.splitlines()) <= 80
    with guide(data, "day-open", PYTHONIOENCODING="ascii") as terminal:
        terminal.until(BEGIN)
        assert "| [START MENU]  < Press START MENU" in terminal.answer()


def test_in_the_lab_a_step_is_looked_at_and_done(tmp_path: Path) -> None:
    arguments = ("guide", "opi-settings", "--lab", "--fault", "terminal.pos_mode_wrong", "--language", "en")
    with Terminal(*arguments, data=tmp_path) as terminal:
        assert "SIMULATION" in terminal.until(BEGIN)
        terminal.answer()
        said = terminal.answer("1")
        while "Choose TCP FLAT-OUTGOING" not in said:
            if "Is TCP FLAT-OUTGOING in the list?" not in said:
                terminal.answer("x")
                said = terminal.answer()
            else:
                said = terminal.answer("1")
        assert "fault" in terminal.answer("l")
        assert "TOEPASSEN?" in terminal.answer("x")
        assert "another screen, so nothing was pressed" in terminal.answer("x")
        terminal.answer()
        terminal.answer("1")
        terminal.answer("x")
        terminal.answer()
        assert "good" in terminal.answer("l")
        terminal.press("\x03")
        terminal.rest()
        assert terminal.process.returncode == 130
    (file,) = (tmp_path / "procedures" / "open").iterdir()
    assert b'"simulation:tms:' in file.read_bytes(), "kept apart from real shops"
