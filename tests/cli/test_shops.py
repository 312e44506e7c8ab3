from ccdiag.content.shops import load_shops
from tests.cli.commands import ccdiag, document, text


def test_the_shops_are_listed_with_what_the_shopkeeper_says() -> None:
    done = ccdiag("lab", "--shops")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = text(done).splitlines()
    assert [line.split(":")[0] for line in lines[::2]] == list(load_shops().shops)
    assert all(line.startswith("  “") for line in lines[1::2])


def test_the_checklist_runs_in_a_prepared_shop() -> None:
    done = ccdiag("check", "--lab", "--shop", "other-terminal", "--json")
    run = document(done)
    assert (done.returncode, run["causes"][0]["id"], run["simulation"]) == (1, "webkassa.terminal_id_differs", True)


def test_the_lab_starts_in_a_prepared_shop() -> None:
    done = ccdiag("lab", "--shop", "wrong-pos-mode", stdin="shop\nquit\n")
    assert done.returncode == 0
    assert text(done).splitlines()[1].startswith("shop wrong-pos-mode: ")


def test_a_shop_that_does_not_exist_is_refused_with_those_that_do() -> None:
    for arguments in (("lab", "--shop", "bakery"), ("check", "--lab", "--shop", "bakery")):
        done = ccdiag(*arguments)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"bakery" in done.stderr
        assert b"wrong-pos-mode" in done.stderr
    assert ccdiag("check", "--shop", "wrong-pos-mode").returncode == 2
