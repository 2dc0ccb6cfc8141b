"""A PostgreSQL server for these tests, and a database with the newest schema for each of them."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import schema
from storage.contacts import ContactRepository
from storage.engine import engine_for
from tests.support import postgres


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server_url() -> AsyncIterator[str]:
    async with postgres.server() as server:
        yield server.url


@pytest.fixture
async def database_url(server_url: str) -> AsyncIterator[str]:
    async with postgres.empty_database(server_url) as url:
        await schema.upgrade(url)
        yield url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    made = engine_for(database_url)
    yield made
    await made.dispose()


@pytest.fixture
def repository(engine: AsyncEngine) -> ContactRepository:
    return ContactRepository(engine)
