"""A PostgreSQL server for these tests, and an empty database for each of them."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support import postgres


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server_url() -> AsyncIterator[str]:
    async with postgres.server() as server:
        yield server.url


@pytest.fixture
async def empty_url(server_url: str) -> AsyncIterator[str]:
    async with postgres.empty_database(server_url) as url:
        yield url
