from ccdiag.checks.registry import all_checks


def test_every_check_says_what_it_finds_out() -> None:
    purposes = [check.purpose.text for check in all_checks()]
    assert all("?" in purpose for purpose in purposes)
    assert len(set(purposes)) == len(purposes)
