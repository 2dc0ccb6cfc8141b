"""Recordings finished off the call path: waits until Asterisk has closed the legs, then joins them in worker threads.

Refuses to hold up a call, and to fail silently: what could not be finished is reported with its reason, kept, and
tried again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from recordings.events import RecordingState
from recordings.library.finishing import Done, Job, finish
from recordings.library.joining import FinishingFolders, leg_paths
from recordings.library.legs import Glance, glance
from recordings.library.sidecar import Finished
from vocabulary.ids import RecordingId

_THREADS = 2
_Taken = TypeVar("_Taken")
_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for Asterisk to close the legs after it reported the end.

    A wav leg is seen to be closed and waits no longer. A mu-law leg is taken to be closed when it has not grown during
    ``unchanged_looks``: Asterisk writes 32 KiB at a time (main/file.c), 4.1 s of mu-law, and 45 looks outlast it.
    After ``looks`` the legs are joined as they are: a crash never closed them. ``at_once`` waits go on side by side,
    ``capacity`` jobs queue behind them. What a fault of the disk kept from being finished is tried again every
    ``again_seconds``.
    """

    pause_seconds: float = 0.1
    looks: int = 60
    unchanged_looks: int = 45
    at_once: int = 64
    capacity: int = 1000
    again_seconds: float = 30.0


Wait = Callable[[float], Awaitable[None]]
Report = Callable[[Job, Finished], None]
Keep = Callable[[Finished], Awaitable[str]]

_USUAL_PATIENCE = Patience()


@asynccontextmanager
async def finishing(
    wait: Wait, report: Report, keep: Keep, folders: FinishingFolders, patience: Patience = _USUAL_PATIENCE
) -> AsyncIterator["Finisher"]:
    """A finisher at work. Leaving finishes all jobs taken; leaving by an exception leaves the rest as leftovers.

    :param wait: comes back after so many seconds.
    :param report: told of each job, in the event loop; must not block. A job that a fault of the disk kept from being
        finished is told as missing, and told once more when it was finished after all.
    :param keep: one attempt to keep a finished file, bounded in time; never raises, gives where it is or will be.
    """
    threads = ThreadPoolExecutor(_THREADS, "recordings")
    finisher = Finisher(threads, wait, report, keep, folders, patience)
    try:
        async with asyncio.TaskGroup() as group:
            workers = [group.create_task(finisher.work()) for _ in range(patience.at_once)]
            workers.append(group.create_task(finisher.try_again()))
            yield finisher
            await finisher.idle()
            for worker in workers:
                worker.cancel()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


class Finisher:
    """Takes jobs; made and run by :func:`finishing`."""

    def __init__(
        self,
        threads: ThreadPoolExecutor,
        wait: Wait,
        report: Report,
        keep: Keep,
        folders: FinishingFolders,
        patience: Patience,
    ) -> None:
        self._threads = threads
        self._wait = wait
        self._report = report
        self._keep = keep
        self._folders = folders
        self._patience = patience
        self._jobs: asyncio.Queue[Job] = asyncio.Queue(patience.capacity)
        self._at_work: dict[RecordingId, asyncio.Event] = {}
        self._owed: dict[RecordingId, Job] = {}

    async def finish(self, job: Job) -> None:
        """Take a job whose legs Asterisk has been told to close. Waits only while the queue is full."""
        await self._jobs.put(job)

    async def idle(self) -> None:
        """Wait until every job taken was reported."""
        await self._jobs.join()

    def owed(self) -> int:
        """How many recordings a fault of the disk keeps from being finished."""
        return len(self._owed)

    async def work(self) -> None:
        """Do one job after the other, for ever."""
        while True:
            job = await self._jobs.get()
            try:
                await self._alone(job)
            finally:
                self._jobs.task_done()

    async def try_again(self) -> None:
        """Hand in what is owed, now and then, for ever."""
        while True:
            await self._wait(self._patience.again_seconds)
            for job in tuple(self._owed.values()):
                await self._alone(job)

    async def _alone(self, job: Job) -> None:
        """Two jobs of one recording are done one after the other."""
        recording = job.label.recording
        while recording in self._at_work:
            await self._at_work[recording].wait()
        self._at_work[recording] = asyncio.Event()
        try:
            await self._until_closed(leg_paths(job.label, job.legs))
            await self._see_to(job)
        finally:
            self._at_work.pop(recording).set()

    async def _see_to(self, job: Job) -> None:
        recording = job.label.recording
        done = await self._in_thread(self._finish, job)
        finished = done.finished
        if finished.file is not None:
            finished = replace(finished, path=await self._keep(finished))
        known = recording in self._owed
        if done.later:
            self._owed[recording] = job
        else:
            self._owed.pop(recording, None)
        if not (done.later and known):
            self._report(job, finished)

    def _finish(self, job: Job) -> Done:
        try:
            return finish(job, self._folders)
        except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RuntimeError) as fault:
            # A mistake of ours, of one recording: its legs stay for the next start, and the others are finished.
            why = f"not finished, legs kept: {fault!r}"
            return Done(Finished(job.label, RecordingState.MISSING, 0.0, why, None, None, ""))

    async def _until_closed(self, legs: tuple[Path, ...]) -> None:
        before: tuple[Glance, ...] | None = None
        unchanged = 0
        for look in range(self._patience.looks):
            if look:
                await self._wait(self._patience.pause_seconds)
            seen = await self._in_thread(_glances, legs)
            unchanged = unchanged + 1 if seen == before else 0
            before = seen
            if all(leg.closed for leg in seen):
                return
            if unchanged >= self._patience.unchanged_looks:
                return

    async def _in_thread(self, function: Callable[[_Taken], _Given], argument: _Taken) -> _Given:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, argument)


def _glances(legs: tuple[Path, ...]) -> tuple[Glance, ...]:
    return tuple(glance(leg) for leg in legs)
