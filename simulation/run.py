"""A scenario run to its end: calls drawn, the floor moved on, everything counted. Judges nothing, prints nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from simulation.draws import Rates, drawn, stream
from simulation.engine import Caller, Engine, Staff
from simulation.informed import informed_of
from simulation.ledger import Ledger
from simulation.scenario import Arrivals, Calls, Scenario, Shifts
from vocabulary.ids import ContactId
from vocabulary.instant import Instant

BATCHES = 30
SECONDS_PER_HOUR = 3600.0
TOLD_EVERY_CALLS = 500

Clock = Callable[[], Instant]
Progress = Callable[[float], None]
"""Told now and then what share of the run is done."""


@dataclass(frozen=True, slots=True)
class Run:
    """A scenario and what it came to. ``simulated_seconds``: of virtual time, beginning to end."""

    scenario: Scenario
    ledger: Ledger
    decisions: int
    took_seconds: float
    simulated_seconds: float


def run(scenario: Scenario, clock: Clock, progress: Progress = lambda _: None) -> Run:
    """Run the scenario. The same seed gives the same counts, on any machine."""
    began = clock()
    match scenario.length:
        case Calls():
            return _run_calls(scenario, scenario.length, clock, began, progress)
        case Shifts():
            return _run_shifts(scenario, scenario.length, clock, began, progress)


class _Source:
    """Callers of one kind, one after the other. Each purpose draws from numbers of its own."""

    def __init__(self, arrivals: Arrivals, index: int, seed: int, shift: int) -> None:
        self._arrivals = arrivals
        self._rates = Rates(arrivals.rates_per_hour)
        self._coming = stream(seed, shift, f"arrivals {index}")
        self._service = stream(seed, shift, f"service {index}")
        self._patience = stream(seed, shift, f"patience {index}")

    def next_after(self, at: float) -> float:
        return self._rates.next_after(at, self._coming)

    def caller(self, contact: ContactId, batch: int) -> Caller:
        arrivals = self._arrivals
        return Caller(
            contact,
            arrivals.queue,
            (drawn(arrivals.service, self._service),),
            None if arrivals.patience is None else drawn(arrivals.patience, self._patience),
            arrivals.requirement,
            arrivals.priority,
            batch=batch,
        )


class _Floor:
    """One engine with its sources; ``admit`` says which batch the next caller belongs to, or None: nobody more."""

    def __init__(self, scenario: Scenario, ledger: Ledger, shift: int, admit: Callable[[float], int | None]) -> None:
        staff = Staff(scenario.policies, scenario.profiles, scenario.answers, scenario.waiting_places)
        self.engine = Engine(staff, ledger, stream(scenario.seed, shift, "answers"), _derived(scenario.seed, shift))
        self._admit = admit
        self._came = 0
        self._shift = shift
        self.engine.open()
        for index, arrivals in enumerate(scenario.arrivals):
            source = _Source(arrivals, index, scenario.seed, shift)
            self.engine.later(source.next_after(0.0), self._arrive, source)

    def _arrive(self, source: _Source) -> None:
        at = self.engine.now.monotonic
        batch = self._admit(at)
        if batch is None:
            return
        self._came += 1
        self.engine.later(source.next_after(at), self._arrive, source)
        self.engine.enter(source.caller(ContactId(f"c{self._came}"), batch))


def _derived(seed: int, shift: int) -> int:
    return Random(f"{seed} {shift} distributor").getrandbits(63)


def _ledger(scenario: Scenario, batches: int) -> Ledger:
    return Ledger(
        [policy.name for policy in scenario.policies],
        [profile.name for profile in scenario.profiles],
        batches,
        informed_of(scenario),
        scenario.within_seconds,
        scenario.short_abandon_seconds,
    )


class _Batches:
    """Which batch each call of a long run belongs to.

    Callers come until the last one counted is gone: whoever came at the end is not to find an emptier floor. A floor
    that never gets there is given up on after as many calls again.
    """

    def __init__(self, length: Calls, ledger: Ledger, progress: Progress) -> None:
        self._length = length
        self._ledger = ledger
        self._progress = progress
        self._batches = min(BATCHES, length.measured)
        self._number = 0

    def admit(self, at: float) -> int | None:
        number, self._number = self._number - self._length.warm_up, self._number + 1
        if self._number % TOLD_EVERY_CALLS == 0:
            self._progress(min(1.0, self._number / (self._length.warm_up + self._length.measured)))
        if number < 0:
            return -1
        if number >= self._length.measured:
            self._ledger.end_span(at)
            return -1 if number < 2 * self._length.measured + TOLD_EVERY_CALLS else None
        batch = number * self._batches // self._length.measured
        if batch == len(self._ledger.span_seconds):
            self._ledger.begin_span(at)
        return batch

    def going(self) -> bool:
        length = self._length
        return self._number < length.warm_up + length.measured or self._ledger.open_stays > 0


def _run_calls(scenario: Scenario, length: Calls, clock: Clock, began: Instant, progress: Progress) -> Run:
    ledger = _ledger(scenario, min(BATCHES, length.measured))
    batches = _Batches(length, ledger, progress)
    floor = _Floor(scenario, ledger, 0, batches.admit)
    floor.engine.run(batches.going)
    ledger.end_span(floor.engine.now.monotonic)
    floor.engine.close()
    took = clock().since(began)
    return Run(scenario, ledger, floor.engine.decisions, took, floor.engine.now.monotonic)


def _admitted_until(over_at: float, shift: int, at: float) -> int | None:
    return shift if at < over_at else None


def _run_shifts(scenario: Scenario, length: Shifts, clock: Clock, began: Instant, progress: Progress) -> Run:
    """After the end of a shift nobody comes any more, and whoever is there is still served."""
    ledger = _ledger(scenario, length.replications)
    decisions, simulated = 0, 0.0
    over_at = length.hours * SECONDS_PER_HOUR
    for shift in range(length.replications):
        progress(shift / length.replications)
        ledger.begin_shift()
        ledger.begin_span(0.0)
        floor = _Floor(scenario, ledger, shift, partial(_admitted_until, over_at, shift))
        floor.engine.later(over_at, ledger.end_span, over_at)
        floor.engine.run(lambda: True)
        floor.engine.close()
        decisions += floor.engine.decisions
        simulated += floor.engine.now.monotonic
    return Run(scenario, ledger, decisions, clock().since(began), simulated)
