"""Looks after recordings while they are made, off the call path: whether files grow, and whether the disk has room.

Asterisk reports neither a full disk nor a file that could not be opened (app_mixmonitor.c writes on, unheard): what is
not seen on the disk is not recorded. Decides nothing: whoever has the recording is told.
"""

import asyncio
import os
import stat
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from recordings.events import GapCause
from recordings.naming import LegFiles
from vocabulary.ids import LegId, RecordingId
from vocabulary.instant import Instant

LOOK_SECONDS = 2.0
"""Between two looks. Asterisk writes 32 KiB at a time (main/file.c), 2.05 s of a wav leg."""

STILL_SECONDS = 5.0
"""A file that has not grown for so long is not being written: two blocks should have come."""

AGAIN_SECONDS = 10.0
"""Between two attempts to begin a recording anew."""

_BYTES_A_SECOND = 16_000
"""Of a wav leg: 8,000 samples of 16 bits."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Well:
    """It is being written."""

    recording: RecordingId


@dataclass(frozen=True, slots=True)
class Ill:
    """It has not been written for ``seconds_ago``, or not in time. ``mendable``: it may help to begin it anew now.

    ``true_bytes``: of the shorter leg's file when all was well; what lies behind them is not in its place.
    """

    recording: RecordingId
    cause: GapCause
    seconds_ago: float
    detail: str = ""
    mendable: bool = False
    true_bytes: int = 0


@dataclass(frozen=True, slots=True)
class PauseOver:
    """The pause has lasted as long as it may."""


@dataclass(frozen=True, slots=True)
class PartDue:
    """What is recorded of this leg beyond a conversation goes on in another part."""

    leg: LegId


Seen = Well | Ill | PauseOver | PartDue


@dataclass(frozen=True, slots=True)
class Watched:
    """One recording under way. ``fault``: why it could not be begun, empty where it was. ``tell``: whoever has it."""

    recording: RecordingId
    legs: LegFiles
    since: Instant
    fault: str
    cause: GapCause
    tell: Callable[[Seen], None]


@dataclass(slots=True)
class _Course:
    """What was seen of one recording so far. ``sizes``: of the two legs, -1 where there is no file."""

    grown_at: Instant
    sizes: tuple[int, int] = (0, 0)
    seen: tuple[int, int] = (0, 0)
    ill: bool = False
    tried_at: Instant | None = None


@dataclass(slots=True)
class RecordingWatch:
    """The watch over all recordings under way. ``least_free``: bytes that the legs' disk shall have left.

    ``low``: it has fewer, and no recording should be begun.
    """

    folder: Path
    running: Callable[[], Sequence[Watched]]
    clock: Callable[[], Instant]
    least_free: int
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    low: bool = False
    _courses: dict[RecordingId, _Course] = field(default_factory=dict)

    async def run(self) -> None:
        """Look, for ever."""
        while True:
            await self.look()
            await self.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Look once at all of them."""
        watched = {each.recording: each for each in self.running()}
        sizes, free = await asyncio.to_thread(_looked, self.folder, {key: each.legs for key, each in watched.items()})
        self._room(free)
        self._courses = {key: course for key, course in self._courses.items() if key in watched}
        now = self.clock()
        for key, each in watched.items():
            course = self._courses.setdefault(key, _Course(each.since))
            self._judge(each, course, sizes[key], now)

    def _room(self, free: int | None) -> None:
        if free is None:
            # No room is known of: it may come back, and Asterisk makes a folder that is gone.
            return
        low = free < self.least_free
        if low and not self.low:
            log.critical("recordings.disk_low", folder=str(self.folder), free_bytes=free, wanted_bytes=self.least_free)
        elif self.low and not low:
            log.warning("recordings.disk_has_room_again", folder=str(self.folder), free_bytes=free)
        self.low = low

    def _judge(self, each: Watched, course: _Course, sizes: tuple[int, int], now: Instant) -> None:
        before, course.seen = course.seen, sizes
        if not each.fault and min(sizes) > max(0, min(course.sizes)) and not (course.ill and _behind(each, sizes, now)):
            course.sizes, course.grown_at = sizes, now
            if course.ill:
                course.ill = False
                each.tell(Well(each.recording))
            return
        still = now.since(course.grown_at)
        if not each.fault and still < STILL_SECONDS:
            return
        course.ill = True
        # Where only one leg stands still, it is not the disk that lost anything of the other.
        caller_moved, agent_moved = (size != last for size, last in zip(sizes, before, strict=True))
        true_bytes = max(0, min(course.sizes)) if caller_moved is agent_moved else 0
        mendable = self._mendable(course, now)
        each.tell(Ill(each.recording, self._cause(each, sizes), still, each.fault, mendable, true_bytes))

    def _cause(self, each: Watched, sizes: tuple[int, int]) -> GapCause:
        if each.fault:
            return each.cause
        if self.low:
            return GapCause.DISK_FULL
        return GapCause.NO_FILE if min(sizes) < 0 else GapCause.NOT_GROWING

    def _mendable(self, course: _Course, now: Instant) -> bool:
        waited = course.tried_at is None or now.since(course.tried_at) >= AGAIN_SECONDS
        if self.low or not waited:
            return False
        course.tried_at = now
        return True


def _looked(
    folder: Path, legs: Mapping[RecordingId, LegFiles]
) -> tuple[dict[RecordingId, tuple[int, int]], int | None]:
    """The sizes of all legs, and how many bytes are free for them; None where the folder is not there. Blocks."""
    try:
        disk = os.statvfs(folder)
        free = disk.f_bavail * disk.f_frsize
    except OSError:
        free = None
    return {key: (_size(pair.caller), _size(pair.agent)) for key, pair in legs.items()}, free


def _behind(each: Watched, sizes: tuple[int, int], now: Instant) -> bool:
    """Whether files that grow again lack what was said meanwhile: then all that follows would be out of its place.

    What could not be written is lost block by block; what was only held up is written all at once.
    """
    return now.since(each.since) - min(sizes) / _BYTES_A_SECOND > STILL_SECONDS


def _size(path: Path) -> int:
    """-1 where there is no plain file: what a link leads to is not being recorded."""
    try:
        seen = path.stat(follow_symlinks=False)
    except OSError:
        return -1
    return seen.st_size if stat.S_ISREG(seen.st_mode) else -1
