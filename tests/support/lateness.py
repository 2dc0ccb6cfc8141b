"""How late this machine was, moment by moment: what the times in a record may differ by is judged with it.

Twenty times a second Asterisk is asked for the smallest of answers. From when that was due until the answer is there,
our loop and a thread of Asterisk each wait for the processor, as they do with each step of a call. Other threads of it
may wait longer: how long each was ready to run and did not, the kernel counts (proc(5), schedstat).
"""

import asyncio
import contextlib
import functools
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from service.clock import now

_EVERY_SECONDS = 0.05
_COUNT_EVERY_SECONDS = 0.25
_KEPT = 20_000
_STEPS = 2
_PATIENCE_SECONDS = 10.0
_USER = "firstline"
_AROUND_SECONDS = 0.5
"""What happened at the edge of a call may have been late on either side of it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    due_at: float
    answered_at: float


class Lateness:
    """What was noticed so far, oldest first; Unix seconds."""

    def __init__(self) -> None:
        self._asked: deque[_Asked] = deque(maxlen=_KEPT)

    def note(self, due_at: float, answered_at: float) -> None:
        """An answer that was due then came then."""
        self._asked.append(_Asked(due_at, answered_at))

    def worst_seconds(self, since: float, until: float) -> float:
        """The longest that an answer, or a thread, had to wait in this time; zero where nobody asked."""
        first, last = since - _AROUND_SECONDS, until + _AROUND_SECONDS
        known = (each for each in self._asked if each.answered_at >= first and each.due_at <= last)
        return max((each.answered_at - each.due_at for each in known), default=0.0)

    def allowed_seconds(self, within_seconds: float, since: float, until: float) -> float:
        """What two words for one moment may differ by: ``within_seconds`` where the machine is never late.

        Between a decision and the packet that a telephone sees lie two requests and their answers: make a leg, dial it.
        """
        return within_seconds + _STEPS * self.worst_seconds(since, until)


@functools.cache
def lateness() -> Lateness:
    """This process's: it is the machine that is late, whoever runs on it."""
    return Lateness()


@contextlib.asynccontextmanager
async def watching_lateness(port: int, password: str, pid_file: Path) -> AsyncIterator[None]:
    """Ask and count for as long as the context lasts. ``pid_file``: Asterisk's."""
    headers = {"Authorization": aiohttp.encode_basic_auth(_USER, password)}
    async with aiohttp.ClientSession(
        headers=headers, timeout=aiohttp.ClientTimeout(total=_PATIENCE_SECONDS)
    ) as session:
        over = asyncio.Event()
        address = f"http://127.0.0.1:{port}/ari/asterisk/ping"
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_ask(session, address, over), name="lateness")
            tasks.create_task(_count(pid_file, over), name="waiting threads")
            try:
                yield
            finally:
                over.set()


async def _is_over(over: asyncio.Event, seconds: float) -> bool:
    """Whether the context ended, after so long at most."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)
    return over.is_set()


async def _ask(session: aiohttp.ClientSession, address: str, over: asyncio.Event) -> None:
    due_at = now().unix + _EVERY_SECONDS
    while not await _is_over(over, _EVERY_SECONDS):
        # An Asterisk that is away, or being restarted, is not late.
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with session.get(address) as answer:
                await answer.read()
            lateness().note(due_at, now().unix)
        due_at = now().unix + _EVERY_SECONDS


async def _count(pid_file: Path, over: asyncio.Event) -> None:
    before = _waited_seconds(pid_file)
    while not await _is_over(over, _COUNT_EVERY_SECONDS):
        waited = _waited_seconds(pid_file)
        worst = max((seconds - before.get(thread, seconds) for thread, seconds in waited.items()), default=0.0)
        at = now().unix
        lateness().note(at - worst, at)
        before = waited


def _waited_seconds(pid_file: Path) -> dict[str, float]:
    """By thread of Asterisk: for how long it waited for a processor so far; none where it does not run."""
    waited = {}
    with contextlib.suppress(OSError, ValueError):
        for thread in Path(f"/proc/{int(pid_file.read_text())}/task").iterdir():
            with contextlib.suppress(OSError):
                waited[thread.name] = int((thread / "schedstat").read_text().split()[1]) / 1e9
    return waited
