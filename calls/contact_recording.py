"""What is recorded of one contact: begun by its policy, paused, taken up again after a fault, ended. One at a time.

A conversation has a recording of its own. One begun in the queue or the menu holds the first conversation too; those
that follow, to the end of the call, are its other parts. That nothing is recorded is always told: as it should be
(``NotRecorded``) or as an alarm (``GapBegan``).
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import structlog

from calls.messages import Message, RecordingTended
from calls.recorder import RunningRecording
from calls.recording_rules import policy_for
from calls.recording_watch import Ill, PartDue, PauseOver, Seen, Well
from calls.surroundings import Surroundings
from cdr.events import ContactFact, RecordingGoesOn, RecordingPaused
from recordings.events import GapBegan, GapEnded, NotRecorded
from recordings.label import Kind, Label
from recordings.naming import conversation_of, recording_id
from recordings.policy import Beginning, Policy, WhyNot
from vocabulary.ids import AgentName, ContactId, LegId, OfferId, QueueName
from vocabulary.instant import Instant

BY_LIMIT = "limit"
"""Who took a recording up again whose pause had lasted as long as its policy lets it."""

PARTS = 10
MEND_SECONDS = 60.0
"""After so many parts of one conversation's recording another is begun only once in so long: it may not help either."""

APART_SECONDS = 0.1
"""Between the end of one recording of a leg and the begin of the next: five frames."""

FURTHER = "part"
"""What the further parts of a recording are called that began before the first conversation."""

UNMUTE_AGAIN_SECONDS = 5.0
"""After so long it is tried again to take up a recording whose pause is over."""

_REACHED = {Beginning.MENU: (Beginning.MENU,), Beginning.QUEUE: (Beginning.MENU, Beginning.QUEUE)}

log = structlog.get_logger(__name__)


