"""Which checks a run has, and in which order they are shown."""

from collections.abc import Iterable, Sequence

from ccdiag.checks.base import Check
from ccdiag.model.check import CHECK_IDS, CheckId


def plan(checks: Iterable[Check], only: Iterable[CheckId] = ()) -> tuple[Check, ...]:
    """Choose the checks of a run: all of them, or those in `only` with what they need, wait for or run beside.

    Raises ValueError when needs form a circle or name a check that does not exist: an error in the program, not in its use.
    """
    by_id = {check.id: check for check in checks}
    chosen: set[CheckId] = set()
    wanted = list(only) or list(by_id)
    while wanted:
        check_id = wanted.pop()
        if check_id not in by_id:
            raise ValueError(f"no check {check_id!r}")
        if check_id not in chosen:
            chosen.add(check_id)
            wanted.extend((*by_id[check_id].needs, *by_id[check_id].after, *by_id[check_id].beside))
    planned = tuple(by_id[check_id] for check_id in CHECK_IDS if check_id in chosen)
    _refuse_circles(planned)
    return planned


def _refuse_circles(planned: Sequence[Check]) -> None:
    open_checks = {check.id: {*check.needs, *check.after, *check.judged_after, *check.beside} for check in planned}
    while open_checks:
        free = [check_id for check_id, waits_for in open_checks.items() if not waits_for & open_checks.keys()]
        if not free:
            raise ValueError(f"the needs of {', '.join(sorted(open_checks))} form a circle")
        for check_id in free:
            del open_checks[check_id]
