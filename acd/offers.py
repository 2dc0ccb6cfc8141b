"""An offer is a thing: this caller to this agent, from being made to its end. The table says what each report means."""

from dataclasses import dataclass
from enum import Enum

from acd.commands import (
    ConversationEnded,
    JoinFailed,
    LegsJoined,
    OfferAnswered,
    OfferFailed,
    OfferRang,
    OfferReport,
)
from vocabulary.ids import AgentName, ContactId, EntryId, OfferId, QueueName
from vocabulary.instant import Instant


class OfferState(Enum):
    """Made (the leg is being set up), ringing, joining (answered, not yet bridged), talking, and over."""

    MADE = "made"
    RINGING = "ringing"
    JOINING = "joining"
    TALKING = "talking"
    ENDED = "ended"


TRANSITIONS: dict[OfferState, dict[type[OfferReport], OfferState]] = {
    OfferState.MADE: {
        OfferRang: OfferState.RINGING,
        OfferAnswered: OfferState.JOINING,
        OfferFailed: OfferState.ENDED,
    },
    OfferState.RINGING: {
        OfferAnswered: OfferState.JOINING,
        OfferFailed: OfferState.ENDED,
    },
    OfferState.JOINING: {
        LegsJoined: OfferState.TALKING,
        JoinFailed: OfferState.ENDED,
    },
    OfferState.TALKING: {
        ConversationEnded: OfferState.ENDED,
    },
    OfferState.ENDED: {},
}

LATE: dict[OfferState, frozenset[type[OfferReport]]] = {
    OfferState.MADE: frozenset(),
    OfferState.RINGING: frozenset({OfferRang}),
    OfferState.JOINING: frozenset({OfferRang, OfferAnswered}),
    OfferState.TALKING: frozenset({OfferRang, OfferAnswered, LegsJoined}),
    OfferState.ENDED: frozenset(
        {OfferRang, OfferAnswered, OfferFailed, LegsJoined, JoinFailed, ConversationEnded},
    ),
}
"""Reports that may arrive after their meaning passed: repeated by a reconnect, or overtaken by a decision of ours."""

IMPOSSIBLE: dict[OfferState, frozenset[type[OfferReport]]] = {
    OfferState.MADE: frozenset({LegsJoined, JoinFailed, ConversationEnded}),
    OfferState.RINGING: frozenset({LegsJoined, JoinFailed, ConversationEnded}),
    OfferState.JOINING: frozenset({OfferFailed, ConversationEnded}),
    OfferState.TALKING: frozenset({OfferFailed, JoinFailed}),
    OfferState.ENDED: frozenset(),
}
"""Reports only a mistake of the hands can make: these raise. Spelled out for a test that walks the product."""


class ImpossibleReport(Exception):
    """The hands reported of an offer what cannot happen in its state: a mistake of ours, not of a caller's."""


@dataclass(slots=True)
class Offer:
    """One offer. The distributor alone changes it."""

    id: OfferId
    entry: EntryId
    contact: ContactId
    queue: QueueName
    agent: AgentName
    made_at: Instant
    state: OfferState = OfferState.MADE
    answered_at: Instant | None = None
    joined_at: Instant | None = None

    def follow(self, report: OfferReport) -> bool:
        """Move as the table says; False when the report is late and means nothing.

        :raises ImpossibleReport: when the pair is in neither table.
        """
        kind = type(report)
        following = TRANSITIONS[self.state].get(kind)
        if following is not None:
            self.state = following
            return True
        if kind in LATE[self.state]:
            return False
        raise ImpossibleReport(f"{kind.__name__} about offer {self.id}, which is {self.state.value}")

    def ring_seconds(self, now: Instant) -> float:
        """Seconds since the offer was made: what the caller experiences as ringing, set-up of the leg included."""
        return now.since(self.made_at)
