"""A callback, or a message to be heard: a contact whose caller is not on the line. One task each; decides nothing.

The agent's phone rings first. Then the caller is called and joined, or the message is played, and a key calls back.
While the hours are closed in which callers may be called, the distributor is asked to let a callback rest.
"""

import asyncio
from typing import assert_never

import structlog

from acd import effects as acd
from acd.commands import (
    CallerLeft,
    CallerNotReached,
    CallerReached,
    ContactOver,
    ConversationEnded,
    LegsJoined,
    RestCallback,
)
from asterisk.ari import events as ari
from asterisk.ari.errors import AriError, AriGone
from calls.agent_legs import AgentLeg, LegState
from calls.agent_side import AgentSide
from calls.callback_talk import CallbackTalk
from calls.calling_hours import CallingHours, calling_hours
from calls.deferred_store import Owed
from calls.message_for_agent import MessageForAgent
from calls.messages import LegsSeen, Message, RecordingTended
from calls.offer_shown import ShownCaller
from calls.outgoing import OutgoingLeg, Progress
from calls.owed_call import began, called
from calls.scene import Scene
from calls.surroundings import Surroundings
from calls.tray import take
from calls.waiting import Waiting
from cdr.events import ContactEnded
from vocabulary.causes import HangUpCause
from vocabulary.ids import BridgeId, EntryId, LegId, OfferId, PlaybackId
from vocabulary.instant import Instant
from vocabulary.parties import Party

TRAY_PLACES = 1_000
LINGER_SECONDS = 10.0
"""How long a session waits, once it is over, for Asterisk to confirm that its legs are gone."""

CLOSE_SECONDS = 5.0

log = structlog.get_logger(__name__)


