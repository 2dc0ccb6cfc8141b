"""What is asked of a conversation while it lasts: hold, transfer, consult, conference, recording, taking over.

Knows what can be asked when; the moves themselves are elsewhere. Who may ask is not known here.
"""

from functools import partial
from typing import assert_never

import structlog

from acd.effects import Effect, ReleaseAgent
from asterisk.ari.errors import AriError
from asterisk.ari.events import (
    BridgeAttendedTransfer,
    BridgeBlindTransfer,
    ChannelDestroyed,
    ChannelUnhold,
    Event,
    StasisEnd,
)
from calls import asks
from calls.asked_queue import AskedQueue
from calls.asks import Answer, CallAsk
from calls.consulting import Consulting
from calls.guests import Guests, TakenOver
from calls.handing_on import HandingOn
from calls.messages import LegsSeen
from calls.phone_transfers import PhoneTransfers
from calls.talk import Talk
from cdr.events import ConsultEnd
from recordings.policy import Wish
from vocabulary.ids import AgentName, BridgeId, LegId
from vocabulary.parties import Party

NOBODY = "no agent talks with the caller"
NOT_YOU = "the caller is with somebody else by now"

log = structlog.get_logger(__name__)


class MidCall:
    """One contact's conversation, beyond its beginning and its end."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.guests = Guests(talk)
        self.handing = HandingOn(talk, self.guests)
        self.consulting = Consulting(talk, self.handing)
        self._by_phone = PhoneTransfers(talk, self.handing)

    async def ask(self, ask: CallAsk, by: AgentName | None) -> Answer:
        """Do what is asked, or say why not."""
        match ask:
            case asks.TakeOver(supervisor, leg):
                return await self._take_over(supervisor, LegId(leg))
            case asks.PauseRecording(who) | asks.RecordAgain(who):
                return await self._pause(who, on=isinstance(ask, asks.PauseRecording))
            case _ if self.talk.agent is None:
                return Answer(NOBODY)
            case _ if by is not None and by != self.talk.agent.agent:
                return Answer(NOT_YOU)
            case asks.Hold():
                return await self._hold()
            case asks.GoOn():
                return await self._go_on()
            case asks.Transfer():
                return await self._transfer(ask, by)
            case asks.Consult():
                return await self.consulting.begin(ask)
            case asks.Complete(note):
                return await self.consulting.complete(note)
            case asks.CancelConsult():
                return await self.consulting.cancel()
            case asks.Conference():
                return await self.consulting.conference()
            case asks.HangUp():
                await self.talk.around.ari.hang_up(self.talk.agent.leg)
                return Answer()
            case asks.Record(on):
                return await self._record(by, on=on)
            case _:
                assert_never(ask)

    async def _hold(self) -> Answer:
        if self.talk.held:
            return Answer("the caller is held already")
        await self.talk.hold()
        return Answer()

    async def _go_on(self) -> Answer:
        if not self.talk.held:
            return Answer("the caller is not held")
        if self.consulting.asked is not None and not self.consulting.together:
            return await self.consulting.cancel()
        await self.talk.back()
        return Answer()

    async def _transfer(self, ask: asks.Transfer, by: AgentName | None) -> Answer:
        if self.consulting.asked is not None:
            return Answer("somebody is asked: complete it, or go back to the caller first")
        agent = self.talk.agent
        return await self.handing.begin(ask, by or (agent.agent if agent is not None else None))

    async def _record(self, by: AgentName | None, *, on: bool) -> Answer:
        talk = self.talk
        recording, agent, queue = talk.agents.recording, talk.agent, talk.queue
        if agent is None or queue is None:
            return Answer(NOBODY)
        if on and recording.running is not None:
            return Answer("it is recorded already")
        if recording.refused:
            return Answer("the caller has refused to be recorded")
        policy = recording.policy()
        if policy.wish is not Wish.ON_DEMAND:
            return Answer("the document does not leave it to you what is recorded")
        if on and policy.tells and not recording.told:
            return Answer("the caller was not told that the call may be recorded")
        if on:
            return Answer(await recording.record(agent.offer, talk.caller.leg, agent.agent))
        if recording.running is None:
            return Answer("it is not recorded")
        await recording.record_no_more(agent.offer, str(by or ""))
        return Answer()

    async def _pause(self, who: str, *, on: bool) -> Answer:
        return Answer(await self.talk.agents.recording.pause(who, on=on))

    async def _take_over(self, supervisor: str, leg: LegId) -> Answer:
        """The supervisor's leg comes from the listening; the agent is out of it."""
        talk = self.talk
        if talk.agent is None:
            return Answer(NOBODY)
        await self.consulting.cancel()
        await talk.part_from_agent()
        taken = TakenOver(supervisor, leg, talk.around)
        if not await self.guests.welcome(taken):
            # The leg is ours by now, and hung up by us: the listening is over in any case.
            await self.handing.to_head("the supervisor who took over was lost")
            await taken.let_go()
        return Answer()

    def is_by_phone(self, event: Event) -> bool:
        """Whether the agent's phone held, transferred, or was replaced."""
        return self._by_phone.is_about(event)

    async def take_by_phone(self, event: Event) -> None:
        """What the agent's phone did."""
        if isinstance(event, ChannelUnhold) and self.consulting.asked is not None and not self.consulting.together:
            # It was not the caller whom the phone held: they must not hear what is said to whom is asked.
            return
        if isinstance(event, BridgeBlindTransfer | BridgeAttendedTransfer):
            await self.consulting.give_up(ConsultEnd.AGENT_LEFT)
        await self._by_phone.take(event)

    # --- what happens ------------------------------------------------------------------------------------------------

    async def take(self, event: Event) -> None:
        """What Asterisk tells, before the agents' side hears of it."""
        agent = self.talk.agent
        ended = isinstance(event, StasisEnd | ChannelDestroyed) and event.channel.id
        if agent is not None and ended == agent.leg and await self.consulting.agent_left():
            return
        await self.guests.take(event)
        await self.handing.take(event)
        await self.consulting.take(event)

    def is_of_a_question(self, effect: Effect) -> bool:
        """Whether the distributor wants this for a question to a queue, not for the caller."""
        asked = self.consulting.asked
        if not isinstance(asked, AskedQueue):
            return False
        if isinstance(effect, ReleaseAgent):
            return asked.agents.leg_of(effect.offer) is not None
        return effect.contact == asked.consult

    @property
    def bridges(self) -> tuple[BridgeId, ...]:
        """The bridges in use beside the conversation's own."""
        asked = self.consulting.asked
        bridge = asked.agents.conversation.bridge if isinstance(asked, AskedQueue) else None
        return () if bridge is None else (bridge,)

    async def carry_out(self, effect: Effect) -> None:
        """What the distributor wants for a question to a queue."""
        await self.consulting.carry_out(effect)

    async def compare(self, seen: LegsSeen) -> None:
        """What was missed in a gap."""
        agent = self.talk.agent
        if agent is not None and agent.leg not in seen.states and agent.made_at < seen.asked_at:
            await self.consulting.agent_left()
        await self.guests.compare(seen)
        await self.handing.compare(seen)
        await self.consulting.compare(seen)

    async def caller_left(self) -> None:
        """The caller is gone: so is everything that was done for them. Never raises: their contact has to end."""
        for end in (
            partial(self.consulting.give_up, ConsultEnd.CALLER_LEFT, Party.CALLER),
            self.handing.give_up,
            partial(self.guests.part, Party.CALLER, caller_is_there=False),
        ):
            try:
                await end()
            except AriError as error:
                log.error("conversation.not_ended", error=str(error))
        self.talk.held = False

    async def agent_parted(self) -> None:
        """The conversation with the agent is over by itself: whom they asked is let go."""
        await self.consulting.give_up(ConsultEnd.AGENT_LEFT)
        self.talk.held = False
