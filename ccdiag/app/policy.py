"""What the IT department set for all users of this machine: read strictly, as a whole or not at all, and never passed over in silence."""

from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from ccdiag.app.policy_file import PolicyPlace, policy_place
from ccdiag.model.environment import WhitelistSource
from ccdiag.model.message import Message, message

PROTECTIVE: Final = frozenset({"environment", "whitelist", "retention_days"})
"""Settings that are locked at a safe value while the policy cannot be used: nobody knows then which of them it would have locked."""

_PERSONAL: Final = frozenset({"text_scale", "reduced_motion", "geometry", "window", "page", "folder"})
_LONGEST_KEY_TEXT: Final = 1000


class NewerVersionPolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the program may look whether there is a newer version, and by whose key that word is signed."""

    source: Annotated[str, Meta(min_length=1, max_length=2000)]
    """A folder, a share, or an `https:` address; once loaded, a folder is absolute."""
    public_key: Annotated[str, Meta(min_length=1, max_length=_LONGEST_KEY_TEXT)]
    """Ed25519: 32 bytes in base64, or PEM (RFC 8410); `ccdiag.app.policy_key.public_key_bytes` gives the bytes."""


class Policy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of `Settings` that can be set for everybody; what is None is left to the user.

    Text size and reduced motion are not among them: what somebody's eyes need is not for others to set.
    """

    schema: Literal[1] = 1
    language: Literal["system", "nl", "en", "fr", "de"] | None = None
    mode: Literal["system", "light", "dark"] | None = None
    deadline_s: Annotated[float, Meta(ge=1.0, le=3600.0)] | None = None
    hold_s: Annotated[float, Meta(ge=0.0, le=86400.0)] | None = None
    environment: Annotated[str, Meta(min_length=1, max_length=1000)] | None = None
    """A shipped name, or a file; once loaded, absolute."""
    whitelist: WhitelistSource | None = None
    retention_days: Annotated[int, Meta(ge=0, le=36500)] | None = None
    newer_version: NewerVersionPolicy | None = None
    """None: the program never looks."""


class LoadedPolicy(NamedTuple):
    """The policy, what everybody has to be told of it, and the file that counts."""

    policy: Policy
    """Without any value where there is no file, or none that can be used."""
    notice: Message | None = None
    """Why it cannot be used."""
    file: Path | None = None
    """None where there is no policy."""
    by_variable: bool = False
    """Named by `CCDIAG_POLICY`, on a machine without a policy of its own."""

    @property
    def locked(self) -> frozenset[str]:
        """The keys of `Settings` that are not the user's to choose."""
        if self.notice is not None:
            return PROTECTIVE
        values = msgspec.structs.asdict(self.policy)
        return frozenset(key for key, value in values.items() if value is not None) - {"schema", "newer_version"}


def load_policy(file: Path | None = None) -> LoadedPolicy:
    """Load the policy that counts, or the one in `file`; where it cannot be used, `notice` says why and what counts instead."""
    place = policy_place() if file is None else PolicyPlace(file.absolute())
    if place is None:
        return LoadedPolicy(Policy())
    from ccdiag.content.errors import ContentError

    try:
        if file is None and not place.by_variable:
            _refuse_ordinary_users(place.file)
        policy = _load(place.file)
    except ContentError as error:
        reason = Message("{key}: {expected}", {"key": error.key_path, "expected": error.expected}) if error.key_path else error.expected
        return LoadedPolicy(Policy(), _unusable(place.file, reason), place.file, place.by_variable)
    return LoadedPolicy(policy, None, place.file, place.by_variable)


def _unusable(file: Path, reason: Message) -> Message:
    return message(
        "The policy of your IT department cannot be used; please tell them. Until it is mended, the usual environment and its whitelist"
        " count, and nothing is deleted for its age. What is wrong: {file}: {reason}",
        file=str(file),
        reason=reason,
    )


def _load(file: Path) -> Policy:
    """Load it as a whole; raises ContentError for whatever is wrong with it."""
    from ccdiag.content.errors import ContentError
    from ccdiag.content.toml import convert_document, parse_toml

    document = parse_toml(file)
    _refuse_personal(document, file)
    policy = _with_absolute_paths(convert_document(document, Policy, file), file.parent)
    if policy.whitelist is not None:
        from ccdiag.content.environments import whitelist_problem

        if (problem := whitelist_problem(policy.whitelist)) is not None:
            raise ContentError(file, "whitelist", problem)
    if policy.newer_version is not None:
        _refuse_unusable(policy.newer_version, file)
    return policy


def _refuse_ordinary_users(file: Path) -> None:
    from ccdiag.app.policy_owner import is_ordinary_users
    from ccdiag.content.errors import ContentError

    if is_ordinary_users(file):
        raise ContentError(
            file, "", message("the file or its folder does not belong to administrators, so that anybody may have written it")
        )


def _refuse_personal(document: dict[str, Any], file: Path) -> None:
    from ccdiag.content.errors import ContentError

    for key in document:
        if key in _PERSONAL:
            raise ContentError(file, key, message("is each user's own, and no policy can set it"))


def _refuse_unusable(newer_version: NewerVersionPolicy, file: Path) -> None:
    from ccdiag.app.policy_key import PublicKeyError, public_key_bytes
    from ccdiag.content.errors import ContentError

    if "://" in newer_version.source and not is_web_source(newer_version.source):
        raise ContentError(file, "newer_version.source", message("is neither a folder nor an address that begins with https://"))
    try:
        public_key_bytes(newer_version.public_key)
    except PublicKeyError as error:
        raise ContentError(file, "newer_version.public_key", error.expected) from error


def is_web_source(source: str) -> bool:
    """Tell an `https:` address from a folder."""
    from urllib.parse import urlsplit

    from ccdiag.content.hosts import is_host

    try:
        parts = urlsplit(source)
        port = parts.port
    except ValueError:
        return False
    whole = parts.scheme == "https" and parts.hostname is not None and is_host(parts.hostname) and port != 0
    return whole and parts.username is None and source.isprintable() and " " not in source


def _with_absolute_paths(policy: Policy, folder: Path) -> Policy:
    """Read paths from where the policy lies, as an environment's are read from where that lies."""
    if policy.environment is not None and not _is_shipped(policy.environment):
        policy = replace(policy, environment=str(folder / policy.environment))
    if policy.whitelist is not None and policy.whitelist.path:
        policy = replace(policy, whitelist=replace(policy.whitelist, path=str(folder / policy.whitelist.path)))
    if policy.newer_version is not None and "://" not in policy.newer_version.source:
        policy = replace(policy, newer_version=replace(policy.newer_version, source=str(folder / policy.newer_version.source)))
    return policy


def _is_shipped(name: str) -> bool:
    from ccdiag.content.environments import environment_names

    return name in environment_names()
