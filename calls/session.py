"""One contact's session: one task that carries out what was decided and reports what came of it. Decides nothing.

Asterisk's events, the desk's effects and the dialogue's own deadlines come in through one tray, in order. Whatever the
session opened, it closes, however it ends.
"""

import asyncio
from typing import assert_never

import structlog

from acd import effects as acd
from acd.commands import CallerLeft, CallerPressedKey, ContactOver
from acd.events import EntryEnd
from asterisk.ari import events as ari_events
from asterisk.ari.errors import AriError, AriGone
from calls.agent_side import AgentSide
from calls.caller_leg import CallerLeg, cause_told
from calls.errands import Errands
from calls.messages import LegsSeen, Message
from calls.own_flows import CALLBACK_PROMISED
from calls.surroundings import Surroundings
from calls.tray import take
from calls.waiting import Waiting
from cdr.events import ContactBegan, ContactEnded, ContactFact
from ivr import reports as ivr
from ivr.flow import REFUSED, MarkKind
from ivr.interpreter import Dialogue
from vocabulary.causes import HangUpCause, was_cut
from vocabulary.ids import BridgeId, ContactId, OfferId, PlaybackId
from vocabulary.instant import Instant
from vocabulary.parties import Party

TRAY_PLACES = 1_000
"""One call makes some fifty events. A tray this full belongs to a session that is stuck."""

LINGER_SECONDS = 10.0
"""How long a session waits, after its caller is gone, for Asterisk to confirm that the agent legs are gone too."""

CLOSE_SECONDS = 5.0
"""How long closing may take before the session gives up: what is left is found at the next start."""

log = structlog.get_logger(__name__)


