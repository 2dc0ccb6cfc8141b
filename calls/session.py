"""One contact's session: one task that carries out what was decided and reports what came of it. Decides nothing.

Asterisk's events, the desk's effects, what people ask and the dialogue's own deadlines come in through one tray, in
order. Whatever the session opened, it closes, however it ends.
"""

import asyncio
from contextlib import suppress

import structlog

from acd import effects as acd
from acd.commands import CallerLeft, CallerPressedKey, ContactOver
from asterisk.ari import events as ari_events
from asterisk.ari.errors import AriError, AriGone
from calls.agent_side import AgentSide
from calls.asked_queue import given_away
from calls.asks import Answer
from calls.caller_leg import CallerLeg, cause_told
from calls.errands import Errands
from calls.flow_hands import FlowHands
from calls.messages import Asked, AudioLost, HandOver, LegsSeen, Message, RecordingTended
from calls.mid_call import MidCall
from calls.offer_shown import ShownCaller
from calls.others import HandedOver
from calls.queue_hands import QueueHands
from calls.scene import Scene
from calls.surroundings import Surroundings
from calls.talk import Talk
from calls.tray import take
from calls.waiting import Waiting
from cdr.events import ContactBegan, ContactEnded, ContactFact
from ivr import reports as ivr
from ivr.interpreter import Dialogue
from vocabulary.causes import HangUpCause, was_cut
from vocabulary.ids import BridgeId, ContactId, FlowName, LegId, PlaybackId
from vocabulary.instant import Instant
from vocabulary.parties import Party

TRAY_PLACES = 1_000
"""One call makes some fifty events. A tray this full belongs to a session that is stuck."""

LINGER_SECONDS = 10.0
"""How long a session waits, after its caller is gone, for Asterisk to confirm that the agent legs are gone too."""

REPLACED_SECONDS = 5.0
"""How long a call that its phone joined with another waits for being asked what it reached, until it is over."""

CLOSE_SECONDS = 5.0
"""How long closing may take before the session gives up: what is left is found at the next start."""

log = structlog.get_logger(__name__)


