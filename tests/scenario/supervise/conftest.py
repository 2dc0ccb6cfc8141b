"""One Firstline with supervisors, and after each scenario the question whether anything of it is left."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from dialplan.loader import load
from tests.support import scenario
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import in_a_task_of_its_own

DOCUMENT = Path(__file__).with_name("document")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def supervised() -> AsyncIterator[Helpdesk]:
    """A running Firstline on the document beside this file."""
    async with in_a_task_of_its_own(scenario.helpdesk(load(DOCUMENT))) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def desk(supervised: Helpdesk) -> AsyncIterator[Helpdesk]:
    """The Firstline of these scenarios, at rest before and after."""
    await supervised.settled()
    yield supervised
    await supervised.settled()