class ContactSession:
    """The hands of one contact."""

    def __init__(self, contact: ContactId, caller: CallerLeg, dialogue: Dialogue, around: Surroundings) -> None:
        self.contact = contact
        self.caller = caller
        self._dialogue = dialogue
        self._around = around
        self._tray: asyncio.Queue[Message] = asyncio.Queue(TRAY_PLACES)
        self._agents = AgentSide(contact, caller.leg, self.hear, around)
        self._waiting = Waiting(contact, caller.leg, caller.caller_number, around)
        self._errands = Errands(contact, caller, self._waiting, around, self.hear)
        self._caller_gone_at: Instant | None = None
        self._cause: HangUpCause | None = None
        self._answered = False
        self._asked_to_hang_up = False
        self._asterisk_lost = False

    def hear(self, message: Message) -> None:
        """Put a message into the tray.

        :raises asyncio.QueueFull: the session is stuck; whoever called ends it.
        """
        self._tray.put_nowait(message)

    @property
    def bridge(self) -> BridgeId | None:
        """The bridge of the present conversation."""
        return self._agents.conversation.bridge

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
            await self._converse(ivr.CallerArrived())
            while not self._over:
                await self._take_turn()
        except Exception:
            log.exception("session.failed")
        finally:
            await self._close()

    @property
    def _over(self) -> bool:
        if self._caller_gone_at is None or not self._dialogue.over:
            return False
        return not self._agents.open or self._around.clock().since(self._caller_gone_at) >= LINGER_SECONDS

    async def _take_turn(self) -> None:
        deadline = self._dialogue.next_deadline()
        if self._caller_gone_at is not None and self._dialogue.over:
            deadline = self._caller_gone_at.plus(LINGER_SECONDS)
        message = await take(self._tray, deadline, self._around.clock)
        if message is not None:
            await self._take(message)
        elif not self._dialogue.over and deadline is not None:
            await self._act(self._dialogue.handle_deadline(max(self._around.clock(), deadline)))

    async def _take(self, message: Message) -> None:
        try:
            match message:
                case LegsSeen():
                    await self._compare(message)
                case ivr.ErrandEnded() | ivr.PlaybackEnded():
                    await self._converse(message)
                case _ if isinstance(message, acd.Effect):
                    await self._carry_out(message)
                case _:
                    await self._take_event(message)
        except AriGone:
            # The other side hung up first: its own event reports it, here as everywhere.
            pass
        except AriError as error:
            # Not this call's fault: what was not done is made up for when the link is back (LegsSeen).
            log.error("session.not_done", message=repr(message), error=str(error))

    # --- what Asterisk tells -----------------------------------------------------------------------------------------

    async def _take_event(self, event: ari_events.Event) -> None:
        match event:
            case ari_events.PlaybackFinished(playback=playback):
                self._waiting.heard(PlaybackId(playback.id))
                await self._converse(ivr.PlaybackEnded(PlaybackId(playback.id)))
            case ari_events.ChannelDtmfReceived() if event.channel.id == self.caller.leg:
                await self._press(event.digit)
            case ari_events.ChannelHangupRequest() if event.channel.id == self.caller.leg:
                self._cause = self._cause or cause_told(event)
            case ari_events.StasisEnd() if event.channel.id == self.caller.leg and self._errands.leaving_is_no_end:
                pass
            case ari_events.StasisEnd() | ari_events.ChannelDestroyed() if event.channel.id == self.caller.leg:
                await self._lose_caller()
            case ari_events.StasisStart() if event.channel.id == self.caller.leg:
                await self._errands.take(event)
                await self._catch_up_playback()
            case (
                ari_events.StasisStart()
                | ari_events.StasisEnd()
                | ari_events.ChannelStateChange()
                | ari_events.ChannelDestroyed()
                | ari_events.Dial()
            ):
                await self._errands.take(event)
                await self._agents.take(event)
            case _:
                await self._errands.take(event)

    async def _press(self, key: str) -> None:
        """In a queue a key is the distributor's; to the dialogue it means nothing there."""
        if self._waiting.entry is not None:
            await self._around.desk.submit(CallerPressedKey(self._waiting.entry, key))
        await self._converse(ivr.KeyPressed(key))

    async def _lose_caller(self, by: Party = Party.CALLER) -> None:
        if self._caller_gone_at is not None:
            return
        self._caller_gone_at = self._around.clock()
        cause = self._cause or HangUpCause.NORMAL
        if not await self._agents.lose_caller(by, cut=was_cut(cause)) and self._waiting.entry is not None:
            await self._around.desk.submit(CallerLeft(self._waiting.entry, was_cut(cause)))
        if self._waiting.ever:
            await self._around.desk.submit(ContactOver(self.contact))
        self._waiting.over()
        await self._converse(ivr.CallerHungUp())
        self._note(ContactEnded(self.contact, self._ended_by(), cause))

    def _ended_by(self) -> Party:
        """A flow that only hangs up after the agent did adds nothing: the agent ended it."""
        if self._asterisk_lost:
            return Party.SYSTEM
        if not self._asked_to_hang_up:
            return Party.CALLER
        return Party.AGENT if self._agents.parted_by_agent else Party.SYSTEM

    async def _compare(self, seen: LegsSeen) -> None:
        """Feed in, as ordinary reports, what was missed while the events did not reach us."""
        if self.caller.leg not in seen.states:
            self._asterisk_lost = seen.restarted
            self._cause = self._cause or (HangUpCause.FAILURE if seen.restarted else None)
            await self._lose_caller(Party.SYSTEM if seen.restarted else Party.CALLER)
        await self._agents.compare(seen)
        if self._caller_gone_at is not None:
            return
        if not self._answered:
            await self._answer()
        if self._asked_to_hang_up:
            await self._around.ari.hang_up(self.caller.leg, self._cause or HangUpCause.NORMAL)
        await self._waiting.settle()
        await self._errands.compare(seen)
        await self._catch_up_playback()

    async def _catch_up_playback(self) -> None:
        """A prompt whose end was missed, or that was asked for while the leg was away in a script, is over."""
        playback = self._dialogue.playing
        if playback is not None and not await self._around.ari.is_playing(playback):
            await self._converse(ivr.PlaybackEnded(playback))

    # --- what the distributor wants ----------------------------------------------------------------------------------

    async def _carry_out(self, effect: acd.Effect) -> None:
        match effect:
            case acd.RingAgent():
                await self._agents.ring(effect)
            case acd.ReleaseAgent(offer, reason):
                await self._agents.release(offer, reason)
            case acd.ConnectLegs(_, _, offer):
                await self._connect(offer)
            case acd.CallBack() | acd.StopCallingBack():
                # A promise is kept by a session of its own (calls.deferred).
                log.error("session.not_its_effect", effect=repr(effect))
            case _ if self._caller_gone_at is not None:
                pass
            case acd.ReturnToWaiting(_, entry):
                await self._agents.part()
                await self._waiting.again(entry)
            case acd.Announce():
                await self._waiting.announce(effect)
            case acd.MoveToQueue(_, entry, queue):
                await self._agents.part()
                await self._waiting.move(entry, queue)
            case acd.LeaveQueue():
                await self._leave_queue(effect)
            case acd.ReleaseCaller():
                self._waiting.over()
                await self._converse(ivr.CallerReturned())
            case _:
                assert_never(effect)

    async def _connect(self, offer: OfferId) -> None:
        if await self._agents.connect(offer, self._waiting.take_announcements()):
            self._waiting.over()

    async def _leave_queue(self, effect: acd.LeaveQueue) -> None:
        """The flow goes on in any case: music under a prompt is better than a caller who hears nothing more."""
        await self._agents.part()
        try:
            await self._waiting.leave()
        except AriError as error:
            log.error("session.queue_not_left", error=str(error))
        flow = CALLBACK_PROMISED.name if effect.why == EntryEnd.CALLBACK else effect.flow
        await self._converse(ivr.CallerReturned(effect.why, flow))

    # --- what the flow wants -----------------------------------------------------------------------------------------

    async def _converse(self, report: ivr.Report) -> None:
        await self._act(self._dialogue.receive(report, self._around.clock()))

    async def _act(self, decision: ivr.Decision) -> None:
        self._note(*decision.events)
        for event in decision.events:
            if isinstance(event, ivr.ContactMarked) and event.kind is MarkKind.CONSENT:
                self._agents.conversation.recorded = self._errands.recorded = event.value != REFUSED
        for effect in decision.effects:
            try:
                await self._do(effect)
            except AriGone:
                return
            except AriError as error:
                log.error("session.effect_failed", effect=repr(effect), error=str(error))
                if isinstance(effect, ivr.PlayPrompts):
                    await self._converse(ivr.PlaybackEnded(effect.playback))

    async def _do(self, effect: ivr.Effect) -> None:
        match effect:
            case ivr.AnswerCaller():
                await self._answer()
            case ivr.PlayPrompts():
                await self._play(effect)
            case ivr.StopPlayback(playback):
                await self._around.ari.stop_playback(playback)
            case ivr.HandToQueue():
                await self._enter_queue(effect)
            case ivr.BeginErrand():
                self._agents.parted_by_agent = False
                await self._errands.begin(effect)
            case ivr.AbandonErrand(errand):
                await self._errands.abandon(errand, caller_is_there=self._caller_gone_at is None)
            case ivr.SpeakLanguage(language):
                self._waiting.language = self._errands.language = language
            case ivr.HangUpCaller(cause):
                self._asked_to_hang_up = self._cause is None
                self._cause = self._cause or cause
                await self._around.ari.hang_up(self.caller.leg, cause)
            case _:
                assert_never(effect)

    async def _play(self, effect: ivr.PlayPrompts) -> None:
        """Words that could not be spoken are left out; where nothing is left, the prompts are over at once."""
        self._agents.parted_by_agent = False
        media = await self._around.speech.ready(effect.prompts)
        if media:
            await self._around.ari.play(self.caller.leg, effect.playback, media, effect.language)
        else:
            self.hear(ivr.PlaybackEnded(effect.playback))

    async def _answer(self) -> None:
        await self._around.ari.answer(self.caller.leg)
        self._answered = True

    async def _enter_queue(self, effect: ivr.HandToQueue) -> None:
        self._agents.parted_by_agent = False
        await self._waiting.enter(effect)
        await self._agents.conversation.leave_bridge()

    # --- the end -----------------------------------------------------------------------------------------------------

    async def _close(self) -> None:
        """Close whatever is open: nothing in the ordinary case, all of it when the session was cancelled or failed."""
        self._around.disown(self.caller.leg)
        for close in (self._close_caller, self._errands.close, self._agents.close, self._agents.conversation.close):
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await close()
            except (AriError, TimeoutError) as error:
                log.error("session.not_closed", error=str(error) or "no answer in time")

    async def _close_caller(self) -> None:
        if self._caller_gone_at is None:
            self._asked_to_hang_up = self._asked_to_hang_up or self._cause is None
            self._cause = self._cause or HangUpCause.FAILURE
            self._agents.parted_by_agent = False
            await self._lose_caller(Party.SYSTEM)
            await self._around.ari.hang_up(self.caller.leg, HangUpCause.FAILURE)

    def _note(self, *facts: ContactFact) -> None:
        if facts:
            self._around.ledger.note(self.contact, facts, self._around.clock())
