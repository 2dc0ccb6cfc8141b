"""Recordings finished off the call path: waiting for Asterisk to close the legs, giving up, keeping, trying again."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from recordings.events import RecordingState
from recordings.label import Kind
from recordings.library import (
    Finished,
    Finisher,
    FinishingFolders,
    Job,
    Patience,
    finishing,
    leftovers,
    outbox_entries,
    remove_entry,
)
from recordings.naming import CaptureFormat, LegFiles
from tests.unit.recordings.sound import (
    close,
    folders_in,
    label_of,
    legs_in,
    names_in,
    tone,
    unclose,
    write_legs,
    write_mu_law,
    write_wav,
)


class Waits:
    """Stands for time: counts the waits, and lets something happen during the one of a number."""

    def __init__(self, during: int = 0, happens: Callable[[], None] | None = None) -> None:
        self.count = 0
        self.again = asyncio.Semaphore(0)
        self._tried = asyncio.Semaphore(0)
        self._first = True
        self._during = during
        self._happens = happens

    def __call__(self, seconds: float) -> Awaitable[None]:
        return self._until_again() if seconds == Patience().again_seconds else self._pass()

    async def _pass(self) -> None:
        self.count += 1
        if self.count == self._during and self._happens is not None:
            self._happens()

    async def once_more(self) -> None:
        """Let what is owed be tried again, until it is waited for once more."""
        self.again.release()
        await self._tried.acquire()

    async def _until_again(self) -> None:
        if not self._first:
            self._tried.release()
        self._first = False
        await self.again.acquire()


class Shelf:
    """Stands for the store: takes what is finished."""

    def __init__(self) -> None:
        self.taken: list[Finished] = []
        self.came = asyncio.Event()

    async def keep(self, finished: Finished) -> str:
        assert finished.file is not None
        assert finished.file.exists()
        self.taken.append(finished)
        self.came.set()
        return f"/kept/{finished.path}"


def job(legs: LegFiles, talk_seconds: float | None = 1.0, kind: Kind = Kind.CONVERSATION) -> Job:
    name = legs.caller.name.removesuffix(legs.caller.suffix).removesuffix("-caller")
    return Job(label_of(name, kind=kind), legs, talk_seconds)


async def run(
    folders: FinishingFolders,
    *jobs: Job,
    wait: Waits | None = None,
    patience: Patience | None = None,
    shelf: Shelf | None = None,
    meanwhile: Callable[[Finisher], Awaitable[None]] | None = None,
) -> list[Finished]:
    told: list[Finished] = []

    def report(_: Job, finished: Finished) -> None:
        told.append(finished)

    shelf = shelf or Shelf()
    async with finishing(wait or Waits(), report, shelf.keep, folders, patience or Patience(at_once=4)) as finisher:
        for one in jobs:
            await finisher.finish(one)
        if meanwhile is not None:
            await finisher.idle()
            await meanwhile(finisher)
    return told


async def test_closed_legs_are_finished_without_waiting(tmp_path: Path) -> None:
    waits = Waits()
    told = await run(folders_in(tmp_path), job(write_legs(legs_in(tmp_path))), wait=waits)
    assert [finished.state for finished in told] == [RecordingState.COMPLETE]
    assert waits.count == 0


async def test_what_is_finished_is_handed_on_to_be_kept_and_told_with_its_place(tmp_path: Path) -> None:
    shelf = Shelf()
    told = await run(folders_in(tmp_path), job(write_legs(legs_in(tmp_path))), shelf=shelf)
    assert [finished.path for finished in shelf.taken] == ["2026/11/22/rec-o-1.flac"]
    assert [finished.path for finished in told] == ["/kept/2026/11/22/rec-o-1.flac"]


async def test_what_is_not_there_is_not_handed_on(tmp_path: Path) -> None:
    shelf = Shelf()
    told = await run(folders_in(tmp_path), job(legs_in(tmp_path)), shelf=shelf)
    assert shelf.taken == []
    assert [finished.state for finished in told] == [RecordingState.MISSING]


async def test_legs_still_open_are_waited_for(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path))
    unclose(legs.agent)
    waits = Waits(3, lambda: close(legs.agent))
    told = await run(folders_in(tmp_path), job(legs), wait=waits)
    assert [finished.state for finished in told] == [RecordingState.COMPLETE]
    assert waits.count == 3


async def test_nobody_waits_for_the_second_leg_of_a_message(tmp_path: Path) -> None:
    legs = legs_in(tmp_path)
    write_wav(legs.caller, tone(440, 1.0))
    waits = Waits()
    told = await run(folders_in(tmp_path), job(legs, None, Kind.MESSAGE), wait=waits)
    assert [finished.state for finished in told] == [RecordingState.COMPLETE]
    assert waits.count == 0


async def test_the_rest_of_a_leg_written_while_waiting_is_not_lost(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path), 2.0)
    whole = legs.caller.read_bytes()
    legs.caller.write_bytes(whole[:10_000])

    def write_the_rest() -> None:
        legs.caller.write_bytes(whole)

    told = await run(folders_in(tmp_path), job(legs, 2.0), wait=Waits(2, write_the_rest))
    assert [(finished.state, finished.seconds) for finished in told] == [(RecordingState.COMPLETE, 2.0)]


async def test_legs_never_closed_are_joined_when_patience_ends(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path))
    unclose(legs.caller)
    waits = Waits()
    told = await run(folders_in(tmp_path), job(legs), wait=waits)
    assert [finished.state for finished in told] == [RecordingState.COMPLETE]
    assert waits.count == Patience().unchanged_looks


async def test_a_leg_that_grows_for_ever_is_joined_as_it_is(tmp_path: Path) -> None:
    legs = legs_in(tmp_path, capture=CaptureFormat.ULAW)
    write_mu_law(legs.agent, tone(1000, 1.0))
    write_mu_law(legs.caller, tone(440, 1.0))

    class Growing(Waits):
        async def _pass(self) -> None:
            await super()._pass()
            with legs.caller.open("ab") as file:
                file.write(b"\xff")

    waits = Growing()
    told = await run(folders_in(tmp_path), job(legs), wait=waits)
    assert [finished.state for finished in told] == [RecordingState.COMPLETE]
    assert waits.count == Patience().looks - 1


async def test_a_fault_of_the_disk_is_told_at_once_and_tried_again(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path / "legs"))
    folders = folders_in(tmp_path)
    folders.outbox.write_bytes(b"a file where a folder should be")
    waits, shelf = Waits(), Shelf()

    async def mend(finisher: Finisher) -> None:
        assert finisher.owed() == 1
        assert names_in(tmp_path / "legs") == ["rec-o-1-agent.wav", "rec-o-1-caller.wav"]
        folders.outbox.unlink()
        waits.again.release()
        await shelf.came.wait()

    told = await run(folders, job(legs), wait=waits, shelf=shelf, meanwhile=mend)
    assert [finished.state for finished in told] == [RecordingState.MISSING, RecordingState.COMPLETE]
    assert told[0].detail.startswith("not finished, legs kept: ")
    assert len(shelf.taken) == 1


async def test_a_fault_that_lasts_is_told_once(tmp_path: Path) -> None:
    folders = folders_in(tmp_path)
    folders.outbox.write_bytes(b"a file where a folder should be")
    waits = Waits()

    async def wait_in_vain(finisher: Finisher) -> None:
        for _ in range(3):
            await waits.once_more()
        assert finisher.owed() == 1

    told = await run(folders, job(write_legs(legs_in(tmp_path))), wait=waits, meanwhile=wait_in_vain)
    assert [finished.state for finished in told] == [RecordingState.MISSING]


async def test_two_jobs_of_one_recording_are_done_one_after_the_other(tmp_path: Path) -> None:
    legs = write_legs(legs_in(tmp_path))
    told = await run(folders_in(tmp_path), job(legs), job(legs), job(legs))
    assert [finished.state for finished in told] == [RecordingState.COMPLETE] * 3
    assert sorted(finished.detail for finished in told) == ["", "was finished before", "was finished before"]
    assert len(outbox_entries(tmp_path / "outbox")) == 1


async def test_more_jobs_than_workers_and_places_are_all_done(tmp_path: Path) -> None:
    jobs = [job(write_legs(legs_in(tmp_path, f"rec-o-{n}"))) for n in range(20)]
    told = await run(folders_in(tmp_path), *jobs, patience=Patience(at_once=3, capacity=2))
    assert sorted(finished.label.recording for finished in told) == sorted(f"rec-o-{n}" for n in range(20))
    assert leftovers(tmp_path) == ()
    for entry in outbox_entries(tmp_path / "outbox"):
        remove_entry(entry)
    assert names_in(tmp_path) == []
