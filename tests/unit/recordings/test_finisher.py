"""Recordings finished off the call path: waiting for Asterisk to close the legs, giving up, reporting, leftovers."""

import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from recordings.events import RecordingState
from recordings.library import Job, Joined, Patience, finishing, leftovers
from recordings.naming import CaptureFormat, LegFiles
from tests.unit.recordings.sound import close, legs_in, names_in, tone, unclose, write_mu_law, write_wav
from vocabulary.ids import RecordingId


class Waits:
    """Stands for time: counts the waits, and lets something happen during the one of a number."""

    def __init__(self, during: int = 0, happens: Callable[[], None] | None = None) -> None:
        self.count = 0
        self._during = during
        self._happens = happens

    def __call__(self, seconds: float) -> Awaitable[None]:
        return self._pass(seconds)

    async def _pass(self, seconds: float) -> None:
        assert seconds > 0
        self.count += 1
        if self.count == self._during and self._happens is not None:
            self._happens()


def written(folder: Path, name: str = "rec-o-1", seconds: float = 1.0) -> LegFiles:
    legs = legs_in(folder, name)
    write_wav(legs.caller, tone(440, seconds))
    write_wav(legs.agent, tone(1000, seconds))
    return legs


def job(legs: LegFiles, target: Path, talk_seconds: float = 1.0) -> Job:
    return Job(RecordingId(target.stem), legs, target, talk_seconds)


async def run(*jobs: Job, wait: Waits, patience: Patience | None = None) -> list[Joined]:
    told: list[Joined] = []

    def report(_: Job, joined: Joined) -> None:
        told.append(joined)

    async with finishing(wait, report, patience or Patience(at_once=4)) as finisher:
        for one in jobs:
            await finisher.finish(one)
    return told


async def test_closed_legs_are_joined_without_waiting(tmp_path: Path) -> None:
    waits = Waits()
    told = await run(job(written(tmp_path), tmp_path / "rec-o-1.wav"), wait=waits)
    assert [joined.state for joined in told] == [RecordingState.COMPLETE]
    assert waits.count == 0


async def test_legs_still_open_are_waited_for(tmp_path: Path) -> None:
    legs = written(tmp_path)
    unclose(legs.agent)
    waits = Waits(3, lambda: close(legs.agent))
    told = await run(job(legs, tmp_path / "rec-o-1.wav"), wait=waits)
    assert [joined.state for joined in told] == [RecordingState.COMPLETE]
    assert waits.count == 3


async def test_the_rest_of_a_leg_written_while_waiting_is_not_lost(tmp_path: Path) -> None:
    legs = written(tmp_path, seconds=2.0)
    whole = legs.caller.read_bytes()
    legs.caller.write_bytes(whole[:10_000])

    def write_the_rest() -> None:
        legs.caller.write_bytes(whole)

    waits = Waits(2, write_the_rest)
    told = await run(job(legs, tmp_path / "rec-o-1.wav", 2.0), wait=waits)
    assert [(joined.state, joined.duration_seconds) for joined in told] == [(RecordingState.COMPLETE, 2.0)]


async def test_legs_never_closed_are_joined_when_patience_ends(tmp_path: Path) -> None:
    legs = written(tmp_path)
    unclose(legs.caller)
    waits = Waits()
    told = await run(job(legs, tmp_path / "rec-o-1.wav"), wait=waits)
    assert [joined.state for joined in told] == [RecordingState.COMPLETE]
    assert waits.count == Patience().unchanged_looks


async def test_a_leg_that_grows_for_ever_is_joined_as_it_is(tmp_path: Path) -> None:
    legs = legs_in(tmp_path, capture=CaptureFormat.ULAW)
    write_mu_law(legs.agent, tone(1000, 1.0))
    write_mu_law(legs.caller, tone(440, 1.0))

    class Growing(Waits):
        async def _pass(self, seconds: float) -> None:
            await super()._pass(seconds)
            with legs.caller.open("ab") as file:
                file.write(b"\xff")

    waits = Growing()
    told = await run(job(legs, tmp_path / "rec-o-1.wav"), wait=waits)
    assert [joined.state for joined in told] == [RecordingState.COMPLETE]
    assert waits.count == Patience().looks - 1


async def test_a_missing_leg_is_reported(tmp_path: Path) -> None:
    legs = written(tmp_path)
    legs.caller.unlink()
    told = await run(job(legs, tmp_path / "rec-o-1.wav"), wait=Waits())
    assert [joined.state for joined in told] == [RecordingState.MISSING]


async def test_a_fault_of_the_disk_is_reported_and_the_legs_are_kept(tmp_path: Path) -> None:
    legs = written(tmp_path)
    (tmp_path / "full").write_bytes(b"a file where a folder should be")
    told = await run(job(legs, tmp_path / "full" / "rec-o-1.wav"), wait=Waits())
    assert told[0].state is RecordingState.MISSING
    assert told[0].detail.startswith("not joined, legs kept: ")
    assert names_in(tmp_path) == ["full", "rec-o-1-agent.wav", "rec-o-1-caller.wav"]


async def test_more_jobs_than_workers_and_places_are_all_done(tmp_path: Path) -> None:
    jobs = [job(written(tmp_path, f"rec-o-{n}"), tmp_path / "kept" / f"rec-o-{n}.wav") for n in range(20)]
    told = await run(*jobs, wait=Waits(), patience=Patience(at_once=3, capacity=2))
    assert sorted(joined.path.name for joined in told) == sorted(f"rec-o-{n}.wav" for n in range(20))
    assert leftovers(tmp_path) == ()


def test_leftovers_are_legs_without_their_stereo_file(tmp_path: Path) -> None:
    legs = written(tmp_path, "rec-o-2")
    os.utime(legs.caller, (1_000_000_000, 1_000_000_000))
    os.utime(legs.agent, (1_000_000_060, 1_000_000_060))
    lone = legs_in(tmp_path, "rec-o-1", CaptureFormat.ULAW)
    write_mu_law(lone.agent, tone(1000, 0.1))
    (tmp_path / "notes.txt").write_text("no leg")
    (tmp_path / "rec-o-3-caller.wav").symlink_to(legs.caller)
    (tmp_path / "rec-o-4-caller.wav").mkdir()
    found = leftovers(tmp_path)
    assert [(leftover.recording, leftover.legs) for leftover in found] == [("rec-o-1", lone), ("rec-o-2", legs)]
    assert found[1].last_written_at == datetime.fromtimestamp(1_000_000_060, UTC)


def test_a_legs_folder_that_does_not_exist_yet_holds_no_leftovers(tmp_path: Path) -> None:
    assert leftovers(tmp_path / "none") == ()
