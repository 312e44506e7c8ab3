from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from ccdiag.app.policy import LoadedPolicy, Policy, load_policy
from ccdiag.app.settings import Settings, load_settings, save_settings
from ccdiag.app.settings_in_force import (
    NEVER_DELETED_DAYS,
    environment_in_force,
    in_force,
    load_settings_in_force,
    locked_by_policy,
    own_choice,
    policy_summary,
    with_whitelist_in_force,
)
from ccdiag.content.environments import load_environment
from ccdiag.model.environment import WhitelistSource
from ccdiag.model.message import message

LIST = WhitelistSource(source="csv", path="/lists/ours.csv")
OWN = Settings(language="de", mode="dark", environment="/mine.toml", whitelist=LIST, retention_days=0, deadline_s=60.0, text_scale=2.0)
BROKEN = LoadedPolicy(Policy(), message("broken"), Path("/policy.toml"))


def set_by(**values: object) -> LoadedPolicy:
    return LoadedPolicy(replace(Policy(), **values), None, Path("/policy.toml"))


_POLICIES = st.builds(
    lambda **values: LoadedPolicy(Policy(**values), None, Path("/policy.toml")),
    language=st.sampled_from([None, "system", "nl"]),
    mode=st.sampled_from([None, "light"]),
    deadline_s=st.sampled_from([None, 20.0]),
    hold_s=st.sampled_from([None, 0.0, 60.0]),
    environment=st.sampled_from([None, "ccv"]),
    whitelist=st.sampled_from([None, WhitelistSource()]),
    retention_days=st.sampled_from([None, 0, 30]),
)


@given(st.one_of(_POLICIES, st.just(BROKEN)), st.sampled_from([Settings(), OWN]), st.sampled_from([Settings(), OWN]))
def test_the_policy_counts_and_the_users_own_choice_stays(policy: LoadedPolicy, own: Settings, chosen: Settings) -> None:
    counts, kept = asdict(in_force(chosen, policy)), asdict(own_choice(in_force(chosen, policy), own, policy))
    for key in counts:
        if key not in policy.locked:
            assert counts[key] == kept[key] == getattr(chosen, key)
        else:
            assert kept[key] == getattr(own, key)
            if policy.notice is None:
                assert counts[key] == getattr(policy.policy, key)


def test_a_policy_that_cannot_be_used_deletes_nothing_and_falls_back_to_nobodys_own() -> None:
    counts = in_force(OWN, BROKEN)
    assert (counts.environment, counts.whitelist, counts.retention_days) == ("ccv", None, NEVER_DELETED_DAYS)
    assert (counts.language, counts.mode, counts.deadline_s, counts.text_scale) == ("de", "dark", 60.0, 2.0)


def test_ones_own_comes_back_when_the_policy_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCDIAG_DATA", str(tmp_path))
    monkeypatch.setenv("CCDIAG_POLICY", str(tmp_path / "policy.toml"))
    own = replace(OWN, environment="ccv")
    assert save_settings(own) is None
    (tmp_path / "policy.toml").write_text('language = "fr"\nretention_days = 30\n')
    force = load_settings_in_force()
    assert force.own == own
    assert (force.settings.language, force.settings.retention_days, force.notices) == ("fr", 30, ())
    changed = replace(force.settings, text_scale=1.5)
    assert save_settings(own_choice(changed, force.own, force.policy)) is None
    monkeypatch.delenv("CCDIAG_POLICY")
    assert load_settings().settings == replace(own, text_scale=1.5)


def test_both_files_are_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCDIAG_DATA", str(tmp_path))
    monkeypatch.setenv("CCDIAG_POLICY", str(tmp_path / "policy.toml"))
    (tmp_path / "policy.toml").write_text("= =")
    (tmp_path / "settings.toml").write_text("= =")
    assert len(load_settings_in_force().notices) == 2


def test_an_environment_that_cannot_be_loaded_gives_way_to_the_usual_one_and_says_so(tmp_path: Path) -> None:
    gone = set_by(environment=str(tmp_path / "gone.toml"))
    found = environment_in_force(gone)
    assert (found.environment, found.name) == (load_environment("ccv"), "ccv")
    assert found.notice is not None
    assert str(tmp_path / "gone.toml") in found.notice.english()
    assert environment_in_force(LoadedPolicy(Policy())).notice is None


def test_the_whitelist_of_the_policy_stands_for_that_of_every_shop_but_the_simulated() -> None:
    shop = load_environment("ccv")
    assert with_whitelist_in_force(shop, set_by(whitelist=LIST)).whitelist == LIST
    assert with_whitelist_in_force(shop, set_by()).whitelist == shop.whitelist
    lab = replace(shop, simulation=True)
    assert with_whitelist_in_force(lab, set_by(whitelist=LIST)) == lab


def test_one_line_tells_which_policy_counts(tmp_path: Path) -> None:
    assert policy_summary(LoadedPolicy(Policy())).english() == "no policy of an IT department"
    file = tmp_path / "policy.toml"
    file.write_text("retention_days = 30\nhold_s = 0.0\n")
    policy = load_policy(file)
    assert policy_summary(policy).english() == f"{file} sets: hold_s, retention_days"
    assert "CCDIAG_POLICY" in policy_summary(policy._replace(by_variable=True)).english()
    assert policy_summary(BROKEN).english() == "broken"
    assert locked_by_policy(policy, "policy.toml").english() == "Set by your IT department (policy.toml)"
    assert locked_by_policy(BROKEN).english() == f"Locked until your IT department has mended {BROKEN.file}"
