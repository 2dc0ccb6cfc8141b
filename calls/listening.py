"""One supervisor in one contact: hears it, speaks to the agent or to both, takes it over. Follows it wherever it goes.

A behaviour of a phone session: the supervisor's phone is its leg. It does what the present scene and the wished mode
come to (``listening_place``), and opens nothing on the parties' side. Who may do what is asked, never decided here.
"""

import asyncio
from dataclasses import dataclass

import structlog

from acd.commands import Occupation, OccupyAgent, VacateAgent
from asterisk.ari.errors import AriError, AriGone
from asterisk.ari.events import ChannelDestroyed, ChannelDtmfReceived, PlaybackFinished, StasisEnd, StasisStart
from calls.asks import Answer, TakeOver
from calls.listening_means import Hear, Means
from calls.listening_place import MODE_OF_KEY, Place, place_of
from calls.messages import LegsSeen, Message
from calls.scene import Scene
from calls.snooping import Ears
from cdr.events import ContactFact, ListeningBegan, ListeningChanged, ListeningEnded, ListeningMode
from vocabulary.ids import AgentName, BridgeId, ContactId, LegId, MediaUri, PlaybackId, TaskId
from vocabulary.instant import Instant

DONE = MediaUri("sound:ascending-2tone")
"""What a supervisor hears when the mode they asked for is theirs."""
REFUSED = MediaUri("sound:descending-2tone")
"""What they hear when it is not, and when there is nothing more to listen to."""
LAST_WORD_SECONDS = 3.0
"""How long the last sound may take before the phone is hung up without it."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SceneChanged:
    """For the tray: the contact is so now; None: it is over."""

    scene: Scene | None


@dataclass(frozen=True, slots=True)
class ModeAsked:
    """For the tray: the supervisor asks by command for another mode, or, with None, for the end."""

    mode: ListeningMode | None
    answer: "asyncio.Future[Answer]"


ListeningMessage = Message | SceneChanged | ModeAsked
"""What may lie in the tray of a phone session that runs a listening."""


class Listening:
    """The behaviour of a supervisor's phone, from its first moment in our application to its last."""

    def __init__(self, contact: ContactId | None, mode: ListeningMode, leg: LegId, hear: Hear, means: Means) -> None:
        """``contact``: None where there is none to listen to, which the supervisor is told."""
        self.contact = contact
        self.supervisor = means.supervisor
        self.gave_away = False
        self._wanted = mode
        self._leg = leg
        self._hear = hear
        self._means = means
        self._ears = Ears(means.listening, means.ari, lambda snoop: means.adopt(snoop, hear), means.disown, means.clock)
        self._scene: Scene | None = None
        self._place: Place | None = None
        self._at: BridgeId | None = None
        self._told: tuple[ListeningMode, AgentName | None] | None = None
        self._ended = False
        self._sounds = 0
        self._last_sound: PlaybackId | None = None
        self._silent_at: Instant | None = None
        self._over = False
        self._occupied = False
        self._asked: list[asyncio.Future[Answer]] = []

    # --- for the phone session ---------------------------------------------------------------------------------------

    @property
    def over(self) -> bool:
        """Nothing more to hear, or the leg is somebody else's."""
        return self._over or self.gave_away

    @property
    def wanted(self) -> ListeningMode:
        """What the supervisor asked for last, and was granted."""
        return self._wanted

    @property
    def bridges(self) -> tuple[BridgeId, ...]:
        """The bridges in use."""
        return self._ears.bridges

    def next_deadline(self) -> Instant | None:
        """When something is to be tried again, or the last sound has taken too long."""
        return self._silent_at or self._ears.retry_at

    async def begin(self) -> None:
        """Let the supervisor in, or tell them that they may not."""
        await self._means.ari.answer(self._leg)
        refused = self._enter()
        if refused:
            log.info("listening.refused", supervisor=self.supervisor, contact=self.contact, why=refused)
            await self._finish()
            return
        if self._means.agent is not None:
            task = TaskId(self._means.listening)
            self._occupied = True
            await self._means.submit(OccupyAgent(self._means.agent, task, Occupation.SUPERVISING))
        await self._follow()

    async def take(self, message: ListeningMessage) -> None:
        """A change of the scene, a wish of the supervisor, or an event of a leg of ours."""
        match message:
            case SceneChanged(scene):
                await self._take_scene(scene)
            case ModeAsked(mode, answer):
                await self._take_wish(mode, answer)
            case ChannelDtmfReceived(digit=key) if message.channel.id == self._leg and key in MODE_OF_KEY:
                await self._press(MODE_OF_KEY[key])
            case PlaybackFinished(playback) if playback.id == self._last_sound:
                self._over = True
            case StasisStart() if message.channel.id != self._leg:
                await self._ears.came(message.channel.id)
            case StasisEnd() | ChannelDestroyed() if message.channel.id != self._leg:
                self._ears.went(message.channel.id)
            case LegsSeen(states, asked_at):
                await self._ears.compare(states, asked_at)
                await self._follow()
            case _:
                pass

    async def handle_deadline(self, now: Instant) -> None:
        """Hang up without the last sound, or try again what could not be done."""
        if self._silent_at is not None:
            self._over = now >= self._silent_at
        else:
            self._at = None
            await self._follow()

    async def close(self) -> None:
        """End what is open; the supervisor's leg is the phone session's, or somebody else's by now.

        :raises AriError: Asterisk could not be asked; what is left is found after the gap.
        """
        self._end()
        for answer in self._asked:
            if not answer.done():
                answer.set_result(Answer("the listening is over"))
        if self._means.agent is not None and self._occupied:
            self._occupied = False
            await self._means.submit(VacateAgent(self._means.agent, TaskId(self._means.listening)))
        await self._ears.close()

    # --- for whoever asks by command ---------------------------------------------------------------------------------

    async def ask(self, mode: ListeningMode | None) -> Answer:
        """Switch to this mode, or, with None, end."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        try:
            self._hear(ModeAsked(mode, answer))
            return await answer
        finally:
            self._asked.remove(answer)

    # --- following the contact ---------------------------------------------------------------------------------------

    def _enter(self) -> str:
        if self.contact is None:
            return "there is no conversation to listen to"
        # First watched, then looked at: nothing that changes between is missed.
        self._means.scenes.watch(self.contact, self._see)
        self._scene = self._means.scenes.scene(self.contact)
        if self._scene is None or self._scene.caller is None:
            return "the contact is over"
        return self._means.may(self._wanted, self._scene) or self._means.roll.enter(self)

    def _see(self, scene: Scene | None) -> None:
        if scene is None or scene.caller is None:
            # The caller is gone, and the contact is about to be. At once: its record closes with it.
            scene = None
            self._end()
        self._hear(SceneChanged(scene))

    async def _take_scene(self, scene: Scene | None) -> None:
        self._scene = scene
        if scene is None:
            await self._finish()
        else:
            await self._follow()

    async def _follow(self) -> None:
        """Bring about what scene and wish come to. Does nothing where it is so already."""
        if self._scene is None or self._silent_at is not None:
            return
        place = self._place = place_of(self._scene, self._wanted)
        if place.joins is not None and not await self._join(place.joins):
            place = self._place = place_of(self._scene, ListeningMode.MONITOR)
        if place.joins is None:
            await self._stay_apart()
        await self._ears.hear(place.hears, whispers=place.whispers)
        self._tell(place.mode, self._scene.agent)

    async def _join(self, bridge: BridgeId) -> bool:
        try:
            await self._go_to(bridge)
        except AriGone:
            # It has just ended, or the supervisor has: the one is told by the next scene, the other by their leg.
            self._at = None
            return False
        return True

    async def _stay_apart(self) -> None:
        await self._ears.open()
        try:
            await self._go_to(self._ears.bridge)
        except AriGone:
            # The supervisor has hung up, which their leg tells, or the bridge has been ended.
            self._ears.bridge_is_gone()
            raise

    async def _go_to(self, bridge: BridgeId) -> None:
        if self._at != bridge:
            # Until it is known where the leg is, it is nowhere: what failed is done again.
            self._at = None
            await self._means.ari.let_in(bridge, self._leg)
            self._at = bridge

    def _tell(self, mode: ListeningMode, agent: AgentName | None) -> None:
        if self.contact is None or self._ended or self._told == (mode, agent):
            return
        listening = self._means.listening
        if self._told is None:
            self._note(ListeningBegan(self.contact, listening, self.supervisor, mode, agent))
        else:
            self._note(ListeningChanged(self.contact, listening, mode, agent))
        self._told = (mode, agent)

    # --- what the supervisor wants -----------------------------------------------------------------------------------

    async def _press(self, mode: ListeningMode) -> None:
        answer = await self._switch(mode)
        if not self.gave_away:
            await self._sound(DONE if answer.granted else REFUSED)

    async def _take_wish(self, mode: ListeningMode | None, answer: "asyncio.Future[Answer]") -> None:
        granted = Answer()
        try:
            if mode is None:
                self._over = True
            else:
                granted = await self._switch(mode)
        except AriError as error:
            granted = Answer("Asterisk did not answer")
            log.warning("listening.not_switched", mode=mode, error=str(error))
        if not answer.done():
            answer.set_result(granted)

    async def _switch(self, mode: ListeningMode) -> Answer:
        if self._scene is None:
            return Answer("the contact is over")
        refused = self._means.may(mode, self._scene)
        if refused:
            log.info("listening.mode_refused", supervisor=self.supervisor, mode=mode, why=refused)
            return Answer(refused)
        if mode is ListeningMode.TAKE_OVER:
            return await self._take_over(self._scene)
        self._wanted = mode
        await self._follow()
        return Answer()

    async def _take_over(self, scene: Scene) -> Answer:
        """Into the conversation first: the caller is never left alone between the two."""
        before, self._wanted = self._wanted, ListeningMode.TAKE_OVER
        await self._follow()
        if self._place is None or self._place.joins is None or scene.agent is None:
            self._wanted = before
            await self._follow()
            return Answer("no agent talks with the caller now")
        answer = await self._means.scenes.ask(scene.contact, TakeOver(self.supervisor, self._leg), None)
        if answer.granted:
            self.gave_away = True
            self._tell(ListeningMode.TAKE_OVER, scene.agent)
            self._end()
        else:
            self._wanted = before
            await self._follow()
        return answer

    # --- the end -----------------------------------------------------------------------------------------------------

    def _end(self) -> None:
        """Nothing is listened to any more. Told once; neither waits nor raises."""
        if self._ended:
            return
        self._ended = True
        if self.contact is not None:
            self._means.scenes.unwatch(self.contact, self._see)
            if self._told is not None:
                self._note(ListeningEnded(self.contact, self._means.listening))
        self._means.roll.leave(self)

    async def _finish(self) -> None:
        """Nothing more to hear: a last sound, and the phone is hung up."""
        self._end()
        self._silent_at = self._means.clock().plus(LAST_WORD_SECONDS)
        await self._ears.hear(None)
        await self._sound(REFUSED)
        self._last_sound = self._playback

    async def _sound(self, sound: MediaUri) -> None:
        self._sounds += 1
        await self._means.ari.play(self._leg, self._playback, [sound])

    @property
    def _playback(self) -> PlaybackId:
        return PlaybackId(f"p-{self._means.listening}-{self._sounds}")

    def _note(self, fact: ContactFact) -> None:
        assert self.contact is not None
        self._means.note(self.contact, fact)
