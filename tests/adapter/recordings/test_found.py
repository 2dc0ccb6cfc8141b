"""Recordings found and shown over HTTP, on a real PostgreSQL: by what they are, and by whoever may hear them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.adapter.recordings.shelf import BOB, CAROL, NOON, SALES, SUPPORT, Shelf, shelf_in

pytestmark = pytest.mark.adapter


@pytest.fixture
async def shelf(tmp_path: Path, engine: AsyncEngine) -> AsyncIterator[Shelf]:
    """Two recordings of bob's in support, one of carol's in sales, one message in sales, one that nobody took."""
    async with shelf_in(tmp_path, engine) as shelf:
        await shelf.keep("b1", agent=BOB, queue=SUPPORT, at=NOON)
        await shelf.keep("b2", agent=BOB, queue=SUPPORT, at=NOON + timedelta(hours=1), seconds=3.0)
        await shelf.keep("c1", agent=CAROL, queue=SALES, at=NOON + timedelta(hours=2), caller="+12025550199")
        await shelf.keep("m1", agent=None, queue=SALES, at=NOON + timedelta(hours=3), caller="")
        await shelf.keep("n1", agent=None, queue=None, at=NOON + timedelta(hours=4), caller="")
        yield shelf


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["n1", "m1", "c1", "b2", "b1"]),
        ({"limit": "2"}, ["n1", "m1"]),
        ({"agent": "bob"}, ["b2", "b1"]),
        ({"agent": "201"}, ["b2", "b1"]),
        ({"queue": "sales"}, ["m1", "c1"]),
        ({"queue": "400"}, ["b2", "b1"]),
        ({"caller": "+1 202 555 0199"}, ["c1"]),
        ({"caller": "202-555-0199"}, ["c1"]),
        ({"longer": "2.5"}, ["b2"]),
        ({"shorter": "2.5"}, ["n1", "m1", "c1", "b1"]),
        ({"from": "2026-03-02T15:30"}, ["n1", "m1", "c1"]),
        ({"from": "2026-03-02T13:00Z", "to": "2026-03-02T14:00Z"}, ["b2"]),
        ({"contact": "c-c1"}, ["c1"]),
        ({"state": "short"}, []),
        ({"kind": "message"}, []),
        ({"flag": "recording gap"}, []),
        ({"held": "true"}, []),
        ({"deleted": "true"}, []),
        ({"disposition": "solved"}, []),
        ({"as": "bob"}, ["b2", "b1"]),
        ({"as": "carol"}, ["c1"]),
        ({"as": "carol", "agent": "bob"}, []),
        ({"as": "tess"}, ["b2", "b1"]),
        ({"as": "tess", "limit": "1"}, ["b2"]),
        ({"as": "olga"}, ["m1", "c1"]),
        ({"as": "olga", "agent": "carol"}, ["c1"]),
        ({"as": "olga", "queue": "support"}, []),
        ({"as": "mona"}, []),
    ],
)
async def test_those_are_found_that_meet_all_and_may_be_heard(
    shelf: Shelf, query: dict[str, str], found: list[str]
) -> None:
    assert await shelf.found(**query) == found


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"from": "yesterday"}, 400),
        ({"from": "0001-01-01T00:00"}, 400),
        ({"limit": "0"}, 400),
        ({"limit": "1000000000"}, 400),
        ({"longer": "-1"}, 400),
        ({"longer": "nan"}, 400),
        ({"longer": "1e400"}, 400),
        ({"longer": "5", "shorter": "4"}, 400),
        ({"caller": "anonymous"}, 400),
        ({"caller": "1\x00"}, 400),
        ({"flag": "no such flag"}, 400),
        ({"kind": "film"}, 400),
        ({"contact": "../c"}, 400),
        ({"order": "desc,(select 1)"}, 400),
        ({"agent": "bbo"}, 404),
        ({"queue": "1;select pg_sleep(5)"}, 404),
        ({"disposition": "solvd"}, 404),
        ({"as": "nobody"}, 404),
    ],
)
async def test_what_cannot_be_meant_is_refused(shelf: Shelf, query: dict[str, str], status: int) -> None:
    got, answer = await shelf.get("", **query)
    assert (got, set(answer)) == (status, {"refused"})


async def test_an_answer_says_its_time_zone_and_whether_there_may_be_more(shelf: Shelf) -> None:
    _, some = await shelf.get("", limit="5")
    _, all_there_are = await shelf.get("", limit="6")
    assert (some["time_zone"], some["more"], all_there_are["more"]) == ("Europe/Riga", True, False)


async def test_a_recording_is_shown_with_who_asked_for_it(shelf: Shelf) -> None:
    await shelf.fetch("rec-b1", why="a complaint", **{"as": "tess"})
    await shelf.fetch("rec-b1", why="I am curious", **{"as": "carol"})
    status, shown = await shelf.get("/rec-b1", **{"as": "bob"})
    assert (status, shown["recording"]["agent"], shown["sound"]["kept_as"]) == (200, "bob", "flac")
    accesses = [(each["who"], each["how"], each["why"], each["refused"]) for each in shown["accesses"]]
    assert accesses == [
        ("tess", "exported", "a complaint", ""),
        ("carol", "exported", "I am curious", "this is not a recording of yours"),
    ]


@pytest.mark.parametrize(("who", "status"), [("carol", 403), ("mona", 403), ("olga", 403), ("tess", 200)])
async def test_it_is_shown_to_nobody_who_may_not_hear_it(shelf: Shelf, who: str, status: int) -> None:
    assert (await shelf.get("/rec-b1", **{"as": who}))[0] == status


async def test_what_is_not_there_is_not_found(shelf: Shelf) -> None:
    status, answer = await shelf.get("/rec-none")
    assert (status, answer["refused"]) == (404, "no recording rec-none was ever kept")
