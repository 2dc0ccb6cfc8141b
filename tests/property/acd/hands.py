"""What the hands must be told, event by event, so that every leg opened is closed. No more and no less."""

from collections import Counter

from acd.commands import (
    AgentSilent,
    CallerEntered,
    CallerLeft,
    CallerNotReached,
    CallerPressedKey,
    ContactOver,
    ConversationEnded,
    EscalateContact,
    JoinContacts,
    JoinFailed,
    OfferFailed,
    PartFromAgent,
    ReturnContact,
    ReturnToHead,
    TakeUpContact,
)
from acd.decision import Decision
from acd.effects import (
    Announce,
    ConnectLegs,
    MoveToQueue,
    Release,
    ReleaseAgent,
    ReleaseCaller,
    ReturnToWaiting,
    RingAgent,
)
from acd.events import CallConnected, ConnectionFailed, ConversationCompleted, Event, OfferEnd, OfferEnded, OfferMade
from tests.property.acd.facts import Facts
from tests.property.acd.offering import went_away
from vocabulary.ids import AgentName
from vocabulary.parties import Party

HandingOn = EscalateContact | ReturnContact | PartFromAgent | TakeUpContact | JoinContacts | ReturnToHead | AgentSilent
"""By these a conversation ends for its agent while the contact goes on."""


def owe(facts: Facts, event: Event) -> None:
    """Note what this event makes necessary. Told before the event is applied."""
    match event:
        case OfferMade(offer, entry, contact, agent):
            seconds = facts.policies[facts.stays[entry].queue].ring_timeout_seconds
            facts.owed.append(RingAgent(contact, entry, offer, agent, seconds))
        case CallConnected(offer, entry, contact, agent):
            facts.owed.append(ConnectLegs(contact, entry, offer, agent))
        case OfferEnded(offer, _, _, agent, end):
            _release(facts, event, _reason_of_end(facts, end, agent))
        case ConnectionFailed(offer, entry, contact):
            _release(facts, event, _reason_of_failure(facts, event))
            undone = facts.command is None or isinstance(facts.command, JoinFailed)
            if undone and facts.rings[offer].phase == "joining":
                facts.owed.append(ReturnToWaiting(contact, entry))
        case ConversationCompleted(offer, entry, contact, _, ended_by):
            handed_on = isinstance(facts.command, HandingOn)
            if not handed_on and facts.gives_back(facts.rings[offer]):
                return
            if ended_by is not Party.AGENT or handed_on:
                _release(facts, event, Release.HANDED_ON if handed_on else Release.COMPLETED)
            if ended_by is not Party.CALLER and not handed_on:
                facts.owed.append(ReleaseCaller(contact, entry))
        case _:
            pass


def _release(facts: Facts, event: OfferEnded | ConnectionFailed | ConversationCompleted, why: Release | None) -> None:
    if why is not None:
        facts.owed.append(ReleaseAgent(event.offer, why))


def _reason_of_end(facts: Facts, end: OfferEnd, agent: AgentName) -> Release | None:
    """None: the leg is gone already."""
    command = facts.command
    match end:
        case OfferEnd.LOST_RACE:
            return Release.LOST_RACE
        case OfferEnd.CALLER_LEFT:
            return Release.CALLER_GONE
        case OfferEnd.WITHDRAWN:
            return Release.AGENT_AWAY if went_away(command, agent) else Release.NOT_WANTED
        case _:
            return None if isinstance(command, OfferFailed) else Release.NO_ANSWER


def _reason_of_failure(facts: Facts, event: ConnectionFailed) -> Release | None:
    match facts.command:
        case JoinFailed():
            return None
        case CallerLeft() | ContactOver():
            return Release.CALLER_GONE
        case CallerEntered() | CallerPressedKey() | EscalateContact() | ReturnContact():
            return Release.NOT_WANTED
        case ConversationEnded() | ReturnToHead() | AgentSilent():
            return Release.NOT_WANTED
        case CallerNotReached():
            return Release.CALLER_NOT_REACHED
        case _:
            reaching = facts.rings[event.offer].phase == "reaching"
            return Release.CALLER_NOT_REACHED if reaching else Release.TOO_LATE


def check(facts: Facts, decision: Decision) -> None:
    """The effects are those owed, each once; whoever moves has moved before anything else is done for them there."""
    owed, facts.owed = Counter(facts.owed), []
    wanted = Counter(decision.effects)
    assert wanted == owed, f"not owed: {wanted - owed}; not wanted: {owed - wanted}"
    moved = [effect.entry for effect in decision.effects if isinstance(effect, MoveToQueue)]
    for entry in moved:
        about = [
            effect
            for effect in decision.effects
            if isinstance(effect, MoveToQueue | RingAgent | Announce) and effect.entry == entry
        ]
        assert isinstance(about[0], MoveToQueue)
