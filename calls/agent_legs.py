"""What Asterisk says of agent legs, translated into what the distributor wants to know of offers. Pure.

An agent leg is created, dialled once it is in the application, rings, is answered, is joined, is gone. Everything may
arrive late or twice; nothing is reported twice.
"""

from dataclasses import dataclass
from enum import Enum

from acd.commands import ConversationEnded, JoinFailed, OfferAnswered, OfferFailed, OfferRang, OfferReport, Unanswered
from acd.effects import Release
from vocabulary.causes import HangUpCause, cause_from
from vocabulary.ids import AgentName, DeviceName, LegId, OfferId
from vocabulary.instant import Instant
from vocabulary.parties import Party

DECLINED_BY_SIP = frozenset({486, 600, 603})
"""Busy Here, Busy Everywhere, Decline (RFC 3261, 21.4.24, 21.6.1, 21.6.2): the person, or their phone, said no."""

DECLINED_BY_CAUSE = frozenset({HangUpCause.BUSY, HangUpCause.REJECTED})


RELEASE_CAUSE = {
    Release.CALLER_GONE: HangUpCause.NORMAL,
    Release.NO_ANSWER: HangUpCause.NO_ANSWER,
    Release.TOO_LATE: HangUpCause.NORMAL,
    Release.LOST_RACE: HangUpCause.ANSWERED_ELSEWHERE,
    Release.COMPLETED: HangUpCause.NORMAL,
    Release.HANDED_ON: HangUpCause.NORMAL,
    Release.AGENT_AWAY: HangUpCause.NORMAL,
    Release.NOT_WANTED: HangUpCause.NORMAL,
    Release.CALLER_NOT_REACHED: HangUpCause.NORMAL,
}
"""What the phone is told. Of a call answered elsewhere it lists no missed call."""

NO_DEVICE = DeviceName("")


class LegState(Enum):
    CREATED = "created"
    DIALLED = "dialled"
    ANSWERED = "answered"
    JOINED = "joined"
    GONE = "gone"


@dataclass(slots=True)
class AgentLeg:
    """``device``: the phone. ``released``: we want it gone; whatever it reports from then on is nobody's business.

    ``lost``: it ended without anybody hanging up, so far as we know: no audio came any more. ``replaced``: in a
    transfer by the phone a channel of Asterisk's took its place, and what becomes of it means nothing any more.
    """

    offer: OfferId
    leg: LegId
    agent: AgentName
    ring_seconds: float
    made_at: Instant
    state: LegState = LegState.CREATED
    released: bool = False
    device: DeviceName = NO_DEVICE
    lost: bool = False
    replaced: bool = False


def leg_for(offer: OfferId, nth: int = 1) -> LegId:
    """The channel id of the leg that carries this offer: chosen before anything is asked of Asterisk.

    No id is the beginning of another one: Asterisk refuses it as taken while that channel is there (seen on 22.10.1).

    :param nth: of the agent's phones that ring for it.
    """
    return LegId(f"a-{offer}.{nth:02}")


class AgentLegs:
    """The agent legs of one contact, by leg id. All phones of one offer count as one: it rings, is answered, fails."""

    def __init__(self) -> None:
        self._legs: dict[LegId, AgentLeg] = {}
        self._refused: dict[OfferId, OfferFailed] = {}

    def add(
        self, offer: OfferId, agent: AgentName, ring_seconds: float, now: Instant, device: DeviceName = NO_DEVICE
    ) -> AgentLeg:
        """A leg is about to be created."""
        nth = 1 + sum(leg.offer == offer for leg in self._legs.values())
        leg = AgentLeg(offer, leg_for(offer, nth), agent, ring_seconds, now, device=device)
        self._legs[leg.leg] = leg
        return leg

    def adopt(self, leg: AgentLeg) -> None:
        """A leg of another contact, or of no offer so far, is this contact's from now on."""
        self._legs[leg.leg] = leg

    def drop(self, leg: AgentLeg) -> None:
        """Nothing will be heard of this leg any more."""
        self._legs.pop(leg.leg, None)

    def give(self, offer: OfferId) -> AgentLeg | None:
        """Let go of the leg of an offer: it is another contact's from now on."""
        leg = self.of(offer)
        return None if leg is None else self._legs.pop(leg.leg)

    def get(self, leg: LegId) -> AgentLeg | None:
        return self._legs.get(leg)

    def of(self, offer: OfferId) -> AgentLeg | None:
        """The leg of an offer: the one that was answered, else the first that rings."""
        legs = self.all_of(offer)
        answered = (leg for leg in legs if leg.state in {LegState.ANSWERED, LegState.JOINED} and not leg.released)
        return next(answered, legs[0] if legs else None)

    def all_of(self, offer: OfferId) -> tuple[AgentLeg, ...]:
        """All phones' legs of an offer."""
        return tuple(leg for leg in self._legs.values() if leg.offer == offer)

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
        """The first phone of an offer to answer has it; of one that comes second, ``too_late`` is to be asked."""
        if leg.state is not LegState.DIALLED:
            return None
        leg.state = LegState.ANSWERED
        return None if self.too_late(leg) else OfferAnswered(leg.offer)

    def too_late(self, leg: AgentLeg) -> bool:
        """Whether another phone of the same offer was answered before."""
        taken = {LegState.ANSWERED, LegState.JOINED}
        return any(one is not leg and one.state in taken and not one.released for one in self.all_of(leg.offer))

    def others(self, leg: AgentLeg) -> tuple[AgentLeg, ...]:
        """The other phones of its offer: they stop, as answered elsewhere."""
        return tuple(one for one in self.all_of(leg.offer) if one is not leg)

    def gone(self, leg: AgentLeg, cause: int | None, sip_code: int | None) -> OfferReport | None:
        """The leg no longer exists. ``cause`` is Q.850; ``sip_code`` the phone's final answer where there was one.

        An offer fails with its last phone; a person who declined on one of them has declined.
        """
        del self._legs[leg.leg]
        state, leg.state = leg.state, LegState.GONE
        if leg.released:
            return None
        match state:
            case LegState.CREATED | LegState.DIALLED:
                return self._failed(leg, cause, sip_code)
            case LegState.ANSWERED:
                return JoinFailed(leg.offer)
            case LegState.JOINED:
                return ConversationEnded(leg.offer, Party.AGENT, lost=leg.lost)
            case LegState.GONE:
                return None

    def _failed(self, leg: AgentLeg, cause: int | None, sip_code: int | None) -> OfferFailed | None:
        why = cause_from(cause)
        declined = sip_code in DECLINED_BY_SIP if sip_code else why in DECLINED_BY_CAUSE
        failed = OfferFailed(leg.offer, Unanswered.DECLINED if declined else Unanswered.UNREACHABLE, why)
        if any(not one.released for one in self.all_of(leg.offer)):
            if declined or leg.offer not in self._refused:
                self._refused[leg.offer] = failed
            return None
        earlier = self._refused.pop(leg.offer, None)
        return earlier if earlier is not None and earlier.kind is Unanswered.DECLINED else failed
