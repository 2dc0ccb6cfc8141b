"""What Asterisk says of agent legs, translated into what the distributor wants to know of offers. Pure.

An agent leg is created, dialled once it is in the application, rings, is answered, is joined, is gone. Everything may
arrive late or twice; nothing is reported twice.
"""

from dataclasses import dataclass
from enum import Enum

from acd.commands import ConversationEnded, JoinFailed, OfferAnswered, OfferFailed, OfferRang, OfferReport, Unanswered
from vocabulary.causes import HangUpCause, cause_from
from vocabulary.ids import AgentName, LegId, OfferId
from vocabulary.instant import Instant
from vocabulary.parties import Party

DECLINED_BY_SIP = frozenset({486, 600, 603})
"""Busy Here, Busy Everywhere, Decline (RFC 3261, 21.4.24, 21.6.1, 21.6.2): the person, or their phone, said no."""

DECLINED_BY_CAUSE = frozenset({HangUpCause.BUSY, HangUpCause.REJECTED})


class LegState(Enum):
    CREATED = "created"
    DIALLED = "dialled"
    ANSWERED = "answered"
    JOINED = "joined"
    GONE = "gone"


@dataclass(slots=True)
class AgentLeg:
    """``released``: we want it gone; whatever it reports from then on is nobody's business."""

    offer: OfferId
    leg: LegId
    agent: AgentName
    ring_seconds: float
    made_at: Instant
    state: LegState = LegState.CREATED
    released: bool = False


def leg_for(offer: OfferId) -> LegId:
    """The channel id of the leg that carries this offer: chosen before anything is asked of Asterisk."""
    return LegId(f"a-{offer}")


class AgentLegs:
    """The agent legs of one contact, by leg id."""

    def __init__(self) -> None:
        self._legs: dict[LegId, AgentLeg] = {}

    def add(self, offer: OfferId, agent: AgentName, ring_seconds: float, now: Instant) -> AgentLeg:
        """A leg is about to be created."""
        leg = AgentLeg(offer, leg_for(offer), agent, ring_seconds, now)
        self._legs[leg.leg] = leg
        return leg

    def get(self, leg: LegId) -> AgentLeg | None:
        return self._legs.get(leg)

    def of(self, offer: OfferId) -> AgentLeg | None:
        return self._legs.get(leg_for(offer))

    @property
    def open(self) -> tuple[AgentLeg, ...]:
        """Legs that may still exist in Asterisk."""
        return tuple(self._legs.values())

    @property
    def joined(self) -> AgentLeg | None:
        """The leg in conversation with the caller."""
        return next((leg for leg in self._legs.values() if leg.state is LegState.JOINED), None)

    def entered(self, leg: AgentLeg) -> bool:
        """The leg is in our application: True when it is to be dialled now."""
        if leg.state is not LegState.CREATED or leg.released:
            return False
        leg.state = LegState.DIALLED
        return True

    def rang(self, leg: AgentLeg) -> OfferReport | None:
        if leg.state is not LegState.DIALLED or leg.released:
            return None
        return OfferRang(leg.offer)

    def answered(self, leg: AgentLeg) -> OfferReport | None:
        if leg.state is not LegState.DIALLED:
            return None
        leg.state = LegState.ANSWERED
        return OfferAnswered(leg.offer)

    def gone(self, leg: AgentLeg, cause: int | None, sip_code: int | None) -> OfferReport | None:
        """The leg no longer exists. ``cause`` is Q.850; ``sip_code`` the phone's final answer where there was one."""
        del self._legs[leg.leg]
        state, leg.state = leg.state, LegState.GONE
        if leg.released:
            return None
        match state:
            case LegState.CREATED | LegState.DIALLED:
                why = cause_from(cause)
                declined = sip_code in DECLINED_BY_SIP if sip_code else why in DECLINED_BY_CAUSE
                return OfferFailed(leg.offer, Unanswered.DECLINED if declined else Unanswered.UNREACHABLE, why)
            case LegState.ANSWERED:
                return JoinFailed(leg.offer)
            case LegState.JOINED:
                return ConversationEnded(leg.offer, Party.AGENT)
            case LegState.GONE:
                return None
