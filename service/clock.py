"""The only place that reads the clocks. Everything else is told the time."""

import time
from collections.abc import Callable

from vocabulary.instant import Instant

Clock = Callable[[], Instant]


def now() -> Instant:
    """This moment, by the monotonic and the wall clock of this machine."""
    return Instant(time.monotonic(), time.time())


def cpu_seconds_of_this_thread() -> float:
    """Processor time this thread has used, in seconds."""
    return time.thread_time()
