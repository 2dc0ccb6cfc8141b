"""The commands of quality control, typed in, on the real routes and a real PostgreSQL."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from api.client import Refused
from service.cli import app
from tests.support.reviews import kept

pytestmark = pytest.mark.adapter

SINCE = "2026-03-01T00:00"


async def type_in(*words: str) -> tuple[int, str]:
    """Exit code and standard output of a command line."""
    result = await asyncio.to_thread(CliRunner().invoke, app, ("review", *words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.fixture(autouse=True)
async def service(
    routes: Sequence[web.RouteDef], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    """A local socket with these routes, where the command line looks for it."""
    monkeypatch.setenv("FIRSTLINE_STATE", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "run").mkdir()
    application = web.Application()
    application.add_routes(routes)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.UnixSite(runner, str(tmp_path / "run" / "control.sock")).start()
    yield
    await runner.cleanup()


async def test_the_next_recording_is_shown_with_why_and_with_what_is_asked(engine: AsyncEngine) -> None:
    await kept(engine)
    code, shown = await type_in("next", "--as", "tess", "--agent", "bob", "--shift", "2026-03-01")
    assert code == 0
    assert "rec-1: bob, support, 2026-03-01 12:00 UTC, 60 s" in shown
    assert "bob: asked for by tess; 0 reviews of this time" in shown
    assert "drawn by lot of 1 recordings of that shift, seed 7" in shown
    assert "Solved?" in shown


async def test_what_was_given_before_is_said_to_have_been(engine: AsyncEngine) -> None:
    await kept(engine)
    await type_in("next")
    _, shown = await type_in("next")
    assert "given before and not reviewed yet" in shown


async def test_a_scorecard_is_filled_in_shown_and_counted(engine: AsyncEngine) -> None:
    await kept(engine)
    answers = ("--answer", "greeting=8", "--answer", "solved=30", "--scorecard", "quality", "--as", "tess")
    code, shown = await type_in("score", "rec-1", *answers, "--note", "12.5:said [name] at 12:30")
    assert (code, "38 of 40 points" in shown) == (0, True)
    _, shown = await type_in("show", "rec-1")
    assert "at 12.5 s: said [name] at 12:30" in shown
    _, shown = await type_in("results", "--from", SINCE, "--as", "bob")
    assert [word for word in ("bob", "95", "80", "Greeted?") if word not in shown] == []


async def test_programs_are_given_the_answers_as_they_are(engine: AsyncEngine) -> None:
    await kept(engine)
    answers = ("--answer", "friendly=5", "--scorecard", "tone")
    given = json.loads((await type_in("next", "--json"))[1])
    saved = json.loads((await type_in("score", given["recording"]["recording"], *answers, "--json"))[1])
    shown = json.loads((await type_in("show", saved["review"], "--json"))[1])
    told = json.loads((await type_in("results", "--from", SINCE, "--json"))[1])
    assert (shown["reviews"], told["agents"][0]["share"]) == ([saved], 1.0)


async def test_a_recording_without_a_review_is_shown_with_its_questions(engine: AsyncEngine) -> None:
    await kept(engine)
    assert "Was it friendly?" in (await type_in("show", "rec-1"))[1]


async def test_a_refusal_is_raised_with_the_words_of_the_service(engine: AsyncEngine) -> None:
    await kept(engine, agent="carol")
    with pytest.raises(Refused, match="nothing to hear"):
        await type_in("next", "--as", "tess")
