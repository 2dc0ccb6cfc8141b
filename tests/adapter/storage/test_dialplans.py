"""Versions of the dialplan on a real PostgreSQL: kept once each, found again, never lost while the database is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.dialplan_journal import DialplanJournal
from storage.dialplans import DialplanRepository, DialplanVersion, Why
from storage.engine import engine_for

pytestmark = pytest.mark.adapter

BEGAN = datetime(2026, 1, 7, 11, tzinfo=UTC)
FIRST = DialplanVersion(
    "d-1", "aaaa11112222", None, BEGAN, "carol", "first", Why.RELOAD, {"a.yaml": "flows: {}\x00"}, {"hi.wav": "00ff"}
)
SECOND = replace(
    FIRST, id="d-2", version="bbbb11112222", parent=FIRST.version, taken_at=BEGAN + timedelta(hours=1), message="more"
)


@pytest.fixture
def versions(engine: AsyncEngine) -> DialplanRepository:
    return DialplanRepository(engine)


async def test_a_version_is_found_again_whole_by_how_it_begins(versions: DialplanRepository) -> None:
    await versions.save(FIRST)
    assert await versions.find("aaaa") == FIRST


async def test_a_version_that_was_never_kept_is_none(versions: DialplanRepository) -> None:
    await versions.save(FIRST)
    assert await versions.find("%") is None


async def test_the_latest_come_first_and_without_their_texts(versions: DialplanRepository) -> None:
    await versions.save(FIRST)
    await versions.save(SECOND)
    assert await versions.latest(10) == [replace(each, files={}, prompts={}) for each in (SECOND, FIRST)]


async def test_saving_a_version_twice_is_saving_it_once(versions: DialplanRepository) -> None:
    await versions.save(FIRST)
    await versions.save(FIRST)
    assert len(await versions.latest(10)) == 1


async def test_a_start_under_the_version_in_force_last_is_no_change(versions: DialplanRepository) -> None:
    await versions.save(FIRST)
    await versions.save(replace(FIRST, id="d-3", why=Why.START))
    assert [each.id for each in await versions.latest(10)] == ["d-1"]


async def test_a_start_under_another_version_says_which_was_in_force_before(versions: DialplanRepository) -> None:
    await versions.save(FIRST)
    await versions.save(replace(SECOND, parent=None, why=Why.START))
    latest, _ = await versions.latest(10)
    assert (latest.version, latest.parent) == (SECOND.version, FIRST.version)


async def test_what_was_only_set_aside_was_never_in_force(versions: DialplanRepository) -> None:
    await versions.save(FIRST)
    await versions.save(replace(SECOND, why=Why.SET_ASIDE))
    await versions.save(replace(FIRST, id="d-3", why=Why.START, taken_at=SECOND.taken_at + timedelta(hours=1)))
    assert [each.id for each in await versions.latest(10)] == ["d-2", "d-1"]


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@asynccontextmanager
async def _at_work(journal: DialplanJournal) -> AsyncIterator[None]:
    task = asyncio.create_task(journal.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_the_journal_stores_what_it_keeps(versions: DialplanRepository, tmp_path: Path) -> None:
    journal = DialplanJournal(tmp_path / "journal", versions)
    async with _at_work(journal):
        await journal.keep(FIRST)
        await journal.stored()
    assert await versions.find(FIRST.version) == FIRST
    assert _names(tmp_path / "journal") == []


async def test_what_was_kept_while_the_database_was_away_is_stored_by_the_next_run(
    versions: DialplanRepository, tmp_path: Path
) -> None:
    away = engine_for("postgres://someone@127.0.0.1:1/db")
    journal = DialplanJournal(tmp_path, DialplanRepository(away))
    async with _at_work(journal):
        await journal.keep(FIRST)
    await away.dispose()
    journal = DialplanJournal(tmp_path, versions)
    async with _at_work(journal):
        await journal.stored()
    assert await versions.find(FIRST.version) == FIRST


async def test_a_file_that_is_no_version_is_put_aside_and_holds_up_none(
    versions: DialplanRepository, tmp_path: Path
) -> None:
    (tmp_path / "d-0.json").write_text("nonsense")
    journal = DialplanJournal(tmp_path, versions)
    async with _at_work(journal):
        await journal.keep(FIRST)
        await journal.stored()
    assert _names(tmp_path) == ["d-0.refused"]
