"""A message a caller left, played to the agent who picked up: what it is, the message, what to press. Plays only."""

import structlog

from calls.deferred_store import Owed
from calls.surroundings import Surroundings
from ivr.sayings import SayKind
from vocabulary.ids import AgentName, LegId, MediaUri, PlaybackId
from vocabulary.instant import Instant

REPLAY_KEY, CALL_BACK_KEY = "1", "5"

_BEFORE = MediaUri("sound:vm-message")
_AFTER = (MediaUri("sound:vm-press"), MediaUri("sound:digits/5"))
_NOT_REACHED = MediaUri("sound:vm-nobodyavail")

UNPLAYABLE_SECONDS = 2.0
"""Who stays so long after a playback failed did not end it by hanging up: the message itself cannot be played."""

_FAILED = "failed"
"""What Asterisk says of a playback that was cut short by the end of its leg, or that it could not play at all."""

log = structlog.get_logger(__name__)


class MessageForAgent:
    """One message and the leg it is played on."""

    def __init__(self, owed: Owed, around: Surroundings) -> None:
        self._owed = owed
        self._around = around
        self._leg: LegId | None = None
        self._language = owed.language
        self._playbacks: dict[PlaybackId, None] = {}
        self._count = 0
        self._heard = False
        self._failed_at: Instant | None = None

    async def play_to(self, leg: LegId, agent: AgentName) -> None:
        """Begin with the caller's number, then the message, then what can be pressed; in the agent's language.

        :raises AriError: it could not be played.
        """
        document, owed = self._around.document, self._owed
        known = document.agents.get(agent)
        self._leg, self._language = leg, (known.language if known is not None else None) or document.languages[0]
        number = document.world.voice.say(SayKind.DIGITS, owed.number, self._language) if owed.number else ()
        offered = _AFTER if owed.trunk else ()
        await self._play((_BEFORE, *number, MediaUri(f"recording:{self._owed.message}"), *offered))

    @property
    def is_dealt_with(self) -> bool:
        """Now that the agent is gone: it was played to its end, or its caller called, or it can never be played."""
        failed_at = self._failed_at
        if self._heard or failed_at is None:
            return self._heard
        if self._around.clock().since(failed_at) < UNPLAYABLE_SECONDS:
            return False
        log.error("message.not_playable", message=self._owed.message)
        return True

    def over(self, playback: PlaybackId, state: str) -> None:
        """This playback is over, whosever it was. ``state``: how, as Asterisk says it."""
        if playback not in self._playbacks:
            return
        del self._playbacks[playback]
        if state == _FAILED:
            self._failed_at = self._around.clock()
        else:
            self._heard = True

    def calls_back(self, key: str) -> bool:
        """Whether this key asks for the caller to be called."""
        return key == CALL_BACK_KEY and bool(self._owed.number)

    async def press(self, key: str) -> None:
        """Another key: the message once more, where it asks for that."""
        if key == REPLAY_KEY and self._leg is not None:
            await self._stop()
            await self._play((MediaUri(f"recording:{self._owed.message}"),))

    async def calling(self) -> None:
        """The caller is being called: the agent hears it ring."""
        self._heard = True
        await self._stop()
        await self._play((MediaUri("tone:ring"),))

    async def not_reached(self) -> None:
        """The caller did not answer, or is gone again: the agent may press another key, or hang up."""
        await self._stop()
        await self._play((_NOT_REACHED,))

    def take_playbacks(self) -> list[PlaybackId]:
        """What is being played, for whoever is about to stop it."""
        playing, self._playbacks = list(self._playbacks), {}
        return playing

    async def _stop(self) -> None:
        for playback in self.take_playbacks():
            await self._around.ari.stop_playback(playback)

    async def _play(self, media: tuple[MediaUri, ...]) -> None:
        if self._leg is None:
            return
        self._count += 1
        playback = PlaybackId(f"{self._owed.contact}-message-{self._count}")
        self._playbacks[playback] = None
        ready = await self._around.speech.ready(media)
        await self._around.ari.play(self._leg, playback, ready, self._language)
