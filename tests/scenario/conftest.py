"""One Firstline for all scenarios, and after each of them the question whether anything of it is left."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from dialplan.loader import load
from tests.support import scenario
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import in_a_task_of_its_own

DOCUMENT = Path(__file__).with_name("document")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def helpdesk() -> AsyncIterator[Helpdesk]:
    """A running Firstline on the document beside this file."""
    async with in_a_task_of_its_own(scenario.helpdesk(load(DOCUMENT))) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def desk(helpdesk: Helpdesk) -> AsyncIterator[Helpdesk]:
    """The Firstline of this session, at rest before and after."""
    await helpdesk.settled()
    yield helpdesk
    await helpdesk.settled()


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[[str, float], None]:
    """Takes a figure in seconds; it is printed at the end of the run."""
    return lambda what, seconds: record_property("measured", f"{what}: {seconds * 1000:.0f} ms")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)]
    for report in reports:
        for name, figure in getattr(report, "user_properties", ()):
            if name == "measured" and report.when == "call":
                terminalreporter.write_line(f"measured: {figure}")
