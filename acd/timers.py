"""Many deadlines, one next deadline. Keeps them in order of time; knows not what they mean, reads no clock."""

from collections.abc import Hashable, Iterator
from heapq import heappop, heappush
from typing import Generic, TypeVar

from vocabulary.instant import Instant

Key = TypeVar("Key", bound=Hashable)


class Timers(Generic[Key]):
    """At most one deadline per key. Setting a key again replaces its deadline.

    A replaced or cancelled deadline stays in the heap until it surfaces, which keeps every change at O(log n).
    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Key]] = []
        self._current: dict[Key, tuple[int, Instant]] = {}
        self._number = 0

    def set(self, key: Key, at: Instant) -> None:
        """Arm ``key`` for ``at``; nothing happens if it is armed for that instant already."""
        current = self._current.get(key)
        if current is not None and current[1] == at:
            return
        self._number += 1
        self._current[key] = (self._number, at)
        heappush(self._heap, (at.monotonic, self._number, key))

    def cancel(self, key: Key) -> None:
        """Disarm ``key``; nothing happens if it is not armed."""
        self._current.pop(key, None)

    def next(self) -> Instant | None:
        """The earliest deadline, or None."""
        while self._heap:
            _, number, key = self._heap[0]
            current = self._current.get(key)
            if current is not None and current[0] == number:
                return current[1]
            heappop(self._heap)
        return None

    def due(self, now: Instant) -> Iterator[Key]:
        """Disarm and give, in order of time, every key whose deadline is not after ``now``."""
        while (earliest := self.next()) is not None and earliest <= now:
            _, _, key = heappop(self._heap)
            del self._current[key]
            yield key

    def at(self, key: Key) -> Instant | None:
        """The deadline of ``key``; None when it is not armed."""
        current = self._current.get(key)
        return current[1] if current is not None else None

    def __len__(self) -> int:
        return len(self._current)