class ContactSession:
    """The hands of one contact."""

    def __init__(self, contact: ContactId, caller: CallerLeg, dialogue: Dialogue, around: Surroundings) -> None:
        self.contact = contact
        self.caller = caller
        self._around = around
        self._tray: asyncio.Queue[Message] = asyncio.Queue(TRAY_PLACES)
        shown = ShownCaller(caller.caller_number, caller.caller_name)
        self._agents = AgentSide(contact, caller.leg, self.hear, around, shown)
        self._waiting = Waiting(contact, caller.leg, caller.caller_number, around)
        self._errands = Errands(contact, caller, self._waiting, around, self.hear, self._agents.recording)
        self._flow = FlowHands(contact, caller, dialogue, self._waiting, self._agents, self._errands, around, self.hear)
        self._talk = Talk(contact, caller, self._agents, self._waiting, around, self.hear, self._note, self._go_on)
        self._mid_call = MidCall(self._talk)
        self._queue_hands = QueueHands(self._agents, self._waiting, self._mid_call, self._flow)
        self._caller_gone_at: Instant | None = None
        self._asterisk_lost = False
        self._replaced_at: Instant | None = None
        self._stand_in: LegId | None = None

    def hear(self, message: Message) -> None:
        """Put a message into the tray.

        :raises asyncio.QueueFull: the session is stuck; whoever called ends it.
        """
        self._tray.put_nowait(message)

    @property
    def bridges(self) -> tuple[BridgeId, ...]:
        """The bridges in use."""
        bridge = self._agents.conversation.bridge
        return (*(() if bridge is None else (bridge,)), *self._mid_call.bridges)

    @property
    def guest(self) -> str:
        """Who talks with the caller instead of an agent; empty: nobody."""
        guest = self._mid_call.guests.guest
        return guest.name if guest is not None else ""

    @property
    def consulting(self) -> str:
        """Whom the agent asks, or has in the conversation as a third; empty: nobody."""
        asked = self._mid_call.consulting.asked
        return asked.name if asked is not None else ""

    @property
    def scene(self) -> Scene:
        """Who can be heard now."""
        agent, talk = self._agents.joined, self._talk
        return Scene(
            self.contact,
            self.caller.leg if self._caller_gone_at is None else None,
            agent.agent if agent is not None else None,
            agent.leg if agent is not None else None,
            agent.offer if agent is not None else None,
            talk.queue,
            self._agents.conversation.bridge if self._agents.conversation.goes_on else None,
            talk.held,
            talk.private,
        )

    async def run(self) -> None:
        """Serve the contact until its caller and all its agent legs are gone."""
        structlog.contextvars.bind_contextvars(contact=self.contact)
        try:
            self._note(
                ContactBegan(
                    self.contact,
                    self.caller.number_dialled,
                    self.caller.caller_number,
                    self.caller.caller_name,
                    self._around.document.version,
                )
            )
            await self._flow.converse(ivr.CallerArrived())
            self._around.scene_changed(self.scene)
            while not self._over:
                await self._take_turn()
                self._around.scene_changed(self.scene)
        except Exception:
            log.exception("session.failed")
        finally:
            await self._close()

    @property
    def _over(self) -> bool:
        if self._caller_gone_at is None or not self._flow.over:
            return False
        return not self._agents.open or self._around.clock().since(self._caller_gone_at) >= LINGER_SECONDS

    async def _take_turn(self) -> None:
        deadline = self._flow.next_deadline()
        if self._caller_gone_at is not None and self._flow.over:
            deadline = self._caller_gone_at.plus(LINGER_SECONDS)
        elif self._replaced_at is not None:
            deadline = self._replaced_at.plus(REPLACED_SECONDS)
        message = await take(self._tray, deadline, self._around.clock)
        if message is not None:
            await self._take(message)
        elif self._replaced_at is not None:
            self._replaced_at = None
            await self._lose_caller()
            await self._end_stand_in()
        elif not self._flow.over and deadline is not None:
            await self._flow.handle_deadline(deadline)

    async def _take(self, message: Message) -> None:
        try:
            match message:
                case LegsSeen():
                    await self._compare(message)
                case ivr.ErrandEnded() | ivr.PlaybackEnded():
                    await self._flow.converse(message)
                case Asked():
                    await self._answer(message)
                case HandOver():
                    await self._hand_over(message)
                case RecordingTended():
                    await message.carry_out()
                case AudioLost(leg):
                    await self._agents.lose(leg)
                case _ if isinstance(message, acd.Effect):
                    await self._queue_hands.carry_out(message, caller_is_there=self._caller_gone_at is None)
                case _:
                    await self._take_event(message)
        except AriGone:
            # The other side hung up first: its own event reports it, here as everywhere.
            pass
        except AriError as error:
            # Not this call's fault: what was not done is made up for when the link is back (LegsSeen).
            log.error("session.not_done", message=type(message).__name__, error=str(error))

    async def _answer(self, asked: Asked) -> None:
        """Whoever asked is told in any case, and of a fault of Asterisk's too."""
        answer = Answer("it could not be done: the other side, or Asterisk, is gone")
        try:
            answer = await self._mid_call.ask(asked.ask, asked.by)
        finally:
            if not asked.answer.done():
                asked.answer.set_result(answer)

    async def _hand_over(self, message: HandOver) -> None:
        """Whose phone this caller is joined it with another call of theirs: this contact is over, its agent theirs."""
        if message.answer.done():
            # Whoever asked did not wait for it.
            return
        handed = HandedOver()
        try:
            handed = await given_away(self.contact, message.contact, self._agents, self._waiting, self._around)
        finally:
            if not message.answer.done():
                message.answer.set_result(handed)
        self._replaced_at = None
        await self._lose_caller()

    # --- what Asterisk tells -----------------------------------------------------------------------------------------

    async def _take_event(self, event: ari_events.Event) -> None:
        if self._mid_call.is_by_phone(event):
            await self._mid_call.take_by_phone(event)
            return
        if self._replaced_at is not None and _channel_of(event) == self.caller.leg:
            # In a transfer by the caller's phone, one of ours: what it reached is asked for in a moment.
            return
        match event:
            case ari_events.StasisStart(replace_channel=ari_events.Channel(id=self.caller.leg)):
                self._replaced_at, self._stand_in = self._around.clock(), event.channel.id
            case ari_events.StasisStart(replace_channel=ari_events.Channel()):
                # Only whose the caller is may hand them on; whoever else tries is out of the call.
                await self._around.ari.hang_up(event.channel.id)
            case ari_events.PlaybackFinished(playback=playback):
                await self._playback_over(PlaybackId(playback.id), event)
            case ari_events.ChannelDtmfReceived() if event.channel.id == self.caller.leg:
                await self._press(event.digit)
            case ari_events.ChannelHangupRequest() if event.channel.id == self.caller.leg:
                self._flow.cause = self._flow.cause or cause_told(event)
            case ari_events.StasisEnd() if event.channel.id == self.caller.leg and self._errands.leaving_is_no_end:
                pass
            case ari_events.StasisEnd() | ari_events.ChannelDestroyed() if event.channel.id == self.caller.leg:
                await self._lose_caller()
            case ari_events.StasisStart() if event.channel.id == self.caller.leg:
                await self._errands.take(event)
                await self._flow.catch_up_playback()
            case (
                ari_events.StasisStart()
                | ari_events.StasisEnd()
                | ari_events.ChannelStateChange()
                | ari_events.ChannelDestroyed()
                | ari_events.Dial()
            ):
                await self._errands.take(event)
                await self._mid_call.take(event)
                await self._agents.take(event)
            case _:
                await self._errands.take(event)
                await self._mid_call.take(event)

    async def _playback_over(self, playback: PlaybackId, event: ari_events.PlaybackFinished) -> None:
        self._waiting.heard(playback)
        if await self._agents.heard(playback, self._waiting.take_announcements):
            self._waiting.over()
        await self._mid_call.take(event)
        await self._flow.converse(ivr.PlaybackEnded(playback, heard=event.playback.state != "failed"))

    async def _press(self, key: str) -> None:
        """In a queue a key is the distributor's; to the dialogue it means nothing there."""
        if self._waiting.entry is not None:
            await self._around.desk.submit(CallerPressedKey(self._waiting.entry, key))
        await self._flow.converse(ivr.KeyPressed(key))

    async def _end_stand_in(self) -> None:
        """Nobody asked for what the caller's phone reached in a transfer: nobody shall hear what stands in for it."""
        stand_in, self._stand_in = self._stand_in, None
        if stand_in is not None:
            with suppress(AriError):
                await self._around.ari.hang_up(stand_in)

    async def _lose_caller(self, by: Party = Party.CALLER) -> None:
        if self._caller_gone_at is not None:
            return
        self._caller_gone_at = self._around.clock()
        self._flow.caller_is_there = False
        cause = self._flow.cause or HangUpCause.NORMAL
        await self._mid_call.caller_left()
        if not await self._agents.lose_caller(by, cut=was_cut(cause)) and self._waiting.entry is not None:
            await self._around.desk.submit(CallerLeft(self._waiting.entry, was_cut(cause)))
        if self._waiting.ever:
            await self._around.desk.submit(ContactOver(self.contact))
        self._waiting.over()
        await self._flow.converse(ivr.CallerHungUp())
        self._note(ContactEnded(self.contact, self._ended_by(), cause))

    def _ended_by(self) -> Party:
        """A flow that only hangs up after the agent did adds nothing: the agent ended it."""
        if self._asterisk_lost:
            return Party.SYSTEM
        if not self._flow.asked_to_hang_up:
            return Party.CALLER
        return Party.AGENT if self._agents.parted_by_agent else Party.SYSTEM

    async def _compare(self, seen: LegsSeen) -> None:
        """Feed in, as ordinary reports, what was missed while the events did not reach us."""
        if self.caller.leg not in seen.states:
            self._asterisk_lost = seen.restarted
            self._flow.cause = self._flow.cause or (HangUpCause.FAILURE if seen.restarted else None)
            await self._lose_caller(Party.SYSTEM if seen.restarted else Party.CALLER)
        await self._mid_call.compare(seen)
        await self._agents.compare(seen)
        if self._caller_gone_at is not None:
            return
        await self._flow.catch_up()
        await self._waiting.settle()
        await self._errands.compare(seen)
        await self._flow.catch_up_playback()

    # --- the end -----------------------------------------------------------------------------------------------------

    async def _go_on(self, flow: FlowName | None) -> None:
        """The caller is their flow's again: where it stands, or at the beginning of another."""
        await self._flow.converse(ivr.CallerReturned("", flow))

    async def _close(self) -> None:
        """Close whatever is open: nothing in the ordinary case, all of it when the session was cancelled or failed."""
        self._around.disown(self.caller.leg)
        for close in (self._close_caller, self._errands.close, self._agents.close, self._agents.conversation.close):
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await close()
            except (AriError, TimeoutError) as error:
                log.error("session.not_closed", error=str(error) or "no answer in time")
        while not self._tray.empty():
            left = self._tray.get_nowait()
            if isinstance(left, Asked) and not left.answer.done():
                left.answer.set_result(Answer("the call is over"))
            elif isinstance(left, HandOver) and not left.answer.done():
                left.answer.set_result(HandedOver())

    async def _close_caller(self) -> None:
        if self._caller_gone_at is None:
            self._flow.asked_to_hang_up = self._flow.asked_to_hang_up or self._flow.cause is None
            self._flow.cause = self._flow.cause or HangUpCause.FAILURE
            self._agents.parted_by_agent = False
            await self._lose_caller(Party.SYSTEM)
            await self._around.ari.hang_up(self.caller.leg, HangUpCause.FAILURE)

    def _note(self, *facts: ContactFact) -> None:
        if facts:
            self._around.ledger.note(self.contact, facts, self._around.clock())


def _channel_of(event: ari_events.Event) -> LegId | None:
    channel = getattr(event, "channel", None)
    return channel.id if isinstance(channel, ari_events.Channel) else None
