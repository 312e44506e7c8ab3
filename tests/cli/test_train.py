import os
import signal
import subprocess
import sys

import pytest

from tests.cli.commands import ccdiag, environment, text

MEND_IT = """check
cause terminal.day_closed
press START MENU MANAGER MENU 1234 OK FUNCTIES TERMINAL DAGOPENING
press STOP MENU
kick cloud
done
"""


def test_a_fault_is_found_mended_and_judged() -> None:
    done = ccdiag("lab", "--train", "--shop", "day-left-closed", stdin=MEND_IT)
    said = text(done)
    assert done.returncode == 0, said
    assert said.startswith("SIMULATION")
    assert "Mended, and the cause was named rightly." in said
    assert "What was wrong: The day was left closed" in said
    assert "1234" not in said


def test_the_guide_leads_to_a_mended_shop() -> None:
    press = "x\n\n"
    guided = f"guide opi-settings\n\n1\n{press * 7}1\n{press}1\n{press * 2}1\n"
    done = ccdiag("lab", "--train", "--shop", "wrong-pos-mode", stdin=f"cause terminal.pos_mode_wrong\n{guided}check\ndone\n")
    said = text(done)
    assert done.returncode == 0, said
    assert "Procedure begun: OPI settings: TCP FLAT-OUTGOING" in said
    assert "helped         POS mode set to TCP FLAT-OUTGOING" in said
    assert "Checklist: healthy" in said


def test_giving_up_shows_the_answer_and_not_before() -> None:
    asked = "help\nmendings\ncomplaint\nguide\nguide day-open\nq\nguide nothing\nmend nothing\ncause nothing\ndance\n"
    done = ccdiag("lab", "--train", "--shop", "not-whitelisted", stdin=asked + "mend tms-id\ngive up\n")
    said = text(done)
    assert done.returncode == 1
    before, answer = said.split("Given up:")
    assert "The terminal is not on the whitelist" not in before
    assert "What was wrong: The terminal is not on the whitelist" in answer
    assert "Procedure: The kick does not arrive" in answer


def test_the_end_of_the_input_is_the_end_of_the_training() -> None:
    first, again = (ccdiag("lab", "--train", "--seed", "3") for _ in range(2))
    assert first.returncode == again.returncode == 1
    assert "Not mended yet" in text(first)
    assert text(first).splitlines()[1] == text(again).splitlines()[1], "the same seed draws the same shop"


def test_options_that_do_not_go_together() -> None:
    assert ccdiag("lab", "--seed", "3").returncode == 2
    assert ccdiag("lab", "--train", "--fault", "tas.port_rejected").returncode == 2
    assert ccdiag("lab", "--train", "--shop", "bakery").returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_ends_it_with_130_and_leaves_nothing() -> None:
    command = [sys.executable, "-m", "ccdiag", "lab", "--train", "--shop", "day-left-closed"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if b"help" in line:
                os.kill(running.pid, signal.SIGINT)
        assert running.wait(20) == 130
        assert running.stderr is not None
        assert running.stderr.read() == b""
