"""The keeper on a real PostgreSQL and real stores: whatever is away, nothing is lost and everything is kept once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # it ships no types
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from recordings.library.outbox import outbox_entries
from recordings.library.sidecar import Finished
from recordings.naming import key_for, sealed_key
from storage.archive import Archive, S3Settings, open_archive
from storage.catalogue import CatalogueRepository
from storage.catalogue_entries import Deletion, Erasure
from storage.engine import engine_for
from storage.keeper import Keeper, KeeperPatience
from storage.sealing import Opener, Seal
from tests.support.keeping import BEGAN_AT, CALLER, NOW, Waits, finished, label, s3_service

pytestmark = pytest.mark.adapter

PATIENCE = KeeperPatience(attempt_seconds=20, later_attempt_seconds=20)


@dataclass
class House:
    """Everything one keeper works with."""

    folder: Path
    catalogue: CatalogueRepository
    archive: Archive
    seal: Seal | None = None

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"

    @property
    def quarantine(self) -> Path:
        return self.folder / "quarantine"

    def keeper(
        self, wait: Callable[[float], Awaitable[None]] | None = None, patience: KeeperPatience = PATIENCE
    ) -> Keeper:
        wait = wait or Waits()
        return Keeper(
            self.archive, self.seal, self.catalogue, self.outbox, self.quarantine, wait, lambda: NOW, patience
        )

    def waiting(self) -> list[str]:
        return [entry.label.recording for entry in outbox_entries(self.outbox)]

    def kept_files(self) -> list[str]:
        root = self.folder / "kept"
        return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@pytest.fixture
def house(tmp_path: Path, engine: AsyncEngine) -> House:
    archive = open_archive(str(tmp_path / "kept"), S3Settings())
    return House(tmp_path, CatalogueRepository(engine), archive)


@asynccontextmanager
async def running(keeper: Keeper) -> AsyncIterator[None]:
    task = asyncio.create_task(keeper.run())
    try:
        async with asyncio.timeout(60):
            yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def key(of: Finished) -> str:
    return key_for(of.label)


async def test_a_finished_recording_is_kept_catalogued_and_leaves_the_outbox(house: House) -> None:
    made = finished(house.outbox)
    address = await house.keeper().keep(made)
    assert address == house.archive.address("2026/03/01/rec-o1.flac")
    entry = await house.catalogue.get(made.label.recording)
    assert entry is not None
    assert (entry.key, entry.address, entry.stored_size, entry.sealed) == (key(made), address, 10, False)
    assert (entry.sound, entry.caller_number, entry.agent, entry.there) == (made.sound, CALLER, "alice", True)
    assert entry.kept_until == BEGAN_AT + timedelta(days=30)
    assert await house.archive.get(entry.key) == b"fLaC sound"
    assert (house.waiting(), sorted(house.outbox.glob("*"))) == ([], [])


async def test_what_was_finished_without_a_sound_is_not_kept(house: House) -> None:
    made = replace(finished(house.outbox), file=None, sound=None, path="nowhere")
    assert await house.keeper().keep(made) == "nowhere"
    assert await house.catalogue.get(made.label.recording) is None


async def test_what_an_earlier_run_left_in_the_outbox_is_kept_at_the_start(house: House) -> None:
    made = [finished(house.outbox, label(f"o{number}")) for number in range(5)]
    keeper = house.keeper()
    async with running(keeper):
        await keeper.idle()
    assert house.kept_files() == sorted(key(each) for each in made)
    assert house.waiting() == []


async def test_a_store_that_is_away_for_ten_minutes_loses_nothing_and_everything_is_put_once(
    house: House, tmp_path: Path
) -> None:
    async with s3_service(tmp_path / "log") as service:
        await service.make_bucket("recordings")
        house.archive = open_archive("s3://recordings/calls", service.settings())

        def mend_after_ten_minutes(seconds: float) -> None:
            if seconds >= 600:
                service.wire.mend()

        waits = Waits(mend_after_ten_minutes)
        keeper = house.keeper(waits)
        service.wire.cut()
        made = [finished(house.outbox, label(f"o{number}"), b"sound %d" % number) for number in range(5)]
        for each in made:
            assert await keeper.keep(each) == f"s3://recordings/calls/{key(each)}"
        assert len(house.waiting()) == 5
        async with running(keeper):
            await keeper.idle()
        assert house.waiting() == []
        assert [await house.archive.get(key(each)) for each in made] == [b"sound %d" % number for number in range(5)]
        assert [entry.there for each in made if (entry := await house.catalogue.get(each.label.recording))] == [
            True
        ] * 5
    assert waits.seconds[:8] == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_a_store_that_says_nothing_holds_nobody_up_and_loses_nothing(house: House, tmp_path: Path) -> None:
    async with s3_service(tmp_path / "log") as service:
        await service.make_bucket("recordings")
        house.archive = open_archive("s3://recordings", service.settings())
        keeper = house.keeper(patience=replace(PATIENCE, attempt_seconds=0.2))
        service.wire.go_silent()
        made = [finished(house.outbox, label(f"o{number}")) for number in range(200)]
        async with asyncio.timeout(30):
            for each in made:
                await keeper.keep(each)
        assert len(house.waiting()) == 200
        service.wire.mend()
        async with running(keeper):
            await keeper.idle()
        assert house.waiting() == []
        assert await house.archive.get(key(made[199])) == b"fLaC sound"


async def test_a_database_that_is_away_loses_nothing(house: House) -> None:
    away = engine_for("postgresql://firstline@127.0.0.1:1/firstline")
    made = finished(house.outbox)
    there = house.catalogue
    house.catalogue = CatalogueRepository(away)
    await house.keeper().keep(made)
    assert house.waiting() == [made.label.recording]
    assert house.kept_files() == []
    house.catalogue = there
    keeper = house.keeper()
    async with running(keeper):
        await keeper.idle()
    assert house.waiting() == []
    assert house.kept_files() == [key(made)]
    await away.dispose()


async def test_a_crash_after_each_step_leaves_it_kept_once(house: House) -> None:
    """As if the power failed after the file was put, and again after the row was written."""
    made = finished(house.outbox)
    assert made.file is not None
    await house.archive.put_new(key(made), made.file)
    await house.keeper().keep(made)
    again = finished(house.outbox)
    await house.keeper().keep(again)
    assert house.kept_files() == [key(made)]
    assert house.waiting() == []


async def test_a_sealed_recording_is_opened_by_its_identity_alone(house: House) -> None:
    identity = pyrage.x25519.Identity.generate()
    house.seal = Seal(str(identity.to_public()))
    made = finished(house.outbox)
    address = await house.keeper().keep(made)
    assert address.endswith("rec-o1.flac.age")
    kept = await house.archive.get(sealed_key(key(made)))
    assert kept.startswith(b"age-encryption.org/v1")
    assert Opener(str(identity)).open(kept) == b"fLaC sound"
    assert [path for path in house.outbox.rglob("*") if path.is_file()] == []


async def test_a_crash_between_sealing_and_the_catalogue_keeps_the_sealed_file_that_was_put(house: House) -> None:
    identity = pyrage.x25519.Identity.generate()
    house.seal = Seal(str(identity.to_public()))
    made = finished(house.outbox)
    there, away = house.catalogue, engine_for("postgresql://firstline@127.0.0.1:1/firstline")
    assert made.file is not None
    sealed = house.outbox / "sealed" / "rec-o1.flac.age"
    sealed.parent.mkdir()
    house.seal.seal(made.file, sealed)
    await house.archive.put_new(sealed_key(key(made)), sealed)
    house.catalogue = CatalogueRepository(away)
    await house.keeper().keep(made)
    house.catalogue = there
    await house.keeper().keep(made)
    assert house.kept_files() == [sealed_key(key(made))]
    assert house.waiting() == []
    assert not house.quarantine.exists()
    await away.dispose()


async def test_two_recordings_of_one_id_and_other_content_are_told_apart_and_nothing_is_overwritten(
    house: House,
) -> None:
    first = finished(house.outbox, content=b"first")
    await house.keeper().keep(first)
    second = finished(house.outbox, content=b"second")
    await house.keeper().keep(second)
    assert await house.archive.get(key(first)) == b"first"
    assert house.waiting() == []
    aside = {path.name: path.read_bytes() for path in house.quarantine.iterdir()}
    assert aside["rec-o1.flac"] == b"second"
    assert b"kept already, with other content" in aside["rec-o1.flac.why.txt"]


async def test_a_file_of_somebody_else_under_its_key_is_not_overwritten(house: House) -> None:
    made = finished(house.outbox)
    lying_there = house.folder / "kept" / key(made)
    lying_there.parent.mkdir(parents=True)
    lying_there.write_bytes(b"somebody else's")
    await house.keeper().keep(made)
    assert lying_there.read_bytes() == b"somebody else's"
    assert (house.quarantine / "rec-o1.flac").read_bytes() == b"fLaC sound"
    assert await house.catalogue.get(made.label.recording) is None


async def test_data_that_the_database_never_takes_does_not_stall_the_rest(house: House) -> None:
    poisoned = finished(house.outbox, label("a1"))
    poisoned = replace(poisoned, detail="nul \0 byte")
    keeper = house.keeper()
    await keeper.keep(poisoned)
    made = finished(house.outbox, label("b1"))
    await keeper.keep(made)
    assert house.waiting() == []
    assert (house.quarantine / "rec-a1.flac").exists()
    assert house.kept_files() == [key(made)]


async def test_one_recording_that_fails_for_itself_does_not_keep_the_others(house: House) -> None:
    stuck = finished(house.outbox, label("a1", began_at=BEGAN_AT - timedelta(days=400)))
    in_the_way = house.folder / "kept" / key(stuck)[:4]
    in_the_way.write_text("a file where a folder is needed")
    made = [finished(house.outbox, label(f"b{number}")) for number in range(4)]
    waits = Waits(lambda _: in_the_way.unlink(missing_ok=True))
    keeper = house.keeper(waits)
    async with running(keeper):
        await keeper.idle()
    assert waits.seconds == [1]
    assert house.kept_files() == sorted(key(each) for each in (stuck, *made))


async def test_what_a_caller_asked_to_be_erased_never_gets_into_the_store(house: House) -> None:
    made = finished(house.outbox)
    await house.catalogue.request_erasure(Erasure(CALLER, (CALLER,), NOW.utc, "carol", "article 17"))
    await house.keeper().keep(made)
    assert (house.waiting(), house.kept_files()) == ([], [])
    entry = await house.catalogue.get(made.label.recording)
    assert entry is not None
    assert (entry.deletion, entry.deleted_by, entry.deleted_why) == (Deletion.ERASED, "carol", "article 17")
    assert (entry.deleted_at, entry.caller_number, entry.sound) == (NOW.utc, "", None)


async def test_what_begins_after_the_request_is_kept(house: House) -> None:
    before = Erasure(CALLER, (CALLER,), BEGAN_AT - timedelta(seconds=1), "carol", "article 17")
    await house.catalogue.request_erasure(before)
    made = finished(house.outbox)
    await house.keeper().keep(made)
    assert house.kept_files() == [key(made)]


async def test_sealed_copies_that_a_crash_left_are_cleared_away_at_the_start(house: House) -> None:
    left = house.outbox / "sealed" / "rec-gone.flac.age"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"sealed")
    keeper = house.keeper()
    async with running(keeper):
        await keeper.idle()
    assert not left.exists()