class DeferredSession:
    """The hands of one contact whose caller hung up. ``kept``: what was owed was done, or need not be done any more.

    ``look``: whether the caller may be called now; a message may be heard at any time. ``place``: the entry of it.
    """

    def __init__(self, owed: Owed, around: Surroundings) -> None:
        self.contact, self.owed = owed.contact, owed
        self.kept = False
        self.place: EntryId = owed.request.entry
        self._hours = CallingHours() if owed.message else calling_hours(around.document, owed.request.queue)
        self.look = self._hours.look(around.clock())
        self._around = around
        self._tray: asyncio.Queue[Message] = asyncio.Queue(TRAY_PLACES)
        self._calls = self._talks = 0
        self._out = self._next_leg(0.0)
        self._agents = AgentSide(
            self.contact, self._out.leg, self.hear, around, ShownCaller(owed.number),
            caller_is_here=False, may_transfer=not owed.message,
        )  # fmt: skip
        self._agents.recording.refused, self._agents.recording.told = not owed.recorded, owed.told
        self._waiting = self._waiting_on(self._out.leg)
        self._message = MessageForAgent(owed, around) if owed.message else None
        self._reaching: OfferId | None = None
        self._heard_by: OfferId | None = None
        self._talk: CallbackTalk | None = None
        self._over_at: Instant | None = None

    def hear(self, message: Message) -> None:
        """Put a message into the tray. Raises asyncio.QueueFull: it is stuck, and whoever called ends it."""
        self._tray.put_nowait(message)

    @property
    def bridge(self) -> BridgeId | None:
        """The bridge of the present conversation."""
        return self._agents.conversation.bridge

    def begin(self) -> None:
        """The record of this contact begins; it names the one that was promised it."""
        self._around.ledger.note(self.contact, (began(self._around.document, self.owed),), self._around.clock())

    def refused(self) -> None:
        """The queue would not take it: the contact is over before it waited."""
        self._note_end(Party.SYSTEM)

    def _note_end(self, by: Party) -> None:
        facts = (ContactEnded(self.contact, by, HangUpCause.NORMAL),)
        self._around.ledger.note(self.contact, facts, self._around.clock())

    async def run(self) -> None:
        """Serve the contact until it is over and its legs are gone."""
        structlog.contextvars.bind_contextvars(contact=self.contact)
        try:
            while not self._done:
                deadline = self._over_at.plus(LINGER_SECONDS) if self._over_at is not None else self.look.next
                message = await take(self._tray, deadline, self._around.clock)
                if message is not None:
                    await self._take(message)
                elif self._over_at is None:
                    await self._keep_hours()
                if self._talk is not None:
                    self._around.scene_changed(self._talk.scene)
        except Exception:
            log.exception("deferred.failed")
        finally:
            await self._close()

    @property
    def _done(self) -> bool:
        at = self._over_at
        return at is not None and (not self._agents.open or self._around.clock().since(at) >= LINGER_SECONDS)

    async def _take(self, message: Message) -> None:
        try:
            if self._talk is not None and self._over_at is None and await self._talk.takes(message):
                return
            match message:
                case RecordingTended():
                    await message.carry_out()
                case LegsSeen():
                    await self._compare(message)
                case acd.RingAgent():
                    await self._agents.ring(message)
                case acd.ReleaseAgent(offer, reason):
                    await self._release(offer, reason)
                case acd.CallBack(_, _, offer, _, seconds):
                    await self._call_back(offer, seconds)
                case acd.ConnectLegs(_, _, offer):
                    await self._connect(offer)
                case acd.ReturnToWaiting(_, entry) | acd.MoveToQueue(_, entry) if self._message is None:
                    await self._agents.part()
                    queue = message.queue if isinstance(message, acd.MoveToQueue) else self.owed.request.queue
                    await self._waiting.move(entry, queue)
                case acd.Announce() if self._message is None:
                    await self._waiting.announce(message)
                case acd.ReleaseCaller():
                    await self._finish(kept=True)
                case acd.LeaveQueue(_, _, why) if why != "callback":
                    await self._finish(kept=False, by=Party.SYSTEM)
                case acd.StopCallingBack():
                    await self._finish(kept=self._message is None, by=Party.SYSTEM)
                case _:
                    await self._take_event(message)
        except AriGone:
            # The other side hung up first: its own event reports it.
            pass
        except AriError as error:
            log.error("deferred.not_done", message=repr(message), error=str(error))

    # --- the distributor ---------------------------------------------------------------------------------------------

    async def _call_back(self, offer: OfferId, answer_within_seconds: float) -> None:
        """The agent is there. A message is there at once; a caller is called."""
        if self._message is not None:
            await self._around.desk.submit(CallerReached(offer))
            return
        self._reaching = offer
        self._out = self._next_leg(answer_within_seconds)
        self._agents.caller_is(self._out.leg)
        self._waiting = self._waiting_on(self._out.leg)
        if await self._out.ring(*called(self._around.document, self.owed)) is Progress.LOST:
            await self._not_reached()

    async def _keep_hours(self) -> None:
        """The hours opened, or closed. Whoever is being called, or talks, is left alone."""
        self.look = self._hours.look(self._around.clock())
        if self.look.closed_seconds:
            await self._around.desk.submit(RestCallback(self.place, self.look.closed_seconds))

    async def _connect(self, offer: OfferId) -> None:
        if self._message is None:
            if await self._agents.connect(offer, self._waiting.take_announcements):
                self._waiting.over()
                self.kept = True
                self._talk = CallbackTalk(
                    self.owed, self._out.leg, self._agents, self._waiting, self._around, self.hear,
                    lambda: self._finish(kept=True),
                )  # fmt: skip
            return
        leg = self._agents.leg_of(offer)
        if leg is None:
            return
        leg.state, self._heard_by = LegState.JOINED, offer
        await self._around.desk.submit(LegsJoined(offer))
        await self._message.play_to(leg.leg, leg.agent)

    async def _release(self, offer: OfferId, reason: acd.Release) -> None:
        await self._agents.release(offer, reason)
        if offer == self._reaching:
            self._reaching = None
            await self._out.hang_up(HangUpCause.NORMAL)

    async def _not_reached(self) -> None:
        offer, self._reaching = self._reaching, None
        if offer is not None:
            await self._around.desk.submit(CallerNotReached(offer, self._out.cause))

    # --- what Asterisk tells -----------------------------------------------------------------------------------------

    async def _take_event(self, event: Message) -> None:
        match event:
            case ari.PlaybackFinished(playback):
                self._waiting.heard(PlaybackId(playback.id))
                if self._message is not None:
                    self._message.over(PlaybackId(playback.id), playback.state)
            case ari.ChannelDtmfReceived() if self._message is not None:
                await self._press(event)
            case ari.StasisStart() | ari.StasisEnd() | ari.ChannelStateChange() | ari.ChannelDestroyed() | ari.Dial():
                await self._take_leg_event(event)
            case _:
                pass

    async def _take_leg_event(
        self, event: ari.StasisStart | ari.StasisEnd | ari.ChannelStateChange | ari.ChannelDestroyed | ari.Dial
    ) -> None:
        if isinstance(event, ari.StasisStart) and event.channel.id != self._out.leg and self._heard_by is not None:
            return
        progress = await self._out.take(event)
        if progress is Progress.NOTHING:
            await self._agents.take(event)
            await self._look_after_agent()
        await self._follow(progress)

    async def _follow(self, progress: Progress) -> None:
        """What became of the caller's leg."""
        match progress:
            case Progress.ANSWERED:
                await self._reached()
            case Progress.LOST:
                await self._lose_caller()
            case Progress.NOTHING:
                pass
            case _:
                assert_never(progress)

    async def _look_after_agent(self) -> None:
        """Without the agent who was to talk to them the caller is rung no more; who heard a message may be gone."""
        if self._reaching is not None and self._agents.leg_of(self._reaching) is None:
            self._reaching = None
            await self._out.hang_up()
        if self._heard_by is not None and not self._agents.talking:
            await self._finish(kept=self._message is None or self._message.is_dealt_with)

    async def _reached(self) -> None:
        if self._reaching is not None:
            offer, self._reaching = self._reaching, None
            await self._around.desk.submit(CallerReached(offer))
        elif self._heard_by is not None and self._message is not None:
            await self._talk_about_message(self._heard_by)

    async def _talk_about_message(self, offer: OfferId) -> None:
        """The agent who heard the message has the caller on the line: one conversation, recorded like any other."""
        leg = self._agents.leg_of(offer)
        if leg is None or self._message is None:
            await self._out.hang_up()
            return
        self._talks += 1
        # Bridge and recording are named by it, and Asterisk bears no name twice.
        talk = offer if self._talks == 1 else OfferId(f"{offer}-{self._talks}")
        talking = AgentLeg(talk, leg.leg, leg.agent, 0.0, self._around.clock(), LegState.ANSWERED)
        await self._agents.conversation.join(talking, self._message.take_playbacks(), self.owed.request.queue)

    async def _lose_caller(self) -> None:
        if self._talk is not None:
            await self._talk.caller_left()
        if self._reaching is not None:
            await self._not_reached()
        elif self._heard_by is not None and self._message is not None:
            await self._agents.conversation.part(caller_is_there=False)
            await self._message.not_reached()
        elif await self._agents.lose_caller(Party.CALLER):
            await self._finish(kept=True)
        elif self._waiting.entry is not None:
            await self._around.desk.submit(CallerLeft(self._waiting.entry))
            await self._finish(kept=True)
        elif self._talk is not None:
            await self._finish(kept=True)

    async def _press(self, event: ari.ChannelDtmfReceived) -> None:
        leg = self._agents.leg_of(self._heard_by) if self._heard_by is not None else None
        if self._message is None or leg is None or event.channel.id != leg.leg:
            return
        if self._message.calls_back(event.digit) and self.owed.trunk and not self._out_is_up:
            self._out = self._next_leg(30.0)
            self._agents.caller_is(self._out.leg)
            await self._message.calling()
            if await self._out.ring(*called(self._around.document, self.owed)) is Progress.LOST:
                await self._message.not_reached()
        else:
            await self._message.press(event.digit)

    # --- the end -----------------------------------------------------------------------------------------------------

    async def _finish(self, *, kept: bool, by: Party | None = None) -> None:
        if self._over_at is not None:
            return
        self.kept = self.kept or kept
        self._over_at = self._around.clock()
        await self._around.desk.submit(ContactOver(self.contact))
        await self._out.hang_up()
        self._note_end(by or (Party.AGENT if self._agents.parted_by_agent else Party.CALLER))

    async def _close(self) -> None:
        if self._over_at is None:
            offer = self._heard_by
            if offer is not None:
                await self._around.desk.submit(ConversationEnded(offer, Party.SYSTEM))
            await self._finish(kept=False, by=Party.SYSTEM)
        if self._talk is not None:
            self._around.scene_changed(Scene(self.contact, None))
        self._around.disown(self._out.leg)
        for close in (self._out.hang_up, self._agents.close, self._agents.conversation.close):
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await close()
            except (AriError, TimeoutError) as error:
                log.error("deferred.not_closed", error=str(error) or "no answer in time")

    async def _compare(self, seen: LegsSeen) -> None:
        """After a gap: a leg that is not there any more is gone, one that is up was answered."""
        await self._follow(await self._out.compare(seen))
        await self._agents.compare(seen)
        await self._look_after_agent()

    # --- the small tools ---------------------------------------------------------------------------------------------

    def _next_leg(self, ring_seconds: float) -> OutgoingLeg:
        self._calls += 1
        return OutgoingLeg(LegId(f"o-{self.contact}-{self._calls}"), ring_seconds, self._around, self.hear)

    def _waiting_on(self, leg: LegId) -> Waiting:
        waiting = Waiting(self.contact, leg, self.owed.number, self._around)
        waiting.language = self.owed.language
        return waiting

    @property
    def _out_is_up(self) -> bool:
        return self._out.asked and not self._out.gone
