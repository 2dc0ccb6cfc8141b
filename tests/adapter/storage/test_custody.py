"""Custody on a real PostgreSQL and a real folder: holding, deleting what is due, erasing, verifying, mending."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # it ships no types
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from recordings.library.labels import write_label
from recordings.retention import RunLimits
from storage.archive import Archive, S3Settings, open_archive
from storage.catalogue import CatalogueRepository
from storage.catalogue_entries import CatalogueEntry, Deletion
from storage.contacts import ContactRepository
from storage.custody import Custody, HeldBack, NoNumber, NotHeld, RecordingGone, RecordingUnknown, number_forms
from storage.keeper import Keeper
from storage.sealing import Opener, Seal
from storage.underway import CustodyFolders, Where
from tests.support.keeping import CALLER, Waits, finished, label
from tests.support.records import full_record
from vocabulary.ids import RecordingId
from vocabulary.instant import Instant

pytestmark = pytest.mark.adapter


@dataclass
class House:
    """Everything that custody works with. ``now`` is PostgreSQL's own time when the test began."""

    folders: CustodyFolders
    catalogue: CatalogueRepository
    archive: Archive
    kept: Path
    now: datetime
    seal: Seal | None = None
    opener: Opener = Opener()
    limits: RunLimits = RunLimits()
    hours_wrong: float = 0

    def clock(self) -> Instant:
        return Instant(0.0, (self.now + timedelta(hours=self.hours_wrong)).timestamp())

    @property
    def custody(self) -> Custody:
        return Custody(
            self.catalogue, self.archive, self.opener, self.seal, self.folders, self.clock, limits=self.limits
        )

    async def keep(
        self, name: str, caller: str = CALLER, days_old: float = 1, keep_days: int = 30, content: bytes | None = None
    ) -> CatalogueEntry:
        """A recording that began so many days ago, kept."""
        of = label(name, caller, self.now - timedelta(days=days_old), keep_days)
        made = finished(self.folders.outbox, of, content or name.encode())
        keeper = Keeper(
            self.archive,
            self.seal,
            self.catalogue,
            self.folders.outbox,
            self.folders.quarantine,
            Waits(),
            self.clock,
        )
        await keeper.keep(made)
        return await self.entry(name)

    async def entry(self, name: str) -> CatalogueEntry:
        found = await self.catalogue.get(RecordingId(f"rec-{name}"))
        assert found is not None
        return found

    def files(self) -> list[str]:
        return sorted(path.name for path in self.kept.rglob("*") if path.is_file())

    def damage(self, entry: CatalogueEntry, content: bytes) -> None:
        (self.kept / entry.key).write_bytes(content)


@pytest.fixture
async def house(tmp_path: Path, engine: AsyncEngine) -> House:
    catalogue = CatalogueRepository(engine)
    now = (await catalogue.standing(datetime.fromisoformat("2026-01-01T00:00:00+00:00"))).database_time
    folders = CustodyFolders(tmp_path / "legs", tmp_path / "outbox", tmp_path / "quarantine")
    return House(folders, catalogue, open_archive(str(tmp_path / "kept"), S3Settings()), tmp_path / "kept", now)


# --- holding ---------------------------------------------------------------------------------------------------------


async def test_a_held_recording_outlives_its_time_until_it_is_released(house: House) -> None:
    entry = await house.keep("o1", days_old=10.5, keep_days=10)
    held = await house.custody.hold(entry.recording, "carol", "claim 7")
    assert (held.held_by, held.held_why) == ("carol", "claim 7")
    assert (await house.custody.expire()).deleted == ()
    await house.custody.release(entry.recording)
    assert (await house.custody.expire()).deleted == (entry.recording,)


async def test_who_holds_what_is_not_there_is_told_why(house: House) -> None:
    with pytest.raises(RecordingUnknown, match="no recording rec-never was ever kept"):
        await house.custody.hold(RecordingId("rec-never"), "carol", "claim 7")
    entry = await house.keep("o1")
    with pytest.raises(NotHeld):
        await house.custody.release(entry.recording)
    await house.custody.erase_caller(CALLER, "carol", "article 17")
    with pytest.raises(RecordingGone, match="recording rec-o1 is erased: article 17, by carol"):
        await house.custody.hold(entry.recording, "carol", "claim 7")


# --- deleting what is due --------------------------------------------------------------------------------------------


async def test_what_is_due_goes_and_leaves_a_row_with_the_reason(house: House) -> None:
    due, not_due = await house.keep("due", days_old=10.5, keep_days=10), await house.keep("not-due")
    report = await house.custody.expire("carol")
    assert (report.kept, report.due, report.deleted, report.left, report.refused) == (2, 1, (due.recording,), 0, "")
    assert house.files() == ["rec-not-due.flac"]
    gone = await house.entry("due")
    assert (gone.deletion, gone.deleted_by, gone.deleted_why) == (Deletion.EXPIRED, "carol", "its time was over")
    assert gone.deleted_at is not None
    assert (await house.entry("not-due")) == not_due


