"""One Firstline whose recordings meet with faults, and after each of them the question whether anything is left."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from dialplan.loader import load
from tests.support.recording_faults import FaultDesk, fault_desk
from tests.support.scenario_machine import in_a_task_of_its_own

DOCUMENT = Path(__file__).with_name("document")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def faulty() -> AsyncIterator[FaultDesk]:
    """A running Firstline on the document beside this file, its legs on a small disk."""
    async with in_a_task_of_its_own(fault_desk(load(DOCUMENT))) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def desk(faulty: FaultDesk) -> AsyncIterator[FaultDesk]:
    """The Firstline of these scenarios, at rest before and after, with room on its disk."""
    await faulty.settled()
    yield faulty
    faulty.disk.make_room()
    await faulty.settled()
