"""Recordings finished off the call path: waits until Asterisk has closed the legs, then joins them in worker threads.

Refuses to hold up a call, and to fail silently: what could not be joined is reported with its reason, and kept.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from recordings.events import RecordingState
from recordings.library.joining import Joined, RecordingExists, join
from recordings.library.legs import Glance, glance
from recordings.naming import LegFiles
from vocabulary.ids import RecordingId

_THREADS = 2
_Taken = TypeVar("_Taken")
_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class Job:
    """Legs whose conversation is over. ``talk_seconds`` is None where nobody knows it (found after a crash)."""

    recording: RecordingId
    legs: LegFiles
    target: Path
    talk_seconds: float | None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for Asterisk to close the legs after it reported the end.

    A wav leg is seen to be closed and waits no longer. A mu-law leg is taken to be closed when it has not grown during
    ``unchanged_looks``: Asterisk writes 32 KiB at a time (main/file.c), 4.1 s of mu-law, and 45 looks outlast it.
    After ``looks`` the legs are joined as they are: a crash never closed them. ``at_once`` waits go on side by side,
    ``capacity`` jobs queue behind them.
    """

    pause_seconds: float = 0.1
    looks: int = 60
    unchanged_looks: int = 45
    at_once: int = 64
    capacity: int = 1000


Wait = Callable[[float], Awaitable[None]]
Report = Callable[[Job, Joined], None]

_USUAL_PATIENCE = Patience()


@asynccontextmanager
async def finishing(wait: Wait, report: Report, patience: Patience = _USUAL_PATIENCE) -> AsyncIterator["Finisher"]:
    """A finisher at work. Leaving finishes all jobs taken; leaving by an exception leaves the rest as leftovers.

    :param wait: comes back after so many seconds.
    :param report: told of each job once, in the event loop; must not block.
    """
    threads = ThreadPoolExecutor(_THREADS, "recordings")
    finisher = Finisher(threads, wait, report, patience)
    try:
        async with asyncio.TaskGroup() as group:
            workers = [group.create_task(finisher.work()) for _ in range(patience.at_once)]
            yield finisher
            await finisher.idle()
            for worker in workers:
                worker.cancel()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


class Finisher:
    """Takes jobs; made and run by :func:`finishing`."""

    def __init__(self, threads: ThreadPoolExecutor, wait: Wait, report: Report, patience: Patience) -> None:
        self._threads = threads
        self._wait = wait
        self._report = report
        self._patience = patience
        self._jobs: asyncio.Queue[Job] = asyncio.Queue(patience.capacity)

    async def finish(self, job: Job) -> None:
        """Take a job whose legs Asterisk has been told to close. Waits only while the queue is full."""
        await self._jobs.put(job)

    async def idle(self) -> None:
        """Wait until every job taken was reported."""
        await self._jobs.join()

    async def work(self) -> None:
        """Do one job after the other, for ever."""
        while True:
            job = await self._jobs.get()
            try:
                await self._until_closed(job.legs)
                self._report(job, await self._in_thread(_joined, job))
            finally:
                self._jobs.task_done()

    async def _until_closed(self, legs: LegFiles) -> None:
        before: tuple[Glance, Glance] | None = None
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


def _glances(legs: LegFiles) -> tuple[Glance, Glance]:
    return glance(legs.caller), glance(legs.agent)


def _joined(job: Job) -> Joined:
    try:
        return join(job.legs, job.target, job.talk_seconds)
    except (OSError, RecordingExists) as fault:
        return Joined(job.target, RecordingState.MISSING, 0.0, f"not joined, legs kept: {fault}")
