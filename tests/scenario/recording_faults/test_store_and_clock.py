"""The store is away, or the clock is ten years fast: nothing that was recorded is lost, and nothing is kept twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from recordings.events import RecordingFinished
from recordings.library import outbox_entries
from storage.archive import S3Settings, open_archive
from storage.catalogue import CatalogueRepository
from storage.catalogue_search import Criteria
from storage.custody import Custody
from storage.engine import engine_for
from storage.sealing import Opener
from storage.underway import CustodyFolders
from tests.scenario.recording_faults.site import a_moment, taken_away
from tests.support.recording_faults import FaultDesk
from tests.support.scenario_talk import at_desk
from vocabulary.instant import Instant

pytestmark = [pytest.mark.scenario, pytest.mark.asyncio(loop_scope="session")]

TEN_YEARS = timedelta(days=3653)
BACK_SECONDS = 15.0


@pytest_asyncio.fixture(loop_scope="session")
async def catalogue(desk: FaultDesk) -> AsyncIterator[CatalogueRepository]:
    """The catalogue of the running service, by a connection of our own."""
    engine = engine_for(desk.database_url)
    try:
        yield CatalogueRepository(engine)
    finally:
        await engine.dispose()


def files_in(place: Path, recording: str) -> list[Path]:
    """What the store has of this recording."""
    return [path for path in place.rglob(f"{recording}*") if path.is_file()]


async def test_what_is_recorded_while_the_store_is_away_is_kept_once_when_it_is_back(
    desk: FaultDesk, catalogue: CatalogueRepository
) -> None:
    place = Path(desk.settings.recordings_place)
    with taken_away(place):
        async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
            contact, _ = await desk.talking(caller, ann)
            await caller.audio.listen(1.0)
            record = await desk.over(caller, contact)
        told, _ = await desk.watch.fact(RecordingFinished, contact)
        waiting = [entry.label.recording for entry in outbox_entries(desk.settings.outbox)]
        assert waiting == [told.recording]
        assert await catalogue.get(told.recording) is None
        assert Path(told.path).is_relative_to(place)
    async with asyncio.timeout(BACK_SECONDS):
        while outbox_entries(desk.settings.outbox):
            await a_moment()
    (entry,) = await catalogue.find(Criteria(contact=contact, deleted=None))
    assert (entry.recording, entry.address) == (told.recording, told.path)
    assert record.recordings[0].path == told.path
    assert files_in(place, told.recording) == [Path(told.path)]


async def test_a_clock_that_jumped_by_ten_years_deletes_nothing_of_what_was_recorded(
    desk: FaultDesk, catalogue: CatalogueRepository
) -> None:
    async with at_desk(desk, "ann") as ann, desk.caller("600") as caller:
        contact, _ = await desk.talking(caller, ann)
        record = await desk.over(caller, contact)
    settings = desk.settings
    folders = CustodyFolders(settings.legs, settings.outbox, settings.quarantine)
    archive = open_archive(settings.recordings_place, S3Settings())

    def ten_years_fast() -> Instant:
        return desk.clock().plus(TEN_YEARS.total_seconds())

    report = await Custody(catalogue, archive, Opener(), None, folders, ten_years_fast).expire()
    assert report.kept > 0
    assert (report.deleted, report.waiting) == ((), ())
    assert "PostgreSQL" in report.refused
    entry = await catalogue.get(record.recordings[0].recording)
    assert entry is not None
    assert entry.there
    assert files_in(Path(settings.recordings_place), entry.recording) == [Path(entry.address)]
