"""Yesterday's callers before an edited document: what would have changed. An estimate under stated assumptions.

The callers come when they came, give up when they gave up, talk as long as they talked; agents log in, pause and leave
when they did, and answer after their own average. What nobody observed is assumed, and docs/simulation.md says how. The
day is run twice, as it was configured and as it would be, so that a difference between the two is the document's doing
and not the model's; what was really observed stands beside both.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean
from typing import Any

from acd.commands import Device, DeviceReported, LogInAgent
from acd.events import EntryEnd, EstimateJudged
from acd.policy import QueuePolicy
from acd.profile import AgentProfile
from simulation.draws import Fixed
from simulation.engine import Caller, Engine, Staff, Stay
from simulation.observing import Observed, Yesterday
from simulation.scenario import in_silence
from vocabulary.ids import AgentName, ContactId, QueueName

ASSUMED_TALK_SECONDS = 180.0
"""Where not one conversation was observed."""
NOTICED_SECONDS = 1.0
"""A wait that changed by less is the same."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one caller: ``end`` in the word of the record, ``waited_seconds`` in all queues together."""

    end: str
    waited_seconds: float
    agent: AgentName | None


@dataclass(frozen=True, slots=True)
class Change:
    """One caller under both documents."""

    contact: ContactId
    queue: QueueName
    before: Fate
    after: Fate


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The fates of all callers, in the order they came: as observed, as modelled before, as modelled after."""

    yesterday: Yesterday
    before: Sequence[Fate]
    after: Sequence[Fate]

    def changes(self) -> list[Change]:
        """Callers whose end, agent or wait (by more than a second) would have been another."""
        return [
            Change(observed.entered.contact, observed.entered.queue, before, after)
            for observed, before, after in zip(self.yesterday.callers, self.before, self.after, strict=True)
            if (before.end, before.agent) != (after.end, after.agent)
            or abs(before.waited_seconds - after.waited_seconds) > NOTICED_SECONDS
        ]


def what_if(yesterday: Yesterday, policies: Sequence[QueuePolicy], profiles: Sequence[AgentProfile]) -> WhatIf:
    """The day under the documents' policies: the one it was lived under, and this one."""
    before = _modelled(yesterday, list(yesterday.policies.values()), list(yesterday.profiles.values()))
    return WhatIf(yesterday, before, _modelled(yesterday, policies, profiles))


def _modelled(
    yesterday: Yesterday, policies: Sequence[QueuePolicy], profiles: Sequence[AgentProfile]
) -> Sequence[Fate]:
    fates = _Fates(len(yesterday.callers))
    rings = [ring for agent in yesterday.rings.values() for ring in agent]
    usual = fmean(rings) if rings else 0.0
    answers = {
        profile.name: Fixed(fmean(yesterday.rings[profile.name]) if profile.name in yesterday.rings else usual)
        for profile in profiles
    }
    engine = Engine(Staff([in_silence(policy) for policy in policies], profiles, answers), fates, Random(0), 0)
    engine.open(everybody_at_work=False)
    for profile in profiles:
        if profile.name not in yesterday.profiles:
            engine.later(0.0, engine.tell, LogInAgent(profile.name))
            engine.later(0.0, engine.tell, DeviceReported(profile.name, Device.FREE))
    for at, command in yesterday.doings:
        engine.later(at, engine.tell, command)
    known = {policy.name for policy in policies}
    for number, caller in enumerate(_callers(yesterday)):
        if caller.queue in known:
            engine.later(yesterday.callers[number].at, engine.enter, caller)
        else:
            fates.nowhere(number)
    engine.run(lambda: True)
    return fates.all()


def _callers(yesterday: Yesterday) -> Iterable[Caller]:
    talks = [seconds for observed in yesterday.callers for seconds in observed.talk_seconds]
    usual = fmean(talks) if talks else ASSUMED_TALK_SECONDS
    by_queue: dict[QueueName, list[float]] = {}
    for observed in yesterday.callers:
        by_queue.setdefault(observed.entered.queue, []).extend(observed.talk_seconds)
    means = {queue: fmean(seconds) if seconds else usual for queue, seconds in by_queue.items()}
    times: Counter[ContactId] = Counter()
    for number, observed in enumerate(yesterday.callers):
        times[observed.entered.contact] += 1
        yield _caller(observed, number, times[observed.entered.contact], means[observed.entered.queue])


