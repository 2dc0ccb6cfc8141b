"""The rules of routing said once more, in the plainest way: who could serve whom, who comes first, who is chosen.

Walks everybody each time and remembers nothing; shares no index and no function with the distributor.
"""

from typing import assert_never

from acd.commands import Device
from acd.policy import Selection, Staffing
from acd.profile import Assignment
from acd.why import Standing
from tests.property.acd.facts import Facts, Person, Stay
from vocabulary.ids import AgentName, SkillName
from vocabulary.instant import Instant
from vocabulary.skills import AllOf, AnyOf, Comparison, Expression, Not, OneOf, Threshold

HELD: dict[Comparison, tuple[int, ...]] = {
    Comparison.AT_LEAST: (0, 1),
    Comparison.MORE_THAN: (1,),
    Comparison.EXACTLY: (0,),
    Comparison.NOT: (-1, 1),
    Comparison.AT_MOST: (-1, 0),
    Comparison.LESS_THAN: (-1,),
}
"""Of the sign of proficiency minus level: which satisfy the comparison."""


def meets(person: Person, expression: Expression) -> bool:
    """Whether this agent satisfies the expression; a skill not held satisfies no comparison."""
    match expression:
        case Threshold(skill, level, comparison):
            held = [proficiency for name, proficiency in person.profile.skills if name == skill]
            return any((each > level) - (each < level) in HELD[comparison] for each in held)
        case OneOf(agents):
            return any(name == person.profile.name for name in agents)
        case AllOf(parts):
            return not any(not meets(person, part) for part in parts)
        case AnyOf(parts):
            return any(meets(person, part) for part in parts)
        case Not(part):
            return not meets(person, part)
        case _:
            assert_never(expression)


def spoken_of(expression: Expression) -> set[SkillName]:
    match expression:
        case Threshold(skill):
            return {skill}
        case OneOf():
            return set()
        case AllOf(parts) | AnyOf(parts):
            return set().union(*(spoken_of(part) for part in parts))
        case Not(part):
            return spoken_of(part)
        case _:
            assert_never(expression)


def proficiency(person: Person, expression: Expression) -> int:
    """The sum over the skills that the expression speaks of; a skill not held is worth nothing."""
    wanted = spoken_of(expression)
    return sum(level for skill, level in person.profile.skills if skill in wanted)


def active(stay: Stay) -> Expression:
    """What is needed now; past the last step: nothing."""
    return stay.needs.steps[stay.step].expression if 0 <= stay.step < len(stay.needs.steps) else AllOf()


def assignment(person: Person, stay: Stay) -> Assignment | None:
    return next((each for each in person.seats if each.queue == stay.queue), None)


def rank(person: Person, stay: Stay) -> int:
    found = assignment(person, stay)
    assert found is not None
    return found.rank


def undelayed(person: Person, stay: Stay, now: Instant) -> bool:
    """Whether the caller, credit counted in, has waited as long as this agent's delay asks; without one: always."""
    found = assignment(person, stay)
    return found is not None and (not found.delay_seconds or stay.order[1] + found.delay_seconds <= now.monotonic)


def standing(facts: Facts, person: Person) -> Standing:
    """What keeps the agent from being offered a caller: the person, then the calls, then the phone, then a rest."""
    if person.presence == "out":
        return Standing.LOGGED_OUT
    if person.presence == "paused":
        return Standing.PAUSED
    if person.offer is not None:
        return Standing.TALKING if facts.rings[person.offer].phase == "talking" else Standing.OFFERED
    if person.wrap_up is not None:
        return Standing.WRAPPING_UP
    if person.tasks:
        return Standing.ELSEWHERE
    if person.device is not Device.FREE:
        return Standing.UNREACHABLE if person.device is Device.UNREACHABLE else Standing.IN_USE
    return Standing.RESTING if person.rest_until is not None else Standing.READY


def of_queue(facts: Facts, stay: Stay) -> dict[AgentName, Person]:
    return {name: person for name, person in facts.people.items() if assignment(person, stay) is not None}


