"""The agents' side of one contact: legs rung, answered, joined, released. Carries out and reports; decides nothing.

Every leg has an id of ours before it is asked for, so that whatever is heard of it, however late, is understood.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import assert_never

import structlog

from acd.commands import ConversationEnded, JoinFailed, LegsJoined, OfferFailed, OfferReport, Unanswered
from acd.effects import Release, RingAgent
from asterisk.ari.errors import AriError, AriGone, AriRefused
from asterisk.ari.events import ChannelDestroyed, ChannelStateChange, Dial, StasisEnd, StasisStart
from calls.agent_legs import RELEASE_CAUSE, AgentLeg, AgentLegs, LegState
from calls.contact_recording import ContactRecording
from calls.conversation import Conversation, Join
from calls.messages import LegsSeen, Message
from calls.offer_shown import ShownCaller, variables
from calls.surroundings import Surroundings
from calls.told_first import told_first
from recordings.policy import WhyNot
from vocabulary.causes import HangUpCause
from vocabulary.ids import ContactId, LegId, OfferId, PlaybackId, QueueName
from vocabulary.parties import Party

DIAL_BACKSTOP_SECONDS = 5.0
"""Asterisk stops ringing so long after the distributor should have: only if we are no longer there to say so."""

LegEvent = StasisStart | StasisEnd | ChannelStateChange | ChannelDestroyed | Dial
"""What is heard of a leg, agent's or caller's."""

log = structlog.get_logger(__name__)


class AgentSide:
    """The agent legs of one contact and the conversation they lead to.

    ``hear``: where events of the legs are to be delivered. ``parted_by_agent``: the last conversation was ended by the
    agent's leg, or the guest's. ``shown``: who calls, as phones show them. ``caller_is_here``: there is a caller's leg
    whose codecs can be offered; of a callback there is none yet. ``never``: why nothing of it is recorded.
    """

    def __init__(
        self,
        contact: ContactId,
        caller: LegId,
        hear: Callable[[Message], None],
        around: Surroundings,
        shown: ShownCaller,
        *,
        caller_is_here: bool = True,
        may_transfer: bool = True,
        never: WhyNot | None = None,
    ) -> None:
        self._contact = contact
        self._caller = caller
        self._shown = shown
        self._caller_is_here = caller_is_here
        self._may_transfer = may_transfer
        self._hear = hear
        self._around = around
        self._legs = AgentLegs()
        self._caller_gone = False
        self._telling: dict[PlaybackId, OfferId] = {}
        self.recording = ContactRecording(contact, shown.number, around, hear, never=never)
        self.conversation = Conversation(contact, caller, around, self.recording)
        self.parted_by_agent = False

    @property
    def open(self) -> tuple[AgentLeg, ...]:
        """Legs that may still exist in Asterisk."""
        return self._legs.open

    @property
    def talking(self) -> bool:
        """Whether a leg is in conversation now."""
        return self._legs.joined is not None

    def leg_of(self, offer: OfferId) -> AgentLeg | None:
        """The leg of an offer, while it exists."""
        return self._legs.of(offer)

    def caller_is(self, caller: LegId) -> None:
        """The caller of a callback is, or will be, on this leg."""
        self._caller = caller
        self.conversation.caller_is(caller)

    @property
    def joined(self) -> AgentLeg | None:
        """The leg in conversation now."""
        return self._legs.joined

    async def ring(self, effect: RingAgent) -> None:
        """Make the legs of an offer, one for each of the agent's phones; dialled once they are in our application."""
        if self._caller_gone:
            return
        devices = self._around.phones.devices_of(effect.agent)
        now = self._around.clock()
        legs = [
            self._legs.add(effect.offer, effect.agent, effect.ring_timeout_seconds, now, device) for device in devices
        ]
        for leg in legs:
            self._around.adopt(leg.leg, self._hear)
        entry = self._around.desk.state.entries.get(effect.entry)
        queue = entry.queue if entry is not None else None
        shown = variables(self._around.document, effect.agent, self._shown, queue, may_transfer=self._may_transfer)
        await asyncio.gather(*(self._create(leg, shown) for leg in legs))
        if not legs:
            self._around.desk.leg_is_gone(effect.offer)
            await self._report(OfferFailed(effect.offer, Unanswered.UNREACHABLE, HangUpCause.SUBSCRIBER_ABSENT))

    async def _create(self, leg: AgentLeg, shown: dict[str, str]) -> None:
        args = ("agent", self._contact, leg.offer)
        originator = self._caller if self._caller_is_here else None
        try:
            await self._around.ari.create_leg(leg.leg, f"PJSIP/{leg.device}", args, originator, shown)
        except AriError as error:
            log.warning("agent_side.leg_not_created", agent=leg.agent, device=leg.device, error=str(error))
            if isinstance(error, AriRefused):
                # Nobody is registered there. Told first: else the agent is offered the next caller at that phone.
                await self._around.desk.submit(*self._around.phones.lose(leg.device))
            await self._lose(leg, HangUpCause.SUBSCRIBER_ABSENT, None)
            # Where there was no answer, it may have been created all the same.
            await self._around.ari.hang_up(leg.leg, HangUpCause.FAILURE)

    async def release(self, offer: OfferId, reason: Release) -> None:
        """Hang up the legs of an offer, if there are any."""
        legs = self._legs.all_of(offer)
        for leg in legs:
            leg.released = True
        try:
            await asyncio.gather(*(self._around.ari.hang_up(leg.leg, RELEASE_CAUSE[reason]) for leg in legs))
        finally:
            for leg in legs:
                await self._part_from(leg)
        if legs and reason is Release.HANDED_ON and not self.conversation.goes_on:
            # The caller waits elsewhere, or is about to; a bridge outlives its legs, else their cause is lost.
            await self.conversation.leave_bridge()

    async def take_over(self, leg: AgentLeg, announcements: Sequence[PlaybackId], queue: QueueName | None) -> bool:
        """A leg that no offer rang is the caller's partner from now on, alone. Whether they met."""
        await self.part()
        for other in (others := [other for other in self._legs.open if other.leg != leg.leg]):
            other.released = True
        # What cannot be hung up now is when it is released, or after the gap: the two are to meet in any case.
        await asyncio.gather(*(self._around.ari.hang_up(other.leg) for other in others), return_exceptions=True)
        # The distributor has them talk already: whatever becomes of the leg from now on ends a conversation.
        leg.state = LegState.JOINED
        self._legs.adopt(leg)
        self._around.adopt(leg.leg, self._hear)
        return await self.conversation.join(leg, announcements, queue) is Join.JOINED

    def forget_replaced(self) -> None:
        """Of a leg in whose place Asterisk put a channel of its own, and which was let go, nothing is told (seen)."""
        for leg in self._legs.open:
            if leg.replaced and leg.released:
                self._legs.drop(leg)
                self._forget(leg)

    def give(self, offer: OfferId) -> AgentLeg | None:
        """The leg of this offer is another contact's from now on."""
        return self._legs.give(offer)

    async def lose(self, leg: LegId) -> None:
        """No audio comes on this leg any more: it is hung up, as one that nobody hung up."""
        lost = self._legs.get(leg)
        if lost is not None and not lost.released:
            lost.lost = True
            await self._around.ari.hang_up(leg, HangUpCause.CHANNEL_UNAVAILABLE)

    async def part(self) -> None:
        """The caller goes on without whom they talk to, and whatever that leg still reports means nothing.

        The leg itself is released by an effect of its own.
        """
        self.parted_by_agent = False
        joined = self._legs.joined
        if joined is not None:
            joined.released = True
            await self._part_from(joined)

    async def connect(self, offer: OfferId, take_announcements: Callable[[], Sequence[PlaybackId]]) -> bool:
        """Join the answered leg with the caller; whether they are joined. Whoever was lost is reported elsewhere.

        Where the agent is told something first, the caller waits on meanwhile, and ``heard`` joins them.
        """
        leg = self._legs.of(offer)
        if leg is None or self._caller_gone:
            # Whoever is gone was reported gone; the desk undoes the connection on that report.
            return False
        told = await told_first(leg, self._around)
        if told is not None:
            self._telling[told] = offer
            return False
        return await self._join(leg, take_announcements())

    async def heard(self, playback: PlaybackId, take_announcements: Callable[[], Sequence[PlaybackId]]) -> bool:
        """The end of a playback; where an agent was told it before the call: whether the legs are joined now."""
        offer = self._telling.pop(playback, None)
        leg = self._legs.of(offer) if offer is not None else None
        if leg is None or leg.released or leg.state is not LegState.ANSWERED or self._caller_gone:
            return False
        return await self._join(leg, take_announcements())

    async def _join(self, leg: AgentLeg, announcements: Sequence[PlaybackId]) -> bool:
        offer = leg.offer
        offer_of_desk = self._around.desk.state.offers.get(offer)
        queue = offer_of_desk.queue if offer_of_desk is not None else None
        joined = await self.conversation.join(leg, announcements, queue)
        match joined:
            case Join.JOINED:
                leg.state = LegState.JOINED
                self.parted_by_agent = False
                await self._around.desk.submit(LegsJoined(offer))
            case Join.AGENT_LOST:
                leg.released = True
                await self._around.desk.submit(JoinFailed(offer))
                await self._around.ari.hang_up(leg.leg)
            case Join.CALLER_LOST:
                # Their own event reports it; should it never come, the distributor's deadline undoes the connection.
                pass
            case _:
                assert_never(joined)
        return joined is Join.JOINED

    async def lose_caller(self, by: Party, *, cut: bool = False) -> bool:
        """The caller's leg is gone: ends the conversation, if there was one; whether there was."""
        self._caller_gone = True
        joined = self._legs.joined
        if joined is not None:
            await self._around.desk.submit(ConversationEnded(joined.offer, by, cut))
            await self._part_from(joined)
        await self.recording.caller_gone()
        return joined is not None

    async def take(self, event: LegEvent) -> None:
        """What Asterisk tells of a leg; one that is not ours, or not any more, means nothing."""
        leg = self._legs.get(event.peer.id if isinstance(event, Dial) else event.channel.id)
        if leg is None:
            return
        match event:
            case StasisStart():
                await self._dial(leg)
            case ChannelStateChange(channel):
                await self._take_state(leg, channel.state)
            case Dial(dialstatus=status):
                await self._take_state(leg, {"RINGING": "Ringing", "ANSWER": "Up"}.get(status, ""))
            case StasisEnd():
                # Before the answer only ChannelDestroyed tells why; after it, this comes first and the why is plain.
                if leg.state in {LegState.ANSWERED, LegState.JOINED} and not leg.replaced:
                    await self._lose(leg, None, None)
            case ChannelDestroyed(cause=cause, tech_cause=sip_code):
                await self._lose(leg, cause, sip_code)
            case _:
                assert_never(event)

    async def compare(self, seen: LegsSeen) -> None:
        """Feed in, as ordinary reports, what was missed while the events did not reach us."""
        for leg in self._legs.open:
            state = seen.states.get(leg.leg)
            if state is None:
                if leg.made_at < seen.asked_at:
                    await self._lose(leg, None, None)
            elif leg.released:
                await self._around.ari.hang_up(leg.leg)
            elif leg.state is LegState.CREATED:
                await self._dial(leg)
            else:
                await self._take_state(leg, state)

    async def close(self) -> None:
        """Hang up whatever is left; what cannot be hung up now is nobody's, and is ended when the link is back.

        :raises AriError: of the first leg that could not be hung up.
        """
        faults: list[AriError] = []
        for leg in self._legs.open:
            self._around.disown(leg.leg)
            self._around.desk.leg_is_gone(leg.offer)
            try:
                await self._around.ari.hang_up(leg.leg)
            except AriError as error:
                faults.append(error)
        if faults:
            raise faults[0]

    async def _dial(self, leg: AgentLeg) -> None:
        """A leg may only be dialled once it is in our application (before, Asterisk answers 409)."""
        if not self._legs.entered(leg):
            return
        try:
            # Without naming the caller: that would show their number over what the queue wants shown.
            await self._around.ari.dial(leg.leg, None, int(leg.ring_seconds + DIAL_BACKSTOP_SECONDS))
        except AriGone:
            log.info("agent_side.leg_gone_before_dialled", agent=leg.agent)
        except AriError as error:
            log.warning("agent_side.leg_not_dialled", agent=leg.agent, error=str(error))
            await self._around.ari.hang_up(leg.leg, HangUpCause.FAILURE)

    async def _take_state(self, leg: AgentLeg, state: str) -> None:
        """``state`` is Asterisk's channel state."""
        if state == "Ringing":
            await self._report(self._legs.rang(leg))
        elif state == "Up" and leg.released:
            await self._around.ari.hang_up(leg.leg)
        elif state == "Up":
            await self._answered(leg)

    async def _answered(self, leg: AgentLeg) -> None:
        """The agent's other phones stop, as answered elsewhere; a second answer of theirs comes too late."""
        report = self._legs.answered(leg)
        beaten = (leg,) if self._legs.too_late(leg) else self._legs.others(leg)
        await self._report(report)
        for other in beaten:
            other.released = True
            await self._around.ari.hang_up(other.leg, HangUpCause.ANSWERED_ELSEWHERE)

    async def _lose(self, leg: AgentLeg, cause: int | None, sip_code: int | None) -> None:
        was_joined = leg.state is LegState.JOINED
        report = self._legs.gone(leg, cause, sip_code)
        self._forget(leg)
        self.parted_by_agent = self.parted_by_agent or was_joined
        await self._report(report)
        if was_joined:
            await self.conversation.part(caller_is_there=True)

    async def _part_from(self, leg: AgentLeg) -> None:
        """This leg's conversation is over, if it is in one: another leg may be joined from now on."""
        if leg.state is LegState.JOINED:
            leg.state = LegState.ANSWERED
            await self.conversation.part(caller_is_there=not self._caller_gone)

    def _forget(self, leg: AgentLeg) -> None:
        self._around.disown(leg.leg)
        if not self._legs.all_of(leg.offer):
            self._around.desk.leg_is_gone(leg.offer)

    async def _report(self, report: OfferReport | None) -> None:
        if report is not None:
            await self._around.desk.submit(report)
