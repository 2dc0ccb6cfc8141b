"""Quality control over the API, on a real PostgreSQL: a recording is drawn, judged, read, and counted."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.reviews import kept

pytestmark = pytest.mark.adapter

Answered = tuple[int, Any]
ALL = {"greeting": 8, "solved": 30}


class Asking:
    """What people send, and what they are answered: status and JSON."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self._client = client

    async def next(self, person: str | None = "tess", **body: object) -> Answered:
        return await self._post("/v1/reviews/next", person, body)

    async def score(self, recording: str, person: str | None = "tess", **body: object) -> Answered:
        given = {"recording": recording, "scorecard": "quality", "answers": ALL}
        return await self._post("/v1/reviews", person, given | body)

    async def show(self, which: str, person: str | None = "tess") -> Answered:
        return await self._get(f"/v1/reviews/{which}", person, {})

    async def results(self, person: str | None = "tess", **query: str) -> Answered:
        return await self._get(
            "/v1/reviews", person, {"since": "2026-03-01T00:00", "until": "2026-03-02T00:00"} | query
        )

    async def _post(self, route: str, person: str | None, body: Mapping[str, object]) -> Answered:
        named = {} if person is None else {"as": person}
        async with self._client.post(route, json={**body, **named}) as response:
            return response.status, await response.json()

    async def _get(self, route: str, person: str | None, query: Mapping[str, str]) -> Answered:
        named = {} if person is None else {"as": person}
        async with self._client.get(f"{route}?{urlencode({**query, **named})}") as response:
            return response.status, await response.json()


@pytest.fixture
async def asking(routes: Sequence[web.RouteDef]) -> AsyncIterator[Asking]:
    """Whoever is on the floor of tess, chief, bob and carol, an hour after the recordings began."""
    application = web.Application()
    application.add_routes(routes)
    async with TestClient(TestServer(application)) as client:
        yield Asking(client)


async def test_a_recording_is_drawn_with_its_reasons_and_its_questions(engine: AsyncEngine, asking: Asking) -> None:
    await kept(engine)
    await kept(engine, "rec-2", seconds=12.0)
    status, given = await asking.next()
    assert (status, given["is_new"], given["recording"]["recording"]) == (200, True, "rec-1")
    assert [scorecard["scorecard"] for scorecard in given["scorecards"]] == ["quality", "tone"]
    assert (given["draw"]["seed"], given["draw"]["holds"], given["draw"]["recordings"]) == (7, True, ["rec-1"])
    assert given["draw"]["because"][-1] == "left out: 1 too short"


async def test_whoever_asks_again_is_given_the_same_until_it_is_reviewed(engine: AsyncEngine, asking: Asking) -> None:
    for number in range(10):
        await kept(engine, f"rec-{number}")
    _, first = await asking.next()
    given = [(await asking.next())[1] for _ in range(5)]
    assert {each["recording"]["recording"] for each in given} == {first["recording"]["recording"]}
    assert [each["is_new"] for each in given] == [False] * 5
    await asking.score(first["recording"]["recording"])
    _, second = await asking.next()
    assert second["is_new"]
    assert second["recording"]["recording"] != first["recording"]["recording"]


async def test_what_is_passed_over_is_written_down_and_not_given_again(engine: AsyncEngine, asking: Asking) -> None:
    await kept(engine)
    await asking.next()
    status, refusal = await asking.next(pass_over="my neighbour")
    assert (status, refusal["refused"]) == (409, "there is nothing to hear (1 passed over)")
    _, shown = await asking.show("rec-1")
    assert [draw["passed_over"] for draw in shown["draws"]] == ["my neighbour"]
    assert (await asking.next(pass_over="again"))[0] == 409


async def test_two_reviewers_are_given_different_recordings(engine: AsyncEngine, asking: Asking) -> None:
    await kept(engine)
    await kept(engine, "rec-2")
    given = [(await asking.next(person))[1]["recording"]["recording"] for person in ("tess", "chief")]
    assert sorted(given) == ["rec-1", "rec-2"]


async def test_agents_take_turns_in_being_heard(engine: AsyncEngine, asking: Asking) -> None:
    for number in range(6):
        await kept(engine, f"rec-{number}", agent="bob" if number < 4 else "carol")
    heard = []
    for _ in range(4):
        _, given = await asking.next(None)
        heard.append(given["recording"]["agent"])
        await asking.score(given["recording"]["recording"], None)
    assert [sorted(heard[:2]), sorted(heard[2:])] == [["bob", "carol"]] * 2


async def test_a_reviewer_narrows_it_to_an_agent_and_a_shift(engine: AsyncEngine, asking: Asking) -> None:
    await kept(engine)
    await kept(engine, "rec-carol", agent="carol")
    assert (await asking.next(None, agent="202"))[1]["recording"]["recording"] == "rec-carol"
    assert (await asking.next(None, shift="2026-03-01", agent="bob"))[1]["recording"]["recording"] == "rec-1"
    assert (await asking.next(None, shift="2026-02-27"))[0] == 409


@pytest.mark.parametrize(
    ("body", "person", "status"),
    [
        ({}, "bob", 403),
        ({}, "nobody", 404),
        ({"agent": "nobody"}, "tess", 404),
        ({"agent": "tess"}, "tess", 404),
        ({"shift": "monday"}, "tess", 400),
        ({"shift": "2026-03-01T08:00"}, "tess", 400),
        ({"shift": "2026-03-01", "since": "2026-03-01T00:00"}, "tess", 400),
        ({"since": "2026-01-01T00:00"}, "tess", 400),
        ({"since": "2026-03-02T00:00"}, "tess", 400),
        ({"shortest_seconds": -1}, "tess", 400),
        ({"surprise": 1}, "tess", 400),
        ({}, "deaf", 409),
        ({"agent": "carol"}, "tess", 409),
    ],
)
async def test_what_cannot_be_drawn_is_refused(
    engine: AsyncEngine, asking: Asking, body: dict[str, object], person: str, status: int
) -> None:
    await kept(engine)
    await kept(engine, "rec-2", agent="carol")
    assert (await asking.next(person, **body))[0] == status


