"""The settings that count: the policy over what the user chose over the defaults. What the user chose stays on the disk."""

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from msgspec.structs import replace

from ccdiag.app.policy import LoadedPolicy, load_policy
from ccdiag.app.settings import Settings, load_settings
from ccdiag.model.environment import Environment
from ccdiag.model.message import Message, MessageValue, message

if TYPE_CHECKING:
    from ccdiag.content.errors import ContentError

DEFAULT_ENVIRONMENT: Final = Settings().environment
NEVER_DELETED_DAYS: Final = 36500
"""A hundred years. While the policy cannot be used nobody knows how long it says; what was deleted too early would not come back."""


class SettingsInForce(NamedTuple):
    """What counts, and what it was made of."""

    settings: Settings
    own: Settings
    """What the user chose; it counts again once the policy goes."""
    policy: LoadedPolicy
    notices: tuple[Message, ...] = ()
    """What everybody has to be told."""


def load_settings_in_force() -> SettingsInForce:
    """Load the user's settings and the policy."""
    policy, loaded = load_policy(), load_settings()
    notices = tuple(notice for notice in (policy.notice, loaded.notice) if notice is not None)
    return SettingsInForce(in_force(loaded.settings, policy), loaded.settings, policy, notices)


def in_force(own: Settings, policy: LoadedPolicy) -> Settings:
    """Put the policy over what the user chose."""
    if policy.notice is not None:
        return replace(own, environment=DEFAULT_ENVIRONMENT, whitelist=None, retention_days=NEVER_DELETED_DAYS)
    return replace(own, **{key: getattr(policy.policy, key) for key in policy.locked})


def own_choice(chosen: Settings, own: Settings, policy: LoadedPolicy) -> Settings:
    """Return what to write: of `chosen` all but what the policy locks, of which the user's own stays."""
    return replace(chosen, **{key: getattr(own, key) for key in policy.locked})


class EnvironmentInForce(NamedTuple):
    """The endpoints that a policy sets, or the usual ones."""

    environment: Environment
    name: str
    """What it is loaded by."""
    notice: Message | None = None
    """Why those of the policy do not count."""


def environment_in_force(policy: LoadedPolicy) -> EnvironmentInForce:
    """Load the endpoints that the policy sets; where it sets none, or they cannot be loaded, the usual ones."""
    from ccdiag.content.environments import load_environment
    from ccdiag.content.errors import ContentError

    name = policy.policy.environment or DEFAULT_ENVIRONMENT
    try:
        return EnvironmentInForce(with_whitelist_in_force(load_environment(name), policy), name)
    except ContentError as error:
        notice = unusable_environment(error)
    usual = load_environment(DEFAULT_ENVIRONMENT)
    return EnvironmentInForce(with_whitelist_in_force(usual, policy), DEFAULT_ENVIRONMENT, notice)


def unusable_environment(error: "ContentError") -> Message:
    """Say that the endpoints which the policy names cannot be used."""
    parts: dict[str, MessageValue] = {"file": str(error.file), "key": error.key_path, "expected": error.expected}
    return message(
        "The environment that your IT department set cannot be used: {problem}. Until they mend it, the usual one counts.",
        problem=Message("{file}: {key}: {expected}" if error.key_path else "{file}: {expected}", parts),
    )


def with_whitelist_in_force(environment: Environment, policy: LoadedPolicy) -> Environment:
    """Let the policy say where the whitelist is asked; a simulated shop has one of its own."""
    source = policy.policy.whitelist
    return environment if source is None or environment.simulation else replace(environment, whitelist=source)


def locked_by_policy(policy: LoadedPolicy, name: str = "") -> Message:
    """Say who set what cannot be changed, and where: in the file's whole path, or by another `name` for it."""
    file = name or str(policy.file)
    if policy.notice is not None:
        return message("Locked until your IT department has mended {file}", file=file)
    return message("Set by your IT department ({file})", file=file)


def set_for_everybody(policy: LoadedPolicy) -> Message:
    """Say over all settings that some of them are not the user's to choose."""
    return message(
        "Your IT department has set some of this for everybody on this machine, in {file}. Your own choices are kept, and count again"
        " when theirs end.",
        file=str(policy.file),
    )


def policy_summary(policy: LoadedPolicy) -> Message:
    """Say in one line which policy counts: for the self-test, and for a ticket."""
    if policy.file is None:
        return message("no policy of an IT department")
    if policy.notice is not None:
        return policy.notice
    values = msgspec.structs.asdict(policy.policy)
    keys = ", ".join(key for key, value in values.items() if value is not None and key != "schema")
    if policy.by_variable:
        return message("{file}, named by CCDIAG_POLICY, sets: {keys}", file=str(policy.file), keys=keys or "–")
    return message("{file} sets: {keys}", file=str(policy.file), keys=keys or "–")