async def test_a_clock_that_jumped_by_ten_years_deletes_nothing_and_says_so(house: House) -> None:
    for number in range(3):
        await house.keep(f"o{number}")
    house.hours_wrong = 10 * 365 * 24
    report = await house.custody.expire()
    assert report.deleted == ()
    assert "PostgreSQL" in report.refused
    assert len(house.files()) == 3


async def test_an_archive_that_is_long_due_for_the_most_part_stays_until_somebody_insists(house: House) -> None:
    """As where the clocks of both machines jumped."""
    for number in range(3):
        await house.keep(f"due-{number}", days_old=3650, keep_days=10)
    await house.keep("not-due")
    report = await house.custody.expire()
    assert report.refused.startswith("nothing was deleted: 3 of the 4 recordings kept have been due for more than 48 h")
    assert len(house.files()) == 4
    assert len((await house.custody.expire("carol", anyway=True)).deleted) == 3
    assert house.files() == ["rec-not-due.flac"]


async def test_a_run_deletes_no_more_than_it_may_and_those_due_longest_first(house: House) -> None:
    for number in range(4):
        await house.keep(f"o{number}", days_old=10.1 + number / 10, keep_days=10)
    house.limits = RunLimits(at_least=2)
    report = await house.custody.expire()
    assert (report.deleted, report.left) == (("rec-o3", "rec-o2"), 2)


async def test_a_crash_between_the_mark_and_the_file_is_made_good_by_the_next_run(house: House) -> None:
    entry = await house.keep("o1")
    await house.catalogue.mark_deleting([entry.recording], Deletion.EXPIRED, "retention", "its time was over")
    assert house.files() == ["rec-o1.flac"]
    assert (await house.custody.expire()).deleted == (entry.recording,)
    assert house.files() == []
    assert (await house.entry("o1")).deleted_at is not None


async def test_an_erasure_is_finished_whatever_the_clocks_say(house: House) -> None:
    entry = await house.keep("o1")
    await house.catalogue.mark_deleting([entry.recording], Deletion.ERASED, "carol", "article 17")
    house.hours_wrong = 10 * 365 * 24
    report = await house.custody.expire()
    assert report.refused
    assert report.deleted == (entry.recording,)
    assert house.files() == []


async def test_a_file_that_was_not_there_is_told(house: House) -> None:
    entry = await house.keep("o1", days_old=10.5, keep_days=10)
    (house.kept / entry.key).unlink()
    report = await house.custody.expire()
    assert (report.deleted, report.missing) == ((entry.recording,), (entry.recording,))


async def test_a_store_that_is_away_keeps_what_is_marked_for_the_next_run(house: House) -> None:
    entry = await house.keep("o1", days_old=10.5, keep_days=10)
    day = (house.kept / entry.key).parent
    elsewhere = day.rename(day.with_name("moved"))
    day.write_text("a file where a folder was")
    report = await house.custody.expire()
    assert (report.deleted, report.waiting) == ((), (entry.recording,))
    day.unlink()
    elsewhere.rename(day)
    assert await house.custody.finish_deletions() == (entry.recording,)
    assert house.files() == []


# --- erasing ---------------------------------------------------------------------------------------------------------


async def test_every_recording_of_a_caller_is_erased_however_the_number_was_written(house: House) -> None:
    await house.keep("plus", CALLER)
    await house.keep("bare", CALLER[1:])
    await house.keep("zeros", f"00{CALLER[1:]}")
    await house.keep("national", "20000001")
    await house.keep("other", "+37120000002")
    report = await house.custody.erase_caller("20000001", "carol", "article 17", "LV")
    assert sorted(report.erased) == ["rec-bare", "rec-national", "rec-plus", "rec-zeros"]
    assert house.files() == ["rec-other.flac"]
    gone = await house.entry("plus")
    assert (gone.caller_number, gone.sound, gone.deleted_by, gone.deleted_why) == ("", None, "carol", "article 17")
    assert gone.deleted_at is not None


async def test_held_recordings_are_not_erased_and_are_named_with_the_reason(house: House) -> None:
    held, free = await house.keep("held"), await house.keep("free")
    await house.custody.hold(held.recording, "dave", "claim 7")
    report = await house.custody.erase_caller(CALLER, "carol", "article 17")
    assert report.erased == (free.recording,)
    assert report.held == (HeldBack(held.recording, "dave", "claim 7"),)
    assert house.files() == ["rec-held.flac"]


