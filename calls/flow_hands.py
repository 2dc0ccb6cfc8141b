"""Carries out what a caller's flow wants, and reports to it what came of it. Decides nothing."""

from collections.abc import Callable
from typing import assert_never

import structlog

from asterisk.ari.errors import AriError, AriGone
from calls.agent_side import AgentSide
from calls.caller_leg import CallerLeg
from calls.errands import Errands
from calls.messages import Message
from calls.surroundings import Surroundings
from calls.waiting import Waiting
from cdr.events import ContactFact
from ivr import reports as ivr
from ivr.flow import REFUSED, MarkKind
from ivr.interpreter import Dialogue
from recordings.policy import Beginning
from vocabulary.causes import HangUpCause
from vocabulary.ids import ContactId
from vocabulary.instant import Instant

log = structlog.get_logger(__name__)

BY_FLOW = "flow"
"""Who paused a recording that a step of a flow paused."""


class FlowHands:
    """The hands of one contact's dialogue.

    ``cause``: why the caller's leg ended, or is being ended, once that is known. ``caller_is_there``: false from the
    moment their leg is gone.
    """

    def __init__(
        self, contact: ContactId, caller: CallerLeg, dialogue: Dialogue, waiting: Waiting, agents: AgentSide,
        errands: Errands, around: Surroundings, hear: Callable[[Message], None],
    ) -> None:  # fmt: skip
        self._contact = contact
        self._caller = caller
        self._dialogue = dialogue
        self._waiting = waiting
        self._agents = agents
        self._errands = errands
        self._around = around
        self._hear = hear
        self.caller_is_there = True
        self.answered = self._silent = self._in_queue = False
        self.asked_to_hang_up = False
        self.cause: HangUpCause | None = None

    @property
    def over(self) -> bool:
        return self._dialogue.over

    def next_deadline(self) -> Instant | None:
        return self._dialogue.next_deadline()

    async def converse(self, report: ivr.Report) -> None:
        """Tell the flow what happened, and do what it wants then."""
        if isinstance(report, ivr.CallerReturned):
            self._in_queue = False
        await self._act(self._dialogue.receive(report, self._around.clock()))
        if isinstance(report, ivr.PlaybackEnded) and self._waits_recorded:
            await self._hear_silence(on=True)

    @property
    def _waits_recorded(self) -> bool:
        """Whether the caller hears nothing and is recorded: of a leg that is sent nothing Asterisk writes nothing, and
        the recording would be shorter than the time it tells of (seen while keys were pressed)."""
        elsewhere = self._in_queue or self._errands.busy or self._dialogue.playing is not None
        recorded = self._agents.recording.running is not None
        return self.caller_is_there and recorded and not self._silent and not elsewhere

    async def _hear_silence(self, *, on: bool) -> None:
        self._silent = on
        try:
            await self._around.ari.silence(self._caller.leg, on=on)
        except AriError as error:
            log.warning("session.silence_not_heard", on=on, error=str(error))

    async def handle_deadline(self, deadline: Instant) -> None:
        """Its time has come."""
        await self._act(self._dialogue.handle_deadline(max(self._around.clock(), deadline)))

    async def catch_up_playback(self) -> None:
        """A prompt whose end was missed, or that was asked for while the leg was away in a script, is over."""
        playback = self._dialogue.playing
        if playback is not None and not await self._around.ari.is_playing(playback):
            await self.converse(ivr.PlaybackEnded(playback))

    async def catch_up(self) -> None:
        """After a gap: what could not be done is done now.

        :raises AriError: it cannot be.
        """
        if not self.answered:
            await self._answer()
        if self.asked_to_hang_up:
            await self._around.ari.hang_up(self._caller.leg, self.cause or HangUpCause.NORMAL)

    async def _act(self, decision: ivr.Decision) -> None:
        self._note(*decision.events)
        for event in decision.events:
            if isinstance(event, ivr.ContactMarked) and event.kind is MarkKind.CONSENT:
                await self._agents.recording.consent(self._caller.leg, given=event.value != REFUSED)
        for effect in decision.effects:
            try:
                await self._do(effect)
            except AriGone:
                return
            except AriError as error:
                log.error("session.effect_failed", effect=repr(effect), error=str(error))
                if isinstance(effect, ivr.PlayPrompts):
                    await self.converse(ivr.PlaybackEnded(effect.playback, heard=False))

    async def _do(self, effect: ivr.Effect) -> None:
        if self._silent and isinstance(effect, ivr.PlayPrompts | ivr.HandToQueue | ivr.BeginErrand):
            # Who is bridged would hear nothing else.
            await self._hear_silence(on=False)
        match effect:
            case ivr.AnswerCaller():
                await self._answer()
            case ivr.PlayPrompts():
                await self._play(effect)
            case ivr.StopPlayback(playback):
                await self._around.ari.stop_playback(playback)
            case ivr.HandToQueue():
                self._in_queue = True
                await self._enter_queue(effect)
            case ivr.BeginErrand():
                self._agents.parted_by_agent = False
                await self._errands.begin(effect)
            case ivr.AbandonErrand(errand):
                await self._errands.abandon(errand, caller_is_there=self.caller_is_there)
            case ivr.SpeakLanguage(language):
                self._waiting.language = self._errands.language = language
            case ivr.RecordingAsked(paused):
                # Where nothing is recorded, or it is so already, nothing is to be done.
                if paused:
                    await self._agents.recording.pause_for_sure(BY_FLOW)
                else:
                    await self._agents.recording.pause(BY_FLOW, on=False)
            case ivr.HangUpCaller(cause):
                self.asked_to_hang_up = self.cause is None
                self.cause = self.cause or cause
                await self._around.ari.hang_up(self._caller.leg, cause)
            case _:
                assert_never(effect)

    async def _play(self, effect: ivr.PlayPrompts) -> None:
        """Words that could not be spoken are left out; where nothing is left, the prompts are over at once."""
        self._agents.parted_by_agent = False
        media = await self._around.speech.ready(effect.prompts)
        if media:
            await self._around.ari.play(self._caller.leg, effect.playback, media, effect.language)
        else:
            self._hear(ivr.PlaybackEnded(effect.playback, heard=False))

    async def _answer(self) -> None:
        await self._around.ari.answer(self._caller.leg)
        self.answered = True
        await self._agents.recording.reached(Beginning.MENU, self._caller.leg)

    async def _enter_queue(self, effect: ivr.HandToQueue) -> None:
        self._agents.parted_by_agent = False
        await self._waiting.enter(effect)
        await self._agents.conversation.leave_bridge()
        await self._agents.recording.reached(Beginning.QUEUE, self._caller.leg, effect.queue)

    def _note(self, *facts: ContactFact) -> None:
        if facts:
            self._around.ledger.note(self._contact, facts, self._around.clock())
