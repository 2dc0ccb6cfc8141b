"""A moment, seen by two clocks: the monotonic one measures durations, the wall clock dates them. Reads neither."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment in seconds of the monotonic clock and in Unix seconds.

    Ordered by the monotonic clock alone: a step of the wall clock reorders nothing. Two instants that differ only on
    the wall clock are each not after the other, yet not equal.
    """

    monotonic: float
    unix: float

    def plus(self, seconds: float) -> "Instant":
        """The moment ``seconds`` later (earlier if negative) on both clocks."""
        return Instant(self.monotonic + seconds, self.unix + seconds)

    def since(self, earlier: "Instant") -> float:
        """Seconds of the monotonic clock from ``earlier`` to this moment."""
        return self.monotonic - earlier.monotonic

    @property
    def utc(self) -> datetime:
        """The wall clock's date and time, zone UTC."""
        return datetime.fromtimestamp(self.unix, UTC)

    def __lt__(self, other: "Instant") -> bool:
        return self.monotonic < other.monotonic

    def __le__(self, other: "Instant") -> bool:
        return self.monotonic <= other.monotonic

    def __gt__(self, other: "Instant") -> bool:
        return self.monotonic > other.monotonic

    def __ge__(self, other: "Instant") -> bool:
        return self.monotonic >= other.monotonic
