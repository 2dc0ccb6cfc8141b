"""Objections to what waiting callers are told, and when: too soon, again, not true, or while a phone rings for them."""

from acd.effects import Announce
from acd.events import ComfortPlayed, EstimateJudged, PositionAnnounced
from acd.policy import Announcements
from tests.property.acd import rules
from tests.property.acd.facts import Facts, Stay
from vocabulary.instant import Instant


def sounds(position: int, policy: Announcements) -> int:
    """Every place behind the limit sounds the same."""
    return position if policy.limit is None else min(position, policy.limit + 1)


def place_due(facts: Facts, stay: Stay) -> Instant | None:
    """When the place is owed, the gap left aside; None: not while nothing changes."""
    policy = facts.policies[stay.queue].announcements
    place = sounds(rules.position(facts, stay), policy)
    if stay.said is None:
        return stay.entered_at
    if policy.only_improved and place >= stay.said:
        return None
    if policy.on_change and place != stay.said:
        return stay.entered_at
    if policy.every_seconds is None or stay.place_said_at is None:
        return None
    return stay.place_said_at.plus(policy.every_seconds)


def due(facts: Facts, stay: Stay) -> Instant | None:
    """When something is owed to this caller; None while nothing is."""
    if stay.offers or stay.callback is not None:
        return None
    policy = facts.policies[stay.queue].announcements
    owed = [place_due(facts, stay), stay.comfort_due if policy.comfort.messages else None]
    earliest = min((at for at in owed if at is not None), default=None)
    if earliest is None or stay.said_at is None:
        return earliest
    return max(earliest, stay.said_at.plus(policy.min_gap_seconds))


class Telling:
    """Told of every announcement."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def entered(self, stay: Stay, position: int) -> None:
        """What a caller who comes in counts as having heard."""
        policy = self._facts.policies[stay.queue].announcements
        if not policy.on_entry:
            stay.said, stay.place_said_at = sounds(position, policy), self._facts.now
        stay.comfort_due = self._facts.now.plus(policy.comfort.every_seconds)

    def told_place(self, event: PositionAnnounced) -> None:
        stay = self._facts.stays[event.entry]
        policy = self._facts.policies[stay.queue].announcements
        position = rules.position(self._facts, stay)
        assert event.position == position
        self._check_may_speak(stay, place_due(self._facts, stay))
        if event.median_seconds is not None:
            assert event.bound_seconds is not None
            assert 0 <= event.median_seconds <= event.bound_seconds
        assert policy.estimates.spoken or event.bound_seconds is None
        assert event.bound_seconds is not None or not event.wait_spoken
        stay.said, stay.place_said_at, stay.said_at = sounds(position, policy), self._facts.now, self._facts.now
        behind = policy.limit is not None and position > policy.limit
        told = policy.limit if behind else position
        seconds = event.bound_seconds if event.wait_spoken else None
        self._facts.owed.append(Announce(event.contact, event.entry, told, behind, seconds))

    def comforted(self, event: ComfortPlayed) -> None:
        stay = self._facts.stays[event.entry]
        comfort = self._facts.policies[stay.queue].announcements.comfort
        self._check_may_speak(stay, stay.comfort_due)
        place = place_due(self._facts, stay)
        assert place is None or place > self._facts.now, "a comfort before the place"
        assert 0 <= event.message < comfort.messages
        assert comfort.at_random or event.message == stay.comforts % comfort.messages
        stay.comforts += 1
        stay.said_at, stay.comfort_due = self._facts.now, self._facts.now.plus(comfort.every_seconds)
        self._facts.owed.append(Announce(event.contact, event.entry, comfort=event.message))

    def judged(self, event: EstimateJudged) -> None:
        """Only of callers who were answered, once, and by what they really waited."""
        assert event.waited_seconds == self._facts.waited.pop(event.entry)
        assert 0 <= event.median_seconds <= event.bound_seconds

    def _check_may_speak(self, stay: Stay, at: Instant | None) -> None:
        policy = self._facts.policies[stay.queue].announcements
        assert not stay.offers, "announced while an offer is out"
        assert stay.callback is None, "told to nobody"
        assert at is not None, "nothing to say"
        assert at <= self._facts.now, "too early"
        if stay.said_at is not None:
            assert stay.said_at.plus(policy.min_gap_seconds) <= self._facts.now, "within the gap"


def check_everything_is_told(facts: Facts) -> None:
    """Whatever was owed when the deadlines were last all handled, is told."""
    for stay in facts.stays.values():
        owed = due(facts, stay)
        assert owed is None or not owed <= facts.now or facts.sure_at < facts.now, f"{stay.entry} was not told"
