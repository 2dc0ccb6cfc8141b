"""What must hold after every verb of the distributor, by the ledger: nothing forgotten, nobody idle for nothing."""

from acd.commands import (
    CallerLeft,
    Command,
    ConversationEnded,
    JoinFailed,
    LegsJoined,
    OfferAnswered,
    OfferFailed,
    OfferRang,
    OfferReport,
)
from acd.decision import Decision
from acd.effects import (
    AnnouncePosition,
    ConnectLegs,
    Release,
    ReleaseAgent,
    ReleaseCaller,
    ReturnToWaiting,
    RingAgent,
)
from acd.events import (
    CallConnected,
    ConnectionFailed,
    ConversationCompleted,
    Event,
    OfferEnd,
    OfferEnded,
    OfferMade,
    PositionAnnounced,
)
from tests.property.acd.ledger import Ledger
from vocabulary.ids import OfferId
from vocabulary.instant import Instant
from vocabulary.parties import Party

STEPS: dict[str, tuple[type[OfferReport], ...]] = {
    "made": (OfferRang, OfferAnswered, OfferFailed),
    "ringing": (OfferAnswered, OfferFailed),
    "joining": (LegsJoined, JoinFailed),
    "talking": (ConversationEnded,),
    "over": (),
}
"""What may be reported next of an offer in this phase."""

LATER: dict[str, tuple[type[OfferReport], ...]] = {
    "made": (LegsJoined, JoinFailed, ConversationEnded),
    "ringing": (LegsJoined, JoinFailed, ConversationEnded),
    "joining": (OfferFailed, ConversationEnded),
    "talking": (OfferFailed, JoinFailed),
    "over": (),
}
"""What cannot have happened yet, or any more."""


def expected_of_late(ledger: Ledger, command: Command) -> Decision | None:
    """The whole decision owed to a report that comes too late or again; None when it is neither."""
    match command:
        case CallerLeft(entry):
            return None if entry in ledger.stays else Decision()
        case OfferRang() | OfferAnswered() | OfferFailed() | LegsJoined() | JoinFailed() | ConversationEnded():
            phase = ledger.rings[command.offer].phase
            if type(command) in STEPS[phase]:
                return None
            if phase == "over" and isinstance(command, OfferAnswered):
                return Decision((), (ReleaseAgent(command.offer, Release.TOO_LATE),))
            return Decision()
        case _:
            return None


class Legs:
    """Which agent legs are there, judged by the effects and the reports alone."""

    def __init__(self) -> None:
        self._there: list[OfferId] = []

    def take(self, command: Command | None, ledger: Ledger, decision: Decision) -> None:
        """Every effect has its event and the other way round; whatever is over has no leg left."""
        match command:
            case OfferFailed(offer) | JoinFailed(offer) | ConversationEnded(offer, Party.AGENT):
                self._there = [other for other in self._there if other != offer]
            case _:
                pass
        for effect in decision.effects:
            match effect:
                case RingAgent(_, _, offer):
                    self._there.append(offer)
                case ReleaseAgent(offer):
                    self._there.remove(offer)
                case _:
                    pass
        assert sorted(self._there) == sorted(offer for offer, ring in ledger.rings.items() if ring.phase != "over")


def check_effects_match_events(decision: Decision) -> None:
    """The record and the network are told the same."""
    made = [(event.offer, event.entry, event.agent) for event in decision.events if isinstance(event, OfferMade)]
    rung = [(effect.offer, effect.entry, effect.agent) for effect in decision.effects if isinstance(effect, RingAgent)]
    assert made == rung
    met = [event.offer for event in decision.events if isinstance(event, CallConnected)]
    assert met == [effect.offer for effect in decision.effects if isinstance(effect, ConnectLegs)]
    announced = [(event.entry, event.position) for event in decision.events if isinstance(event, PositionAnnounced)]
    said = [(effect.entry, effect.position) for effect in decision.effects if isinstance(effect, AnnouncePosition)]
    assert announced == said


def check_callers_are_returned_or_released(ledger: Ledger, decision: Decision) -> None:
    """A join undone gives the caller the music back; a conversation not ended by the caller lets the caller go on."""
    undone = [event.entry for event in decision.events if isinstance(event, ConnectionFailed)]
    returned = [effect.entry for effect in decision.effects if isinstance(effect, ReturnToWaiting)]
    assert returned == [entry for entry in undone if entry in ledger.stays]
    kept = [
        event.entry
        for event in decision.events
        if isinstance(event, ConversationCompleted) and event.ended_by is not Party.CALLER
    ]
    assert kept == [effect.entry for effect in decision.effects if isinstance(effect, ReleaseCaller)]


def check_nobody_waits_for_nothing(ledger: Ledger) -> None:
    """No able agent idles while a caller waits, and nobody is in two places."""
    for stay in ledger.stays.values():
        if stay.offer is None:
            idle = [name for name, person in ledger.people.items() if person.ready and ledger.able(name, stay)]
            assert not idle, f"{stay.entry} waits and {idle} idle"
    held = [person.offer for person in ledger.people.values() if person.offer is not None]
    assert len(held) == len(dict.fromkeys(held))
    assert sorted(held) == sorted(offer for offer, ring in ledger.rings.items() if ring.phase != "over")
    for person in ledger.people.values():
        assert person.offer is None or person.wrap_up_until is None
        assert (person.wrap_up_until is None) == (person.wrap_up_since is None)
        if person.presence != "in" and person.offer is not None:
            assert ledger.rings[person.offer].phase in {"joining", "talking"}, "a phone rings for somebody who is away"


def check_the_not_responding_are_paused(ledger: Ledger, events: tuple[Event, ...]) -> None:
    for event in events:
        if isinstance(event, OfferEnded) and event.end is OfferEnd.EXPIRED:
            person = ledger.people[event.agent]
            assert person.presence != "in" or person.unanswered < max(person.profile.unanswered_limit, 1)


def check_everybody_knows_their_position(ledger: Ledger, now: Instant, *, by_deadline: bool) -> None:
    """Whoever waits was told where they stand, unless the gap, or the queue, forbids it."""
    for stay in ledger.stays.values():
        announcements = ledger.policies[stay.queue].announcements
        position = ledger.position(stay)
        if stay.offer is not None or stay.said == position:
            continue
        if stay.said is not None and not announcements.on_change:
            continue
        assert stay.said_at is not None, f"{stay.entry} was never told"
        assert not by_deadline or now < stay.said_at.plus(announcements.min_gap_seconds)


def deadlines(ledger: Ledger) -> list[Instant]:
    """Every instant by which something is owed. Announcements included."""
    owed = [ring.due for ring in ledger.rings.values() if ring.phase in {"made", "ringing", "joining"}]
    for person in ledger.people.values():
        owed.extend(until for until in (person.rest_until, person.wrap_up_until) if until is not None)
    for stay in ledger.stays.values():
        announcements = ledger.policies[stay.queue].announcements
        if stay.offer is None and announcements.on_change and stay.said_at and stay.said != ledger.position(stay):
            owed.append(stay.said_at.plus(announcements.min_gap_seconds))
    return owed


def check_no_deadline_is_forgotten(ledger: Ledger, now: Instant, following: Instant | None, *, handled: bool) -> None:
    """The next deadline is no later than anything owed; after a handled one, everything owed lies ahead."""
    owed = deadlines(ledger)
    if owed:
        assert following is not None
        assert following <= min(owed)
    if handled:
        assert following is None or following > now
        assert all(until > now for until in owed)