async def test_the_report_says_what_is_under_way_and_in_which_contacts_the_number_stands(
    house: House, repository: ContactRepository
) -> None:
    began_at = house.now - timedelta(minutes=1)
    house.folders.legs.mkdir()
    write_label(house.folders.legs, label("live", began_at=began_at))
    write_label(house.folders.legs, label("other", "+37120000002", began_at))
    finished(house.folders.outbox, label("waiting", began_at=began_at))
    await repository.save(replace(full_record("c1"), caller_number=CALLER))
    report = await house.custody.erase_caller(CALLER, "carol", "article 17")
    assert [(each.recording, each.where) for each in report.under_way] == [
        ("rec-live", Where.BEING_RECORDED),
        ("rec-waiting", Where.WAITING),
    ]
    assert report.contacts == ("c1",)


async def test_a_call_that_is_going_on_when_its_caller_asks_is_never_kept(house: House) -> None:
    await house.custody.erase_caller(CALLER, "carol", "article 17")
    entry = await house.keep("live", days_old=0.001)
    assert entry.deletion is Deletion.ERASED
    assert house.files() == []


async def test_asking_again_does_no_harm(house: House) -> None:
    await house.keep("o1")
    await house.custody.erase_caller(CALLER, "carol", "article 17")
    assert (await house.custody.erase_caller(CALLER, "carol", "article 17")).erased == ()


@pytest.mark.parametrize("number", ["", " ", "anonymous", "Unknown"])
async def test_nobodys_number_erases_nothing(house: House, number: str) -> None:
    await house.keep("o1", number)
    with pytest.raises(NoNumber):
        await house.custody.erase_caller(number, "carol", "article 17")
    assert house.files() == ["rec-o1.flac"]


def test_a_number_is_looked_for_as_it_was_told_and_in_every_form() -> None:
    assert number_forms("+371 2000-0001") == ("+371 2000-0001", CALLER, f"00{CALLER[1:]}", CALLER[1:])
    assert number_forms("201", "LV") == ("201",)


# --- verifying and mending -------------------------------------------------------------------------------------------


async def test_what_is_as_it_was_kept_is_said_to_be_sound(house: House) -> None:
    entry = await house.keep("o1")
    assert (await house.custody.verify(entry.recording)).faults == ()
    assert (await house.custody.repair(entry.recording)).mended


@pytest.fixture(params=[False, True], ids=["open", "sealed"])
def sealed_or_not(request: pytest.FixtureRequest, house: House) -> House:
    if request.param:
        identity = pyrage.x25519.Identity.generate()
        house.seal, house.opener = Seal(str(identity.to_public())), Opener(str(identity))
    return house


async def test_one_changed_byte_is_found_and_a_whole_copy_takes_its_place(sealed_or_not: House) -> None:
    house = sealed_or_not
    entry = await house.keep("o1", content=b"the sound of it")
    stored = bytearray((house.kept / entry.key).read_bytes())
    stored[-1] ^= 1
    house.damage(entry, bytes(stored))
    verdict = await house.custody.verify(entry.recording)
    assert verdict.faults[0] == "the stored bytes are not those that were put there (SHA-256)"
    house.folders.quarantine.mkdir()
    (house.folders.quarantine / "rec-o1.flac-2").write_bytes(b"the sound of it")
    repair = await house.custody.repair(entry.recording)
    assert repair.mended
    assert (await house.custody.verify(entry.recording)).faults == ()
    assert (house.folders.quarantine / f"damaged-{entry.key.rpartition('/')[2]}").read_bytes() == bytes(stored)


async def test_what_is_lost_and_has_no_copy_is_told_and_nothing_is_changed(house: House) -> None:
    entry = await house.keep("o1")
    (house.kept / entry.key).unlink()
    repair = await house.custody.repair(entry.recording)
    assert not repair.mended
    assert repair.told[1] == "no whole copy of it was found"
    assert await house.entry("o1") == entry


async def test_damage_without_a_copy_leaves_the_store_as_it_is(house: House) -> None:
    entry = await house.keep("o1", content=b"no sound at all")
    house.damage(entry, b"no sound")
    repair = await house.custody.repair(entry.recording)
    assert not repair.mended
    assert repair.told[0] == "the store has 8 bytes of it, 15 were put there"
    assert (house.kept / entry.key).read_bytes() == b"no sound"


async def test_without_an_identity_the_sealed_bytes_are_verified_and_that_the_sound_was_not_is_said(
    house: House,
) -> None:
    identity = pyrage.x25519.Identity.generate()
    house.seal = Seal(str(identity.to_public()))
    entry = await house.keep("o1")
    verdict = await house.custody.verify(entry.recording)
    assert (verdict.faults, verdict.unseen) == ((), "it is sealed, and no identity is set: its sound was not seen")


async def test_what_was_sealed_to_somebody_else_is_told(house: House) -> None:
    house.seal = Seal(str(pyrage.x25519.Identity.generate().to_public()))
    house.opener = Opener(str(pyrage.x25519.Identity.generate()))
    entry = await house.keep("o1")
    (fault,) = (await house.custody.verify(entry.recording)).faults
    assert fault.startswith("it is sealed and was not opened")
