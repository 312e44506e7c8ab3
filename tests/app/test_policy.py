import base64
import contextlib
import os
import re
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from ccdiag.app.policy import PROTECTIVE, LoadedPolicy, NewerVersionPolicy, Policy, load_policy
from ccdiag.app.policy_file import machine_policy_file, policy_place, program_data_folder
from ccdiag.app.policy_key import PublicKeyError, public_key_bytes
from ccdiag.app.policy_owner import can_be_changed_here, is_administrators, is_ordinary_users
from ccdiag.content.toml import LARGEST_FILE
from ccdiag.model.environment import WhitelistSource
from tests.permissions import bound_by_permissions

# Always the same: the tests have their names from it, and every worker has to give them the same ones.
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
RAW = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
BASE64 = base64.b64encode(RAW).decode()
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
PRIVATE_PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
OTHER_PEM = (
    X25519PrivateKey.from_private_bytes(bytes(range(32)))
    .public_key()
    .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    .decode()
)

WHOLE = f"""
schema = 1
language = "nl"
mode = "dark"
deadline_s = 20
hold_s = 0.0
environment = "own/environment.toml"
retention_days = 30

[whitelist]
source = "csv"
path = "lists/whitelist.csv"

[newer_version]
source = "versions"
public_key = "{BASE64}"
"""


def loaded(folder: Path, content: str | bytes) -> LoadedPolicy:
    file = folder / "policy.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_policy(file)


def reason(policy: LoadedPolicy) -> str:
    assert policy.notice is not None
    assert policy.policy == Policy(), "never half"
    assert policy.locked == PROTECTIVE
    return policy.notice.english()


def test_every_key_is_read_and_paths_begin_where_the_policy_lies(tmp_path: Path) -> None:
    policy = loaded(tmp_path, WHOLE)
    assert policy == LoadedPolicy(
        Policy(
            language="nl",
            mode="dark",
            deadline_s=20.0,
            hold_s=0.0,
            environment=str(tmp_path / "own" / "environment.toml"),
            retention_days=30,
            whitelist=WhitelistSource(source="csv", path=str(tmp_path / "lists" / "whitelist.csv")),
            newer_version=NewerVersionPolicy(source=str(tmp_path / "versions"), public_key=BASE64),
        ),
        None,
        tmp_path / "policy.toml",
    )
    assert policy.locked == {"language", "mode", "deadline_s", "hold_s", "environment", "retention_days", "whitelist"}


def test_what_it_does_not_name_is_left_to_the_user(tmp_path: Path) -> None:
    policy = loaded(tmp_path, 'environment = "ccv"\n')
    assert policy.policy.environment == "ccv", "a shipped name is no path"
    assert policy.locked == {"environment"}
    assert loaded(tmp_path, "").locked == frozenset()


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    assert loaded(tmp_path, b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode()).notice is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('environmet = "ccv"', 'environmet: unknown key; did you mean "environment"?'),
        ("schema = 2", "schema: 2 is not one of 1"),
        ("retention_days = -1", "retention_days: -1 is not a number from 0"),
        ('retention_days = "30"', 'retention_days: "30" is not a whole number'),
        ("retention_days = true", "retention_days: true is not a whole number"),
        ('language = "klingon"', 'language: "klingon" is not one of "de"'),
        ("text_scale = 2.0", "text_scale: is each user's own"),
        ('geometry = "x"', "geometry: is each user's own"),
        ('environment = ""', "environment"),
        ("= = =", "line 1, column 1: is not valid TOML"),
        (b"\xff\xfea\0", "save it with the encoding UTF-8"),
        ("#" + " " * LARGEST_FILE, "larger than 256 KiB"),
        ('[whitelist]\nsource = "csv"', "whitelist: is empty; expected the path of a CSV file"),
        (
            '[whitelist]\nsource = "http"\nurl = "https://x.example/{tms_id}"\ntoken_variable = "eyJ0.secret"',
            "the token itself does not belong",
        ),
        ('[newer_version]\nsource = "x"', "newer_version.public_key: is missing"),
        (f'[newer_version]\nsource = ""\npublic_key = "{BASE64}"', "newer_version.source"),
        (f'[newer_version]\nsource = "http://x.example/v"\npublic_key = "{BASE64}"', "https://"),
        (f'[newer_version]\nsource = "https://u:p@x.example/v"\npublic_key = "{BASE64}"', "https://"),
        (f'[newer_version]\nsource = "file:///x"\npublic_key = "{BASE64}"', "https://"),
        ('[newer_version]\nsource = "x"\npublic_key = "AAAA"', "newer_version.public_key: is not a public key for Ed25519"),
        (f'[newer_version]\nsource = "x"\npublic_key = """{PRIVATE_PEM}"""', "newer_version.public_key: is a private key"),
        (f'[newer_version]\nsource = "x"\npublic_key = "{BASE64}"\ninterval = 1', "newer_version.interval: unknown key"),
    ],
)
def test_what_cannot_be_used_is_told_with_file_and_key(tmp_path: Path, content: str | bytes, told: str) -> None:
    said = reason(loaded(tmp_path, content))
    assert str(tmp_path / "policy.toml") in said
    assert told in said
    assert "secret" not in said
    assert PRIVATE_PEM.splitlines()[1] not in said


