"""One Firstline for the scenarios of what is recorded, and after each of them the question whether anything is left."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.support.scenario_errands import ErrandsDesk, errands_desk
from tests.support.scenario_machine import in_a_task_of_its_own
from tests.support.steady_music import write_steady_music

DOCUMENT = Path(__file__).with_name("document")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def recording() -> AsyncIterator[ErrandsDesk]:
    """A running Firstline on the document beside this file."""
    async with in_a_task_of_its_own(errands_desk(DOCUMENT, {"music/steady.wav": write_steady_music})) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def desk(recording: ErrandsDesk) -> AsyncIterator[ErrandsDesk]:
    """The Firstline of these scenarios, at rest before and after."""
    await recording.settled()
    yield recording
    await recording.settled()
