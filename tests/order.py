"""In which order the workers are given the files: first those that take longest, so that all workers end together.

Half of these wait for networks most of the time, and half of them compute; more workers than processors have both going on at once.
"""

from typing import Final

LONGEST: Final = (
    "tests/network/test_way_scenarios.py",
    "tests/ui/test_pictures.py",
    "tests/network/test_mqtt_scenarios.py",
    "tests/scenarios/test_hostile_world.py",
    "tests/network/test_pairs.py",
    "tests/network/test_bad_lines.py",
    "tests/ui/test_accessibility.py",
    "tests/network/test_ipv6_scenarios.py",
    "tests/network/test_shop_scenarios.py",
    "tests/network/test_dns_scenarios.py",
    "tests/scenarios/test_lab_faults.py",
    "tests/network/test_sweep.py",
    "tests/network/test_proxy_scenarios.py",
    "tests/network/test_firewall_scenarios.py",
    "tests/cli/test_check.py",
    "tests/network/test_clock_scenarios.py",
    "tests/app/test_case_keeper.py",
)
"""Measured; those that grow or shrink by a little change nothing."""


def place_of(file: str, tests: int) -> tuple[int, int, str]:
    """Return what to order files by, given their path below the repository and how many tests they have."""
    return (LONGEST.index(file) if file in LONGEST else len(LONGEST), -tests, file)