def _caller(observed: Observed, number: int, time: int, usual_talk_seconds: float) -> Caller:
    entered = observed.entered
    # A contact that came back through its flow is another caller here: its first stay may last longer than it did.
    contact = entered.contact if time == 1 else ContactId(f"{entered.contact}+{time}")
    return Caller(
        contact,
        entered.queue,
        tuple(observed.talk_seconds) or (usual_talk_seconds,),
        observed.patience_seconds,
        entered.requirement,
        entered.priority,
        entered.caller,
        batch=number,
        entry=entered.entry,
        handed_on=tuple(observed.handed_on),
        wrap_up_seconds=observed.wrap_up_seconds,
    )


class _Fates:
    """A watcher that keeps what becomes of each caller; their batch is their number."""

    def __init__(self, callers: int) -> None:
        self._ends = ["waiting"] * callers
        self._waited_seconds = [0.0] * callers
        self._agents: list[AgentName | None] = [None] * callers

    def all(self) -> Sequence[Fate]:
        return [Fate(*fate) for fate in zip(self._ends, self._waited_seconds, self._agents, strict=True)]

    def nowhere(self, number: int) -> None:
        self._ends[number] = "no such queue"

    def entered(self, stay: Stay) -> None: ...

    def connected(self, stay: Stay, waited_seconds: float) -> None:
        number = stay.caller.batch
        self._ends[number] = EntryEnd.ANSWERED.value
        self._waited_seconds[number] += waited_seconds
        self._agents[number] = stay.agent

    def left(self, stay: Stay, end: EntryEnd, waited_seconds: float) -> None:
        self._ends[stay.caller.batch] = end.value
        self._waited_seconds[stay.caller.batch] += waited_seconds

    def judged(self, stay: Stay, judged: EstimateJudged) -> None: ...

    def was_busy(self, agent: AgentName, since: float, until: float) -> None: ...


# --- told ------------------------------------------------------------------------------------------------------------


def report(found: WhatIf) -> dict[str, Any]:
    """Everything as JSON has it: per queue, and every caller for whom something would have changed."""
    queues = list(dict.fromkeys(observed.entered.queue for observed in found.yesterday.callers))
    observed = [Fate(caller.end, caller.waited_seconds, caller.agent) for caller in found.yesterday.callers]
    changes = found.changes()
    return {
        "callers": len(observed),
        "queues": {
            queue: {
                "observed": _summary(queue, found, observed),
                "before": _summary(queue, found, found.before),
                "after": _summary(queue, found, found.after),
            }
            for queue in queues
        },
        "changed": {
            "waited_longer": sum(_longer(change) > NOTICED_SECONDS for change in changes),
            "waited_shorter": sum(_longer(change) < -NOTICED_SECONDS for change in changes),
            "another_agent": sum(change.before.agent != change.after.agent for change in changes),
            "another_end": sum(change.before.end != change.after.end for change in changes),
        },
        "changes": [
            {
                "contact": change.contact,
                "queue": change.queue,
                "before": _fate(change.before),
                "after": _fate(change.after),
            }
            for change in changes
        ],
    }


def _longer(change: Change) -> float:
    return change.after.waited_seconds - change.before.waited_seconds


def _fate(fate: Fate) -> dict[str, Any]:
    return {"end": fate.end, "waited_seconds": fate.waited_seconds, "agent": fate.agent}


def _summary(queue: QueueName, found: WhatIf, fates: Sequence[Fate]) -> dict[str, Any]:
    """Callers by the queue they entered first, wherever they were answered."""
    mine = [
        fate for observed, fate in zip(found.yesterday.callers, fates, strict=True) if observed.entered.queue == queue
    ]
    waited = [fate.waited_seconds for fate in mine if fate.end == EntryEnd.ANSWERED.value]
    return {
        "callers": len(mine),
        "ends": dict(Counter(fate.end for fate in mine)),
        "mean_wait_seconds": fmean(fate.waited_seconds for fate in mine),
        "asa_seconds": fmean(waited) if waited else None,
        "longest_wait_seconds": max(fate.waited_seconds for fate in mine),
    }
