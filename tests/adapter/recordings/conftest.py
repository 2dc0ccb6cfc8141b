"""A PostgreSQL server for these tests: one database that is emptied before each."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from sqlalchemy import delete, text
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
async def away(engine: AsyncEngine) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Takes the tables away for the rest of a test: to us, as if the database were."""
    renamed: list[str] = []

    async def take_away() -> None:
        async with engine.begin() as connection:
            for table in (kept_recordings, recording_accesses):
                await connection.execute(text(f"ALTER TABLE {table.name} RENAME TO away_{table.name}"))
                renamed.append(table.name)

    yield take_away
    async with engine.begin() as connection:
        for name in renamed:
            await connection.execute(text(f"ALTER TABLE away_{name} RENAME TO {name}"))