class ContactRecording:
    """The recording of one contact. ``number``: the other party's. ``hear``: the tray of whoever has this.

    ``refused``: the caller said no. ``told``: the caller knows that the call may be recorded. ``never``: whatever the
    rules say.
    """

    def __init__(
        self,
        contact: ContactId,
        number: str,
        around: Surroundings,
        hear: Callable[[Message], None],
        *,
        direction: str = "in",
        never: WhyNot | None = None,
    ) -> None:
        self._contact = contact
        self._number = number
        self._around = around
        self._hear = hear
        self._direction = direction
        self._never = never
        self._queue: QueueName | None = None
        self._running: RunningRecording | None = None
        self._draft: RunningRecording | None = None
        self._lasts = False
        self._stopped_at: Instant | None = None
        self._mended_at: Instant | None = None
        self._in_gap = False
        self._names: dict[OfferId, int] = {}
        self._limit: asyncio.TimerHandle | None = None
        self.refused = self.told = self.paused = False

    @property
    def running(self) -> RunningRecording | None:
        """What is being recorded now."""
        return self._running

    def policy(self) -> Policy:
        """What holds now, by the queue the contact is in or was in last."""
        return policy_for(self._around.document, self._queue, self._direction)

    def _why_not(self) -> WhyNot | None:
        return self._never or self.policy().why_not(self._contact, refused=self.refused, told=self.told)

    # --- on the way to a conversation --------------------------------------------------------------------------------

    async def reached(self, beginning: Beginning, leg: LegId, queue: QueueName | None = None) -> None:
        """The caller, on this leg, is in the menu, or enters this queue: some are recorded from there on.

        A recording under way that this queue's rule does not want is over.
        """
        self._queue = queue or self._queue
        if self._why_not() is not None:
            if self._lasts:
                # Also between two parts: the next one is not begun.
                await self._end(stop=True)
            return
        if self._running is None and self.policy().beginning in _REACHED[beginning]:
            await self._apart()
            offer = OfferId(f"{self._contact}-{beginning.value}")
            running = await self._muted(await self._begin(offer, leg, None))
            self._lasts = True
            self._confirm(running)

    async def consent(self, leg: LegId, *, given: bool) -> None:
        """The caller was told, and did or did not refuse. What was recorded of who refuses is not kept."""
        self.told, self.refused = True, self.refused or not given
        if self.refused:
            self._paused(on=False)
            await self._throw_away("refused by the caller")
        elif self._queue is None:
            await self.reached(Beginning.MENU, leg)

    async def _throw_away(self, why: str) -> None:
        running, self._running, self._lasts = self._running, None, False
        if running is not None:
            await self._around.recorder.throw_away(running, why)

    # --- of a conversation -------------------------------------------------------------------------------------------

    async def prepare(self, offer: OfferId, leg: LegId, agent: AgentName, queue: QueueName | None) -> None:
        """The two are about to meet: begin, where their conversation is to be recorded."""
        self._queue = queue or self._queue
        if self._running is None and self._why_not() is None:
            await self._apart()
            self._draft = await self._muted(await self._begin(offer, leg, agent))
        elif self._running is not None and self._running.label.agent is None:
            keep_days = self.policy().keep_days
            label = replace(self._running.label, agent=agent, queue=self._queue, keep_days=keep_days)
            self._running = replace(self._running, label=label)

    def met(self, offer: OfferId) -> None:
        """The two hear each other."""
        draft, self._draft = self._draft, None
        if draft is not None:
            self._confirm(draft)
        elif self._running is None:
            self._note(NotRecorded(self._contact, offer, self._why_not() or WhyNot.BY_RULE))

    async def not_met(self) -> None:
        """They did not meet: what was written is nobody's conversation."""
        draft, self._draft = self._draft, None
        if draft is not None:
            await self._around.recorder.discard(draft)

    async def talk_over(self, *, caller_is_there: bool) -> None:
        """The conversation is over. A pause ends with it: the next one's would be asked for anew."""
        if self._lasts and caller_is_there:
            leg = self._running.leg if self._running is not None else None
            await self._stop()
            if leg is not None:
                due = RecordingTended(self.tend, PartDue(leg))
                asyncio.get_running_loop().call_later(APART_SECONDS, self._hear, due)
        elif self._running is not None:
            await self._end(stop=caller_is_there)

    async def _apart(self) -> None:
        """Two recordings of one leg are kept apart by a moment.

        Asterisk forgets what it knows of a leg's audio with the next frame after the last recording of it has ended
        (main/channel.c). Begun before that, the next one would hold silence in the next agent's stead, for as long as
        the one before it had lasted (seen).
        """
        if self._stopped_at is not None:
            await asyncio.sleep(APART_SECONDS - self._around.clock().since(self._stopped_at))

    async def caller_gone(self) -> None:
        """The caller's leg is gone, and with it whatever was recorded of it."""
        await self._end(stop=False)
        self._paused(on=False)

    # --- by request --------------------------------------------------------------------------------------------------

    async def record(self, offer: OfferId, leg: LegId, agent: AgentName) -> str:
        """Begin to record a conversation that is not recorded so far; why it cannot be, empty where it is."""
        await self._apart()
        running = await self._begin(offer, leg, agent)
        if running.fault:
            return running.fault
        self._confirm(running)
        return ""

    async def record_no_more(self, offer: OfferId, by: str) -> None:
        """End the recording; the conversation goes on."""
        await self._end(stop=True, by=by)
        self._note(NotRecorded(self._contact, offer, WhyNot.NOT_ASKED_FOR))

    async def pause(self, who: str, *, on: bool) -> str:
        """Write silence from now on, or sound again; why it cannot be, empty where it is so.

        It goes on by itself when the policy's limit is over.
        """
        running = self._running
        if running is None and not self._lasts:
            return "nothing is recorded"
        if self.paused is on:
            return "it is paused already" if on else "it is not paused"
        # Between two parts there is nothing to be muted: the next one begins as this says.
        records = running is not None and not running.fault
        why = await self._around.recorder.mute(running, on=on) if running is not None and records else ""
        if why:
            return why
        self._paused(on=on)
        self._note(RecordingPaused(self._contact, who) if on else RecordingGoesOn(self._contact, who))
        if on:
            self._limit_in(self.policy().pause_seconds)
        return ""

    async def pause_for_sure(self, who: str) -> None:
        """Nothing of what comes may be recorded: what cannot be paused is ended, and not kept."""
        why = await self.pause(who, on=True)
        if why and not self.paused and self._running is not None:
            log.critical("recording.not_paused", contact=self._contact, why=why)
            await self._throw_away(f"it could not be paused: {why}")

    def _paused(self, *, on: bool) -> None:
        self.paused = on
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _limit_in(self, seconds: float) -> None:
        over = RecordingTended(self.tend, PauseOver())
        self._limit = asyncio.get_running_loop().call_later(seconds, self._hear, over)

    # --- what the watch saw ------------------------------------------------------------------------------------------

    async def tend(self, seen: Seen) -> None:
        """Something was seen of the recording: told, and mended where it can be."""
        match seen:
            case PauseOver():
                if self.paused and await self.pause(BY_LIMIT, on=False):
                    self._limit_in(UNMUTE_AGAIN_SECONDS)
            case PartDue(leg):
                if self._lasts and self._running is None and self._draft is None and self._why_not() is None:
                    further = await self._begin(OfferId(f"{self._contact}-{FURTHER}"), leg, None)
                    self._confirm(await self._muted(further))
            case Well(recording):
                if self._is(recording) and self._in_gap:
                    self._gap_over()
            case Ill(recording):
                if self._is(recording):
                    await self._mend(seen)

    def _is(self, recording: str) -> bool:
        return self._running is not None and self._running.label.recording == recording

    async def _mend(self, ill: Ill) -> None:
        old = self._running
        assert old is not None
        if not self._in_gap:
            self._gap(ill, None if old.fault else old)
        offer = conversation_of(old.label.offer)
        now = self._around.clock()
        lately = self._mended_at is not None and now.since(self._mended_at) < MEND_SECONDS
        if not ill.mendable or (lately and self._names[offer] >= PARTS):
            return
        self._mended_at = now
        anew = await self._muted(await self._begin(offer, old.leg, old.label.agent))
        if anew.fault:
            return
        recorder = self._around.recorder
        self._running = None
        talk_seconds = max(0.0, self._around.clock().since(old.since) - ill.seconds_ago)
        await recorder.end(old, talk_seconds=talk_seconds, stop=True)
        self._confirm(anew)

    def _gap(self, ill: Ill, running: RunningRecording | None) -> None:
        self._in_gap = True
        recording = running.label.recording if running is not None else None
        log.error("recording.gap", contact=self._contact, recording=recording, cause=ill.cause, detail=ill.detail)
        self._note(GapBegan(self._contact, recording, ill.cause, ill.seconds_ago, ill.detail))

    def _gap_over(self) -> None:
        self._in_gap = False
        running = self._running
        self._note(GapEnded(self._contact, running.label.recording if running is not None else None))

    # --- hands -------------------------------------------------------------------------------------------------------

    async def _begin(self, offer: OfferId, leg: LegId, agent: AgentName | None) -> RunningRecording:
        """One conversation may be recorded in parts; each has a name of its own."""
        nth = self._names[offer] = self._names.get(offer, 0) + 1
        named = offer if nth == 1 else OfferId(f"{offer}-r{nth}")
        policy = self.policy()
        label = Label(
            recording=recording_id(named),
            contact=self._contact,
            offer=named,
            kind=Kind.CONVERSATION,
            began_at=self._around.clock().utc,
            caller_number=self._number,
            queue=self._queue,
            agent=agent,
            direction=self._direction,
            sound=policy.sound,
            keep_days=policy.keep_days,
        )
        return await self._around.recorder.begin(label, leg, self._hear, self.tend)

    async def _muted(self, running: RunningRecording) -> RunningRecording:
        """A part that begins in a pause begins with silence, or not at all: then it is a gap, and tried again."""
        if not self.paused or running.fault:
            return running
        why = await self._around.recorder.mute(running, on=True)
        if why:
            await self._around.recorder.discard(running)
            return replace(running, fault=why)
        return running

    def _confirm(self, running: RunningRecording) -> None:
        self._running = self._around.recorder.confirm(running)
        if running.fault:
            self._gap(Ill(running.label.recording, running.cause, 0.0, running.fault), None)
        elif self._in_gap:
            self._gap_over()

    async def _end(self, *, stop: bool, by: str = "") -> None:
        self._lasts = False
        await self._stop(stop=stop, by=by)

    async def _stop(self, *, stop: bool = True, by: str = "") -> None:
        """This part of it is over."""
        running, self._running = self._running, None
        self._in_gap = False
        if running is None:
            return
        self._stopped_at = self._around.clock()
        if self.paused:
            self._paused(on=False)
            if stop:
                self._note(RecordingGoesOn(self._contact, ""))
        seconds = self._around.clock().since(running.since)
        await self._around.recorder.end(running, talk_seconds=seconds, stop=stop, by=by)
        self._stopped_at = self._around.clock()

    def _note(self, fact: ContactFact) -> None:
        self._around.ledger.note(self._contact, (fact,), self._around.clock())
