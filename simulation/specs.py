"""The shape of a scenario as people write it: words, numbers and limits. Reads no file, resolves no name.

Queues, skills and requirements are written as in a dialplan, by the dialplan's own shapes.
"""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from dialplan.agents import MicroPauseSpec, Queues, Skills
from dialplan.queues import QueueSpec
from dialplan.requirements import Requires
from dialplan.schema import Name, Priority, Spec, Written
from simulation.draws import Duration, Exponential, Fixed, LogNormal

MOST_AGENTS = 100_000
MOST_CALLS = 100_000_000

Seconds = Annotated[float, Field(ge=0, le=86_400)]
Mean = Annotated[float, Field(gt=0, le=86_400)]
Rate = Annotated[float, Field(ge=0, le=10_000_000)]


class LogNormalSpec(Spec):
    """The mean and the standard deviation of the duration itself."""

    mean: Mean
    sd: Mean


def _fixed(value: object) -> object:
    """A bare number is a duration that never varies."""
    return {"fixed": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


class DurationSpec(Spec):
    """``{exponential: 180}``, ``{fixed: 180}``, ``180`` or ``{lognormal: {mean: 180, sd: 120}}``."""

    exponential: Annotated[Mean | None, Written] = None
    fixed: Annotated[Seconds | None, Written] = None
    lognormal: Annotated[LogNormalSpec | None, Written] = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("write one of exponential, fixed and lognormal")
        return self

    def duration(self) -> Duration:
        if self.exponential is not None:
            return Exponential(self.exponential)
        if self.lognormal is not None:
            return LogNormal(self.lognormal.mean, self.lognormal.sd)
        assert self.fixed is not None
        return Fixed(self.fixed)


Lasting = Annotated[DurationSpec, BeforeValidator(_fixed)]
AT_ONCE = DurationSpec(fixed=0.0)


def _rates(value: object) -> object:
    return value if isinstance(value, list) else [value]


class AgentsSpec(Spec):
    """So many equal agents, or one of this name: queues and skills as a dialplan writes them."""

    count: Annotated[int | None, Written, Field(ge=1, le=MOST_AGENTS)] = None
    name: Annotated[Name | None, Written] = None
    queues: Queues
    skills: Skills = Field(default_factory=dict)
    unanswered_limit: int = Field(2, ge=1, le=100)
    micro_pause: Annotated[MicroPauseSpec | None, Written] = None
    answer_seconds: Annotated[Lasting | None, Written] = None

    @model_validator(mode="after")
    def _one_or_many(self) -> Self:
        if (self.count is None) == (self.name is None):
            raise ValueError("write count for so many equal agents, or name for one")
        return self


class ArrivalsSpec(Spec):
    """Callers of one kind. ``rate_per_hour``: a figure, or a list of one per half hour that begins anew at its end."""

    queue: Name
    rate_per_hour: Annotated[
        list[Rate], BeforeValidator(_rates), Field(min_length=1, max_length=10_000, validate_default=True)
    ]
    requires: Annotated[Requires | None, Written] = None
    priority: Priority = 0
    service_seconds: Lasting
    patience_seconds: Annotated[Lasting | None, Written] = None

    @model_validator(mode="after")
    def _somebody_calls(self) -> Self:
        if not any(self.rate_per_hour):
            raise ValueError("rate_per_hour must be above 0 in at least one half hour")
        return self


class ScenarioSpec(Spec):
    """A whole scenario."""

    dialplan: Annotated[str | None, Written] = None
    queues: dict[Name, Annotated[QueueSpec, BeforeValidator(lambda value: {} if value is None else value)]] = Field(
        default_factory=dict
    )
    agents: list[AgentsSpec] = Field(default_factory=list)
    answer_seconds: Lasting = AT_ONCE
    arrivals: list[ArrivalsSpec] = Field(default_factory=list)
    waiting_places: Annotated[int | None, Written, Field(ge=0, le=1_000_000)] = None
    calls: Annotated[int | None, Written, Field(ge=1, le=MOST_CALLS)] = None
    warm_up_calls: int = Field(0, ge=0, le=MOST_CALLS)
    shift_hours: Annotated[float | None, Written, Field(gt=0, le=168)] = None
    replications: int = Field(1, ge=1, le=1_000_000)
    service_level_seconds: float = Field(20.0, ge=0, le=86_400)
    short_abandon_seconds: float = Field(5.0, ge=0, le=86_400)
    seed: int = Field(1, ge=0, le=2**63 - 1)

    @model_validator(mode="after")
    def _one_floor(self) -> Self:
        if (self.dialplan is None) == (not self.queues):
            raise ValueError("write dialplan for a document's queues and agents, or queues and agents here")
        if self.dialplan is None and not self.agents:
            raise ValueError("agents is missing: nobody would answer")
        return self

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        written = self.model_fields_set
        if self.calls is not None and self.shift_hours is not None:
            raise ValueError("write calls, or shift_hours with replications, not both")
        if self.shift_hours is not None and "warm_up_calls" in written:
            raise ValueError("warm_up_calls goes with calls: a shift begins empty")
        if self.shift_hours is None and "replications" in written:
            raise ValueError("replications goes with shift_hours")
        return self
