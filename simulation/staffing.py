"""How many agents each half hour needs for a promised service level, by Erlang C, or A where callers lose patience.

Each half hour is taken for itself, as if its rate had always held. Simulates nothing and prints nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, ValidationInfo, field_validator

from dialplan.reading import read
from dialplan.schema import Spec, Written
from dialplan.tree import plain
from simulation.erlang import Floor, LongRun, NeverSettles, long_run
from simulation.scenario import ScenarioInvalid, sentence, text_of

HALF_HOURS_PER_HOUR = 2.0
Share = Annotated[float, Field(ge=0, lt=1)]


class DemandSpec(Spec):
    """What is expected and what is promised: ``share`` of all calls answered within ``within_seconds``.

    ``shrinkage``: the share of paid time in which an agent is not at work (breaks, training, illness).
    """

    calls_per_half_hour: Annotated[
        list[Annotated[float, Field(ge=0, le=1_000_000)]], Field(min_length=1, max_length=1_000)
    ]
    service_seconds: Annotated[float, Field(gt=0, le=86_400)]
    patience_seconds: Annotated[float | None, Written, Field(gt=0, le=86_400)] = None
    share: Annotated[float, Field(gt=0, lt=1)] = 0.8
    within_seconds: Annotated[float, Field(ge=0, le=86_400)] = 20.0
    max_abandonment: Annotated[float | None, Written, Field(gt=0, le=1)] = None
    shrinkage: Share = 0.0
    begins_at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "00:00"

    @field_validator("max_abandonment")
    @classmethod
    def _somebody_gives_up(cls, value: float | None, others: ValidationInfo) -> float | None:
        # A patience_seconds that is itself faulty is not among the others: it has its own sentence.
        if value is not None and others.data.get("patience_seconds", value) is None:
            raise ValueError("goes with patience_seconds: without it nobody gives up")
        return value


@dataclass(frozen=True, slots=True)
class HalfHour:
    """The answer for one half hour. ``rostered``: with shrinkage; ``shown``: the time of day it begins.

    ``agents_without_patience`` is Erlang C's answer, beside A's. ``run`` None: nobody calls, and nobody is needed.
    """

    shown: str
    calls: float
    agents: int
    rostered: int
    agents_without_patience: int
    run: LongRun | None


def demand_of(path: Path | None, options: Mapping[str, object]) -> DemandSpec:
    """What the file says, with the options that were given (those not None) in place of its keys.

    :raises ScenarioInvalid: with all that is wrong.
    """
    written: Any = {}
    if path is not None:
        reading = read(text_of(path), str(path))
        if reading.problems:
            raise ScenarioInvalid(str(problem) for problem in reading.problems)
        written = plain(reading.root) if reading.root is not None else {}
    if not isinstance(written, dict):
        raise ScenarioInvalid([f"{path}: must be keys with values"])
    written |= {key: value for key, value in options.items() if value is not None}
    try:
        return DemandSpec.model_validate(written)
    except ValidationError as error:
        shown = path if path is not None else "options"
        raise ScenarioInvalid(
            f"{shown}: {sentence(each, DemandSpec)}" for each in error.errors(include_url=False)
        ) from None


def staffed(demand: DemandSpec) -> list[HalfHour]:
    """The answer for every half hour, in order."""
    hours, minutes = map(int, demand.begins_at.split(":"))
    begins = hours * 60 + minutes
    found = []
    for index, calls in enumerate(demand.calls_per_half_hour):
        at = (begins + 30 * index) % (24 * 60)
        agents = agents_needed(calls, demand)
        found.append(
            HalfHour(
                shown=f"{at // 60:02d}:{at % 60:02d}",
                calls=calls,
                agents=agents,
                rostered=ceil(agents / (1.0 - demand.shrinkage) - 1e-9),
                agents_without_patience=agents_needed(calls, _without_patience(demand)),
                run=long_run(floor_of(demand, calls, agents)) if agents else None,
            )
        )
    return found


def _without_patience(demand: DemandSpec) -> DemandSpec:
    return demand.model_copy(update={"patience_seconds": None, "max_abandonment": None})


def floor_of(demand: DemandSpec, calls: float, agents: int) -> Floor:
    """The half hour as a floor in its long run."""
    return Floor(agents, calls * HALF_HOURS_PER_HOUR, demand.service_seconds, demand.patience_seconds)


def agents_needed(calls: float, demand: DemandSpec) -> int:
    """The fewest agents that keep the promise; 0 where nobody calls.

    Both measures only get better with every agent, so the number is bracketed by doubling and found by halving.
    """
    if calls == 0.0:
        return 0
    enough = 1
    while not keeps_promise(floor_of(demand, calls, enough), demand):
        enough *= 2
    too_few = enough // 2
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        if keeps_promise(floor_of(demand, calls, middle), demand):
            enough = middle
        else:
            too_few = middle
    return enough


def keeps_promise(floor: Floor, demand: DemandSpec) -> bool:
    """Whether this floor answers the share in time, and loses no more callers than it may."""
    try:
        run = long_run(floor)
    except NeverSettles:
        return False
    most = demand.max_abandonment
    return run.served_within(demand.within_seconds) >= demand.share and (most is None or run.abandoned <= most)


def as_rows(half_hours: Sequence[HalfHour], demand: DemandSpec) -> list[dict[str, Any]]:
    """The answer as JSON has it."""
    return [
        {
            "begins_at": each.shown,
            "calls": each.calls,
            "agents": each.agents,
            "rostered": each.rostered,
            "agents_without_patience": each.agents_without_patience,
            **_measures(each.run, demand),
        }
        for each in half_hours
    ]


def _measures(run: LongRun | None, demand: DemandSpec) -> dict[str, float | None]:
    names = ("service_level", "delay_probability", "asa_seconds", "mean_wait_seconds", "abandoned_share", "occupancy")
    if run is None:
        return dict.fromkeys(names)
    return dict(
        zip(
            names,
            (
                run.served_within(demand.within_seconds),
                run.delay_probability,
                run.asa_seconds,
                run.mean_wait_seconds,
                run.abandoned,
                run.occupancy,
            ),
            strict=True,
        )
    )
