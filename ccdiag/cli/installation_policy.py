"""Which policy of an IT department counts, and whether it can be used: what a roll-out is checked by."""

from pathlib import Path

from ccdiag.cli.installation_part import BrokenPartError, Found
from ccdiag.model.message import message


def policy() -> Found:
    """Read the policy and the endpoints that it sets; raises BrokenPartError where they do not count."""
    from ccdiag.app.policy import load_policy
    from ccdiag.app.policy_owner import can_be_changed_here
    from ccdiag.app.settings_in_force import environment_in_force, policy_summary
    from ccdiag.content.bounded_file import FileReadError, refuse_unreadable

    found = load_policy()
    if found.notice is not None:
        raise BrokenPartError(found.notice)
    if found.policy.environment is not None and (notice := environment_in_force(found).notice) is not None:
        raise BrokenPartError(notice)
    if found.file is not None and not found.by_variable and can_be_changed_here(found.file):
        told = message("{policy}; this user may change it, so that it protects nobody", policy=policy_summary(found))
        return Found(told, attention=True)
    whitelist = found.policy.whitelist
    if whitelist is not None and whitelist.source == "csv":
        try:
            refuse_unreadable(Path(whitelist.path))
        except FileReadError:
            # It may lie on a share that is out of reach at the moment; a run says so itself.
            told = message("{policy}; the whitelist {file} cannot be read now", policy=policy_summary(found), file=whitelist.path)
            return Found(told, attention=True)
    return Found(policy_summary(found))
