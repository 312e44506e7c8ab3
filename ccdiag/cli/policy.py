"""What the policy of an IT department means for the command line.

An option that says otherwise than the policy is refused: passing it over would measure something else than was asked for. `--lab`, and an
environment file of the lab's, are nobody's shop and always possible; so is `--language`, which is about who reads.
"""

from typing import NoReturn

from ccdiag.app.policy import LoadedPolicy, load_policy
from ccdiag.app.settings_in_force import EnvironmentInForce, environment_in_force, locked_by_policy, with_whitelist_in_force
from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail
from ccdiag.cli.streams import write_error
from ccdiag.cli.words import safe
from ccdiag.content.environments import load_environment
from ccdiag.model.environment import Environment
from ccdiag.model.message import Message


def tell_unusable_policy() -> None:
    """Say on standard error that there is a policy which cannot be used."""
    if (notice := load_policy().notice) is not None:
        _tell(notice)


def environment_asked_for(asked: str | None) -> Environment:
    """Load the endpoints that were asked for; without any, those of the policy, else the usual ones.

    Raises ContentError; ends the program where a policy sets others.
    """
    policy = load_policy()
    if "environment" not in policy.locked:
        return with_whitelist_in_force(load_environment(asked), policy) if asked is not None else _told(environment_in_force(policy))
    if asked is None:
        return _told(environment_in_force(policy))
    environment = load_environment(asked)
    if environment.simulation:
        return environment
    set_by_policy = environment_in_force(policy)
    if with_whitelist_in_force(environment, policy) != set_by_policy.environment:
        _refuse("--environment", asked, policy, set_by_policy.name)
    return _told(set_by_policy)


def seconds_asked_for(option: str, key: str, asked: float | None, usual: float, *, lab: bool) -> float:
    """Return the seconds of an option such as --hold; ends the program where a policy sets others."""
    policy = load_policy()
    if lab or key not in policy.locked:
        return usual if asked is None else asked
    wanted: float = getattr(policy.policy, key)
    if asked is not None and asked != wanted:
        _refuse(option, f"{asked:g}", policy, f"{wanted:g}")
    return wanted


def refuse_other_whitelist(option: str, asked: object) -> None:
    """End the program where a policy sets whom the whitelist is asked of."""
    policy = load_policy()
    if "whitelist" in policy.locked:
        source = policy.policy.whitelist
        _refuse(option, str(asked), policy, "" if source is None else source.path or source.url or source.source)


def _refuse(option: str, asked: str, policy: LoadedPolicy, wanted: str) -> NoReturn:
    why = safe(tr())(locked_by_policy(policy))
    if not wanted:
        fail(said("{option} {asked} is not possible. {why}").format(option=option, asked=asked, why=why))
    fail(said("{option} {asked} is not possible. {why}: {wanted}").format(option=option, asked=asked, why=why, wanted=wanted))


def _told(found: EnvironmentInForce) -> Environment:
    if found.notice is not None:
        _tell(found.notice)
    return found.environment


def _tell(notice: Message) -> None:
    write_error(safe(tr())(notice))
