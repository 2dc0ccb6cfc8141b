"""The migrations against the models: same end, a way back, and no step on a database of the future."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from cdr.parts import Direction
from storage import schema
from storage.all_tables import metadata
from storage.catalogue import CatalogueRepository
from storage.catalogue_search import Criteria
from storage.contacts import ContactRepository
from storage.engine import engine_for
from storage.errors import DatabaseNewer, DatabaseUnreachable
from tests.support.records import full_record

pytestmark = pytest.mark.adapter


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def test_from_empty_the_newest_schema_equals_the_models(empty_url: str) -> None:
    await schema.upgrade(empty_url)
    engine = engine_for(empty_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_back_to_empty_leaves_nothing_and_forward_again_works(empty_url: str) -> None:
    await schema.upgrade(empty_url)
    await schema.downgrade(empty_url)
    engine = engine_for(empty_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == set()
    assert await schema.current(empty_url) is None
    await schema.upgrade(empty_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == set(metadata.tables)
    await engine.dispose()


async def test_an_upgrade_of_the_newest_schema_changes_nothing(empty_url: str) -> None:
    await schema.upgrade(empty_url)
    before = await schema.current(empty_url)
    await schema.upgrade(empty_url)
    assert await schema.current(empty_url) == before


async def test_a_database_of_a_newer_program_is_refused_in_one_line(empty_url: str) -> None:
    await schema.upgrade(empty_url)
    engine = engine_for(empty_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(DatabaseNewer) as refusal:
        await schema.upgrade(empty_url)
    assert "9999" in str(refusal.value)
    assert "\n" not in str(refusal.value)


async def test_a_database_that_is_away_is_said_to_be_unreachable() -> None:
    with pytest.raises(DatabaseUnreachable):
        await schema.upgrade("postgresql://firstline@127.0.0.1:1/firstline")


async def test_a_contact_of_the_time_before_agents_could_hold_callers_says_that_nobody_was_held(empty_url: str) -> None:
    record = full_record()
    await schema.upgrade(empty_url)
    engine = engine_for(empty_url)
    await ContactRepository(engine).save(record)
    await engine.dispose()
    await schema.downgrade(empty_url, "0004")
    await schema.upgrade(empty_url)
    engine = engine_for(empty_url)
    kept = await ContactRepository(engine).get(record.contact)
    await engine.dispose()
    assert kept is not None
    assert (kept.direction, kept.hold_seconds, kept.supervisions, kept.flags) == (Direction.IN, None, (), ())
    assert [segment.holds for segment in kept.segments] == [()] * len(kept.segments)
    assert kept.hand_overs == record.hand_overs


async def test_of_a_contact_of_the_time_before_seconds_were_accounted_for_nothing_is_said_of_them(
    empty_url: str,
) -> None:
    record = full_record()
    await schema.upgrade(empty_url)
    engine = engine_for(empty_url)
    await ContactRepository(engine).save(record)
    await engine.dispose()
    await schema.downgrade(empty_url, "0005")
    await schema.upgrade(empty_url)
    engine = engine_for(empty_url)
    kept = await ContactRepository(engine).get(record.contact)
    await engine.dispose()
    assert kept is not None
    assert (kept.intervals, kept.recorded_seconds, kept.gap_seconds) == ((), None, None)
    (recording,) = kept.recordings
    assert (recording.marks, recording.sound) == ((), None)
    assert recording.path == record.recordings[0].path


async def test_a_database_of_the_time_before_the_catalogue_gets_an_empty_one_and_keeps_its_contacts(
    empty_url: str,
) -> None:
    record = full_record()
    await schema.upgrade(empty_url)
    engine = engine_for(empty_url)
    await ContactRepository(engine).save(record)
    await engine.dispose()
    await schema.downgrade(empty_url, "0006")
    await schema.upgrade(empty_url)
    engine = engine_for(empty_url)
    assert await CatalogueRepository(engine).find(Criteria(deleted=None)) == []
    kept = await ContactRepository(engine).get(record.contact)
    await engine.dispose()
    assert kept == record
