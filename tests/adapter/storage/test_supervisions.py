"""Who was listened to, asked of a real PostgreSQL: saved with the contact, once, and found by the time."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from cdr.parts import SupervisionRecord
from storage.contacts import ContactRepository
from storage.supervisions import AgentHeard, SupervisionRepository, agents_heard
from storage.tables import supervisions
from tests.support.records import at, full_record, supervision
from vocabulary.ids import AgentName

pytestmark = pytest.mark.adapter

ALICE, BOB = AgentName("alice"), AgentName("bob")


@pytest.fixture
def supervised(engine: AsyncEngine) -> SupervisionRepository:
    return SupervisionRepository(engine)


async def listened(repository: ContactRepository, contact: str, *those: SupervisionRecord) -> None:
    """A contact to which these listened is over."""
    await repository.save(replace(full_record(contact), supervisions=those))


async def test_every_listening_is_kept_once_however_often_its_contact_is_saved(
    repository: ContactRepository, supervised: SupervisionRepository, engine: AsyncEngine
) -> None:
    record = full_record()
    await repository.save(record)
    await repository.save(replace(record, wrap_up_seconds=99.0))
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(supervisions)) == 2
    assert await supervised.between(at(0), at(100)) == list(record.supervisions)


async def test_a_listening_belongs_to_a_time_of_which_it_had_any_part(
    repository: ContactRepository, supervised: SupervisionRepository
) -> None:
    early, middle, late = (supervision(f"l-{begin}", BOB, at(begin), at(begin + 10)) for begin in (0, 20, 40))
    await listened(repository, "c1", late, early)
    await listened(repository, "c2", middle)
    assert await supervised.between(at(5), at(45)) == [early, middle, late]
    assert await supervised.between(at(10), at(40)) == [middle]


async def test_an_agent_heard_by_two_in_several_listenings_is_reported_with_all_of_it_within_the_time(
    repository: ContactRepository, supervised: SupervisionRepository
) -> None:
    await listened(
        repository,
        "c1",
        supervision("l-1", BOB, at(0), at(10)),
        supervision("l-2", BOB, at(20), at(25), "dave"),
        supervision("l-3", ALICE, at(20), at(30)),
    )
    assert await agents_heard(supervised, at(6), at(28)) == [
        AgentHeard(ALICE, 1, 8.0, ("carol",), at(28)),
        AgentHeard(BOB, 2, 9.0, ("carol", "dave"), at(25)),
    ]


async def test_whoever_listened_while_no_agent_talked_has_heard_nobody(
    repository: ContactRepository, supervised: SupervisionRepository
) -> None:
    await listened(repository, "c1", replace(supervision("l-1", BOB, at(0), at(10)), agents=()))
    assert await agents_heard(supervised, at(0), at(100)) == []
