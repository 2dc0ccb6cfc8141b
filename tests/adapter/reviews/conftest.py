"""The routes of quality control on a real PostgreSQL, at a fixed time, with ids and seeds that can be foreseen."""

from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio
from aiohttp import web
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine

from api.reviews import ReviewRoutes
from storage import schema
from storage.engine import engine_for
from storage.reviews import ReviewRepository
from storage.tables import contacts
from storage.tables_recordings import kept_recordings
from storage.tables_reviews import review_draws, reviews
from tests.support import postgres
from tests.support.records import at
from tests.support.reviewing import FLOOR
from vocabulary.instant import Instant


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database_url() -> AsyncIterator[str]:
    """One database for all: to make one takes longer than most of these tests."""
    async with postgres.server() as server, postgres.empty_database(server.url) as url:
        await schema.upgrade(url)
        yield url


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine for it, with nothing in the tables that these tests fill."""
    made = engine_for(database_url)
    async with made.begin() as connection:
        for table in (kept_recordings, reviews, review_draws, contacts):
            await connection.execute(delete(table))
    yield made
    await made.dispose()


@pytest.fixture
def routes(engine: AsyncEngine) -> Sequence[web.RouteDef]:
    """On the floor of tess, chief, bob and carol, an hour after the recordings began."""
    numbers = iter(range(1, 1_000))
    return ReviewRoutes(
        ReviewRepository(engine),
        lambda: FLOOR,
        lambda: Instant(0.0, at(3_600).timestamp()),
        lambda kind: f"{kind}-{next(numbers)}",
        lambda: 7,
    ).routes()
