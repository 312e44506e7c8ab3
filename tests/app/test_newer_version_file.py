"""What the signed file may say, and that nothing is believed that was not signed."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import example, given
from hypothesis import strategies as st

from ccdiag.app.newer_version_file import HEADER, VersionFileError, read_version_file
from ccdiag.app.newer_version_reason import Reason
from ccdiag.app.policy_key import PublicKeyError, public_key_bytes
from tests.app.signed_versions import KEY, OTHER_KEY, SHA256, key_text, payload, raw, signed

PUBLIC = raw(KEY.public_key())
GOOD = signed(payload(minimum="9.0.0", notes={"en": "Faster.", "nl": "Sneller."}, notes_url="https://intranet.example/ccdiag"))


def refused(content: bytes) -> Reason:
    with pytest.raises(VersionFileError) as error:
        read_version_file(content, PUBLIC)
    return error.value.reason


def test_what_was_signed_is_read() -> None:
    newest = read_version_file(GOOD, PUBLIC)
    assert (newest.version, newest.minimum, newest.setup.name, newest.setup.sha256) == ("9.2.0", "9.0.0", "ccdiag-9.2.0-setup.exe", SHA256)
    assert [newest.notes_in(language) for language in ("nl", "en", "fr")] == ["Sneller.", "Faster.", "Faster."]


def test_a_newer_schema_may_add_what_this_one_does_not_know() -> None:
    assert read_version_file(signed(payload(colour="green")), PUBLIC).version == "9.2.0"


@given(st.data())
def test_no_file_with_a_byte_changed_is_believed(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GOOD) - 1))
    changed = bytearray(GOOD)
    changed[at] ^= data.draw(st.integers(1, 255))
    assert refused(bytes(changed)) in {Reason.FOREIGN, Reason.NEWER_FORMAT, Reason.SIGNATURE}


@given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.binary(max_size=40))
@example(len(GOOD), len(GOOD), b"\n")
@example(0, 0, b"\xef\xbb\xbf")
@example(0, len(GOOD), b"")
def test_no_file_with_a_piece_replaced_is_believed(begin: int, end: int, piece: bytes) -> None:
    changed = GOOD[:begin] + piece + GOOD[max(begin, end) :]
    if changed != GOOD:
        assert refused(changed) in {Reason.FOREIGN, Reason.NEWER_FORMAT, Reason.SIGNATURE}


@given(st.binary(max_size=300))
@example(b"ccdiag version 1\n")
@example(b"ccdiag version 1")
@example(HEADER + b"A" * 88)
@example(HEADER + b"A" * 88 + b"\n")
@example(HEADER + base64.b64encode(bytes(64)) + b"\n{}")
def test_no_other_bytes_are_believed(content: bytes) -> None:
    assert refused(content) in {Reason.FOREIGN, Reason.NEWER_FORMAT, Reason.SIGNATURE}


def test_every_beginning_of_a_file_is_refused() -> None:
    assert all(refused(GOOD[:length]) in {Reason.FOREIGN, Reason.SIGNATURE} for length in range(len(GOOD)))


def test_line_ends_that_were_changed_on_the_way_are_a_signature_that_does_not_fit() -> None:
    assert refused(GOOD.replace(b"\n", b"\r\n")) is Reason.SIGNATURE


@pytest.mark.parametrize("character", range(64))
def test_a_signature_is_written_in_one_way_only(character: int) -> None:
    # The last sign before the padding holds two bits of the signature and four that are nobody's.
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    at = len(HEADER) + 85
    changed = GOOD[:at] + alphabet[character : character + 1] + GOOD[at + 1 :]
    assert changed == GOOD or refused(changed) is Reason.SIGNATURE


def test_the_order_of_the_curve_added_to_a_signature_makes_no_second_one() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    line, _, body = GOOD.removeprefix(HEADER).partition(b"\n")
    signature = base64.b64decode(line)
    scalar = int.from_bytes(signature[32:], "little") + order
    other = base64.b64encode(signature[:32] + scalar.to_bytes(32, "little"))
    assert refused(HEADER + other + b"\n" + body) is Reason.SIGNATURE


def test_another_key_is_refused() -> None:
    assert refused(signed(payload(), key=OTHER_KEY)) is Reason.SIGNATURE


def test_a_signature_for_another_purpose_is_refused() -> None:
    body = json.dumps(payload()).encode()
    for said in (body, b"ccdiag version 2\n" + body, b"ccdiag\n" + body):
        assert refused(HEADER + base64.b64encode(KEY.sign(said)) + b"\n" + body) is Reason.SIGNATURE


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.FOREIGN),
        (b"<html>log in</html>", Reason.FOREIGN),
        (b'{"version": "9.9.9"}', Reason.FOREIGN),
        (b"\xff\xfec\x00c\x00d\x00", Reason.FOREIGN),
        (b"ccdiag version 2\nsomething else altogether", Reason.NEWER_FORMAT),
        (b"ccdiag version 01\n", Reason.SIGNATURE),
        (b"ccdiag version 0\n", Reason.SIGNATURE),
        (signed({"schema": 2, "newest": "9.2.0"}), Reason.NEWER_FORMAT),
    ],
)
def test_other_files(content: bytes, reason: Reason) -> None:
    assert refused(content) is reason


def _setup(**changed: object) -> dict[str, object]:
    return {"file": "setup.exe", "size": 1, "sha256": SHA256, **changed}


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 16000,
        b'{"schema": 1' + b" " * 100,
        payload(schema="1"),
        payload(schema=0),
        payload(version="nine"),
        payload(version="9"),
        payload(version=9.2),
        payload(version=None),
        payload(released="tomorrow"),
        payload(valid_until="2020-01-01"),
        payload(valid_until=None),
        payload(minimum="all"),
        payload(notes={"nl": ""}),
        payload(notes={"nl": "x" * 601}),
        payload(notes={"it": "x"}),
        payload(notes={"nl": "\x1b[31mred"}),
        payload(notes={"nl": "\u202egnirts"}),
        payload(notes_url="http://intranet.example/"),
        payload(notes_url="javascript:alert(1)"),
        payload(notes_url="https://intranet.example/\n"),
        payload(setup=_setup(size=0)),
        payload(setup=_setup(sha256=SHA256.upper())),
        payload(setup=_setup(sha256="ab")),
        payload(setup=_setup(sha256=SHA256 + "\n")),
        *[
            payload(setup=_setup(file=file))
            for file in (
                "",
                "../setup.exe",
                "a/../../setup.exe",
                "/setup.exe",
                "a//setup.exe",
                "./setup.exe",
                "C:setup.exe",
                "C:\\setup.exe",
                "\\\\server\\share\\setup.exe",
                "a\\setup.exe",
                "https://elsewhere.example/setup.exe",
                "setup.exe ",
                "setup.exe.",
                "setup.exe\n",
                "setup\u202eexe",
                "a/b/c/d/e.exe",
                "x" * 101,
                "a?b",
            )
        ],
    ],
)
def test_what_is_signed_and_makes_no_sense(said: object) -> None:
    assert refused(signed(said)) is Reason.CONTENTS


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=3))
)
def test_whatever_is_signed_is_read_or_refused(value: object) -> None:
    for name in ("schema", "version", "released", "setup", "notes", "minimum"):
        reason: Reason | None = None
        try:
            read_version_file(signed(payload(**{name: value})), PUBLIC)
        except VersionFileError as error:
            reason = error.reason
        assert reason in {None, Reason.CONTENTS, Reason.NEWER_FORMAT}


def test_a_day_is_enough() -> None:
    today = datetime.now(UTC).date()
    said = payload(released=today.isoformat(), valid_until=today.isoformat())
    assert read_version_file(signed(said), PUBLIC).valid_until == today
    with pytest.raises(VersionFileError):
        read_version_file(signed(payload(released=(today + timedelta(days=61)).isoformat())), PUBLIC)


@pytest.mark.parametrize("sign", [0, 0x80])
@pytest.mark.parametrize(
    "point",
    [
        bytes(32),
        b"\x01" + bytes(31),
        b"\xec" + b"\xff" * 30 + b"\x7f",
        b"\xed" + b"\xff" * 30 + b"\x7f",
        b"\xee" + b"\xff" * 30 + b"\x7f",
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    ],
)
def test_a_key_under_which_anybody_can_sign_is_no_key(point: bytes, sign: int) -> None:
    key = point[:-1] + bytes((point[-1] | sign,))
    with pytest.raises(PublicKeyError):
        public_key_bytes(base64.b64encode(key).decode())


def test_under_such_a_key_anybody_could_sign() -> None:
    # Why they are refused: this "signature" was made without any key.
    neutral = b"\x01" + bytes(31)
    forged = HEADER + base64.b64encode(neutral + bytes(32)) + b"\n" + json.dumps(payload()).encode()
    assert read_version_file(forged, neutral).version == "9.2.0"
    assert refused(forged) is Reason.SIGNATURE


def test_a_system_without_such_signatures_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_bytes: bytes) -> Ed25519PublicKey:
        raise UnsupportedAlgorithm("by a rule of this system")

    monkeypatch.setattr(Ed25519PublicKey, "from_public_bytes", refuse)
    assert refused(GOOD) is Reason.UNSUPPORTED


def test_the_key_of_a_policy_is_read() -> None:
    assert public_key_bytes(key_text()) == PUBLIC


def test_the_example_that_is_documented_is_one() -> None:
    told = (Path(__file__).resolve().parents[2] / "docs" / "newer-version.md").read_text(encoding="utf-8")
    shown = next(block for block in told.split("```") if block.startswith("\nccdiag version 1\n"))
    newest = read_version_file(signed(shown[shown.index("{") :].encode()), PUBLIC)
    assert (newest.version, newest.minimum, newest.notes_in("de")) == ("1.2.0", "1.1.0", "What is new.")
    assert all(f"| `{reason}` |" in told for reason in Reason)