def able(facts: Facts, stay: Stay, now: Instant) -> dict[AgentName, Person]:
    """Everybody ready, of the queue, who meets the active step and whose delay is over; tried or not."""
    return {
        name: person
        for name, person in of_queue(facts, stay).items()
        if person.ready and meets(person, active(stay)) and undelayed(person, stay, now)
    }


def pool(facts: Facts, stay: Stay, now: Instant) -> tuple[dict[AgentName, Person], bool]:
    """Those of the lowest rank who may be rung next, and whether everybody was tried, so that it begins anew."""
    willing = able(facts, stay, now)
    fresh = {name: person for name, person in willing.items() if name not in stay.tried}
    anew = bool(willing) and not fresh
    among = fresh or willing
    lowest = min((rank(person, stay) for person in among.values()), default=0)
    return {name: person for name, person in among.items() if rank(person, stay) == lowest}, anew


def skippable(facts: Facts, stay: Stay, number: int) -> bool:
    """Whether there is no use in this step, nobody logged in meeting it, and something comes after it."""
    steps = stay.needs.steps
    if number >= len(steps) or (number == len(steps) - 1 and steps[number].expires_after_seconds is None):
        return False
    here = [person for person in of_queue(facts, stay).values() if person.presence != "out"]
    return not any(meets(person, steps[number].expression) for person in here)


def step_from(facts: Facts, stay: Stay, number: int) -> int:
    """The first step from this one on that is not skipped."""
    while skippable(facts, stay, number):
        number += 1
    return number


def is_staffed(facts: Facts, stay: Stay, number: int, rule: Staffing) -> bool:
    """Whether somebody of the queue in this condition could serve by a step from this one on."""
    if rule is Staffing.NONE:
        return True
    steps = stay.needs.steps
    ahead: list[Expression] = [step.expression for step in steps[number:]]
    if not steps or steps[-1].expires_after_seconds is not None:
        ahead.append(AllOf())
    return any(
        person.presence != "out"
        and (rule is Staffing.LOGGED_IN or is_at_work(person))
        and any(meets(person, expression) for expression in ahead)
        for person in of_queue(facts, stay).values()
    )


def is_at_work(person: Person) -> bool:
    """Logged in, not paused, and the phone reachable: a call in progress proves that it is."""
    busy = person.offer is not None or person.wrap_up is not None or bool(person.tasks)
    return person.presence == "in" and (busy or person.device is not Device.UNREACHABLE)


def wants_one(facts: Facts, stay: Stay) -> bool:
    """Whether this stay takes an offer, or a further one."""
    if facts.answered(stay) is not None:
        return False
    if stay.callback is not None:
        return not stay.offers and stay.callback.rests_until is None
    if not stay.offers:
        return True
    if stay.pulled:
        return False
    selection = facts.policies[stay.queue].selection
    return selection is Selection.RING_ALL or (selection is Selection.RING_SEVERAL and len(stay.offers) < stay.width)


def position(facts: Facts, stay: Stay) -> int:
    """1 is next; everybody in the queue counts."""
    return 1 + sum(other.queue == stay.queue and other.order < stay.order for other in facts.stays.values())


def first_by(facts: Facts, stay: Stay, selection: Selection, name: AgentName) -> tuple[float, ...]:
    """What the selection orders agents by, the least first; equal keys: either will do."""
    person = facts.people[name]
    idle = person.idle_since.monotonic if person.idle_since is not None else 0.0
    match selection:
        case Selection.LONGEST_IDLE | Selection.RING_SEVERAL:
            return (idle,)
        case Selection.MOST_PROFICIENT:
            return (-proficiency(person, active(stay)), idle)
        case Selection.ROUND_ROBIN:
            return (person.number <= facts.turns.get(stay.queue, -1), person.number)
        case Selection.FEWEST_CONTACTS:
            return (person.contacts, idle)
        case Selection.LINEAR:
            return (person.number,)
        case Selection.RANDOM | Selection.RING_ALL:
            return ()
        case _:
            assert_never(selection)
