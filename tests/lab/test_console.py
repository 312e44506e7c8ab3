import pytest

from ccdiag.lab.console import serve
from ccdiag.lab.lab import Lab


async def converse(lab: Lab, *lines: str) -> list[str]:
    asked = iter([*lines, ""])
    answers: list[str] = []

    async def read_line() -> str:
        return next(asked)

    await serve(lab, read_line, answers.append)
    return answers


async def test_every_line_is_answered_by_one() -> None:
    async with Lab() as lab:
        answers = await converse(
            lab,
            "fault tas.port_rejected on\n",
            "kick cloud\n",
            "fault tas.port_rejected off\r\n",
            "  kick   local \n",
            "press OK STOP\n",
            "quit\n",
            "kick cloud\n",
        )
    assert [answer.split(":")[0] for answer in answers] == [
        "fault tas.port_rejected on",
        "kick cloud failed",
        "fault tas.port_rejected off",
        "kick local ok",
        "press",
        "quit",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "fault nothing.known on\n",
        "fault tas.port_rejected\n",
        "fault tas.port_rejected maybe\n",
        "kick both\n",
        "dance\n",
        "press\n",
        "\x1b[31mred\n",
    ],
)
async def test_errors_are_one_line(line: str) -> None:
    async with Lab() as lab:
        (answer,) = await converse(lab, line)
    assert answer.startswith("error:")
    assert answer.isprintable()


async def test_the_end_of_the_input_ends_it() -> None:
    async with Lab() as lab:
        assert await converse(lab, "\n") == []


async def test_keys_are_answered_by_what_the_screen_shows() -> None:
    async with Lab() as lab:
        answers = await converse(
            lab,
            "press START MENU DOWN\n",
            'press "SERVICE MENU" 1234 OK\n',
            "press start hunter2 OK\n",
            "press 5 MANAGER_MENU x OK FUNCTIES OK\n",
        )
    assert answers == [
        "press: HOOFD MENU: DISPLAY INFO | [MANAGER MENU] | SERVICE MENU | PAPIER BESTELLEN",
        "press: SERVICE MENU: [RAPPORTEN] | FUNCTIES | CONFIGUREREN | DIAGNOSE | MANAGER MENU",
        "error: word 2 means nothing here; now: HOOFD MENU: [DISPLAY INFO] | MANAGER MENU | SERVICE MENU | PAPIER BESTELLEN",
        "press: TERMINAL: [DAGAFSLUITING] | DAGOPENING | CONTACT TMS | CONT. TMS VANNACHT | VERSTUUR LOGGING | OPNIEUW STARTEN",
    ]
