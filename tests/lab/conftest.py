"""One laboratory a module, in a thread of its own, mended before every test."""

from collections.abc import Callable, Iterator

import pytest

from ccdiag.lab.thread import LabThread

Break = Callable[..., LabThread]


@pytest.fixture(scope="module")
def running_lab() -> Iterator[LabThread]:
    with LabThread() as lab:
        yield lab


@pytest.fixture
def broken(running_lab: LabThread) -> Iterator[Break]:
    """Return a function that breaks the laboratory with the named faults; it is mended after."""

    def break_with(*faults: str) -> LabThread:
        from ccdiag.lab.faults import FAULTS

        for fault in faults:
            if not FAULTS[fault].available:
                pytest.skip("this system's loopback cannot show it")
            running_lab.call(running_lab.lab.set_fault, fault, True)
        return running_lab

    yield break_with
    for fault in running_lab.lab.faults:
        running_lab.call(running_lab.lab.set_fault, fault, False)
