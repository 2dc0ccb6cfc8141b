"""A phone that dialled a code: the hands of its dialogue. Says, asks, checks, reports; decides nothing.

Where the dialogue ends in listening, the listening takes the phone over and this hands everything on to it.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol, assert_never

import structlog

from asterisk.ari.errors import AriError, AriGone
from asterisk.ari.events import ChannelDtmfReceived, PlaybackFinished
from calls.asks import Answer, Ask
from calls.keypad import turns
from calls.keypad.dialogue import KeypadDialogue
from calls.keypad.words import media, spoken, without_speech
from calls.listening import Listening, ModeAsked
from calls.messages import LegsSeen, Message
from calls.permissions import Person
from calls.surroundings import Surroundings
from cdr.events import ListeningMode
from vocabulary.ids import AgentName, BridgeId, DeviceName, LegId, PlaybackId
from vocabulary.instant import Instant

ASK_SECONDS = 10.0
"""How long what was asked for may take before the person is told that it is not possible."""

SPEECH_SECONDS = 2.0
"""How long the words may take to be made: whoever dialled a code hears a tone instead of waiting for them."""

log = structlog.get_logger(__name__)


class KeypadDoor(Protocol):
    """Who carries out what is asked for."""

    async def ask(self, person: Person, ask: Ask) -> Answer: ...


class KeypadPins(Protocol):
    """Who knows the PINs."""

    def check(
        self, person: str, pin: str, now: Instant, device: DeviceName | None = None, *, as_supervisor: bool = False
    ) -> Answer: ...


MakeListening = Callable[[str, ListeningMode, AgentName], Listening]
"""What is done with this phone once this supervisor listens, so, to whom this agent talks with."""

WRONG_PIN = "wrong PIN"
"""The refusal after which another try is worth something; after any other one it is not."""


class Keypad:
    """The behaviour of a phone that dialled a code, or what leads nowhere."""

    def __init__(
        self,
        dialogue: KeypadDialogue,
        leg: LegId,
        device: DeviceName,
        around: Surroundings,
        door: KeypadDoor,
        pins: KeypadPins,
        listening: MakeListening,
    ) -> None:
        self._dialogue = dialogue
        self._leg = leg
        self._device = device
        self._around = around
        self._door = door
        self._pins = pins
        self._make_listening = listening
        self._listening: Listening | None = None
        self._to_do: deque[turns.Effect] = deque()
        self._gone = False

    @property
    def over(self) -> bool:
        """Nothing more to do."""
        return self._gone or (self._dialogue.over if self._listening is None else self._listening.over)

    @property
    def gave_away(self) -> bool:
        """The listening has taken the call over, and the leg with it."""
        return self._listening is not None and self._listening.gave_away

    @property
    def bridges(self) -> tuple[BridgeId, ...]:
        """The bridges in use."""
        return self._listening.bridges if self._listening is not None else ()

    def next_deadline(self) -> Instant | None:
        """When ``handle_deadline`` is to be called."""
        return self._dialogue.next_deadline() if self._listening is None else self._listening.next_deadline()

    async def begin(self) -> None:
        """Answer, and begin the dialogue."""
        await self._tell(turns.PhoneCame())

    async def take(self, message: Message) -> None:
        """Keys and the ends of what was said; everything, once the phone listens."""
        if self._listening is not None:
            await self._listening.take(message)
            return
        match message:
            case ChannelDtmfReceived(digit=key) if message.channel.id == self._leg:
                await self._tell(turns.KeyPressed(key))
            case PlaybackFinished(playback):
                await self._heard(PlaybackId(playback.id))
            case LegsSeen():
                await self._catch_up()
            case _:
                pass

    async def handle_deadline(self, now: Instant) -> None:
        """The time is up."""
        if self._listening is not None:
            await self._listening.handle_deadline(now)
        else:
            await self._act(self._dialogue.handle_deadline(now))

    async def close(self) -> None:
        """Nothing of the dialogue outlives its leg; a listening closes what it opened."""
        if self._listening is not None:
            await self._listening.close()

    # --- turns -------------------------------------------------------------------------------------------------------

    async def _tell(self, report: turns.Report) -> None:
        await self._act(self._dialogue.receive(report, self._around.clock()))

    async def _act(self, decision: turns.Decision) -> None:
        for event in decision.events:
            self._log(event)
        self._to_do.extend(decision.effects)
        await self._work()

    async def _work(self) -> None:
        """In order; nothing is done before the phone could be answered, which is tried again after a gap."""
        while self._to_do:
            if isinstance(self._to_do[0], turns.AnswerPhone) and not await self._answers():
                return
            await self._do(self._to_do.popleft())

    async def _answers(self) -> bool:
        """A phone taken in after a gap may be gone since, and nothing would tell."""
        try:
            await self._around.ari.answer(self._leg)
        except AriGone:
            self._gone = True
        return not self._gone

    async def _do(self, effect: turns.Effect) -> None:
        match effect:
            case turns.AnswerPhone():
                # Done before it was taken up.
                pass
            case turns.Say():
                await self._say(effect)
            case turns.StopSaying(utterance):
                await self._around.ari.stop_playback(self._playback(utterance))
            case turns.CheckPin():
                await self._tell(turns.PinChecked(self._verdict(effect)))
            case turns.AskDoor(person, ask):
                await self._tell(turns.DoorAnswered(await self._asked(person, ask)))
            case turns.BeginListening(supervisor, mode, agent):
                await self._listen(self._make_listening(supervisor, mode, agent), mode)
            case turns.HangUpPhone():
                # The session does, now that nothing more is to come.
                pass
            case _:
                assert_never(effect)

    async def _listen(self, listening: Listening, mode: ListeningMode) -> None:
        """Whoever dialled to take over is let in, and takes over at once; where they cannot, they do not stay."""
        self._listening = listening
        await listening.begin()
        if mode is ListeningMode.TAKE_OVER and not listening.over:
            loop = asyncio.get_running_loop()
            taken: asyncio.Future[Answer] = loop.create_future()
            await listening.take(ModeAsked(mode, taken))
            if taken.done() and not taken.result().granted:
                await listening.take(ModeAsked(None, loop.create_future()))

    async def _asked(self, person: Person, ask: Ask) -> bool:
        try:
            async with asyncio.timeout(ASK_SECONDS):
                return (await self._door.ask(person, ask)).granted
        except (AriError, TimeoutError) as error:
            log.warning("keypad.not_done", asked=type(ask).__name__, error=str(error) or "no answer in time")
            return False

    def _verdict(self, check: turns.CheckPin) -> turns.Verdict:
        now = self._around.clock()
        answer = self._pins.check(check.person, check.pin, now, self._device, as_supervisor=check.as_supervisor)
        if answer.granted:
            return turns.Verdict.RIGHT
        return turns.Verdict.WRONG if answer.refused == WRONG_PIN else turns.Verdict.LOCKED

    # --- words -------------------------------------------------------------------------------------------------------

    def _playback(self, utterance: int) -> PlaybackId:
        return PlaybackId(f"{self._leg}-k{utterance}")

    async def _say(self, effect: turns.Say) -> None:
        """Words that cannot be spoken are replaced by a sound: nobody is left without an answer."""
        playback = self._playback(effect.utterance)
        wanted = media(effect.parts, effect.language, self._around.document.world.voice)
        try:
            async with asyncio.timeout(SPEECH_SECONDS):
                ready = await self._around.speech.ready(wanted)
        except TimeoutError:
            ready = ()
        try:
            await self._around.ari.play(
                self._leg, playback, ready or without_speech(effect.parts), spoken(effect.language)
            )
        except AriError as error:
            log.warning("keypad.not_said", error=str(error))
            await self._tell(turns.Spoken(effect.utterance))

    async def _heard(self, playback: PlaybackId) -> None:
        utterance = self._dialogue.saying
        if utterance is not None and playback == self._playback(utterance):
            await self._tell(turns.Spoken(utterance))

    async def _catch_up(self) -> None:
        """After a gap: the answer may not have reached Asterisk, the end of what was said may have been missed."""
        await self._work()
        utterance = self._dialogue.saying
        if utterance is not None and not await self._around.ari.is_playing(self._playback(utterance)):
            await self._tell(turns.Spoken(utterance))

    def _log(self, event: turns.Event) -> None:
        match event:
            case turns.CodeCarriedOut(action, person):
                log.info("keypad.done", action=str(action), person=person, device=self._device)
            case turns.CodeRefused(action, person, why, dialled):
                log.warning(
                    "keypad.refused",
                    action=action and str(action),
                    person=person,
                    device=self._device,
                    why=str(why),
                    dialled=dialled,
                )
            case _:
                assert_never(event)
