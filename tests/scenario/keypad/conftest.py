"""One Firstline with feature codes, and after each scenario the question whether anything of it is left."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from dialplan.loader import load
from tests.scenario.keypad.phones import PINS
from tests.support import scenario
from tests.support.scenario import Helpdesk
from tests.support.scenario_machine import in_a_task_of_its_own

DOCUMENT = Path(__file__).with_name("document")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def keypads(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Helpdesk]:
    """A running Firstline on the document beside this file, with PINs that only their owner may read."""
    directory = tmp_path_factory.mktemp("keypads") / "document"
    shutil.copytree(DOCUMENT, directory)
    (directory / "pins").mkdir()
    for person, pin in PINS.items():
        kept = directory / "pins" / person
        kept.touch(0o600)
        kept.write_text(pin)
    async with in_a_task_of_its_own(scenario.helpdesk(load(directory))) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def desk(keypads: Helpdesk) -> AsyncIterator[Helpdesk]:
    """The Firstline of these scenarios, at rest before and after."""
    await keypads.settled()
    yield keypads
    await keypads.settled()
    assert keypads.service.floor.phone_desk.sessions == ()