async def test_a_scorecard_filled_in_is_kept_with_its_notes_and_can_be_read(
    engine: AsyncEngine, asking: Asking
) -> None:
    await kept(engine)
    status, saved = await asking.score("rec-1", notes=[{"at_seconds": 12.5, "text": "was not\x00greeted"}])
    assert (status, saved["points"], saved["of_points"], saved["reviewer"]) == (201, 38, 40, "tess")
    assert saved["notes"] == [{"at_seconds": 12.5, "text": "was not\\x00greeted"}]
    for which in ("rec-1", saved["review"]):
        _, shown = await asking.show(which)
        assert (shown["recording"]["agent"], shown["reviews"]) == ("bob", [saved])


@pytest.mark.parametrize(
    ("recording", "body", "person", "status"),
    [
        ("rec-1", {"answers": {"greeting": 8}}, "tess", 400),
        ("rec-1", {"answers": {"greeting": 11, "solved": 30}}, "tess", 400),
        ("rec-1", {"answers": {"greeting": "many", "solved": 30}}, "tess", 400),
        ("rec-1", {"notes": [{"at_seconds": 60.5, "text": "after the end"}]}, "tess", 400),
        ("rec-1", {"scorecard": None}, "tess", 400),
        ("rec-1", {"scorecard": "kindness"}, "tess", 404),
        ("rec-1", {}, "bob", 403),
        ("rec-1", {}, "deaf", 403),
        ("rec-carol", {}, "tess", 403),
        ("rec-carol", {}, "chief", 403),
        ("rec-9", {}, "tess", 404),
        ("../../etc/passwd", {}, "tess", 400),
        ("rec-gone", {}, "tess", 409),
        ("rec-message", {}, "tess", 409),
        ("rec-sales", {}, "tess", 409),
        ("rec-nowhere", {"scorecard": None}, "tess", 409),
    ],
)
async def test_what_cannot_be_judged_so_is_refused_and_nothing_is_kept(
    engine: AsyncEngine, asking: Asking, recording: str, body: dict[str, object], person: str, status: int
) -> None:
    await kept(engine)
    await kept(engine, "rec-carol", agent="carol")
    await kept(engine, "rec-gone", deletion="expired")
    await kept(engine, "rec-message", kind="message")
    await kept(engine, "rec-sales", queue="sales")
    await kept(engine, "rec-nowhere", queue="elsewhere")
    assert (await asking.score(recording, person, **body))[0] == status
    assert (await asking.results())[1]["agents"] == []


async def test_a_second_review_is_refused_unless_it_is_to_replace_the_first(
    engine: AsyncEngine, asking: Asking
) -> None:
    await kept(engine)
    _, first = await asking.score("rec-1")
    status, refusal = await asking.score("rec-1", answers={"greeting": 0, "solved": 0})
    assert (status, refusal["refused"].startswith("tess has reviewed rec-1 already")) == (409, True)
    _, second = await asking.score("rec-1", answers={"greeting": 0, "solved": 0}, again=True)
    _, shown = await asking.show("rec-1")
    assert [(each["review"], each["superseded_by"]) for each in shown["reviews"]] == [
        (first["review"], second["review"]),
        (second["review"], None),
    ]
    _, told = await asking.results()
    assert [(agent["agent"], agent["reviews"], agent["share"]) for agent in told["agents"]] == [("bob", 1, 0.0)]


async def test_results_are_told_per_agent_and_question_to_whoever_may_read_them(
    engine: AsyncEngine, asking: Asking
) -> None:
    await kept(engine)
    await kept(engine, "rec-carol", agent="carol")
    await asking.score("rec-1")
    await asking.score("rec-carol", None)
    told = {person: (await asking.results(person))[1] for person in (None, "tess", "chief", "bob", "202")}
    agents = {person: [agent["agent"] for agent in answer["agents"]] for person, answer in told.items()}
    assert agents == {
        None: ["bob", "carol"],
        "tess": ["bob"],
        "chief": ["bob", "carol"],
        "bob": ["bob"],
        "202": ["bob", "carol"],
    }
    (bob,) = told["bob"]["agents"]
    assert bob["share"] == pytest.approx(38 / 40)
    assert [(each["question"], each["share"]) for each in bob["questions"]] == [("greeting", 0.8), ("solved", 1.0)]
    assert (await asking.results("deaf"))[0] == 403
    assert (await asking.results("bob", agent="carol"))[0] == 403
    assert (await asking.results(None, since="2026-03-01T12:00:01"))[1]["agents"] == []


async def test_an_agent_reads_what_was_said_of_their_own_conversation_and_not_how_it_was_drawn(
    engine: AsyncEngine, asking: Asking
) -> None:
    await kept(engine)
    await asking.next()
    await asking.score("rec-1")
    status, shown = await asking.show("rec-1", "bob")
    assert (status, len(shown["reviews"]), shown["draws"]) == (200, 1, [])
    assert (await asking.show("rec-1", "deaf"))[0] == 403
    assert (await asking.show("rec-9", "bob"))[0] == 404


async def test_a_review_is_still_read_when_its_recording_is_deleted(engine: AsyncEngine, asking: Asking) -> None:
    await kept(engine, deletion="erased")
    _, shown = await asking.show("rec-1")
    assert (shown["recording"]["gone"], shown["reviews"]) == ("erased", [])
