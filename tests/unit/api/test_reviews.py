"""Quality control while the database is away: it is said, on every route."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from api.reviews import ReviewRoutes
from service import clock
from storage.engine import engine_for
from storage.reviews import ReviewRepository
from tests.support.reviewing import FLOOR


@pytest.fixture
async def client() -> AsyncIterator[TestClient[web.Request, web.Application]]:
    engine = engine_for("postgresql://nobody@127.0.0.1:9/nothing")
    application = web.Application()
    routes = ReviewRoutes(ReviewRepository(engine), lambda: FLOOR, clock.now, lambda kind: kind, lambda: 1)
    application.add_routes(routes.routes())
    async with TestClient(TestServer(application)) as client:
        yield client
    await engine.dispose()


@pytest.mark.parametrize(
    ("method", "route", "body"),
    [
        ("POST", "/v1/reviews/next", {}),
        ("POST", "/v1/reviews", {"recording": "rec-1", "answers": {}}),
        ("GET", "/v1/reviews/rec-1", None),
        ("GET", "/v1/reviews?since=2026-03-01T00:00", None),
    ],
)
async def test_a_database_that_is_away_is_told(
    client: TestClient[web.Request, web.Application], method: str, route: str, body: dict[str, object] | None
) -> None:
    async with client.request(method, route, json=body) as response:
        assert response.status == 503
