"""Virtual time: what is to happen when, in order. Knows no calls."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from vocabulary.instant import Instant


@dataclass(slots=True)
class Timetable:
    """``began_at``: the Unix time at which virtual time is 0."""

    began_at: float
    seconds: float = 0.0
    _due: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _number: int = 0

    @property
    def now(self) -> Instant:
        """This virtual moment."""
        return self.at(self.seconds)

    @property
    def next(self) -> float | None:
        """The second at which something is to happen; None: nothing is."""
        return self._due[0][0] if self._due else None

    def at(self, seconds: float) -> Instant:
        return Instant(seconds, self.began_at + seconds)

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Have this done so many seconds from now; of several at one moment the first asked for comes first."""
        self._number += 1
        heappush(self._due, (self.seconds + seconds, self._number, act))

    def advance(self) -> None:
        """Let the next thing happen."""
        self.seconds, _, act = heappop(self._due)
        act()
