"""The roster: who works when. Its shape, and who is at work at a moment. Reads no clock and starts nobody's shift."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from dialplan.hours import Date, Periods, Weekdays, zone_named
from dialplan.local_time import wall_minute
from dialplan.periods import MINUTES_A_DAY, Period, day, period, weekdays
from dialplan.schema import Name, Spec, Written, listed
from vocabulary.ids import AgentName

MOST_AGENTS_A_SHIFT = 1_000
_A_DAY = timedelta(days=1)


class ShiftSpec(Spec):
    """Agents who work at these hours of these days of the week, from a date to a date where they are written."""

    agents: Annotated[
        list[Name],
        BeforeValidator(listed, json_schema_input_type=list[Name] | Name),
        Field(min_length=1, max_length=MOST_AGENTS_A_SHIFT),
    ]
    """Who works."""
    days: Weekdays
    """The days of the week on which the shift begins: ``mon-fri``, ``sat``, ``mon, wed``."""
    hours: Periods
    """When, by the clock of the document's time zone; ``22:00-06:00`` runs past midnight."""
    first: Annotated[Date | None, Written] = Field(None, alias="from")
    """The first date of the shift; not written, it always was."""
    last: Annotated[Date | None, Written] = Field(None, alias="to")
    """The last date on which it begins; not written, it goes on."""

    @field_validator("last")
    @classmethod
    def _in_order(cls, last: str | None, others: ValidationInfo) -> str | None:
        first = others.data.get("first")
        if first is not None and last is not None and day(last) < day(first):
            raise ValueError("the shift is over before it begins: 'to' is before 'from'")
        return last

    def shift(self) -> "Shift":
        return Shift(
            agents=tuple(AgentName(name) for name in dict.fromkeys(self.agents)),
            days=weekdays(self.days),
            periods=tuple(sorted(map(period, self.hours))),
            first=day(self.first) if self.first else date.min,
            last=day(self.last) if self.last else date.max,
        )


@dataclass(frozen=True, slots=True)
class Shift:
    """``days``: of the week, Monday 0, on which a period begins; ``first`` and ``last`` of these dates included."""

    agents: tuple[AgentName, ...]
    days: tuple[int, ...]
    periods: tuple[Period, ...]
    first: date = date.min
    last: date = date.max

    def begins_on(self, on: date) -> bool:
        return self.first <= on <= self.last and on.weekday() in self.days


@dataclass(frozen=True, slots=True)
class Roster:
    """Every shift of a document, by the clock of one time zone. What began the day before runs on past midnight."""

    zone: ZoneInfo
    shifts: tuple[Shift, ...]

    def at_work(self, at: datetime) -> tuple[AgentName, ...]:
        """Who should be at work at a moment, which has a time zone, in the order of the document."""
        local = at.astimezone(self.zone)
        minute = wall_minute(local)
        begun = ((local.date(), minute), (local.date() - _A_DAY, minute + MINUTES_A_DAY))
        found = (
            agent
            for shift in self.shifts
            if any(shift.begins_on(on) and any(one.holds(shown) for one in shift.periods) for on, shown in begun)
            for agent in shift.agents
        )
        return tuple(dict.fromkeys(found))

    def rostered(self) -> tuple[AgentName, ...]:
        """Everybody who has a shift at all, in the order of the document."""
        return tuple(dict.fromkeys(agent for shift in self.shifts for agent in shift.agents))

    def working(self, on: date) -> Mapping[AgentName, tuple[Period, ...]]:
        """Who begins work on a date, and the periods of it, sorted."""
        found: dict[AgentName, list[Period]] = {}
        for shift in self.shifts:
            if shift.begins_on(on):
                for agent in shift.agents:
                    found.setdefault(agent, []).extend(shift.periods)
        return {agent: tuple(sorted(periods)) for agent, periods in found.items()}


def roster_of(specs: Sequence[ShiftSpec], time_zone: str = "UTC") -> Roster | None:
    """The roster of a document; None where it has no shifts: then nothing is known of who works when."""
    return Roster(zone_named(time_zone), tuple(spec.shift() for spec in specs)) if specs else None
