"""The repository on a real PostgreSQL: what goes in comes out, twice is once, and bad data is refused."""

from dataclasses import replace

import pytest

from storage.contacts import ContactRepository
from storage.engine import DatabaseUrlInvalid, engine_for
from storage.errors import DatabaseRefused, DatabaseUnreachable
from tests.support.records import at, full_record
from vocabulary.ids import ContactId
from vocabulary.text import visible

pytestmark = pytest.mark.adapter

WEIRD = "\x00\x1b[2J\ud800 \u202e'; DROP TABLE contact;-- 👩\u200d👧 =cmd()"


async def test_a_record_is_read_as_it_was_saved(repository: ContactRepository) -> None:
    record = full_record()
    await repository.save(record)
    assert await repository.get(record.contact) == record


async def test_an_unknown_contact_is_none(repository: ContactRepository) -> None:
    assert await repository.get(ContactId("nobody")) is None


async def test_saving_twice_is_saving_once(repository: ContactRepository) -> None:
    record = full_record()
    await repository.save(record)
    await repository.save(record)
    assert await repository.latest(10) == [record]


async def test_a_later_save_replaces_segments_and_recordings(repository: ContactRepository) -> None:
    record = full_record()
    await repository.save(record)
    changed = replace(record, agent=None, segments=record.segments[:1], recordings=())
    await repository.save(changed)
    assert await repository.get(record.contact) == changed


async def test_the_latest_are_those_that_ended_last(repository: ContactRepository) -> None:
    records = [replace(full_record(f"c{number}"), ended_at=at(100 + number)) for number in range(4)]
    for record in records:
        await repository.save(record)
    assert await repository.latest(2) == [records[3], records[2]]


async def test_a_caller_name_of_any_characters_is_stored_visibly(repository: ContactRepository) -> None:
    record = full_record(caller_name=visible(WEIRD))
    await repository.save(record)
    found = await repository.get(record.contact)
    assert found == record


@pytest.mark.parametrize("name", ["a\x00b", "a\ud800b"])
async def test_what_postgresql_cannot_hold_is_refused_and_leaves_nothing(
    repository: ContactRepository, name: str
) -> None:
    record = full_record()
    with pytest.raises(DatabaseRefused):
        await repository.save(replace(record, caller_name=name))
    offer = replace(record.segments[1].offers[0], end=name)
    broken = replace(record.segments[1], offers=(offer,))
    with pytest.raises(DatabaseRefused):
        await repository.save(replace(record, segments=(broken,)))
    assert await repository.get(record.contact) is None


async def test_a_server_that_is_away_is_unreachable_and_the_password_is_not_said() -> None:
    engine = engine_for("postgres://someone:geheim@127.0.0.1:1/db")
    with pytest.raises(DatabaseUnreachable) as failure:
        await ContactRepository(engine).get(ContactId("x"))
    assert "geheim" not in str(failure.value)
    await engine.dispose()


@pytest.mark.parametrize("url", ["mysql://a:geheim@b/c", "geheim"])
def test_an_address_of_something_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DatabaseUrlInvalid) as refusal:
        engine_for(url)
    assert "geheim" not in str(refusal.value)