def test_a_folder_a_pipe_and_a_loop_in_its_place_are_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    reason(load_policy(tmp_path / "folder"))
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
        reason(load_policy(tmp_path / "pipe"))
        (tmp_path / "loop").symlink_to("loop")
        reason(load_policy(tmp_path / "loop"))
    reason(load_policy(tmp_path / "not-there.toml"))


@given(st.binary(max_size=300))
def test_whatever_it_holds_it_is_used_or_told(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    policy = loaded(tmp_path_factory.mktemp("policy"), content)
    if policy.notice is not None:
        reason(policy)


_KEYS = st.sampled_from(
    ["language", "mode", "deadline_s", "hold_s", "environment", "retention_days", "whitelist", "newer_version", "other"]
)
_VALUES = st.one_of(
    st.booleans().map(lambda value: str(value).lower()),
    st.integers(-10, 40000).map(str),
    st.floats(allow_nan=True, allow_infinity=True).map(str),
    st.sampled_from(["nl", "dark", "system", "ccv", "own.toml", "\\\\\\\\server\\\\share"]).map(lambda value: f'"{value}"'),
    st.just("{ source = 'ask' }"),
    st.just(f"{{ source = 'x', public_key = '{BASE64}' }}"),
)


@given(st.dictionaries(_KEYS, _VALUES, max_size=5))
def test_a_policy_counts_whole_or_not_at_all(tmp_path_factory: pytest.TempPathFactory, values: dict[str, str]) -> None:
    policy = loaded(tmp_path_factory.mktemp("policy"), "\n".join(f"{key} = {value}" for key, value in values.items()))
    if policy.notice is None:
        assert policy.locked == set(values) - {"newer_version"}
    else:
        reason(policy)


@given(st.text(max_size=200) | st.binary(max_size=80).map(lambda raw: base64.b64encode(raw).decode()))
def test_no_text_is_a_key_by_accident(text: str) -> None:
    with contextlib.suppress(PublicKeyError):
        assert len(public_key_bytes(text)) == 32


@pytest.mark.parametrize("text", [BASE64, PEM, PEM.replace("\n", "\r\n"), f"\n {BASE64}\n", BASE64[:20] + "\n" + BASE64[20:]])
def test_a_key_is_read_as_base64_and_as_pem(text: str) -> None:
    assert public_key_bytes(text) == RAW


@pytest.mark.parametrize("text", ["", OTHER_PEM, PRIVATE_PEM, BASE64[:-4], RAW.hex(), PEM + PEM])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(PublicKeyError):
        public_key_bytes(text)


def test_the_variable_counts_only_where_the_machine_has_no_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CCDIAG_POLICY", raising=False)
    if machine_policy_file().exists():
        pytest.skip("this machine has a policy")
    assert policy_place() is None
    assert load_policy() == LoadedPolicy(Policy())
    (tmp_path / "tried.toml").write_text("retention_days = 7")
    monkeypatch.setenv("CCDIAG_POLICY", str(tmp_path / "tried.toml"))
    assert (load_policy().policy.retention_days, load_policy().by_variable) == (7, True)
    monkeypatch.setenv("CCDIAG_POLICY", str(tmp_path / "misspelt.toml"))
    assert "there is no such file" in reason(load_policy())
    # That a policy of the machine wins is tried with a real one, by the command line.


@pytest.mark.parametrize("variable", ["XDG_CONFIG_DIRS", "WIN_PD_OVERRIDE_COMMON_APPDATA", "ProgramData", "ALLUSERSPROFILE", "CCDIAG_DATA"])
def test_no_variable_moves_the_machines_policy(monkeypatch: pytest.MonkeyPatch, variable: str, tmp_path: Path) -> None:
    before = machine_policy_file()
    monkeypatch.setenv(variable, str(tmp_path))
    assert machine_policy_file() == before


@pytest.mark.parametrize(
    ("registered", "folder"),
    [
        ("%SystemDrive%\\ProgramData", "D:\\ProgramData"),
        ("%SYSTEMDRIVE%\\Data for all", "D:\\Data for all"),
        ("E:\\ProgramData", "E:\\ProgramData"),
        ("%USERPROFILE%\\mine", "D:\\ProgramData"),
        ("relative", "D:\\ProgramData"),
        ("", "D:\\ProgramData"),
    ],
)
def test_windows_folder_for_all_is_read_without_the_users_variables(registered: str, folder: str) -> None:
    assert program_data_folder(registered, "D:") == folder


@pytest.mark.parametrize(
    ("sid", "trusted"),
    [
        ("S-1-5-18", True),
        ("S-1-5-32-544", True),
        ("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464", True),
        ("S-1-5-21-397955417-626881126-188441444-512", True),
        ("S-1-5-21-397955417-626881126-188441444-500", True),
        ("S-1-5-21-397955417-626881126-188441444-1001", False),
        ("S-1-5-21-397955417-626881126-188441444-5120", False),
        ("S-1-5-32-545", False),
        ("S-1-1-0", False),
        ("", False),
    ],
)
def test_whose_a_policy_may_be(sid: str, trusted: bool) -> None:
    assert is_administrators(sid) is trusted


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can give files away")
def test_a_file_that_others_own_or_may_write_is_known(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.touch(mode=0o644)
    tmp_path.chmod(0o755)
    assert not is_ordinary_users(file)
    os.chown(file, 1000, 1000)
    assert is_ordinary_users(file)
    os.chown(file, 0, 0)
    file.chmod(0o666)
    assert is_ordinary_users(file)
    file.chmod(0o644)
    tmp_path.chmod(0o777)
    assert is_ordinary_users(file), "whoever may write the folder may put another file there"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize(("file_mode", "folder_mode", "changed"), [(0o644, 0o755, False), (0o666, 0o755, True), (0o644, 0o777, True)])
def test_whether_an_ordinary_user_may_change_it_is_asked_without_changing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file_mode: int, folder_mode: int, changed: bool
) -> None:
    # Relative, since the folders above let nobody through.
    monkeypatch.chdir(tmp_path)
    file = Path("policy.toml")
    file.write_text("retention_days = 30")
    file.chmod(file_mode)
    tmp_path.chmod(folder_mode)
    assert not can_be_changed_here(file), "root may do so everywhere, which tells nothing"
    with bound_by_permissions():
        assert can_be_changed_here(file) is changed
    assert file.read_text() == "retention_days = 30"


DOCUMENTS = Path(__file__).parents[2] / "docs"


def test_the_example_can_be_used_and_names_every_key(tmp_path: Path) -> None:
    example = (DOCUMENTS / "deployment" / "policy.toml").read_text(encoding="utf-8")
    assert loaded(tmp_path, example).locked == {"environment", "retention_days"}
    uncommented = re.sub(r"^# (?=\[|[a-z_]+ = )", "", example, flags=re.MULTILINE).replace('"…"', f'"{BASE64}"')
    policy = loaded(tmp_path, uncommented)
    assert policy.notice is None
    assert all(value is not None for value in asdict(policy.policy).values())


def test_the_documentation_names_every_key() -> None:
    told = (DOCUMENTS / "deployment.md").read_text(encoding="utf-8")
    for key in Policy.__struct_fields__:
        assert f"| `{key}` |" in told
    for key in NewerVersionPolicy.__struct_fields__:
        assert f"| `newer_version.{key}` |" in told


def test_what_the_documentation_links_to_is_there() -> None:
    told = (DOCUMENTS / "deployment.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)", told):
        assert (DOCUMENTS / target).exists(), target
