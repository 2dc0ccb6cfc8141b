"""One Firstline for all scenarios, and after each of them the question whether anything of it is left."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from dialplan.loader import load
from tests.support.scenario import Helpdesk, in_a_task_of_its_own


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def helpdesk() -> AsyncIterator[Helpdesk]:
    """A running Firstline on the document beside this file."""
    async with in_a_task_of_its_own(load(Path(__file__).with_name("document"))) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def desk(helpdesk: Helpdesk) -> AsyncIterator[Helpdesk]:
    """The Firstline of this session, at rest before and after."""
    await helpdesk.settled()
    yield helpdesk
    await helpdesk.settled()
