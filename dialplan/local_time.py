"""The clock on a wall and the moments it stands for, where clocks are put forward and back. Knows no opening hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialplan.periods import MINUTES_A_DAY

_A_DAY = timedelta(days=1)
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Gap:
    """Times of day, in minutes, that a date does not have: the clocks go from ``start`` straight to ``end``."""

    on: date
    start: int
    end: int


def wall_minute(local: datetime) -> int:
    """Minutes after midnight that the clock on the wall shows."""
    return local.hour * 60 + local.minute


def noon(on: date, zone: ZoneInfo) -> datetime:
    """Noon of a date, in UTC. No zone changes its clocks then, so days cut here never overlap."""
    return datetime.combine(on, _NOON, zone).astimezone(UTC)


def moments(on: date, minute: int, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments, in UTC, at which the clock on the wall shows this minute of this date: mostly one, two where the
    clocks go back. Where the minute is left out, moments beside the gap.
    """
    day, rest = divmod(minute, MINUTES_A_DAY)
    local = datetime.combine(on, time(rest // 60, rest % 60), zone) + day * _A_DAY
    yield local.astimezone(UTC)
    yield local.replace(fold=1).astimezone(UTC)


def change_of_clocks(after: datetime, until: datetime, zone: ZoneInfo) -> datetime | None:
    """The second, in UTC, from which the offset of ``until`` holds; None where the same one holds at ``after``.

    Of several changes between the two one is found.
    """
    early, late = int(after.timestamp()), int(until.timestamp())
    offset = _offset(late, zone)
    if _offset(early, zone) == offset:
        return None
    while late - early > 1:
        middle = (early + late) // 2
        if _offset(middle, zone) == offset:
            late = middle
        else:
            early = middle
    return datetime.fromtimestamp(late, UTC)


def gaps(zone: ZoneInfo, first: date, last: date) -> Iterator[Gap]:
    """The times that are left out between two dates because the clocks are put forward."""
    week = first
    while week <= last:
        following = week + timedelta(days=7)
        change = change_of_clocks(noon(week, zone), noon(following, zone), zone)
        if change is not None:
            before = (change - timedelta(seconds=1)).astimezone(zone) + timedelta(seconds=1)
            start, end = before.replace(tzinfo=None), change.astimezone(zone).replace(tzinfo=None)
            if start < end:
                minute = wall_minute(start)
                yield Gap(start.date(), minute, minute + int((end - start).total_seconds()) // 60)
        week = following


def _offset(seconds: int, zone: ZoneInfo) -> timedelta | None:
    return datetime.fromtimestamp(seconds, zone).utcoffset()
