"""Small floors for tests of the simulator, and a watcher that keeps every stay."""

from dataclasses import dataclass
from random import Random

from acd.events import EntryEnd, EstimateJudged
from acd.policy import QueuePolicy, Selection
from acd.profile import AgentProfile, Assignment
from service.clock import now
from simulation.checking import scenario_of
from simulation.engine import Caller, Engine, Staff, Stay
from simulation.erlang import Floor
from simulation.report import Report, report
from simulation.run import run
from simulation.scenario import Calls, Scenario, in_silence
from vocabulary.ids import AgentName, ContactId, QueueName

SUPPORT = QueueName("support")


@dataclass(slots=True)
class Watched:
    """One stay as it went."""

    stay: Stay
    ahead: int
    waited_seconds: float = 0.0
    end: EntryEnd | None = None


class Notebook:
    """A watcher that keeps every stay in the order entered, with how many waited before it."""

    def __init__(self) -> None:
        self.stays: list[Watched] = []
        self.connected_in_order: list[ContactId] = []
        self._by_stay: dict[int, Watched] = {}
        self._waiting = 0

    def entered(self, stay: Stay) -> None:
        watched = Watched(stay, self._waiting)
        self.stays.append(watched)
        self._by_stay[id(stay)] = watched
        self._waiting += 1

    def connected(self, stay: Stay, waited_seconds: float) -> None:
        self.connected_in_order.append(stay.caller.contact)
        self._end(stay, EntryEnd.ANSWERED, waited_seconds)

    def left(self, stay: Stay, end: EntryEnd, waited_seconds: float) -> None:
        self._end(stay, end, waited_seconds)

    def judged(self, stay: Stay, judged: EstimateJudged) -> None: ...

    def was_busy(self, agent: AgentName, since: float, until: float) -> None: ...

    def _end(self, stay: Stay, end: EntryEnd, waited_seconds: float) -> None:
        watched = self._by_stay[id(stay)]
        watched.end, watched.waited_seconds = end, waited_seconds
        self._waiting -= 1


def support(agents: int, *, selection: Selection = Selection.LONGEST_IDLE, places: int | None = None) -> Staff:
    """Equal agents before one queue, answering at once and owing no wrap-up."""
    policy = in_silence(QueuePolicy(SUPPORT, selection=selection, wrap_up_seconds=0.0))
    profiles = [AgentProfile(AgentName(f"agent{number}"), (Assignment(SUPPORT),)) for number in range(agents)]
    return Staff([policy], profiles, waiting_places=places)


def drawn_callers(number: int, per_second: float, talk_seconds: float, seed: int) -> list[tuple[float, Caller]]:
    """Callers of this queue with the seconds they come at."""
    chance, at, callers = Random(seed), 0.0, []
    for index in range(number):
        at += chance.expovariate(per_second)
        callers.append((at, Caller(ContactId(f"c{index}"), SUPPORT, (chance.expovariate(1 / talk_seconds),))))
    return callers


def watched(staff: Staff, callers: list[tuple[float, Caller]]) -> Notebook:
    """The floor with these callers, to its end."""
    notebook = Notebook()
    engine = Engine(staff, notebook, Random(1), 1)
    engine.open()
    for at, caller in callers:
        engine.later(at, engine.enter, caller)
    engine.run(lambda: True)
    return notebook


def plain(floor: Floor, calls: int, seed: int = 1, *, estimates: bool = False) -> Scenario:
    """A floor of equal agents, looked at for so many calls after a tenth of them."""
    return scenario_of(floor, Calls(calls, calls // 10), 20.0, seed, estimates=estimates)


def reported(scenario: Scenario) -> Report:
    """What a run of the scenario comes to, without what depends on this machine."""
    found = report(run(scenario, now))
    del found["decisions_per_second"]
    return found
