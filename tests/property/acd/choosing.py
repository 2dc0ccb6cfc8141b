"""Objections to an offer: not the right caller, not the right agent, or not the right reasons given."""

from acd.commands import PullContact
from acd.events import OfferMade
from acd.why import ByHand, Reason, Standing
from tests.property.acd import rules
from tests.property.acd.facts import Facts, Stay
from vocabulary.ids import AgentName
from vocabulary.instant import Instant


def check_offer(facts: Facts, event: OfferMade, now: Instant) -> None:
    """The first caller of the lowest rank, and for them the agent whom the queue's rule names."""
    stay, name = facts.stays[event.entry], event.agent
    if event.why.rule is ByHand.PULLED:
        assert facts.command == PullContact(stay.contact, name)
        assert facts.people[name].ready
        assert stay.offers == [], "another phone rings for a contact that was pulled"
        check_why(facts, event, stay, False, now)
        return
    assert rules.wants_one(facts, stay), "offered though no further phone may ring"
    chosen, anew = rules.pool(facts, stay, now)
    assert name in chosen, f"{name} is not of those who may be rung: {sorted(chosen)}"
    mine = (rules.rank(facts.people[name], stay), stay.order)
    for other in facts.stays.values():
        if rules.wants_one(facts, other):
            theirs, _ = rules.pool(facts, other, facts.sure_at)
            for rival in theirs.values():
                assert mine <= (rules.rank(rival, other), other.order), f"{other.entry} comes first"
    selection = facts.policies[stay.queue].selection
    best = min(rules.first_by(facts, stay, selection, rival) for rival in chosen)
    assert rules.first_by(facts, stay, selection, name) == best, f"not {name} by the rule {selection}"
    check_why(facts, event, stay, anew, now)


def check_why(facts: Facts, event: OfferMade, stay: Stay, anew: bool, now: Instant) -> None:
    """The reasons given equal a count over all agents of the queue."""
    why = event.why
    seat = rules.assignment(facts.people[event.agent], stay)
    assert why.rule in {ByHand.PULLED, facts.policies[stay.queue].selection}
    assert why.rank == (seat.rank if seat is not None else 0)
    assert why.step == stay.step + 1
    assert why.order == stay.order
    assert why.started_anew == anew
    tried = [] if anew else stay.tried
    counted: dict[Reason, int] = {}
    for name in rules.of_queue(facts, stay):
        if name != event.agent:
            reason = reason_of(facts, stay, name, tried, now)
            counted[reason] = counted.get(reason, 0) + 1
    assert why.counts() == counted


def reason_of(facts: Facts, stay: Stay, name: AgentName, tried: list[AgentName], now: Instant) -> Reason:
    """Why this agent was not the one: the first reason that applies."""
    person = facts.people[name]
    standing = rules.standing(facts, person)
    if standing is not Standing.READY:
        return Reason[standing.name]
    if not rules.meets(person, rules.active(stay)):
        return Reason.NO_MATCH
    if not rules.undelayed(person, stay, now):
        return Reason.DELAYED
    return Reason.TRIED if name in tried else Reason.LATER
