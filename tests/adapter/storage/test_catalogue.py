"""The catalogue on a real PostgreSQL: what is taken in once, found by what people ask for, held, and marked to go."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cdr.parts import Flag, FlagRecord
from recordings.events import RecordingState
from recordings.label import Kind
from storage.catalogue import CatalogueHasOther, CatalogueRepository
from storage.catalogue_entries import Access, CatalogueEntry, Deletion, Erasure
from storage.catalogue_search import Criteria
from storage.contacts import ContactRepository
from storage.errors import DatabaseRefused
from tests.support.keeping import BEGAN_AT, CALLER, NOW, catalogued
from tests.support.records import full_record
from vocabulary.ids import AgentName, ContactId, OfferId, QueueName, RecordingId

pytestmark = pytest.mark.adapter


@pytest.fixture
def catalogue(engine: AsyncEngine) -> CatalogueRepository:
    return CatalogueRepository(engine)


async def added(catalogue: CatalogueRepository, *entries: CatalogueEntry) -> None:
    for entry in entries:
        await catalogue.add(entry)


async def names(catalogue: CatalogueRepository, criteria: Criteria) -> list[str]:
    return [entry.recording.removeprefix("rec-") for entry in await catalogue.find(criteria)]


async def test_an_entry_is_read_as_it_was_added(catalogue: CatalogueRepository) -> None:
    entry = catalogued("o1")
    assert await catalogue.add(entry) == entry
    assert await catalogue.get(entry.recording) == entry


async def test_what_was_never_kept_is_not_known(catalogue: CatalogueRepository) -> None:
    assert await catalogue.get(RecordingId("rec-never")) is None


async def test_adding_the_same_again_changes_nothing(catalogue: CatalogueRepository) -> None:
    entry = catalogued("o1")
    await catalogue.add(entry)
    assert await catalogue.add(replace(entry, kept_at=entry.kept_at + timedelta(days=1))) == entry


async def test_another_sound_under_the_same_id_is_refused(catalogue: CatalogueRepository) -> None:
    entry = catalogued("o1")
    assert entry.sound is not None
    await catalogue.add(entry)
    with pytest.raises(CatalogueHasOther, match="rec-o1 is kept already, with other content"):
        await catalogue.add(replace(entry, sound=replace(entry.sound, sha256="0" * 64)))
    assert await catalogue.get(entry.recording) == entry


async def test_the_same_sound_sealed_anew_is_the_same(catalogue: CatalogueRepository) -> None:
    entry = catalogued("o1", sealed=True)
    await catalogue.add(entry)
    assert await catalogue.add(replace(entry, stored_sha256="1" * 64)) == entry


async def test_text_that_postgresql_never_takes_is_refused_for_good(catalogue: CatalogueRepository) -> None:
    with pytest.raises(DatabaseRefused):
        await catalogue.add(catalogued("o1", caller_number="\0"))


async def test_recordings_are_found_the_newest_first_and_no_more_than_asked_for(catalogue: CatalogueRepository) -> None:
    await added(catalogue, *(catalogued(f"o{n}", began_at=BEGAN_AT + timedelta(minutes=n)) for n in (2, 0, 3, 1)))
    assert await names(catalogue, Criteria()) == ["o3", "o2", "o1", "o0"]
    assert await names(catalogue, Criteria(limit=2)) == ["o3", "o2"]
    assert await names(catalogue, Criteria(limit=-1)) == []


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(agents=(AgentName("bob"),)),
        Criteria(agents=(AgentName("bob"), AgentName("nobody"))),
        Criteria(callers=("201",)),
        Criteria(queues=(QueueName("support"),)),
        Criteria(contact=ContactId("c-wanted")),
        Criteria(longer=60),
        Criteria(longer=60, shorter=60),
        Criteria(states=(RecordingState.SHORT, RecordingState.MISSING)),
        Criteria(kind=Kind.MESSAGE),
        Criteria(since=BEGAN_AT + timedelta(hours=1)),
        Criteria(since=BEGAN_AT + timedelta(hours=1), until=BEGAN_AT + timedelta(hours=1, seconds=1)),
    ],
)
async def test_a_recording_is_found_by_what_its_label_says(catalogue: CatalogueRepository, criteria: Criteria) -> None:
    wanted = catalogued(
        "wanted",
        agent=AgentName("bob"),
        caller_number="201",
        queue=QueueName("support"),
        seconds=60.0,
        state=RecordingState.SHORT,
        kind=Kind.MESSAGE,
        began_at=BEGAN_AT + timedelta(hours=1),
    )
    await added(catalogue, catalogued("other"), wanted)
    assert await names(catalogue, criteria) == ["wanted"]


async def test_the_end_of_a_time_does_not_belong_to_it(catalogue: CatalogueRepository) -> None:
    await added(catalogue, catalogued("o1"))
    assert await names(catalogue, Criteria(until=BEGAN_AT)) == []


async def test_recordings_are_found_by_what_the_record_of_their_contact_says(
    catalogue: CatalogueRepository, repository: ContactRepository
) -> None:
    record = replace(full_record("c-wanted"), flags=(FlagRecord(BEGAN_AT, Flag.RECORDING_GAP),), disposition="sale")
    await repository.save(record)
    await added(catalogue, catalogued("other"), catalogued("wanted"))
    assert await names(catalogue, Criteria(disposition="sale")) == ["wanted"]
    assert await names(catalogue, Criteria(flags=(Flag.RECORDING_GAP,))) == ["wanted"]
    assert await names(catalogue, Criteria(flags=(Flag.RECORDING_GAP, Flag.AGENT_SILENT))) == []
    assert await names(catalogue, Criteria(gap=True)) == ["wanted"]
    assert await names(catalogue, Criteria(gap=False)) == ["other"]
    (found,) = await catalogue.find(Criteria(gap=True))
    assert (found.disposition, found.flags) == ("sale", ("recording gap",))


async def test_a_disposition_is_also_that_of_the_agents_own_part(
    catalogue: CatalogueRepository, repository: ContactRepository
) -> None:
    record = full_record("c-wanted")
    assert record.segments[2].disposition == "sale"
    await repository.save(replace(record, disposition="complaint"))
    await added(catalogue, catalogued("wanted", agent=AgentName("bob")))
    assert await names(catalogue, Criteria(disposition="sale")) == ["wanted"]
    await repository.save(replace(record, disposition="complaint", segments=record.segments[:2]))
    assert await names(catalogue, Criteria(disposition="sale")) == []


async def test_held_and_deleted_ones_are_found_where_they_are_asked_for(catalogue: CatalogueRepository) -> None:
    await added(catalogue, *(catalogued(name) for name in ("held", "gone", "kept")))
    await catalogue.hold(RecordingId("rec-held"), "carol", "claim 7", NOW.utc)
    await catalogue.mark_deleting([RecordingId("rec-gone")], Deletion.EXPIRED, "retention", "its time was over")
    assert await names(catalogue, Criteria()) == ["kept", "held"]
    assert await names(catalogue, Criteria(held=True)) == ["held"]
    assert await names(catalogue, Criteria(held=False)) == ["kept"]
    assert await names(catalogue, Criteria(deleted=True)) == ["gone"]
    assert await names(catalogue, Criteria(deleted=None)) == ["kept", "held", "gone"]


async def test_a_hold_is_told_with_who_and_why_until_it_is_released(catalogue: CatalogueRepository) -> None:
    entry = catalogued("o1")
    await catalogue.add(entry)
    assert await catalogue.hold(entry.recording, "carol", "claim 7", NOW.utc)
    held = replace(entry, held_at=NOW.utc, held_by="carol", held_why="claim 7")
    assert await catalogue.get(entry.recording) == held
    assert await catalogue.release(entry.recording)
    assert await catalogue.get(entry.recording) == entry
    assert not await catalogue.release(entry.recording)


async def test_what_is_held_is_neither_due_nor_marked(catalogue: CatalogueRepository) -> None:
    entry = catalogued("o1")
    await catalogue.add(entry)
    await catalogue.hold(entry.recording, "carol", "claim 7", NOW.utc)
    assert await catalogue.due(entry.kept_until, 10) == []
    assert await catalogue.mark_deleting([entry.recording], Deletion.ERASED, "carol", "asked") == []
    assert await catalogue.get(entry.recording) != entry


async def test_what_goes_is_marked_once_and_is_going_until_it_is_gone(catalogue: CatalogueRepository) -> None:
    entry = catalogued("o1")
    await catalogue.add(entry)
    (marked,) = await catalogue.mark_deleting([entry.recording], Deletion.EXPIRED, "retention", "its time was over")
    assert await catalogue.mark_deleting([entry.recording], Deletion.EXPIRED, "retention", "its time was over") == []
    assert await catalogue.going(10) == [marked]
    assert not await catalogue.hold(entry.recording, "carol", "too late", NOW.utc)
    assert await catalogue.deleted(entry.recording, NOW.utc)
    assert not await catalogue.deleted(entry.recording, NOW.utc)
    assert await catalogue.going(10) == []
    gone = await catalogue.get(entry.recording)
    assert gone is not None
    assert (gone.deleted_at, gone.deleted_by, gone.deleted_why) == (NOW.utc, "retention", "its time was over")
    assert gone.sound == entry.sound


async def test_what_is_due_longest_comes_first(catalogue: CatalogueRepository) -> None:
    entries = [catalogued(f"o{n}", kept_until=BEGAN_AT + timedelta(days=days)) for n, days in enumerate((3, 1, 2, 9))]
    await added(catalogue, *entries)
    due = await catalogue.due(BEGAN_AT + timedelta(days=3), 2)
    assert [each.recording for each in due] == ["rec-o1", "rec-o2"]


async def test_a_run_is_told_how_much_is_kept_and_due(catalogue: CatalogueRepository) -> None:
    standing = await catalogue.standing(NOW.utc)
    database_time = standing.database_time
    ages = (timedelta(days=-1), timedelta(hours=1), timedelta(days=3))
    entries = [catalogued(f"o{n}", kept_until=database_time - age) for n, age in enumerate(ages)]
    await added(catalogue, *entries, catalogued("held", kept_until=BEGAN_AT))
    await catalogue.hold(RecordingId("rec-held"), "carol", "claim 7", NOW.utc)
    standing = await catalogue.standing(database_time)
    assert (standing.kept, standing.due, standing.long_due) == (4, 2, 1)


async def test_a_recording_of_a_caller_who_asked_for_it_is_taken_in_as_erased(catalogue: CatalogueRepository) -> None:
    await catalogue.request_erasure(Erasure(CALLER, ("37120000001", CALLER), NOW.utc, "carol", "article 17"))
    erased = await catalogue.add(catalogued("o1", caller_number="37120000001"))
    assert (erased.deletion, erased.caller_number, erased.sound) == (Deletion.ERASED, "", None)
    later = await catalogue.add(catalogued("o2", began_at=NOW.utc + timedelta(seconds=1)))
    assert later.there
    assert (await catalogue.add(catalogued("o3", caller_number="+37120000002"))).there


async def test_a_withheld_number_is_nobodys(catalogue: CatalogueRepository) -> None:
    await catalogue.request_erasure(Erasure("", ("",), NOW.utc, "carol", "a mistake"))
    assert (await catalogue.add(catalogued("o1", caller_number=""))).there


async def test_the_contacts_in_which_a_number_stands_are_found(
    catalogue: CatalogueRepository, repository: ContactRepository
) -> None:
    await repository.save(replace(full_record("c1"), caller_number=CALLER))
    await repository.save(replace(full_record("c2"), number_dialled=CALLER))
    await repository.save(full_record("c3"))
    assert await catalogue.contacts_with((CALLER,)) == ["c1", "c2"]


async def test_every_access_is_told_in_the_order_in_which_it_happened(catalogue: CatalogueRepository) -> None:
    recording = RecordingId("rec-o1")
    heard = Access(recording, "carol", NOW.utc, "heard", "quality")
    refused = Access(recording, "dave", NOW.plus(1).utc, "exported", "", "dave may not hear alice")
    for access in (heard, refused, replace(heard, recording=RecordingId("rec-o2"))):
        await catalogue.note_access(access)
    assert await catalogue.accesses(recording) == [heard, refused]


async def test_an_offer_is_kept_with_its_recording(catalogue: CatalogueRepository) -> None:
    await catalogue.add(catalogued("o1"))
    found = await catalogue.get(RecordingId("rec-o1"))
    assert found is not None
    assert found.offer == OfferId("o1")
