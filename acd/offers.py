"""An offer is a thing: this caller to this agent, from being made to its end. The table says what each report means."""

from dataclasses import dataclass
from enum import Enum

from acd.commands import (
    CallerNotReached,
    CallerReached,
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
    """Made (the leg is being set up), ringing, reaching (answered, the caller is being called back), joining (caller
    and agent there, not yet bridged), talking, and over."""

    MADE = "made"
    RINGING = "ringing"
    REACHING = "reaching"
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
    OfferState.REACHING: {
        CallerReached: OfferState.JOINING,
        CallerNotReached: OfferState.ENDED,
        JoinFailed: OfferState.ENDED,
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
"""Of a callback an answer leads to ``REACHING``, and the caller's answer to ``JOINING``."""

LATE: dict[OfferState, frozenset[type[OfferReport]]] = {
    OfferState.MADE: frozenset(),
    OfferState.RINGING: frozenset({OfferRang}),
    OfferState.REACHING: frozenset({OfferRang, OfferAnswered}),
    OfferState.JOINING: frozenset({OfferRang, OfferAnswered, CallerReached}),
    OfferState.TALKING: frozenset({OfferRang, OfferAnswered, CallerReached, LegsJoined}),
    OfferState.ENDED: frozenset(
        {
            OfferRang,
            OfferAnswered,
            OfferFailed,
            CallerReached,
            CallerNotReached,
            LegsJoined,
            JoinFailed,
            ConversationEnded,
        },
    ),
}
"""Reports that may arrive after their meaning passed: repeated by a reconnect, or overtaken by a decision of ours."""

_TOO_EARLY: frozenset[type[OfferReport]] = frozenset(
    {CallerReached, CallerNotReached, LegsJoined, JoinFailed, ConversationEnded}
)

IMPOSSIBLE: dict[OfferState, frozenset[type[OfferReport]]] = {
    OfferState.MADE: _TOO_EARLY,
    OfferState.RINGING: _TOO_EARLY,
    OfferState.REACHING: frozenset({OfferFailed, LegsJoined, ConversationEnded}),
    OfferState.JOINING: frozenset({OfferFailed, CallerNotReached, ConversationEnded}),
    OfferState.TALKING: frozenset({OfferFailed, CallerNotReached, JoinFailed}),
    OfferState.ENDED: frozenset(),
}
"""Reports only a mistake of the hands can make: these raise. Spelled out for a test that walks the product."""


class ImpossibleReport(Exception):
    """The hands reported of an offer what cannot happen in its state: a mistake of ours, not of a caller's."""


@dataclass(slots=True)
class Offer:
    """One offer. The distributor alone changes it.

    ``since``: the second of the monotonic clock the caller's order counts from. ``to_callback``: the caller has yet to
    be called. ``connected_at``: both were there; of a callback later than the agent's answer. ``silent``: it was told
    that the agent cannot be heard.
    """

    id: OfferId
    entry: EntryId
    contact: ContactId
    queue: QueueName
    agent: AgentName
    made_at: Instant
    since: float = 0.0
    to_callback: bool = False
    state: OfferState = OfferState.MADE
    answered_at: Instant | None = None
    connected_at: Instant | None = None
    joined_at: Instant | None = None
    silent: bool = False

    def follow(self, report: OfferReport) -> bool:
        """Move as the table says; False when the report is late and means nothing.

        :raises ImpossibleReport: when the pair is in neither table.
        """
        kind = type(report)
        following = TRANSITIONS[self.state].get(kind)
        if following is not None:
            reaches = self.to_callback and kind is OfferAnswered
            self.state = OfferState.REACHING if reaches else following
            return True
        if kind in LATE[self.state]:
            return False
        raise ImpossibleReport(f"{kind.__name__} about offer {self.id}, which is {self.state.value}")

    @property
    def rings(self) -> bool:
        """Whether it may still be answered."""
        return self.state is OfferState.RINGING or self.state is OfferState.MADE

    def ring_seconds(self, now: Instant) -> float:
        """Seconds since the offer was made: what the caller experiences as ringing, set-up of the leg included."""
        return now.since(self.made_at)
