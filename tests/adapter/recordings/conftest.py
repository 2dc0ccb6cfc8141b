"""A PostgreSQL server for these tests: one database that is emptied before each, and one to spoil."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import schema
from storage.engine import engine_for
from storage.tables_recordings import erasures, kept_recordings, recording_accesses
from tests.support import postgres


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server_url() -> AsyncIterator[str]:
    async with postgres.server() as server:
        yield server.url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database_url(server_url: str) -> AsyncIterator[str]:
    async with postgres.empty_database(server_url) as url:
        await schema.upgrade(url)
        yield url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """A database with the newest schema and nothing in it."""
    made = engine_for(database_url)
    async with made.begin() as connection:
        for table in (kept_recordings, recording_accesses, erasures):
            await connection.execute(delete(table))
    yield made
    await made.dispose()


@pytest.fixture
async def engine_to_spoil(server_url: str) -> AsyncIterator[AsyncEngine]:
    """A database of its own for a test that takes its tables away."""
    async with postgres.empty_database(server_url) as url:
        await schema.upgrade(url)
        made = engine_for(url)
        yield made
        await made.dispose()
