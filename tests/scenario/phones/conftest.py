"""One Firstline for the scenarios of real telephones, and after each of them the question whether anything is left."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from dialplan.loader import load
from tests.support import scenario
from tests.support.browser_tools import Browser, chromium
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import in_a_task_of_its_own

DOCUMENT = Path(__file__).with_name("document")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def with_real_phones() -> AsyncIterator[Helpdesk]:
    """A running Firstline on the document beside this file."""
    async with in_a_task_of_its_own(scenario.helpdesk(load(DOCUMENT))) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def desk(with_real_phones: Helpdesk) -> AsyncIterator[Helpdesk]:
    """The Firstline of these scenarios, at rest before and after."""
    await with_real_phones.settled()
    yield with_real_phones
    await with_real_phones.settled()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A browser; each telephone in it is a page of its own."""
    async with in_a_task_of_its_own(chromium()) as running:
        yield running
