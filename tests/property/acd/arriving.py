"""Somebody at the door of a queue, and whether they are let in. Naive: asks everybody, each time."""

from dataclasses import dataclass, field

from acd.events import EntryEnd
from tests.property.acd import rules
from tests.property.acd.facts import Facts, Known, Stay
from vocabulary.ids import AgentName, EntryId, QueueName
from vocabulary.skills import OneOf, Requirement, Step


@dataclass
class Arriving:
    """Somebody expected at a door in this verb. ``entry`` None: the distributor makes the id.

    ``taken_on``: they came to another door, and are taken on to the place of a call that was cut. ``to_the_head``:
    before everybody, with what priority and credit that takes.
    """

    contact: Known
    queue: QueueName
    entry: EntryId | None = None
    credit: float = 0.0
    preferred: list[AgentName] = field(default_factory=list)
    prefer_seconds: float = 0.0
    not_first: list[AgentName] = field(default_factory=list)
    admitted: bool = False
    taken_on: bool = False
    to_the_head: bool = False
    visited: list[QueueName] = field(default_factory=list)

    @property
    def moved(self) -> bool:
        """Not to the queue that they were sent to from outside."""
        return self.entry is None or self.taken_on


def stay_of(facts: Facts, arriving: Arriving, entry: EntryId) -> Stay:
    """The stay that begins if they are let in now."""
    contact = arriving.contact
    needs = needed(facts, arriving)
    return Stay(entry, contact.contact, arriving.queue, needs, contact.priority, facts.now, arriving.credit, facts.now)


def needed(facts: Facts, arriving: Arriving) -> Requirement:
    """Preferred agents first; of whoever was moved here nothing is needed that nobody assigned here has."""
    here = [person for person in facts.people.values() if arriving.queue in person.queues]
    steps = arriving.contact.needs.steps
    could_be_met = any(rules.meets(person, step.expression) for step in steps for person in here)
    if arriving.moved and not could_be_met:
        steps = ()
    preferred = [name for name in arriving.preferred if name in [person.profile.name for person in here]]
    if preferred and arriving.prefer_seconds > 0:
        steps = (Step(OneOf(tuple(preferred)), arriving.prefer_seconds), *steps)
    return Requirement(steps)


def refusal(facts: Facts, arriving: Arriving, stay: Stay) -> EntryEnd | None:
    """Why they are not let in; None when they are."""
    ways = facts.policies[stay.queue].ways_out
    if arriving.admitted:
        return None
    if stay.queue in facts.closed:
        return EntryEnd.CLOSED
    if not all(rules.is_staffed(facts, stay, 0, rule) for rule in (ways.to_join, ways.to_stay)):
        return EntryEnd.NO_AGENTS
    waiting = sum(other.queue == stay.queue for other in facts.stays.values())
    if ways.max_waiting is None or waiting < ways.max_waiting:
        return None
    stay.step = rules.step_from(facts, stay, 0)
    served_at_once = rules.able(facts, stay, facts.now)
    stay.step = -1
    return None if served_at_once else EntryEnd.FULL
