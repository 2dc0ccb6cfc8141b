"""The report of who was listened to: by team, for whoever leads it, in the document's time zone."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from api.heard import HeardRoutes, heard_by_team
from calls.permissions import ADMIN
from cdr.parts import SupervisionRecord
from storage.engine import engine_for
from storage.errors import DatabaseUnreachable
from storage.supervisions import AgentHeard, SupervisionRepository
from tests.support.asking import BOB, DOCUMENT, person
from vocabulary.ids import AgentName
from vocabulary.instant import Instant

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HEARD = [AgentHeard(BOB, 2, 90.0, ("tess",), NOON), AgentHeard(AgentName("gone"), 1, 5.0, ("tess",), NOON)]


def teams(name: str | None) -> list[tuple[str, list[str], tuple[str, ...]]]:
    """What somebody is told: each team, who was heard in it, who was not."""
    who = ADMIN if name is None else person(name)
    told = heard_by_team(DOCUMENT, who, HEARD)
    return [(team.team, [each.agent for each in team.heard], team.not_heard) for team in told]


def test_a_supervisor_is_told_of_their_teams() -> None:
    assert teams("tess") == [("first", ["bob"], ())]


def test_the_admin_is_told_of_all_and_of_whoever_is_in_no_team() -> None:
    assert teams(None) == [("first", ["bob"], ()), ("", ["gone"], ("carol",))]


def test_whoever_leads_no_team_is_told_of_nobody() -> None:
    assert teams("bob") == []


class Noted(SupervisionRepository):
    """Of nobody; notes what it was asked for."""

    def __init__(self) -> None:
        super().__init__(engine_for("postgresql://nobody@127.0.0.1:9/nothing"))
        self.asked: list[tuple[datetime, datetime]] = []
        self.away = False

    async def between(self, since: datetime, until: datetime) -> Sequence[SupervisionRecord]:
        if self.away:
            raise DatabaseUnreachable("away")
        self.asked.append((since, until))
        return []


@pytest.fixture
async def noted() -> Noted:
    return Noted()


@pytest.fixture
async def client(noted: Noted) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """The route, on a document of Berlin, at noon."""
    document = replace(DOCUMENT, time_zone="Europe/Berlin")
    application = web.Application()
    application.add_routes(HeardRoutes(noted, lambda: document, lambda: Instant(0.0, NOON.timestamp())).routes())
    async with TestClient(TestServer(application)) as client:
        yield client


async def test_a_time_without_an_offset_is_the_documents_and_without_an_end_it_ends_now(
    client: TestClient[web.Request, web.Application], noted: Noted
) -> None:
    async with client.get("/v1/supervise/heard", params={"since": "2026-03-02T08:00", "as": "290"}) as response:
        told = await response.json()
    assert noted.asked == [(datetime(2026, 3, 2, 7, tzinfo=UTC), NOON)]
    assert [(team["team"], team["not_heard"]) for team in told["teams"]] == [("first", ["bob"])]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"since": "yesterday"}, 400),
        ({"since": "0001-01-01T00:00"}, 400),
        ({"since": "2026-03-02T08:00", "team": "first"}, 400),
        ({"since": "2026-03-02T08:00", "as": "bob"}, 403),
        ({"since": "2026-03-02T08:00", "as": "nobody"}, 404),
    ],
)
async def test_what_cannot_be_told_is_refused(
    client: TestClient[web.Request, web.Application], noted: Noted, query: dict[str, str], status: int
) -> None:
    async with client.get("/v1/supervise/heard", params=query) as response:
        assert (response.status, noted.asked) == (status, [])


async def test_a_database_that_is_away_is_told(client: TestClient[web.Request, web.Application], noted: Noted) -> None:
    noted.away = True
    async with client.get("/v1/supervise/heard", params={"since": "2026-03-02T08:00"}) as response:
        assert response.status == 503
